"""Numbers: read from text, and brought to the nearest that a parameter takes."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.bounds import Bounds
    from limner_registry.parameter import Parameter

ALIKE = 3
"""How many times wider one range may be than another for both to be one scale."""

LARGEST = 1e300
"""Numbers beyond it are left alone: nobody means them."""

_TEXT = re.compile(r"([+-]?\d{1,18}(?:\.\d{1,18})?) ?(s|sec|seconds?)?", re.ASCII)


def as_number(value: Any, *, seconds: bool = False) -> float | None:
    """The number that a value is, or that its text says; None if it is none.

    Args:
        value: A JSON value.
        seconds: Whether a text may end in `s`.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if abs(value) <= LARGEST else None
    found = _TEXT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or (found[2] and not seconds):
        return None
    return _plain(Fraction(found[1]))


def nearest_in(number: float, parameter: Parameter) -> float | None:
    """The number nearest to another that the bounds and the type of a parameter allow.

    None where there is none, or no nearest one.
    """
    bounds, exact = parameter.bounds, Fraction(number)
    step = _step(parameter)
    low, high = _lower(bounds), _upper(bounds)
    if step is None:
        return _in_range(number, low, high)
    first = None if low is None else _steps(low, step, up=True)
    last = None if high is None else _steps(high, step, up=False)
    steps = round(exact / step)
    steps = steps if first is None else max(first, steps)
    steps = steps if last is None else min(last, steps)
    return _plain(steps * step) if first is None or steps >= first else None


def nearest_of(number: float, choices: Iterable[float]) -> float:
    """The choice nearest to a number; of two that are equally near, the smaller one."""
    return min(choices, key=lambda choice: (abs(choice - number), choice))


def on_one_scale(one: Parameter | None, other: Parameter) -> bool | None:
    """Whether the numbers of two parameters may mean the same; None where it can't be told.

    They may if their ranges are about as wide, and have most of the smaller one in common.
    """
    ranges = [_range(parameter.bounds) for parameter in (one, other) if parameter]
    known = [ends for ends in ranges if ends]
    if len(known) < 2:  # noqa: PLR2004 -- both
        return None
    spans = [high - low for low, high in known]
    common = min(high for _, high in known) - max(low for low, _ in known)
    return max(spans) <= ALIKE * min(spans) and 2 * common >= min(spans)


End = tuple[Fraction, bool]
"""An end of a range, and whether it is itself excluded."""


def _lower(bounds: Bounds) -> End | None:
    ends = ((bounds.minimum, False), (bounds.exclusive_minimum, True))
    return max(((Fraction(end), out) for end, out in ends if _is_finite(end)), default=None)


def _upper(bounds: Bounds) -> End | None:
    ends = ((bounds.maximum, True), (bounds.exclusive_maximum, False))
    least = min(((Fraction(end), is_in) for end, is_in in ends if _is_finite(end)), default=None)
    return least and (least[0], not least[1])


def _is_finite(end: float | None) -> TypeGuard[float]:
    return end is not None and math.isfinite(end)


def _range(bounds: Bounds) -> tuple[Fraction, Fraction] | None:
    low, high = _lower(bounds), _upper(bounds)
    return None if low is None or high is None else (low[0], high[0])


def _step(parameter: Parameter) -> Fraction | None:
    multiple = parameter.bounds.multiple_of
    if multiple is not None and multiple > 0:
        return Fraction(str(multiple))
    whole = "integer" in parameter.types and "number" not in parameter.types
    return Fraction(1) if whole else None


def _steps(end: End, step: Fraction, *, up: bool) -> int:
    """The first whole number of steps inside an end."""
    limit, excluded = end
    steps = math.ceil(limit / step) if up else math.floor(limit / step)
    return steps + (1 if up else -1) * (excluded and steps * step == limit)


def _in_range(number: float, low: End | None, high: End | None) -> float | None:
    """A number, or the end of the range that it is beyond; an excluded end is none."""
    if low and (number < low[0] or (low[1] and number == low[0])):
        return None if low[1] else _plain(low[0])
    if high and (number > high[0] or (high[1] and number == high[0])):
        return None if high[1] else _plain(high[0])
    return number


def _plain(exact: Fraction) -> float:
    """A number as JSON has it: whole ones without a point."""
    return int(exact) if exact.denominator == 1 else float(exact)
