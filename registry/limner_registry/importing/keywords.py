"""The keywords that hold data: which can be read as something else, and which can go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner_registry.keywords import KEYWORDS, is_text
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from collections.abc import Callable

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


def pattern(value: Any) -> bool:
    """Whether it is a regular expression that a verdict can read."""
    try:
        engine_for({"pattern": value}).is_valid("")
    except (OverflowError, TypeError, ValueError):
        return False
    return is_text(value)


TAKES: dict[str, Callable[[Any], bool]] = {
    **{keyword: takes.fits for keyword, takes in KEYWORDS.items()},
    "pattern": pattern,
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
        found = list(dict.fromkeys(filter(is_text, value)))
    elif keyword == "type" and isinstance(value, list) and all(map(is_text, value)):
        found = list(dict.fromkeys(value))
    elif keyword == "required" and isinstance(value, str):
        found = [value]
    elif isinstance(value, str) and _NUMERAL.fullmatch(value):
        found = float(value) if "." in value else int(value)
    return found if found is not None and TAKES[keyword](found) else None
