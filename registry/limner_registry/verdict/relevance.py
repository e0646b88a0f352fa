"""Which faults are worth telling: those that don't merely follow from others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from limner_registry.references import ALTERNATIVES, UNITING, reachable
from limner_registry.verdict.patterns import python_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner_registry.schema import Schema
    from limner_registry.verdict.faults import Fault


_CHOICES = frozenset({"const", "enum"})
_FOLLOWING = frozenset({"unevaluatedItems", "unevaluatedProperties"})


def relevant(faults: Sequence[Fault], root: Schema) -> list[Fault]:
    """The faults without those that other faults account for.

    A value of the wrong type isn't among the choices either: the choices say it all. And a
    schema that fails vouches for none of the members that it knows, so these seem
    unevaluated; once its own fault is mended they no longer are.
    """
    if len(faults) == 1:
        return list(faults)
    told = [
        fault
        for fault in faults
        if fault.keyword != "type"
        or _CHOICES.isdisjoint(fault.schema)
        or not _is_no_choice(fault, faults)
    ]
    following = [f for f in told if f.keyword in _FOLLOWING and _may_follow(f, root)]
    if not following:
        return told
    causes = [fault for fault in told if fault not in following]
    return [
        fault
        for fault in told
        if fault not in following or not any(_is_within(cause, fault) for cause in causes)
    ] or list(faults)


def may_know(schema: Schema, name: str, root: Schema) -> bool:
    """Whether a schema, or one beside it, says anything of a member of this name.

    That the schema itself says something of members that nothing else knows doesn't count.
    """
    alone = {key: value for key, value in schema.items() if key != "unevaluatedProperties"}
    return any(
        name in part.get("properties", {}) or _has_pattern_for(name, part) or _takes_others(part)
        for part in reachable(alone, root, UNITING | ALTERNATIVES)
    )


def _takes_others(schema: Schema) -> bool:
    words = ("additionalProperties", "unevaluatedProperties")
    return any(schema.get(word, False) is not False for word in words)


def _has_pattern_for(name: str, schema: Schema) -> bool:
    for pattern in schema.get("patternProperties", {}):
        try:
            if re.search(python_pattern(pattern), name):
                return True
        except ValueError:  # `jsonschema-rs` may read it, and find the name in it
            return True
    return False


def _is_no_choice(fault: Fault, faults: Sequence[Fault]) -> bool:
    return any(
        other.keyword in _CHOICES and other.schema is fault.schema and other.path == fault.path
        for other in faults
    )


def _may_follow(fault: Fault, root: Schema) -> bool:
    on_items = fault.keyword == "unevaluatedItems"
    return on_items or may_know(fault.schema, str(fault.path[-1]), root)


def _is_within(cause: Fault, fault: Fault) -> bool:
    """Whether a fault is of the same object or list as another, or of something inside it."""
    place = fault.path if fault.keyword == "unevaluatedItems" else fault.path[:-1]
    return cause.path[: len(place)] == place
