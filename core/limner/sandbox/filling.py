"""A result by its schema: files at the places that it marks, plain values elsewhere."""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url
from limner_registry.alternatives import Alternative, alternatives, as_schema, flat
from limner_registry.files import MARK
from limner_registry.references import reachable
from limner_registry.values import choices_of, types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from limner.rendering import File, Rendering
    from limner_registry.schema import Schema

TEXT = "sandbox"
"""What a member says that may be any text."""

_NOWHERE = "https://sandbox.invalid/files/none"
"""The URL of a file that a result needs and its rendering doesn't have."""

_MOST_WAYS = 100

_INSIDE = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "items",
        "oneOf",
        "prefixItems",
        "properties",
    }
)
"""The keywords that lead to what is inside a value."""


def places(schema: Schema, count: int, members: Collection[str] = ()) -> list[str]:
    """The kinds of the files that a result has, in order.

    Args:
        schema: The output schema.
        count: How many items a list has whose items are, or have, files.
        members: Names of optional members that come.
    """
    return _kinds(schema, count, members, generous=_is_generous(schema))


def fill(schema: Schema, rendering: Rendering, urls: Sequence[str]) -> dict[str, Any]:
    """A result: what the rendering says, files in turn, and else what the schema demands.

    Args:
        schema: The output schema.
        rendering: The files, and members that the schema can't make plausible.
        urls: The URL of each file.
    """
    files = iter(list(zip(rendering.files, urls, strict=True)))
    result = _Filling(
        schema,
        _count(schema, len(urls), rendering.members),
        lambda _: next(files, (None, _NOWHERE)),
        rendering.members,
        generous=_is_generous(schema),
    ).value(Alternative(schema))
    return {**(result if isinstance(result, dict) else {}), **rendering.fields}


def _kinds(
    schema: Schema, count: int, members: Collection[str] = (), *, generous: bool
) -> list[str]:
    kinds: list[str] = []

    def note(kind: str) -> tuple[None, str]:
        kinds.append(kind)
        return None, _NOWHERE

    _Filling(schema, count, note, members, generous=generous).value(Alternative(schema))
    return kinds


def _is_generous(schema: Schema) -> bool:
    """Whether files that aren't required come all the same: where no others would."""
    return not _kinds(schema, 1, generous=False)


def _count(schema: Schema, files: int, members: Collection[str]) -> int:
    """How many items a list of files has when so many files are there in all."""
    one, two = len(places(schema, 1, members)), len(places(schema, 2, members))
    single, each = 2 * one - two, two - one
    return max(0, (files - single) // each) if each else 1


class _Filling:
    def __init__(
        self,
        root: Schema,
        count: int,
        take: Callable[[str], tuple[File | None, str]],
        members: Collection[str],
        *,
        generous: bool,
    ) -> None:
        self._root = root
        self._count = count
        self._take = take
        self._members = members
        self._generous = generous

    def value(self, place: Alternative) -> Any:
        """A value that satisfies a schema, if that's simple."""
        whole = flat(place, self._root).schema
        if "default" in whole and not self._holds_file(whole):
            return whole["default"]
        ways = islice(alternatives(place, self._root), _MOST_WAYS)
        way = min(ways, key=_reluctance, default=Alternative({}))
        if choices := choices_of(way.schema):
            return choices[0]
        types = types_of(way.schema) or ("object",)
        kind = next((name for name in types if name != "null"), "null")
        if MARK in way.schema:
            return self._file(way, bare=kind == "string")
        return self._plain(way, kind)

    def _plain(self, way: Alternative, kind: str) -> Any:
        if kind == "object":
            return {name: self._member(way, name) for name in self._names(way.schema)}
        if kind == "array":
            return self._list(way)
        if kind in {"integer", "number"}:
            return _number(way.schema)
        return {"string": _text(way.schema), "boolean": False}.get(kind)

    def _names(self, schema: Schema) -> list[str]:
        """What is required, what has a default, and files where nothing else would have any."""
        needed = {*schema.get("required", ()), *self._members}
        inside = schema.get("properties", {})
        known = [
            n for n, member in inside.items() if n in needed or self._comes(as_schema(member))
        ]
        return [*known, *(name for name in schema.get("required", ()) if name not in inside)]

    def _comes(self, schema: Schema) -> bool:
        """Whether a member comes that isn't required."""
        return self._generous if self._holds_file(schema) else "default" in schema

    def _member(self, way: Alternative, name: str) -> Any:
        inside = way.schema.get("properties", {})
        schema = as_schema(inside.get(name, way.schema.get("additionalProperties")))
        return self.value(Alternative(schema, trail=way.trail))

    def _list(self, way: Alternative) -> list[Any]:
        first, rest = way.schema.get("prefixItems", []), way.schema.get("items")
        count = self._count if self._holds_file(as_schema(rest)) else 1
        count = 0 if rest is False else min(count, way.schema.get("maxItems", count))
        count = max(count, len(first), way.schema.get("minItems", 0))
        schemas = [*first, *[rest] * (count - len(first))]
        return [self.value(Alternative(as_schema(one), trail=way.trail)) for one in schemas]

    def _file(self, way: Alternative, *, bare: bool) -> Any:
        file, url = self._take(str(way.schema[MARK]))
        if bare:
            return url
        inside = way.schema.get("properties", {})
        known = {name: value for name, value in _facts(file, url).items() if value is not None}
        told = {name: value for name, value in known.items() if name in inside or not inside}
        missing = [name for name in way.schema.get("required", ()) if name not in told]
        return {**told, **{name: self._member(way, name) for name in missing}}

    def _holds_file(self, schema: Schema) -> bool:
        return any(MARK in part for part in reachable(schema, self._root, _INSIDE))


def _reluctance(way: Alternative) -> int:
    """Which of several ways is taken: a file, what says something, null, and a circle last."""
    if MARK in way.schema:
        return 0
    if types_of(way.schema) == ("null",):
        return 2
    return 3 if way.schema == {"type": "object"} else 1


def _facts(file: File | None, url: str) -> dict[str, Any]:
    """What a result tells of a file, for the members of fal's file objects."""
    if file is None:
        return {"url": url}
    return {
        "url": url,
        "content_type": file.media_type,
        "file_name": None if is_data_url(url) else url.rpartition("/")[2],
        "width": file.width,
        "height": file.height,
    }


def _text(schema: Schema) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", len(TEXT))
    return TEXT.ljust(least, ".")[: max(least, most)]


def _number(schema: Schema) -> int | float:
    """Zero, or a bound where zero isn't within the bounds."""
    least, above = schema.get("minimum", -math.inf), schema.get("exclusiveMinimum", -math.inf)
    most, below = schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf)
    candidates = (0, least, above + 1, most, below - 1, (above + min(most, below)) / 2)
    fitting = (n for n in candidates if least <= n <= most and above < n < below)
    return next(fitting, 0)
