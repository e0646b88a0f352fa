"""Which faults are worth telling: those that don't merely follow from others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner_registry.patterns import python_pattern
from limner_registry.references import ALTERNATIVES, UNITING, in_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner_registry.faults import Fault
    from limner_registry.schema import Schema


def relevant(faults: Sequence[Fault], root: Schema) -> list[Fault]:
    """The faults without those that other faults account for.

    A value of the wrong type isn't among the choices either: the choices say it all. And a
    schema that fails vouches for none of the members that it knows, so these seem
    unevaluated; once its own fault is mended they no longer are.
    """
    told = [fault for fault in faults if not _is_told_by_choices(fault, faults)]
    causes = [fault for fault in told if not _may_follow(fault, root)]
    return [
        fault
        for fault in told
        if fault in causes or not any(_is_within(cause, fault) for cause in causes)
    ] or list(faults)


def members(schema: Schema, root: Schema, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """The names that an object may have by its `properties` and those of schemas beside it."""
    if id(schema) in seen:
        return
    properties = schema.get("properties", {})
    yield from (name for name, inside in properties.items() if inside is not False)
    for part in in_place(schema, root, UNITING | ALTERNATIVES):
        yield from members(part, root, seen | {id(schema)})


def may_know(schema: Schema, name: str, root: Schema, seen: frozenset[int] = frozenset()) -> bool:
    """Whether a schema, or one beside it, says anything of a member of this name."""
    if id(schema) in seen:
        return False
    if name in schema.get("properties", {}) or _has_pattern_for(name, schema):
        return True
    if seen and any(_says(schema.get(word, False)) for word in _WORD):
        return True
    within = seen | {id(schema)}
    parts = in_place(schema, root, UNITING | ALTERNATIVES)
    return any(may_know(part, name, root, within) for part in parts)


_WORD = ("additionalProperties", "unevaluatedProperties")


def _says(schema: Any) -> bool:
    return schema is not False


def _has_pattern_for(name: str, schema: Schema) -> bool:
    for pattern in schema.get("patternProperties", {}):
        try:
            if re.search(python_pattern(pattern), name):
                return True
        except ValueError:  # `jsonschema-rs` may read it, and find the name in it
            return True
    return False


def _is_told_by_choices(fault: Fault, faults: Sequence[Fault]) -> bool:
    return fault.keyword == "type" and any(
        other.keyword in {"enum", "const"}
        and other.path == fault.path
        and other.schema is fault.schema
        for other in faults
    )


def _may_follow(fault: Fault, root: Schema) -> bool:
    if fault.keyword == "unevaluatedProperties":
        return may_know(fault.schema, str(fault.path[-1]), root)
    return fault.keyword == "unevaluatedItems"


def _is_within(cause: Fault, fault: Fault) -> bool:
    """Whether a fault is of the same object or list as another, or of something inside it."""
    place = fault.path if fault.keyword == "unevaluatedItems" else fault.path[:-1]
    return cause.path[: len(place)] == place
