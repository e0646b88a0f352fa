"""Schemas taken out of their document, and whether a value satisfies them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from limner_registry.references import place_of
from limner_registry.schema import Schema, subschemas
from limner_registry.strategies.errors import Strange
from limner_registry.verdict.faults import engine_for
from limner_registry.verdict.rebuild import rebuilt

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner_registry.strategies.places import Place

ROOT = "#/$defs/root"
"""Where the document is, in a schema that was taken out of it."""

_FOREIGN = ("$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$schema")


def standing_alone(place: Place, root: Schema) -> Schema:
    """One schema that says what some schemas of a document say, wherever it is."""
    parts = [_moved("", schema, root=root) for schema in place]
    alone: Schema = {"allOf": parts} if parts else {}
    if not any("$ref" in part for schema in place for part in subschemas(schema)):
        return alone
    return {"allOf": parts, "$defs": {"root": _moved("", root, root=root)}}


def judge(place: Place, root: Schema) -> Callable[[Any], bool]:
    """What tells whether a value satisfies some schemas of a document."""
    try:
        return engine_for(standing_alone(place, root)).is_valid
    except ValueError as error:
        raise Strange(str(error).partition("\n")[0]) from None


def _moved(_keyword: str, schema: Any, *, root: Schema) -> Any:
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in _FOREIGN}
    new = rebuilt(kept, partial(_moved, root=root))
    if isinstance(new.get("$ref"), str):
        new["$ref"] = ROOT + quote(_there(new["$ref"], root)[1:], safe="/~!$&'()*+,;=:@")
    return new


def _there(reference: str, root: Schema) -> str:
    try:
        return place_of(reference, root)
    except LookupError:
        raise Strange(f"the reference {reference!r} leads out of its schema") from None
