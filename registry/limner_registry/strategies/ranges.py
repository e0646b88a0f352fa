"""Ranges of numbers and of counts, exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from limner_registry.strategies.errors import Impossible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.schema import Schema


@dataclass(frozen=True)
class Range:
    """The numbers that some bounds leave; None where there is no bound.

    Attributes:
        low: The lower bound.
        high: The upper bound.
        above: Whether the lower bound itself is excluded.
        below: Whether the upper bound itself is excluded.
        step: What all numbers are multiples of.
    """

    low: Fraction | None = None
    high: Fraction | None = None
    above: bool = False
    below: bool = False
    step: Fraction | None = None

    def multiples(self, step: Fraction) -> tuple[int | None, int | None]:
        """The least and the greatest factor of `step` that is in the range."""
        low = None if self.low is None else math.ceil(self.low / step)
        high = None if self.high is None else math.floor(self.high / step)
        low = low if low is None else low + (self.above and low * step == self.low)
        high = high if high is None else high - (self.below and high * step == self.high)
        return low, high

    def floats(self) -> tuple[float | None, float | None]:
        """The least and the greatest float that is in the range."""
        low = None if self.low is None else _float(self.low, math.inf, beyond=self.above)
        high = None if self.high is None else _float(self.high, -math.inf, beyond=self.below)
        return low, high

    def whole_step(self) -> Fraction:
        """The step of the whole numbers of the range."""
        return Fraction(1) if self.step is None else _common(Fraction(1), self.step)


def range_of(schemas: Iterable[Schema]) -> Range:
    """The numbers that all of some schemas leave."""
    every = list(schemas)
    low, above = max(
        [*_bounds(every, "minimum", out=0), *_bounds(every, "exclusiveMinimum", out=1)],
        default=(None, 0),
    )
    high, inside = min(
        [*_bounds(every, "maximum", out=0), *_bounds(every, "exclusiveMaximum", out=-1)],
        default=(None, 0),
    )
    step: Fraction | None = None
    for schema in every:
        if "multipleOf" in schema:
            own = written(schema["multipleOf"])
            step = own if step is None else _common(step, own)
    return Range(low, high, above=bool(above), below=bool(inside), step=step)


def count_of(schemas: Iterable[Schema], least: str, most: str) -> tuple[int, int | None]:
    """How many there must and may be, by two keywords.

    Raises:
        Impossible: There must be more than there may be.
    """
    every = list(schemas)
    low = max((math.ceil(schema[least]) for schema in every if least in schema), default=0)
    high = min((math.floor(schema[most]) for schema in every if most in schema), default=None)
    if high is not None and low > high:
        raise Impossible(f"it needs {least} {low} and {most} {high} at once")
    return low, high


def written(number: float) -> Fraction:
    """The number that is written, not the binary one next to it."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def plain(number: Fraction) -> float:
    """A number as JSON has it: whole ones without a point."""
    return int(number) if number.denominator == 1 else float(number)


def _bounds(schemas: Iterable[Schema], keyword: str, out: int) -> list[tuple[Fraction, int]]:
    found: list[Any] = [schema[keyword] for schema in schemas if keyword in schema]
    return [(Fraction(bound), out) for bound in found]


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least number that is a multiple of both."""
    return Fraction(
        math.lcm(one.numerator, other.numerator), math.gcd(one.denominator, other.denominator)
    )


def _float(bound: Fraction, inwards: float, *, beyond: bool) -> float:
    try:
        number = float(bound)
    except OverflowError:
        number = math.copysign(math.inf, bound)
    if math.isinf(number):
        return math.copysign(1.7976931348623157e308, number)
    outside = Fraction(number) < bound if inwards > 0 else Fraction(number) > bound
    if outside or (beyond and Fraction(number) == bound):
        return math.nextafter(number, inwards)
    return number
