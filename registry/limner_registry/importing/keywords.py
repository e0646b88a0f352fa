"""The keywords of JSON Schema 2020-12 that hold data, and what each must hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner_registry.document import FILE_KINDS
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

ANNOTATIONS = frozenset(
    {
        "$comment",
        "contentEncoding",
        "contentMediaType",
        "deprecated",
        "description",
        "examples",
        "format",
        "readOnly",
        "title",
        "writeOnly",
        "x-limner-file",
        "x-limner-max-bytes",
    }
)
"""Keywords that limit nothing: a broken one can go."""

OF_A_FILE = frozenset({"$anchor", "$dynamicAnchor", "$id", "$schema", "$vocabulary"})
"""Keywords that name a schema or its dialect; inside another document they mean nothing."""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _step(value: Any) -> bool:
    return _number(value) and value > 0


def _count(value: Any) -> bool:
    return _number(value) and value >= 0 and value == int(value)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def names(value: Any) -> bool:
    """Whether it is a list of different names."""
    return _list(value) and all(map(_text, value)) and len(set(value)) == len(value)


def _lists_of_names(value: Any) -> bool:
    return isinstance(value, dict) and all(map(names, value.values()))


def _types(value: Any) -> bool:
    several = names(value) and bool(value) and all(one in TYPES for one in value)
    return several or (_text(value) and value in TYPES)


def pattern(value: Any) -> bool:
    """Whether it is a regular expression that a verdict can read."""
    try:
        engine_for({"pattern": value})
    except (OverflowError, TypeError, ValueError):
        return False
    return _text(value)


def _kind(value: Any) -> bool:
    return value in FILE_KINDS


def _bytes(value: Any) -> bool:
    return type(value) is int and value >= 1


TAKES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"), _number),
    **dict.fromkeys(("maxContains", "maxItems", "maxLength", "maxProperties"), _count),
    **dict.fromkeys(("minContains", "minItems", "minLength", "minProperties"), _count),
    **dict.fromkeys(("deprecated", "readOnly", "uniqueItems", "writeOnly"), _flag),
    **dict.fromkeys(("$comment", "contentEncoding", "contentMediaType"), _text),
    **dict.fromkeys(("description", "format", "title"), _text),
    **dict.fromkeys(("enum", "examples"), _list),
    "dependentRequired": _lists_of_names,
    "multipleOf": _step,
    "pattern": pattern,
    "required": names,
    "type": _types,
    "x-limner-file": _kind,
    "x-limner-max-bytes": _bytes,
}
"""Whether a keyword of this name may have this value."""

_NUMERAL = re.compile(r"-?\d{1,18}(\.\d{1,18})?")


def read(keyword: str, value: Any) -> Any:
    """What was surely meant by a broken value; None if there is no telling.

    A number that is written as text is that number, one required name is a list of it,
    and of a list of names or types each counts once.
    """
    found: Any = None
    if keyword == "required" and isinstance(value, list):
        found = list(dict.fromkeys(filter(_text, value)))
    elif keyword == "type" and isinstance(value, list) and all(map(_text, value)):
        found = list(dict.fromkeys(value))
    elif keyword == "required" and isinstance(value, str):
        found = [value]
    elif isinstance(value, str) and _NUMERAL.fullmatch(value):
        found = float(value) if "." in value else int(value)
    return found if found is not None and TAKES[keyword](found) else None
