"""A value on its way into JSON: what becomes of it, and what can't come along."""

from __future__ import annotations

import math
from typing import Any

from limner_registry.issue import Issue, pointer
from limner_registry.verdict.travel import HUGE, LEVELS, SMALLEST, is_unicode
from limner_registry.verdict.wording import brief, place

JSON_TYPES = ["object", "array", "string", "number", "boolean", "null"]

_Path = tuple[str | int, ...]


def as_json(value: Any) -> tuple[Any, list[Issue]]:
    """A value as plain JSON types, with `null` for what can't travel, and issues about that.

    Tuples stay tuples, which count as lists; subclasses of `str`, `int`, `float`, `list` and
    `dict` become what they extend, as `json.dumps` makes them. Nothing else is converted.
    """
    crossing = _Crossing()
    return crossing.value(value, (), ()), crossing.issues


class _Crossing:
    """One value on its way, with what was left behind."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def value(self, value: Any, path: _Path, above: tuple[int, ...]) -> Any:
        match value:
            case None | bool():
                return value
            case str():
                return self._text(str.__str__(value), path)
            case int():
                return self._whole(int(value), path)
            case float():
                return self._number(float(value), path)
            case dict() | list() | tuple():
                return self._nest(value, path, above)
        what = f"a Python {type(value).__name__} can't travel as JSON"
        self._refuse(path, "type", what, brief(value), JSON_TYPES)
        return None

    def _refuse(
        self, path: _Path, code: str, what: str, value: Any = None, allowed: Any = None
    ) -> None:
        self.issues.append(Issue(pointer(*path), code, f"{place(path)}: {what}", value, allowed))

    def _text(self, text: str, path: _Path) -> str | None:
        if is_unicode(text):
            return text
        what = "the text has half of a surrogate pair, which isn't Unicode"
        self._refuse(path, "not_unicode", what, brief(text))
        return None

    def _whole(self, number: int, path: _Path) -> int | None:
        if SMALLEST < number < HUGE:
            return number
        what = "a number of so many digits can't travel as JSON"
        self._refuse(path, "not_a_number", what)
        return None

    def _number(self, number: float, path: _Path) -> float | None:
        if math.isfinite(number):
            return number
        name = "NaN" if math.isnan(number) else "infinity" if number > 0 else "-infinity"
        self._refuse(path, "not_a_number", f"{name} can't travel as JSON", name)
        return None

    def _nest(self, nest: Any, path: _Path, above: tuple[int, ...]) -> Any:
        if id(nest) in above or len(above) == LEVELS:
            deep = f"it is nested more than {LEVELS} levels deep"
            self._refuse(path, "too_deep", "it contains itself" if id(nest) in above else deep)
            return None
        above = (*above, id(nest))
        if not isinstance(nest, dict):
            items = [self.value(item, (*path, i), above) for i, item in enumerate(nest)]
            return tuple(items) if isinstance(nest, tuple) else items
        return {
            str.__str__(name): self.value(item, (*path, str.__str__(name)), above)
            for name, item in nest.items()
            if self._is_name(name, path)
        }

    def _is_name(self, name: Any, path: _Path) -> bool:
        if not isinstance(name, str):
            what = f"a name is text, not a Python {type(name).__name__}"
            self._refuse((*path, brief(name)), "type", what, brief(name), ["string"])
        elif not is_unicode(name):
            what = "the name has half of a surrogate pair, which isn't Unicode"
            self._refuse((*path, brief(name)), "not_unicode", what, brief(name))
        else:
            return True
        return False
