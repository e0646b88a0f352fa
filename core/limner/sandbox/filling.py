"""Filling in an output schema: the smallest plausible result, with files at their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.files import MARK
from limner_registry.schema import Schema, deref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from limner.rendering import File, Rendering

_PLAIN: dict[str, Any] = {
    "string": "",
    "integer": 0,
    "number": 0,
    "boolean": False,
    "null": None,
}


def fill(schema: Schema, rendering: Rendering, urls: Sequence[str]) -> dict[str, Any]:
    """A result: what the rendering says, files in turn, and else what the schema demands.

    Args:
        schema: The output schema.
        rendering: The files, and members that the schema can't make plausible.
        urls: The URL of each file.
    """
    files = iter(list(zip(rendering.files, urls, strict=True)))
    filled = _Filling(schema, files, len(urls)).value(schema)
    result = filled if isinstance(filled, dict) else {}
    return {**result, **rendering.fields}


def places(schema: Schema) -> list[tuple[str, bool]]:
    """The files that a result needs, in order: their kinds, and whether it's a list of them."""
    return list(_places(schema, schema, ()))


def _places(schema: Schema, root: Schema, above: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
    if id(schema) in above:
        return
    above = (*above, id(schema))
    schema = deref(schema, root)
    if MARK in schema:
        yield str(schema[MARK]), False
    for name in _needed(schema):
        yield from _places(schema["properties"][name], root, above)
    if isinstance(schema.get("items"), dict):
        yield from ((kind, True) for kind, _ in _places(schema["items"], root, above))
    for branch in schema.get("anyOf", ())[:1]:
        yield from _places(branch, root, above)


def _needed(schema: Schema) -> list[str]:
    properties = schema.get("properties", {})
    return [name for name in properties if name in schema.get("required", ())]


class _Filling:
    def __init__(self, root: Schema, files: Iterator[tuple[File, str]], count: int) -> None:
        self._root = root
        self._files = files
        singles = [kind for kind, many in places(root) if not many]
        self._in_lists = max(0, count - len(singles))

    def value(self, schema: Schema) -> Any:
        schema = deref(schema, self._root)
        if MARK in schema:
            return self._file(schema)
        if "default" in schema:
            return schema["default"]
        if "const" in schema or "enum" in schema:
            return schema.get("const", (schema.get("enum") or [None])[0])
        if branches := schema.get("anyOf") or schema.get("oneOf"):
            return self.value(branches[0])
        return self._plain(schema)

    def _plain(self, schema: Schema) -> Any:
        kinds = schema.get("type", "object")
        kind = kinds[0] if isinstance(kinds, list) else kinds
        if kind == "object":
            return {name: self.value(schema["properties"][name]) for name in self._members(schema)}
        if kind == "array":
            return self._list(schema)
        if kind in {"integer", "number"}:
            return schema.get("minimum", _PLAIN[kind])
        return _PLAIN.get(kind)

    def _members(self, schema: Schema) -> list[str]:
        """What is required, and what has a default; files that aren't required stay away."""
        needed = set(_needed(schema))
        properties = schema.get("properties", {})
        return [n for n, s in properties.items() if n in needed or "default" in s]

    def _list(self, schema: Schema) -> list[Any]:
        items = schema.get("items", {})
        holds_file = MARK in deref(items, self._root)
        length = self._in_lists if holds_file else schema.get("minItems", 0)
        return [self.value(items) for _ in range(length)]

    def _file(self, schema: Schema) -> Any:
        file, url = next(self._files, (None, "https://sandbox.invalid/files/none"))
        if schema.get("type") == "string" or file is None:
            return url if schema.get("type") == "string" else {"url": url}
        known: Mapping[str, Any] = {
            "url": url,
            "content_type": file.media_type,
            "width": file.width,
            "height": file.height,
        }
        wanted = schema.get("properties", known)
        return {name: value for name, value in known.items() if name in wanted and value}
