"""From an OpenAPI document to the model document, as far as it goes without its check."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from limner_registry.importing.identity import identity, wanted
from limner_registry.importing.marking import mark_input, mark_output
from limner_registry.importing.operation import operation
from limner_registry.importing.plain import plain
from limner_registry.importing.side import Side
from limner_registry.importing.soundness import Soundness, may_be_an_object
from limner_registry.importing.whole import Whole
from limner_registry.openapi import DOCUMENT, NAMES

if TYPE_CHECKING:
    from limner_registry.importing.operation import Operation
    from limner_registry.importing.report import Place, Report
    from limner_registry.schema import Schema


def model_document(
    given: Any, provider: str | None, endpoint_id: str | None, report: Report
) -> dict[str, Any]:
    """The model document of an OpenAPI document, not yet checked.

    Args:
        given: The OpenAPI document.
        provider: Who runs the model, where the document doesn't tell.
        endpoint_id: The id that the caller wants.
        report: Where notes and refusals go.

    Raises:
        NotImportable: No honest model document can be made of it.
    """
    openapi = plain(given, report)
    if not isinstance(openapi, dict) or not _is_openapi(openapi):
        raise report.refusal((), "it is no OpenAPI document: it has no `openapi` and no `paths`.")
    whole = Whole(openapi)
    ids, ours = wanted(whole, endpoint_id), openapi.get(DOCUMENT)
    call = operation(whole, ids, report)
    if isinstance(ours, dict):
        facts = copy.deepcopy(ours) | ({"endpoint_id": endpoint_id} if endpoint_id else {})
    else:
        facts = identity(whole, call, ids, provider, report)
    return {**facts, **_sides(whole, call, report, marked=isinstance(ours, dict))}


def _is_openapi(openapi: dict[str, Any]) -> bool:
    return "openapi" in openapi or "swagger" in openapi or "paths" in openapi


def _sides(whole: Whole, call: Operation, report: Report, *, marked: bool) -> dict[str, Schema]:
    takes, gives = _input(whole, call.takes, report), _output(whole, call, report)
    if not marked:
        mark_input(takes)
        mark_output(gives)
    return {"input": takes, "output": gives}


def _input(whole: Whole, place: Place, report: Report) -> Schema:
    try:
        schema = _schema(_side(whole, place, report, strict=True), report, strict=True)
    except LookupError:
        reason = "the reference to the input leads nowhere, so nothing is known of the arguments."
        raise report.refusal(place, reason) from None
    if not may_be_an_object(schema, schema):
        raise report.refusal(place, "the input isn't an object, so it has no parameters.")
    return schema


def _output(whole: Whole, call: Operation, report: Report) -> Schema:
    try:
        side = _side(whole, call.gives, report, strict=False) if call.gives else None
    except LookupError:
        side = None
    if side is not None:
        return _schema(side, report, strict=False)
    report.note(call.gives or call.answers, "the output isn't described, so it is an open object.")
    return {"type": "object"}


def _side(whole: Whole, place: Place, report: Report, *, strict: bool) -> Side:
    names = whole.record("components", NAMES)
    return Side(whole, place, report, strict=strict, names=names)


def _schema(side: Side, report: Report, *, strict: bool) -> Schema:
    schema = side.schema()
    Soundness(schema, side.origins, report).check(strict=strict)
    return schema
