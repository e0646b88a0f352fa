"""The keywords of JSON Schema 2020-12 that hold data, and what each must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = "x-limner-file"
"""The keyword that marks a file's place in a schema."""

FILE_KINDS = ("image", "video", "audio", "file")
"""Its values."""

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


class Takes(NamedTuple):
    """What a keyword must hold.

    Attributes:
        what: In words: `a number`.
        fits: Whether a value is that.
    """

    what: str
    fits: Callable[[Any], bool]


def is_text(value: Any) -> bool:
    """Whether it is text."""
    return isinstance(value, str)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value)) and len(set(value)) == len(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_step(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value % 1 == 0


def _are_lists_of_names(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_are_names, value.values()))


def _are_types(value: Any) -> bool:
    several = _are_names(value) and bool(value) and all(one in TYPES for one in value)
    return several or (is_text(value) and value in TYPES)


_TEXT = Takes("text", is_text)
_NUMBER = Takes("a number", _is_number)
_COUNT = Takes("a whole number from 0", _is_count)
_FLAG = Takes("true or false", lambda value: isinstance(value, bool))
_LIST = Takes("a list", lambda value: isinstance(value, list))

KEYWORDS: dict[str, Takes] = {
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"), _NUMBER),
    **dict.fromkeys(("maxContains", "maxItems", "maxLength", "maxProperties"), _COUNT),
    **dict.fromkeys(("minContains", "minItems", "minLength", "minProperties"), _COUNT),
    **dict.fromkeys(("deprecated", "readOnly", "uniqueItems", "writeOnly"), _FLAG),
    **dict.fromkeys(("$comment", "contentEncoding", "contentMediaType"), _TEXT),
    **dict.fromkeys(("description", "format", "pattern", "title"), _TEXT),
    **dict.fromkeys(("enum", "examples"), _LIST),
    "dependentRequired": Takes("an object of lists of names", _are_lists_of_names),
    "multipleOf": Takes("a number above 0", _is_step),
    "required": Takes("a list of different names", _are_names),
    "type": Takes("a type of JSON or a list of such types", _are_types),
    MARK: Takes(f"one of {', '.join(FILE_KINDS)}", lambda value: value in FILE_KINDS),
    "x-limner-max-bytes": Takes("a number of bytes", lambda v: type(v) is int and v >= 1),
}
"""Of each keyword, what it must hold; that of `pattern` isn't read."""
