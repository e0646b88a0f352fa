"""Where in a JSON text a member stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def place_of(text: str, path: Sequence[str], *, name: bool = False) -> range | None:
    """The characters of a member of a JSON text; None if it has no such member.

    Args:
        text: JSON.
        path: The names and indices that lead to the member.
        name: Whether the member's name is meant, and not its value.
    """
    try:
        names, value = range(0), _value(text, 0)
        for step in path:
            names, value = _members(text, value.start)[step]
    except (KeyError, IndexError, ValueError, RecursionError):
        return None
    return names if name else value


def _members(text: str, at: int) -> dict[str, tuple[range, range]]:
    """By name or index, where a member's name and its value are; the last of a name counts."""
    return dict(_items(text, at) if text[at] == "[" else _pairs(text, at))


def _items(text: str, at: int) -> Iterator[tuple[str, tuple[range, range]]]:
    index = 0
    while text[at] in "[," and text[at := _skip(text, at + 1)] != "]":
        value = _value(text, at)
        yield str(index), (value, value)
        index, at = index + 1, _skip(text, value.stop)


def _pairs(text: str, at: int) -> Iterator[tuple[str, tuple[range, range]]]:
    while text[at] in "{," and text[at := _skip(text, at + 1)] != "}":
        name = _value(text, at)
        value = _value(text, _skip(text, name.stop) + 1)
        yield json.loads(text[name.start : name.stop]), (name, value)
        at = _skip(text, value.stop)


def _value(text: str, at: int) -> range:
    start = _skip(text, at)
    return range(start, _DECODER.raw_decode(text, start)[1])


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
