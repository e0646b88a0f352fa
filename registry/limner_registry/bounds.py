"""The bounds of a parameter's value, and how a person says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from limner_registry.values import json_text, types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from limner_registry.schema import Schema


@dataclass(frozen=True)
class Bounds:
    """How small, large, short or long a value may be; None where there is no bound.

    Attributes:
        minimum: The least number.
        maximum: The greatest number.
        exclusive_minimum: What a number must be above.
        exclusive_maximum: What a number must be below.
        multiple_of: What a number must be a multiple of.
        min_length: The fewest characters of a text.
        max_length: The most characters of a text.
        min_items: The fewest elements of a list.
        max_items: The most elements of a list.
    """

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: float | None = None
    max_length: float | None = None
    min_items: float | None = None
    max_items: float | None = None

    @property
    def text(self) -> str:
        """The bounds in words: `1 to 20`, `above 0, at most 14142`, `1 to 4 items`."""
        step = "" if self.multiple_of is None else f"a multiple of {_figure(self.multiple_of)}"
        parts = (
            self._range(),
            step,
            _count(self.min_length, self.max_length, "character"),
            _count(self.min_items, self.max_items, "item"),
        )
        return ", ".join(filter(None, parts))

    def _range(self) -> str:
        low, high = self.minimum, self.maximum
        above, below = self.exclusive_minimum, self.exclusive_maximum
        if low is not None and high is not None and above is None and below is None:
            return _from_to(low, high)
        ends = {"above": above, "at least": low, "at most": high, "below": below}
        return ", ".join(f"{word} {_figure(n)}" for word, n in ends.items() if n is not None)


UNBOUNDED = Bounds()
"""No bound at all."""


def bounds_of(schemas: Sequence[Schema]) -> Bounds:
    """The bounds that hold whichever of some alternatives a value takes.

    A bound counts only if every alternative that it could concern has it, and then the
    loosest counts: a number that may be 0 to 1, or anything, is unbounded.
    """
    free = [schema for schema in schemas if "enum" not in schema and "const" not in schema]
    found = {
        field: _loosest(keyword, [s for s in free or schemas if _concerns(s, kinds)], loosest)
        for field, (keyword, kinds, loosest) in _KEYWORDS.items()
    }
    return Bounds(**found)


def _same(values: Iterable[float]) -> float | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


_NUMBER = frozenset({"integer", "number"})
_TEXT = frozenset({"string"})
_LIST = frozenset({"array"})
_KEYWORDS: dict[str, tuple[str, frozenset[str], Callable[[Iterable[float]], float | None]]] = {
    "minimum": ("minimum", _NUMBER, min),
    "maximum": ("maximum", _NUMBER, max),
    "exclusive_minimum": ("exclusiveMinimum", _NUMBER, min),
    "exclusive_maximum": ("exclusiveMaximum", _NUMBER, max),
    "multiple_of": ("multipleOf", _NUMBER, _same),
    "min_length": ("minLength", _TEXT, min),
    "max_length": ("maxLength", _TEXT, max),
    "min_items": ("minItems", _LIST, min),
    "max_items": ("maxItems", _LIST, max),
}


def _concerns(schema: Schema, kinds: frozenset[str]) -> bool:
    types = types_of(schema)
    return not types or not kinds.isdisjoint(types)


def _loosest(
    keyword: str, schemas: Sequence[Schema], loosest: Callable[[Iterable[float]], float | None]
) -> float | None:
    values = [schema.get(keyword) for schema in schemas]
    numbers = [value for value in values if _is_number(value)]
    return loosest(numbers) if numbers and len(numbers) == len(values) else None


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _figure(number: float) -> str:
    whole = isinstance(number, float) and number.is_integer()
    return json_text(int(number) if whole else number)


def _from_to(low: float, high: float) -> str:
    return f"exactly {_figure(low)}" if low == high else f"{_figure(low)} to {_figure(high)}"


def _count(low: float | None, high: float | None, noun: str) -> str:
    """How many, in words; that there must be at least none goes without saying."""
    if high is not None:
        words = _from_to(low, high) if low else f"at most {_figure(high)}"
        return f"{words} {noun}" + "s" * (high != 1)
    return f"at least {_figure(low)} {noun}" + "s" * (low != 1) if low else ""
