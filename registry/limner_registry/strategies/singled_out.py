"""Arguments in which one rule alone decides, for rules that no edge and no breach gets at.

What holds under a condition, or in one of several objects, can't be said of a value before
the whole of it is known. So a schema is made for each side of such a rule: all that leads to
the rule is made to happen, and at its place stands what the rule takes, or what it alone
refuses. What is drawn from it is judged by the true schema, with the rule and without.
"""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis.strategies import SearchStrategy

from limner_registry.coverage.goals import Aim, Goal, Side, aims
from limner_registry.coverage.spots import Spot, at, spots, unfolded
from limner_registry.coverage.unreachable import why_not
from limner_registry.schema import NAMED, ONE, Schema
from limner_registry.strategies.drawing import Drawing
from limner_registry.strategies.errors import Impossible
from limner_registry.strategies.places import ALL_KINDS, kinds_stated
from limner_registry.strategies.probing import probed
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HARD = frozenset(
    {"allOf", "contains", "dependentRequired", "dependentSchemas", "else", "if", "not", "oneOf"}
    | {"patternProperties", "prefixItems", "propertyNames", "then", "unevaluatedItems"}
    | {"maxProperties", "minProperties", "unevaluatedProperties"}
)
"""Keywords beside, or under, which a rule may be out of reach."""

_TYPES = ("array", "boolean", "number", "object", "string")

Singled = tuple[Aim, SearchStrategy[dict[str, Any]]]
"""One side of a rule, and arguments on which the rule alone decides."""


def singled_out(root: Schema, side: Side, known: Iterable[dict[str, Any]]) -> Iterator[Singled]:
    """The rules of which some arguments don't reach a side, and arguments that do.

    Args:
        root: The closed schema.
        side: Which side.
        known: Arguments that there are already; only looked at where it could matter.
    """
    true = unfolded(root)
    if not any(map(_is_hard, spots(true))):
        return
    every = list(known)
    for aim in aims(true):
        if aim.goal.side != side or any(map(_tells(aim, true), every)) or why_not(aim, true):
            continue
        with suppress(Impossible):
            drawing = Drawing(_leading_to(aim, true))
            drawn = drawing.values(drawing.root, drawing.depth)
            yield aim, probed(drawn.filter(_tells(aim, true)))


def _tells(aim: Aim, true: Schema) -> Callable[[Any], bool]:
    """What tells whether arguments are on the wanted side of a rule for no other's sake."""
    takes, otherwise = (engine_for(schema).is_valid for schema in (true, aim.variant))
    kept = aim.goal.side == "kept"
    return lambda arguments: takes(arguments) == kept != otherwise(arguments)


def _is_hard(spot: Spot) -> bool:
    if not isinstance(spot.schema, dict):
        return spot.schema is False and "properties" in spot.path[-2:-1]
    kinds = [set(_kinds(form)) for form in spot.schema.get("anyOf", ())]
    alike = any(one & other for one, other in combinations(kinds, 2))
    return alike or not _HARD.isdisjoint(spot.schema)


def _kinds(form: Any) -> tuple[str, ...]:
    stated = kinds_stated(form) if isinstance(form, dict) else None
    return ALL_KINDS if stated is None else stated


def _leading_to(aim: Aim, true: Schema) -> Schema:
    """A schema of values that come to a rule, and are then taken with or without it only."""
    one, other = at(true, aim.path), at(aim.variant, aim.path)
    takes, refuses = (one, other) if aim.goal.side == "kept" else (other, one)
    there: Schema = {"allOf": [takes]}
    if refuses is not False:
        there |= {"not": refuses, **_hint(aim.goal, refuses)}
    return _made_to_happen(true, aim.path, there)


def _hint(goal: Goal, schema: Any) -> Schema:
    """What a rule refuses, in words that can be drawn by where it would be rare."""
    match goal.side, goal.keyword:
        case "broken", "maxProperties":
            return {"minProperties": schema["maxProperties"] + 1}
        case "broken", "maxContains":
            return {"contains": schema["contains"], "minContains": schema["maxContains"] + 1}
        case "broken", "type":
            others = [name for name in _TYPES if name not in schema["type"]]
            return {"type": "null" if goal.way == "null" else others}
        case "broken", "dependentRequired":
            name = json.loads(goal.value)
            needed = next(n for n in schema[goal.keyword][name] if goal.place.endswith(n))
            return {"required": [name], "properties": {needed: False}}
    return {}


def _made_to_happen(schema: Any, path: tuple[Any, ...], there: Schema) -> Schema:
    """A schema in which the way to a place is always taken, and something else is there."""
    if not path:
        return there
    keyword, *rest = path
    if keyword in ONE:
        inside = _made_to_happen(schema[keyword], tuple(rest), there)
        return {**schema, keyword: inside, **_needed(schema, keyword)}
    step, *rest = rest
    inside = _made_to_happen(schema[keyword][step], tuple(rest), there)
    if keyword in {"anyOf", "oneOf"}:
        return {**schema, keyword: [inside]}
    if keyword in NAMED:
        whole = {**schema, keyword: {**schema[keyword], step: inside}}
        return whole | _with_name(schema, keyword, step)
    parts = [*schema[keyword][:step], inside, *schema[keyword][step + 1 :]]
    return {**schema, keyword: parts, **_needed(schema, keyword, step)}


def _needed(schema: Schema, keyword: str, index: int = 0) -> Schema:
    """What must hold beside a keyword for its schema to be asked."""
    match keyword:
        case "then":
            return {"else": False}
        case "else":
            return {"then": False}
        case "items" | "prefixItems" | "unevaluatedItems":
            first = len(schema.get("prefixItems", ())) if keyword != "prefixItems" else index
            return {"minItems": max(schema.get("minItems", 0), first + 1)}
        case "additionalProperties" | "unevaluatedProperties":
            listed = len(schema.get("properties", {}))
            return {"minProperties": max(schema.get("minProperties", 0), listed + 1)}
    return {}


def _with_name(schema: Schema, keyword: str, name: str) -> Schema:
    if keyword == "patternProperties":
        return _needed(schema, "additionalProperties")
    return {"required": [*{**dict.fromkeys(schema.get("required", ())), name: None}]}
