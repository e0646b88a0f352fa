"""Why a goal can't be reached: proofs that a rule makes no difference where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.comparison.containment import covers
from limner_registry.coverage.spots import at
from limner_registry.schema import ONE, subschemas
from limner_registry.values import choices_of, json_type

if TYPE_CHECKING:
    from limner_registry.coverage.goals import Aim, Goal
    from limner_registry.coverage.spots import Path
    from limner_registry.schema import Schema


def why_not(aim: Aim, true: Schema) -> str | None:
    """Why no arguments at all reach a goal, in words; None if that can't be proved.

    The schema and its variant are proved to judge alike. The smallest part of them in which
    that shows is enough, for what is around it can't tell them apart then.

    Args:
        aim: The goal.
        true: The unfolded schema.
    """
    if reason := _plainly(aim, at(true, aim.path)):
        return reason
    for path in _levels(aim.path, true):
        one, other = (_schema(at(whole, path)) for whole in (true, aim.variant))
        alike = covers(one, other) if aim.goal.side == "broken" else covers(other, one)
        if alike:
            return _reason(aim.goal, one, here=path == aim.path)
    return None


def _levels(path: Path, true: Schema) -> list[Path]:
    """The parts around a rule, from its own schema outwards.

    Where definitions are referred to, only the whole can be proved anything of. And as in
    `oneOf` more may be less, nothing is said between one of its forms and the whole.
    """
    ends, i = [0], 0
    while i < len(path):
        i += 1 if path[i] in ONE else 2
        ends.append(i)
    forms = [i + 2 for i in ends[:-1] if path[i] == "oneOf"]
    least = max(forms, default=0)
    if any("$ref" in part for part in subschemas(true)):
        return [()]
    return [path[:end] for end in reversed(ends) if end >= least or end == 0]


def _plainly(aim: Aim, schema: Any) -> str | None:
    """What needs no proof: a type beside choices that all have it, and that of the whole."""
    if aim.goal.keyword != "type" or aim.goal.side != "broken":
        return None
    if not aim.goal.place and "object" in schema["type"]:
        return "arguments are always an object"
    choices, stated = choices_of(schema), schema["type"]
    names = {stated} if isinstance(stated, str) else {*stated}
    if choices and {json_type(value) for value in choices} <= names:
        return f"{'const' if 'const' in schema else 'enum'} beside it says as much"
    return None


def _schema(schema: Any) -> Schema:
    if isinstance(schema, dict):
        return schema
    return {} if schema else {"not": {}}


def _reason(goal: Goal, one: Schema, *, here: bool) -> str:
    if goal.side == "kept":
        return "nothing like it can be taken" if here else "another form takes the same"
    if not here:
        return "another form takes it" if goal.way == "null" else "another rule refuses the same"
    rule = {goal.keyword: one[goal.keyword]}
    for keyword in one:
        if keyword != goal.keyword and covers(rule, {keyword: one[keyword]}):
            return f"{keyword} beside it says as much"
    return "the rules beside it say as much"
