"""What a way to fill a place says of the members of an object, and of the items of a list."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from limner_registry.files import MARK
from limner_registry.strategies.errors import Strange
from limner_registry.verdict.patterns import python_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from limner_registry.schema import Schema
    from limner_registry.strategies.places import Part


class Said(NamedTuple):
    """What is said of a member or an item.

    Attributes:
        schemas: The schemas that it must satisfy.
        known: Whether anything is said of it, so that it isn't left to `unevaluated...`.
    """

    schemas: list[Any]
    known: bool


def names(schemas: Iterable[Schema]) -> dict[str, bool]:
    """The names that an object's schemas know, in their order, and whether each is required."""
    found: dict[str, bool] = {}
    for schema in schemas:
        found |= {name: found.get(name, False) for name in schema.get("properties", {})}
        found |= dict.fromkeys(schema.get("required", ()), True)
    return found


def member(part: Part, name: str) -> list[Any]:
    """The schemas of the member of this name."""
    return _said(part, lambda schema: of_name(schema, name), "unevaluatedProperties").schemas


def others(part: Part, pattern: str | None = None) -> list[Any]:
    """The schemas of members of names that aren't listed.

    Args:
        part: The object.
        pattern: The pattern of `patternProperties` that such a name fits, and no other;
            None for names that fit none.
    """

    def of_others(schema: Schema) -> list[Any]:
        patterns = schema.get("patternProperties", {})
        found = [patterns[pattern]] if pattern in patterns else []
        return found or _rest(schema, "additionalProperties")

    return _said(part, of_others, "unevaluatedProperties").schemas


def item(part: Part, index: int) -> list[Any]:
    """The schemas of the item of this index; items beyond all `prefixItems` are alike."""

    def of_index(schema: Schema) -> list[Any]:
        first = schema.get("prefixItems", ())
        return [first[index]] if index < len(first) else _rest(schema, "items")

    return _said(part, of_index, "unevaluatedItems").schemas


def patterns(schemas: Iterable[Schema]) -> list[str]:
    """The patterns of names that an object's schemas have, each once."""
    return list(
        dict.fromkeys(p for schema in schemas for p in schema.get("patternProperties", ()))
    )


def fits_pattern(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern of JSON Schema.

    Raises:
        Strange: Python has no words for the pattern.
    """
    return re.search(readable(pattern), text) is not None


def readable(pattern: str) -> str:
    """A pattern in Python's words.

    Raises:
        Strange: Python has no words for it.
    """
    try:
        return python_pattern(pattern)
    except ValueError as error:
        raise Strange(str(error)) from None


def _said(part: Part, own: Callable[[Schema], list[Any]], unevaluated: str) -> Said:
    """What a part and the parts in it say; what they leave unsaid is said last."""
    schemas = own(part.schema)
    inner = [_said(one, own, unevaluated) for one in part.inner]
    known = bool(schemas) or any(said.known for said in inner)
    schemas = [*schemas, *(schema for said in inner for schema in said.schemas)]
    if unevaluated in part.schema and not known:
        return Said([*schemas, part.schema[unevaluated]], known=True)
    return Said(schemas, known)


def of_name(schema: Schema, name: str) -> list[Any]:
    """What one schema says by itself of the member of this name."""
    properties = schema.get("properties", {})
    found = [properties[name]] if name in properties else []
    by_pattern = schema.get("patternProperties", {})
    found += [inside for pattern, inside in by_pattern.items() if fits_pattern(pattern, name)]
    if not found:
        return _rest(schema, "additionalProperties")
    # What is marked as a file by an object of its own has its address in it.
    return [*found, _marked(str(schema[MARK]))] if name == "url" and MARK in schema else found


@cache
def _marked(kind: str) -> Schema:
    return {MARK: kind}


def _rest(schema: Schema, keyword: str) -> list[Any]:
    return [schema[keyword]] if keyword in schema else []
