"""Places, and the ways to fill them: what a schema demands, without references and choices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from limner_registry.references import place_of
from limner_registry.schema import Schema, resolve, subschemas
from limner_registry.strategies.errors import Impossible, Strange
from limner_registry.values import choices_of, json_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Place = tuple[Schema, ...]
"""Schemas that all speak of one value; none of them: it may be anything."""

MOST_WAYS = 200
"""How many ways of one place are looked at; a few choices of choices can have millions."""

KINDS: dict[str, frozenset[str]] = {
    "null": frozenset({"null"}),
    "boolean": frozenset({"boolean"}),
    "integer": frozenset({"integer"}),
    "number": frozenset({"integer", "fraction"}),
    "string": frozenset({"string"}),
    "array": frozenset({"array"}),
    "object": frozenset({"object"}),
}
"""The kinds of values of each JSON type: a number is a whole one or a fraction."""

ALL_KINDS = ("null", "boolean", "integer", "fraction", "string", "array", "object")


@dataclass(frozen=True)
class Part:
    """A schema with the schemas beside it that were chosen to hold: its `allOf`, one `anyOf`.

    Attributes:
        schema: The schema; its combinators and references are in `inner`, chosen and followed.
        inner: What speaks of the same value because of it.
    """

    schema: Schema
    inner: tuple[Part, ...] = ()

    def walk(self) -> Iterator[Schema]:
        """Its schema, and those of all parts in it, outermost first."""
        yield self.schema
        for part in self.inner:
            yield from part.walk()


@dataclass(frozen=True)
class Way:
    """One way to fill a place.

    Attributes:
        part: All that holds at once.
        depth: How many recursive references may still be followed inside.
    """

    part: Part
    depth: int

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """All schemas that hold at once, without order of importance."""
        return tuple(self.part.walk())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of values that all of them take, in the order of the first that says."""
        found: tuple[str, ...] | None = None
        for schema in self.schemas:
            taken = kinds_stated(schema)
            if taken is not None:
                found = tuple(kind for kind in found or taken if kind in taken)
            if not found and found is not None:
                break
        return ALL_KINDS if found is None else found


def kinds_stated(schema: Schema) -> tuple[str, ...] | None:
    """The kinds that a schema's own `type` takes, or else its choices; None for all."""
    stated, choices = schema.get("type"), choices_of(schema)
    if stated is None and choices is None:
        return None
    if stated is None:
        stated = [json_type(value) for value in choices or ()]
    names = [stated] if isinstance(stated, str) else stated
    order = {kind: None for name in names for kind in ALL_KINDS if kind in KINDS.get(name, ())}
    return tuple(order)


class Places:
    """The places of one schema, with its references followed.

    Args:
        root: The schema that references are resolved in; it mustn't change.
    """

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.recursive = _recursive(root)

    def place(self, schemas: Iterable[Any]) -> Place:
        """The place that some schemas speak of.

        Raises:
            Impossible: One of them is `false`.
        """
        found: dict[int, Schema] = {}
        for schema in schemas:
            if schema is False:
                raise Impossible("it may not be there at all")
            if isinstance(schema, dict) and schema:
                found[id(schema)] = schema
        return tuple(found.values())

    def ways(self, place: Place, depth: int) -> list[Way]:
        """The ways to fill a place: each of its schemas, with one choice of each `anyOf`.

        Args:
            place: What is to be filled.
            depth: How many recursive references may be followed in it.
        """
        each = [self._parts(schema, frozenset(), depth) for schema in place]
        return [
            Way(Part({}, tuple(part for part, _ in chosen)), min([depth, *map(_left, chosen)]))
            for chosen in islice(product(*each), MOST_WAYS)
        ]

    def _parts(self, schema: Any, trail: frozenset[str], depth: int) -> list[tuple[Part, int]]:
        """What one schema comes to, each with the depth that is left."""
        if schema is False or depth < 0:
            return []
        if not isinstance(schema, dict):
            return [(Part({}), depth)]
        if schema.get("not") in ({}, True):
            return []
        groups = [
            [part for choice in group for part in self._parts(choice, trail, depth)]
            for group in _groups(schema)
        ]
        if isinstance(schema.get("$ref"), str):
            groups.append(self._followed(schema["$ref"], trail, depth))
        return [
            (Part(schema, tuple(part for part, _ in chosen)), min([depth, *map(_left, chosen)]))
            for chosen in islice(product(*groups), MOST_WAYS)
        ]

    def _followed(
        self, reference: str, trail: frozenset[str], depth: int
    ) -> list[tuple[Part, int]]:
        there = self.pointer_of(reference)
        if there in trail:  # it leads back to the same value: there is no end to it
            return []
        left = depth - (there in self.recursive)
        return self._parts(resolve(there, self.root), trail | {there}, left)

    def pointer_of(self, reference: str) -> str:
        """Where a reference leads.

        Raises:
            Strange: It leads out of the schema, or nowhere.
        """
        try:
            return place_of(reference, self.root)
        except LookupError:
            raise Strange(f"the reference {reference!r} leads out of its schema") from None


def _left(chosen: tuple[Part, int]) -> int:
    return chosen[1]


def _groups(schema: Schema) -> Iterator[list[Any]]:
    """The choices that a schema leaves, of each of which one must be made."""
    yield from ([part] for part in schema.get("allOf", ()))
    yield from (schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema)
    if "if" in schema:
        yield [{"allOf": [schema["if"], schema.get("then", True)]}, schema.get("else", True)]
    for name, needed in schema.get("dependentRequired", {}).items():
        yield [{"properties": {name: False}}, {"required": [name, *needed]}]
    for name, inside in schema.get("dependentSchemas", {}).items():
        yield [{"properties": {name: False}}, {"required": [name], "allOf": [inside]}]


def _recursive(root: Schema) -> frozenset[str]:
    """The places that contain, or lead to, themselves."""
    leads: dict[str, set[str]] = {}
    waiting = [*_references(root, root)]
    while waiting:
        place = waiting.pop()
        if place not in leads:
            leads[place] = {*_references(resolve(place, root), root)}
            waiting += leads[place]
    return frozenset(place for place in leads if place in _reached(place, leads))


def _references(schema: Any, root: Schema) -> Iterator[str]:
    for part in subschemas(schema) if isinstance(schema, dict) else ():
        try:
            yield place_of(part["$ref"], root)
        except (KeyError, LookupError, AttributeError, TypeError):
            continue


def _reached(place: str, leads: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [*leads[place]]
    while waiting:
        there = waiting.pop()
        if there not in seen:
            seen.add(there)
            waiting += leads[there]
    return seen
