"""When to look at a job again, by how long earlier jobs of its endpoint took.

Where jobs aren't followed by a stream, each look costs a request, and each pause makes the
caller wait. Looks at the quantiles of what earlier jobs took need few of either.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_PAUSE = 0.25
"""Seconds between the first two looks at a job of which nothing is known; then ..."""

GROWTH = 0.3
"""... this part of its age, until ..."""

LONGEST_PAUSE = 5.0
"""... this many seconds. It holds always, but for the time before any job was ever done, ..."""

LONGEST_CALM = 60.0
"""... in which a job is looked at once a minute: it may fail, or be cancelled elsewhere."""

FEW = 5
"""How many jobs make a rule."""

REMEMBERED = 20
"""How many are kept in mind of each endpoint: the last ones."""

_QUANTILES = (0.1, 0.3, 0.5, 0.65, 0.8)
_SHORTEST_PAUSE = 0.1
_FASTER = 0.9


def pause(age: float, earlier: Sequence[float]) -> float:
    """Seconds until the next look at a job.

    Args:
        age: Its age, in seconds.
        earlier: How many seconds earlier jobs of its endpoint took.
    """
    if len(earlier) < FEW:
        return min(LONGEST_PAUSE, max(FIRST_PAUSE, GROWTH * age))
    looks = _quantiles(sorted(earlier))
    first, last = looks[0], looks[-1]
    if age < first:
        return min(LONGEST_CALM, first - age)
    least = max(_SHORTEST_PAUSE, first / 40, (last - first) / 6)
    later = (look - age for look in looks if look >= age + least)
    return min(LONGEST_PAUSE, next(later, max(least, (age - last) / 2)))


def _quantiles(ordered: Sequence[float]) -> list[float]:
    """The quantiles of some numbers, between two of them where that's where they are."""
    places = (quantile * (len(ordered) - 1) for quantile in _QUANTILES)
    return [_between(ordered, int(place), place % 1) for place in places]


def _between(ordered: Sequence[float], index: int, part: float) -> float:
    low, high = ordered[index], ordered[min(index + 1, len(ordered) - 1)]
    return low + part * (high - low)


class Durations:
    """How long the last jobs of each endpoint took. Safe for several threads."""

    def __init__(self) -> None:
        self._seconds: dict[str, deque[float]] = {}

    def __getitem__(self, endpoint_id: str) -> Sequence[float]:
        """Seconds, a number a job; none of an endpoint that isn't known."""
        return tuple(self._seconds.get(endpoint_id, ()))

    def add(self, endpoint_id: str, seconds: float, alive: float = 0.0) -> None:
        """Remember a job that was done.

        Args:
            endpoint_id: The model.
            seconds: Its age when it was seen to be done.
            alive: Its age when it was last seen not to be. It counts as little more than
                that, and a job that was done at the first look as a little less than its
                age: so looks come early enough, and tell better each time.
        """
        kept = self._seconds.setdefault(endpoint_id, deque(maxlen=REMEMBERED))
        kept.append(max(alive + (seconds - alive) / 10, _FASTER * seconds if not alive else 0))
