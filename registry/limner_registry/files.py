"""Where a value has files: its members at the places that the schema marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.keywords import MARK as MARK  # noqa: PLC0414 -- it is theirs too
from limner_registry.references import ALTERNATIVES, UNITING, reachable
from limner_registry.verdict.patterns import python_pattern

if TYPE_CHECKING:
    from limner_registry.schema import Schema


@dataclass(frozen=True)
class FilePlace:
    """A member of a value that stands where the schema marks a file.

    Attributes:
        path: Names and indices that lead to it.
        kind: `image`, `video`, `audio` or `file`.
        value: What stands there; never None.
    """

    path: tuple[str | int, ...]
    kind: str
    value: Any


def file_places(schema: Schema, value: Any) -> tuple[FilePlace, ...]:
    """The members of `value` that stand at the schema's file places, in the value's order."""
    return tuple(_walk([schema], schema, value, ()))


def _walk(
    schemas: list[Any], root: Schema, value: Any, path: tuple[str | int, ...]
) -> Iterator[FilePlace]:
    """The file places of a value that all of these schemas speak of."""
    speaking = _all_that_speak(schemas, root)
    kind = next((schema[MARK] for schema in speaking if MARK in schema), None)
    if kind is not None and value is not None:
        yield FilePlace(path, str(kind), value)
    for step, member in _members(value) if speaking else ():
        below = [inside for schema in speaking for inside in _below(schema, step)]
        yield from _walk(below, root, member, (*path, step))


def _all_that_speak(schemas: list[Any], root: Schema) -> list[Schema]:
    """The schemas, and those that they refer to or branch into, each once, outermost first."""
    found = {
        id(schema): schema
        for start in schemas
        if isinstance(start, dict)
        for schema in reachable(start, root, UNITING | ALTERNATIVES)
    }
    return list(found.values())


def _members(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return ((name, member) for name, member in value.items() if isinstance(name, str))
    return enumerate(value) if isinstance(value, list | tuple) else ()


def _below(schema: Schema, step: Any) -> list[Any]:
    """What a schema says of the member of this name, or the item of this number."""
    if isinstance(step, int):
        first = schema.get("prefixItems", [])
        return [first[step] if step < len(first) else schema.get("items")]
    properties = schema.get("properties", {})
    found = [properties[step]] if step in properties else []
    patterns = schema.get("patternProperties", {})
    found += [inside for pattern, inside in patterns.items() if _fits(pattern, step)]
    return found or [schema.get("additionalProperties")]


def _fits(pattern: str, name: str) -> bool:
    try:
        return re.search(python_pattern(pattern), name) is not None
    except ValueError:  # Python has no words for the pattern
        return False
