"""Goals: each side of each rule, as a schema that differs from the true one in just that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from limner_registry.coverage.spots import ABOUT, Path, Spot, member, put, spots
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from limner_registry.schema import Schema

Side = Literal["kept", "broken"]


@dataclass(frozen=True)
class Goal:
    """One side of one rule of one parameter.

    Attributes:
        place: The parameter, as `Parameter.place` has it: `image_size.width`, `masks[].url`,
            `*` for a member of any name; empty for the arguments as a whole.
        keyword: The rule, a keyword of JSON Schema; of `required` and what closes an object
            too (`additionalProperties`, `unevaluatedProperties`).
        value: What the rule says, in JSON notation; for `enum` one of the choices.
        side: `kept`, to be seen in arguments that are taken, or `broken`, in those that aren't.
        way: How, where there are several ways: `null` or `another type`, `then` or `else`.
    """

    place: str
    keyword: str
    value: str
    side: Side
    way: str = ""

    def __str__(self) -> str:
        rule = f"{self.place or 'the arguments'}: {self.keyword} {self.value}".rstrip()
        return f"{rule}, {self.side}" + f" by {self.way}" * bool(self.way)


class Aim(NamedTuple):
    """A goal, and the schema that tells when it is reached.

    Attributes:
        goal: The goal.
        path: What leads to the rule's schema.
        variant: The true schema with that rule dropped (if it is to be broken) or with all
            values that it judges refused (if it is to be kept). Arguments that it judges
            otherwise than the true one reach the goal.
    """

    goal: Goal
    path: Path
    variant: Schema


def aims(root: Schema) -> Iterator[Aim]:
    """Every goal of an unfolded schema."""
    for spot in spots(root):
        for goal, schema in _goals(spot):
            yield Aim(goal, spot.path, put(root, spot.path, schema))


def _goals(spot: Spot) -> Iterator[tuple[Goal, Any]]:
    if spot.schema is False and spot.path and spot.path[-1] not in _ENDS:
        yield _goal(spot, "false", None, "broken"), True
    for keyword in spot.schema if isinstance(spot.schema, dict) else ():
        if keyword in _OF or keyword in ABOUT:
            yield from _OF.get(keyword, _of_one_type)(spot, keyword)


def _goal(spot: Spot, keyword: str, value: Any, side: Side, way: str = "") -> Goal:
    text = "" if value is None else json_text(value)
    return Goal(spot.place, keyword, text, side, way)


def _without(schema: Schema, *keywords: str) -> Schema:
    return {key: value for key, value in schema.items() if key not in keywords}


def _excluding(schema: Schema, values: Schema) -> Schema:
    return {**schema, "allOf": [*schema.get("allOf", ()), {"not": values}]}


def _of_one_type(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    value = spot.schema[keyword]
    if value in (0, False) and keyword in _NOTHING:
        return
    judged = {"type": ABOUT[keyword]}
    yield _goal(spot, keyword, value, "kept"), _excluding(spot.schema, judged)
    yield _goal(spot, keyword, value, "broken"), _without(spot.schema, keyword)


_NOTHING = frozenset({"minItems", "minLength", "minProperties", "uniqueItems"})
"""Keywords that say nothing if they are 0 or false."""


def _types(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    schema, stated = spot.schema, spot.schema[keyword]
    types = [stated] if isinstance(stated, str) else stated
    for name in types:
        yield _goal(spot, keyword, name, "kept"), _excluding(schema, {"type": name})
    nullable = ["null"] if "null" in types else []
    others = {**schema, "type": [*_EVERY_OTHER, *nullable]}
    yield _goal(spot, keyword, stated, "broken", "another type"), others
    if not nullable:
        yield _goal(spot, keyword, stated, "broken", "null"), {**schema, "type": [*types, "null"]}


_EVERY_OTHER = ("array", "boolean", "number", "object", "string")


def _choices(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    said = spot.schema[keyword]
    for choice in said if keyword == "enum" else [said]:
        yield _goal(spot, keyword, choice, "kept"), _excluding(spot.schema, {"const": choice})
    yield _goal(spot, keyword, said, "broken"), _without(spot.schema, keyword)


def _required(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    names = spot.schema[keyword]
    for name in names:
        inside = Spot(spot.path, member(spot.place, name), spot.schema)
        has_it = {"type": "object", "required": [name]}
        others = [other for other in names if other != name]
        yield _goal(inside, keyword, None, "kept"), _excluding(spot.schema, has_it)
        yield _goal(inside, keyword, None, "broken"), {**spot.schema, keyword: others}


def _dependent(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    for name, names in spot.schema[keyword].items():
        for needed in names:
            inside = Spot(spot.path, member(spot.place, needed), spot.schema)
            others = {
                **spot.schema[keyword],
                name: [other for other in names if other != needed],
            }
            both = {"type": "object", "required": [name, needed]}
            yield _goal(inside, keyword, name, "kept"), _excluding(spot.schema, both)
            yield _goal(inside, keyword, name, "broken"), {**spot.schema, keyword: others}


def _ends(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    """What closes an object or a list."""
    if spot.schema[keyword] is False:
        judged = {"type": "array" if "tems" in keyword else "object"}
        yield _goal(spot, keyword, spot.schema[keyword], "kept"), _excluding(spot.schema, judged)
        yield _goal(spot, keyword, spot.schema[keyword], "broken"), _without(spot.schema, keyword)


_ENDS = ("additionalProperties", "items", "unevaluatedItems", "unevaluatedProperties")


def _contains(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    if spot.schema.get("minContains", 1) == 0:
        return
    dropped = ("contains", "minContains") if "maxContains" not in spot.schema else ()
    weaker = _without(spot.schema, *dropped) if dropped else {**spot.schema, "minContains": 0}
    yield _goal(spot, keyword, None, "kept"), _excluding(spot.schema, {"type": "array"})
    yield _goal(spot, keyword, None, "broken"), weaker


def _if(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    condition = spot.schema[keyword]
    for way, values in (("then", condition), ("else", {"not": condition})):
        if way in spot.schema:
            yield _goal(spot, keyword, None, "kept", way), _excluding(spot.schema, values)


def _one_of(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    rest = _without(spot.schema, keyword)
    several = {**rest, "allOf": [*rest.get("allOf", ()), {"anyOf": spot.schema[keyword]}]}
    yield _goal(spot, keyword, None, "broken", "several forms"), several


def _not(spot: Spot, keyword: str) -> Iterator[tuple[Goal, Any]]:
    yield _goal(spot, keyword, None, "kept"), False
    yield _goal(spot, keyword, None, "broken"), _without(spot.schema, keyword)


_OF: dict[str, Callable[[Spot, str], Iterator[tuple[Goal, Any]]]] = {
    **dict.fromkeys(_ENDS, _ends),
    "const": _choices,
    "contains": _contains,
    "dependentRequired": _dependent,
    "enum": _choices,
    "if": _if,
    "not": _not,
    "oneOf": _one_of,
    "required": _required,
    "type": _types,
}
