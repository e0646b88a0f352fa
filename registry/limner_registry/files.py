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
    return FilePlaces(schema).within(value)


class FilePlaces:
    """Where a schema marks files, looked for once; threads may share it.

    Args:
        schema: The schema, which mustn't change.
    """

    def __init__(self, schema: Schema) -> None:
        self._root = schema
        self._marks_any = MARK in repr(schema)
        # By identity, which holds for as long as the root does: all of them are inside it.
        self._reached: dict[int, list[Schema]] = {}

    def within(self, value: Any) -> tuple[FilePlace, ...]:
        """The members of a value that stand there, in its order."""
        return tuple(self._walk([self._root], value, ())) if self._marks_any else ()

    def _walk(
        self, schemas: list[Any], value: Any, path: tuple[str | int, ...]
    ) -> Iterator[FilePlace]:
        """The file places of a value that all of these schemas speak of."""
        speaking = self._all_that_speak(schemas)
        kind = next((schema[MARK] for schema in speaking if MARK in schema), None)
        if kind is not None and value is not None:
            yield FilePlace(path, str(kind), value)
        for step, member in _members(value) if speaking else ():
            below = [inside for schema in speaking for inside in _below(schema, step)]
            yield from self._walk(below, member, (*path, step))

    def _all_that_speak(self, schemas: list[Any]) -> list[Schema]:
        """The schemas, and those that they refer to or branch into, each once, outermost first."""
        starts = (start for start in schemas if isinstance(start, dict))
        found = {id(schema): schema for start in starts for schema in self._reachable(start)}
        return list(found.values())

    def _reachable(self, start: Schema) -> list[Schema]:
        if id(start) not in self._reached:
            self._reached[id(start)] = [*reachable(start, self._root, UNITING | ALTERNATIVES)]
        return self._reached[id(start)]


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
