"""Spots: the schemas of a document that speak of the values of a parameter, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from limner_registry.references import place_of
from limner_registry.schema import MANY, NAMED, ONE, Schema, resolve, subschemas
from limner_registry.verdict.rebuild import rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keywords, names and indices that lead to a schema inside another one."""

MOST = 5_000
"""Beyond so many copies, references are left as they are: each may lead to many others."""

WHOLE = frozenset({"contains", "if", "not", "propertyNames"})
"""Keywords that are one rule each, whatever is in their schemas."""

ABOUT: dict[str, str] = {
    **dict.fromkeys(("maximum", "minimum", "multipleOf"), "number"),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), "number"),
    **dict.fromkeys(("maxLength", "minLength", "pattern"), "string"),
    **dict.fromkeys(("maxItems", "minItems", "uniqueItems"), "array"),
    **dict.fromkeys(("contains", "maxContains", "minContains"), "array"),
    **dict.fromkeys(("maxProperties", "minProperties", "propertyNames"), "object"),
    **dict.fromkeys(("dependentRequired", "required"), "object"),
}
"""Keywords that judge values of one type only, with that type."""

_DEFINITIONS = frozenset({"$defs", "definitions"})
_NAMING = frozenset({"$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$ref"})
_JUDGING = _NAMING | ABOUT.keys() | ONE | MANY | (NAMED - _DEFINITIONS) | {"const", "enum", "type"}


class Spot(NamedTuple):
    """One schema, and what it speaks of.

    Attributes:
        path: What leads to it from the root.
        place: The parameter that it speaks of, as `Parameter.place` has it:
            `image_size.width`, `masks[].url`, `*` for any name; empty for all arguments.
        schema: The schema, or a boolean in its place.
    """

    path: Path
    place: str
    schema: Any


def unfolded(schema: Schema) -> Schema:
    """A copy in which each use of a definition is a schema of its own; it judges the same.

    Definitions that contain themselves are copied once and referred to from there on.
    """
    return _Unfolding(schema).root()


def spots(root: Schema) -> Iterator[Spot]:
    """Every schema of an unfolded one, each before what is inside it, but for that of `WHOLE`."""
    waiting = [Spot((), "", root)]
    while waiting:
        spot = waiting.pop()
        yield spot
        if isinstance(spot.schema, dict):
            waiting += [*_inside(spot)][::-1]


def at(root: Any, path: Path) -> Any:
    """What is at the end of a path."""
    for step in path:
        root = root[step]
    return root


def put(root: Any, path: Path, new: Any) -> Any:
    """A copy with something else at the end of a path; it shares what isn't on the way."""
    if not path:
        return new
    copy = root.copy()
    copy[path[0]] = put(root[path[0]], path[1:], new)
    return copy


class _Unfolding:
    def __init__(self, root: Schema) -> None:
        self._root = root
        self._copied = 0

    def root(self) -> Schema:
        new: Schema = self._copy(self._root, ("#",))
        if not any("$ref" in part for part in subschemas(new)):
            return new
        definitions = {key: self._root[key] for key in _DEFINITIONS if key in self._root}
        return {**new, **definitions}

    def _copy(self, schema: Any, trail: tuple[str, ...]) -> Any:
        if not isinstance(schema, dict):
            return schema
        self._copied += 1
        kept = {key: value for key, value in schema.items() if key in _JUDGING}
        new = rebuilt(kept, lambda _, child: self._copy(child, trail))
        there = self._behind(new.get("$ref"))
        if there is None or there in trail or self._copied > MOST:
            return new
        target = self._copy(resolve(there, self._root), (*trail, there))
        del new["$ref"]
        return {**new, "allOf": [*new.get("allOf", ()), target]} if new else target

    def _behind(self, reference: Any) -> str | None:
        try:
            return place_of(reference, self._root) if isinstance(reference, str) else None
        except LookupError:
            return None


def _inside(spot: Spot) -> Iterator[Spot]:
    for keyword, value in spot.schema.items():
        if keyword in ONE - WHOLE:
            yield Spot((*spot.path, keyword), _place(spot, keyword), value)
        elif keyword in MANY:
            for i, schema in enumerate(value):
                yield Spot((*spot.path, keyword, i), _place(spot, keyword, i), schema)
        elif keyword in NAMED - _DEFINITIONS:
            for name, schema in value.items():
                yield Spot((*spot.path, keyword, name), _place(spot, keyword, name), schema)


def _place(spot: Spot, keyword: str, step: str | int = "") -> str:
    match keyword:
        case "items" | "unevaluatedItems":
            return f"{spot.place}[]"
        case "prefixItems":
            return f"{spot.place}[{step}]"
        case "properties":
            return member(spot.place, str(step))
        case "additionalProperties" | "patternProperties" | "unevaluatedProperties":
            return member(spot.place, "*")
    return spot.place


def member(place: str, name: str) -> str:
    """The place of a member of an object."""
    return f"{place}.{name}" if place else name
