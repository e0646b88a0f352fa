"""Walking JSON Schema 2020-12: what is a schema inside a schema, and where a reference leads.

Only the keywords that hold schemas are entered, so data (`enum`, `const`, `default`,
`examples`) and a property that happens to be called `default` are never confused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.issue import steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Schema = dict[str, Any]
"""A schema that is an object; the boolean schemas have nothing inside."""

ONE = frozenset(
    {
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose value is a schema."""

MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""

NAMED = frozenset({"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"})
"""Keywords whose value is a mapping of names to schemas."""


def children(schema: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Schema]]:
    """The schemas directly inside a schema, each with its path from there."""
    for keyword, value in schema.items():
        if keyword in ONE and isinstance(value, dict):
            yield (keyword,), value
        elif keyword in MANY and isinstance(value, list):
            yield from (((keyword, i), s) for i, s in enumerate(value) if isinstance(s, dict))
        elif keyword in NAMED and isinstance(value, dict):
            yield from (((keyword, n), s) for n, s in value.items() if isinstance(s, dict))


def subschemas(schema: Schema) -> Iterator[Schema]:
    """A schema and every schema inside it, outermost first; references are not followed."""
    yield schema
    for _, child in children(schema):
        yield from subschemas(child)


def resolve(reference: str, root: Any) -> Any:
    """What a local reference (`#`, `#/$defs/Name`, ...) leads to.

    Raises:
        LookupError: It leads out of the schema, or nowhere.
    """
    if reference != "#" and not reference.startswith("#/"):
        raise LookupError(reference)
    place = root
    for name in steps(reference):
        if isinstance(place, list):
            place = place[int(name)] if name.isdecimal() else None
        elif isinstance(place, dict):
            place = place.get(name)
        if place is None:
            raise LookupError(reference)
    return place
