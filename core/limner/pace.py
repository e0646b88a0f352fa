"""When to look at a job again, by how long earlier jobs of its endpoint took.

Where jobs aren't followed by a stream, each look costs a request, and each pause makes the
caller wait. Of each earlier job it's known between which two looks it was done. If all may
have taken equally long, a few looks at the time that is left for that tell it better each
time; else looks at the quantiles of what they took need few requests, and little waiting.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

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
_SHORTEST_PAUSE = 0.02
_FASTER = 0.95
_STEPS = 6
_FRESH = 10


class Span(NamedTuple):
    """How long a job took, as far as that was seen.

    Attributes:
        alive: Its age, in seconds, when it was last seen not to be done; 0 if it never was.
        done: Its age when it was seen to be.
    """

    alive: float
    done: float

    @property
    def guess(self) -> float:
        """About how long: little more than it was alive, or a little less than it took at most.

        So looks come early enough, and tell better each time.
        """
        return self.alive + (self.done - self.alive) / 10 if self.alive else _FASTER * self.done


def pause(age: float, earlier: Sequence[Span]) -> float:
    """Seconds until the next look at a job.

    Args:
        age: Its age, in seconds.
        earlier: How long earlier jobs of its endpoint took, the last one last.
    """
    if len(earlier) < FEW:
        return min(LONGEST_PAUSE, max(FIRST_PAUSE, GROWTH * age))
    sooner, later = _in_common(earlier)
    if sooner < later:
        return _towards(age, sooner, later)
    looks = _quantiles(sorted(span.guess for span in earlier))
    first, last = looks[0], looks[-1]
    if age < first:
        return min(LONGEST_CALM, first - age)
    least = max(_SHORTEST_PAUSE, first / 200, (last - first) / 5)
    after = (look - age for look in looks if look >= age + least)
    return min(LONGEST_PAUSE, next(after, max(least, (age - last) / 2)))


def surely_alive(earlier: Sequence[Span]) -> float:
    """The age before which no job was done, as far as earlier ones tell: none needs a look."""
    if len(earlier) < FEW:
        return 0.0
    sooner, later = _in_common(earlier)
    return sooner if sooner < later else min(span.guess for span in earlier)


def _in_common(earlier: Sequence[Span]) -> tuple[float, float]:
    """Between which ages all jobs may have been done; the other way round where they can't."""
    later = min(span.done for span in earlier)
    return max(span.alive for span in earlier[-_FRESH:]) or _FASTER * later, later


def _towards(age: float, sooner: float, later: float) -> float:
    """The pause where a job is about to be done between two ages."""
    step = max((later - sooner) / _STEPS, later / 2000)
    if age >= later:
        return min(LONGEST_PAUSE, max(_SHORTEST_PAUSE, step, (age - later) / 2))
    looked = max(0.0, (age - sooner) // step)
    return min(LONGEST_CALM, max(sooner + step * (looked + 1) - age, step / 2))


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
        self._spans: dict[str, deque[Span]] = {}

    def __getitem__(self, endpoint_id: str) -> Sequence[Span]:
        """One a job, the last one last; none of an endpoint that isn't known."""
        return tuple(self._spans.get(endpoint_id, ()))

    def add(self, endpoint_id: str, seconds: float, alive: float = 0.0) -> None:
        """Remember a job that was done.

        Args:
            endpoint_id: The model.
            seconds: Its age when it was seen to be done.
            alive: Its age when it was last seen not to be.
        """
        kept = self._spans.setdefault(endpoint_id, deque(maxlen=REMEMBERED))
        kept.append(Span(alive, seconds))
