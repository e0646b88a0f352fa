"""Where a value has files: its members at the places that the schema marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from limner_registry.schema import Schema, deref

MARK = "x-limner-file"
"""The keyword: `image`, `video`, `audio` or `file`."""


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
    places = {place.path: place for place in _walk(schema, schema, value, ())}
    return tuple(places.values())


def _walk(
    schema: Any, root: Schema, value: Any, path: tuple[str | int, ...]
) -> Iterator[FilePlace]:
    for place in _at_once(schema, root, frozenset()):
        if MARK in place and value is not None:
            yield FilePlace(path, str(place[MARK]), value)
        if isinstance(value, Mapping):
            for name, member in value.items():
                for below in _of_member(place, str(name)):
                    yield from _walk(below, root, member, (*path, name))
        elif isinstance(value, list | tuple):
            for index, item in enumerate(value):
                yield from _walk(_of_item(place, index), root, item, (*path, index))


def _at_once(schema: Any, root: Schema, seen: frozenset[int]) -> Iterator[Schema]:
    """Every schema that may speak of one value: itself, its reference, its branches."""
    if not isinstance(schema, dict) or id(schema) in seen:
        return
    seen |= {id(schema)}
    if "$ref" in schema:
        seen |= {id(_target(schema, root))}
    schema = deref(schema, root)
    yield schema
    for keyword in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(keyword, ()):
            yield from _at_once(branch, root, seen)


def _target(schema: Schema, root: Schema) -> Any:
    from limner_registry.schema import resolve

    return resolve(schema["$ref"], root)


def _of_member(schema: Schema, name: str) -> list[Any]:
    found = [schema["properties"][name]] if name in schema.get("properties", {}) else []
    patterns = schema.get("patternProperties", {})
    found += [below for pattern, below in patterns.items() if re.search(pattern, name)]
    return found or [schema.get("additionalProperties")]


def _of_item(schema: Schema, index: int) -> Any:
    first = schema.get("prefixItems", [])
    return first[index] if index < len(first) else schema.get("items")
