"""Numbers: their bounds drawn often, whole ones as floats too, tiny and huge ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from limner_registry.strategies.errors import Impossible
from limner_registry.strategies.ranges import Range, plain, written

if TYPE_CHECKING:
    from fractions import Fraction

    from hypothesis.strategies import SearchStrategy

EXACT = 2**53
"""Beyond it, not every whole number is a float."""

HUGE = (2**31, 2**53, 2**63, 10**20)


def numbers(range_: Range, *, fractions: bool, whole: bool = True) -> SearchStrategy[float]:
    """The numbers of a range, simple ones first.

    Args:
        range_: The range.
        fractions: Whether numbers that aren't whole are taken.
        whole: Whether whole ones are.

    Raises:
        Impossible: There is none.
    """
    found: list[SearchStrategy[float]] = []
    if whole:
        found += _whole_numbers(range_)
    if fractions and range_.step is not None:
        found += _steps(range_, range_.step)
    elif fractions:
        found += _floats(range_)
    if not found:
        raise Impossible(f"no {'number' if fractions else 'whole number'} is in its range")
    numbers = st.one_of(found)
    return numbers if whole else numbers.filter(lambda number: not float(number).is_integer())


def _whole_numbers(range_: Range) -> list[SearchStrategy[float]]:
    step = range_.whole_step()
    low, high = range_.multiples(step)
    if low is not None and high is not None and low > high:
        return []
    size = int(step)
    found: list[SearchStrategy[float]] = [_factors(low, high).map(lambda n: n * size)]
    most = EXACT // size
    least = -most if low is None else max(low, -most)
    top = most if high is None else min(high, most)
    if least <= top:
        found.append(st.integers(least, top).map(lambda n: float(n * size)))
    if least <= 0 <= top:
        found.append(st.integers(0, 0).map(lambda n: -float(n)))
    return found


def _factors(low: int | None, high: int | None) -> SearchStrategy[int]:
    """Whole numbers; as each branch draws one number, a find in any shrinks to the first."""
    edges = [(n, n + 1) for n in (low,) if n is not None]
    edges += [(n - 1, n) for n in (high,) if n is not None]
    if high is None:
        edges += [(n, n + 1) for n in HUGE if low is None or n > low]
    if low is None:
        edges += [(-n - 1, -n) for n in HUGE if high is None or -n < high]
    within = [(a if low is None else max(a, low), b if high is None else min(b, high))
              for a, b in edges]  # fmt: skip
    return st.one_of(st.integers(low, high), *(st.integers(a, b) for a, b in within))


def _floats(range_: Range) -> list[SearchStrategy[float]]:
    low, high = range_.floats()
    if low is not None and high is not None and low > high:
        return []
    every = st.floats(low, high, allow_nan=False, allow_infinity=False)
    edges = [edge for edge in (low, high) if edge is not None]
    return [every, *(st.floats(edge, edge) for edge in edges)]


def _steps(range_: Range, step: Fraction) -> list[SearchStrategy[float]]:
    """Multiples of a step; a float must be written so, for its digits are what counts."""
    low, high = range_.multiples(step)
    if low is not None and high is not None and low > high:
        return []
    most = EXACT // max(step.numerator, step.denominator, 1) or 1
    low = low if low is not None or high is None or high > -most else high - most
    factors = _factors(
        -most if low is None else low, max(most, low or 0) if high is None else high
    )

    multiples = factors.map(lambda factor: plain(factor * step))
    return [multiples.filter(lambda number: written(number) % step == 0)]
