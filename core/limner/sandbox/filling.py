"""A result by its schema: files at the places that it marks, plain values elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, alternatives, as_schema, flat
from limner_registry.files import MARK
from limner_registry.references import reachable
from limner_registry.values import choices_of, types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from limner.rendering import File, Rendering
    from limner_registry.schema import Schema

TEXT = "sandbox"
"""What a member says that may be any text."""

_NOWHERE = "https://sandbox.invalid/files/none"
"""The URL of a file that a result needs and its rendering doesn't have."""

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


def places(schema: Schema, count: int) -> list[str]:
    """The kinds of the files that a result has, in order.

    Args:
        schema: The output schema.
        count: How many items a list has whose items are, or have, files.
    """
    kinds: list[str] = []

    def note(kind: str) -> tuple[None, str]:
        kinds.append(kind)
        return None, _NOWHERE

    _Filling(schema, count, note).result()
    return kinds


def fill(schema: Schema, rendering: Rendering, urls: Sequence[str]) -> dict[str, Any]:
    """A result: what the rendering says, files in turn, and else what the schema demands.

    Args:
        schema: The output schema.
        rendering: The files, and members that the schema can't make plausible.
        urls: The URL of each file.
    """
    files = iter(list(zip(rendering.files, urls, strict=True)))
    count = _count(schema, len(urls))
    result = _Filling(schema, count, lambda _: next(files, (None, _NOWHERE))).result()
    return {**(result if isinstance(result, dict) else {}), **rendering.fields}


def _count(schema: Schema, files: int) -> int:
    """How many items a list of files has when so many files are there in all."""
    one, two = len(places(schema, 1)), len(places(schema, 2))
    return max(0, (files - (2 * one - two)) // (two - one)) if two > one else 1


class _Filling:
    def __init__(
        self, root: Schema, count: int, take: Callable[[str], tuple[File | None, str]]
    ) -> None:
        self._root = root
        self._count = count
        self._take = take
        self._generous = False

    def result(self) -> Any:
        """Files that aren't required stay away, unless there are no others."""
        needed = _Recorder(self._root)
        self._generous = not needed.any_file and self._holds_file(self._root)
        return self._value(Alternative(self._root))
