"""OpenAPI documents: imported without a limit of their input lost, or refused."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from samples import NUMBER, dice_of, parsed, samples

from limner_registry import Model, Origin
from limner_registry.errors import NotImportable
from limner_registry.importing import imported
from limner_registry.importing.identity import wanted
from limner_registry.importing.operation import operation
from limner_registry.importing.plain import plain
from limner_registry.importing.report import Report
from limner_registry.importing.whole import Whole
from limner_registry.issue import pointer
from limner_registry.openapi import openapi_document
from limner_registry.schema import subschemas
from limner_registry.verdict.faults import engine_for
from limner_registry.verdict.meta_schema import is_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry.importing import Imported
    from limner_registry.importing.report import Place

ORIGIN = Origin("fuzzed")
MORE = 12
"""Arguments that are drawn of an original: they show what is lost."""

_NAMING = ("$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$schema")
"""Keywords that an OpenAPI document loses, and that keep a schema from being closed."""

_STRICTER = ("nested in more than", "the input isn't an object", "it has no counterpart")
"""Why an import refuses what is a document: components lie deeper, and it takes no nonsense."""


def importer(data: bytes) -> None:
    """An OpenAPI document: refused, or imported without a limit of its input lost."""
    value = parsed(data)
    before = json.dumps(value)
    try:
        made = imported(value, source="fuzzed", provider="acme")
    except NotImportable as refusal:
        assert refusal.reason  # noqa: PT017 -- most are refused
        return
    assert json.dumps(value) == before
    _same_verdict(value, made, data)
    lead_back(made.document, data)


def lead_back(document: dict[str, Any], data: bytes) -> None:
    """Written as OpenAPI and imported again it judges alike; again, it is equal to the letter."""
    parts = [part for side in _sides(document) for part in subschemas(side)]
    if any(word in part for part in parts for word in _NAMING):
        return
    try:
        back = imported(openapi_document(document), source="again")
    except NotImportable as refusal:
        assert any(reason in refusal.reason for reason in _STRICTER), refusal  # noqa: PT017
        return
    once_more = imported(openapi_document(back.document), source="once more")
    assert json.dumps(once_more.document) == json.dumps(back.document), once_more.notes
    ours, theirs = (Model(one, ORIGIN) for one in (document, back.document))
    for one in samples(document["input"], dice_of(data), NUMBER):
        assert bool(ours.check(one)) == bool(theirs.check(one)) or back.notes, one


def _sides(document: dict[str, Any]) -> Iterator[Any]:
    yield from (document["input"], document["output"])


def _same_verdict(openapi: Any, made: Imported, data: bytes) -> None:
    """Wherever the original is a schema of 2020-12 as it stands, the import judges alike."""
    report_ = Report("fuzzed")
    whole = Whole(plain(openapi, report_))
    place = operation(whole, wanted(whole, None), report_).takes
    if not _speaks_2020_12(whole, place):
        return
    stated = {name: whole.record(name) for name in ("components", "paths")}
    stated["$ref"] = "#" + pointer(*place)
    original, ours = engine_for(stated), engine_for(made.document["input"])
    dice, has_nullable = dice_of(data), '"nullable"' in json.dumps(whole.openapi)
    with suppress(ValueError):  # a reference leads elsewhere
        original.is_valid({})
        for one in (*samples(made.document["input"], dice, NUMBER), *samples(stated, dice, MORE)):
            if not (has_nullable and "null" in json.dumps(one)):  # not a word of JSON Schema's
                assert original.is_valid(one) == ours.is_valid(one), (one, made.notes)


def _speaks_2020_12(whole: Whole, place: Place) -> bool:
    """Whether its schemas are valid, and have no words that JSON Schema doesn't hear."""
    schemas = [whole.at(place), *whole.record("components", "schemas").values()]
    text = json.dumps(whole.openapi)
    valid = all(
        isinstance(one, bool) or (isinstance(one, dict) and is_schema(one)) for one in schemas
    )
    return valid and not any(f'"{word}"' in text for word in (*_NAMING, "dependencies"))
