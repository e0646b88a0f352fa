"""Whether a schema can be used: a quick look before anything is shown or judged by it.

`limner_registry.document.check_document` is the whole check. This one needs no import, and
finds what would break whoever reads the schema: keywords with values of another kind, and
references that lead nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.issue import pointer
from limner_registry.keywords import KEYWORDS, Takes
from limner_registry.references import place_of
from limner_registry.schema import MANY, NAMED, ONE
from limner_registry.shortening import VALUE, shortened
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_Path = tuple[str | int, ...]

DEEPEST = 100
"""How many levels a schema may have."""

TOO_DEEP = f"it is nested in more than {DEEPEST} levels"


def broken_places(schema: Any) -> Iterator[str]:
    """What is wrong with a schema, each with its JSON pointer; nothing if it can be used.

    Example:
        >>> list(broken_places({"properties": {"steps": {"minimum": "8"}}}))
        ['/properties/steps/minimum: "8" is not a number']
    """
    if too_deep(schema):
        yield f": {TOO_DEEP}"
        return
    for path, what in _broken(schema, schema, ()):
        yield f"{pointer(*path)}: {what}"


def too_deep(schema: Any) -> bool:
    """Whether it has more levels than its readers can follow; real ones have about twenty."""
    level = [schema] if isinstance(schema, dict | list) else []
    for _ in range(DEEPEST):
        members = [one.values() if isinstance(one, dict) else one for one in level]
        level = [one for several in members for one in several if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def _broken(schema: Any, root: Any, path: _Path) -> Iterator[tuple[_Path, str]]:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        yield path, f"{_shown(schema)} is not a schema"
        return
    for keyword, value in schema.items():
        there = (*path, keyword)
        takes = _TAKES.get(keyword)
        if takes and not takes.fits(value):
            yield there, f"{_shown(value)} is not {takes.what}"
        elif keyword == "$ref" and not _leads_somewhere(value, root):
            yield there, f"{_shown(value)} leads nowhere in this schema"
        else:
            for step, inside in _inside(keyword, value):
                yield from _broken(inside, root, (*there, *step))


_TAKES = {
    **KEYWORDS,
    **dict.fromkeys(MANY, Takes("a list of schemas", lambda v: isinstance(v, list) and bool(v))),
    **dict.fromkeys(NAMED, Takes("an object of schemas", lambda v: isinstance(v, dict))),
}


def _inside(keyword: str, value: Any) -> Iterator[tuple[_Path, Any]]:
    if keyword in ONE:
        yield (), value
    elif keyword in MANY:
        yield from (((i,), inside) for i, inside in enumerate(value))
    elif keyword in NAMED:
        yield from (((name,), inside) for name, inside in value.items())


def _leads_somewhere(reference: Any, root: Any) -> bool:
    try:
        return isinstance(reference, str) and bool(place_of(reference, root))
    except LookupError:
        return False


def _shown(value: Any) -> str:
    return shortened(json_text(value), VALUE)
