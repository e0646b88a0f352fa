"""When a job is looked at: seldom where earlier jobs tell how long it takes, never too late."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from limner.pace import (
    FEW,
    LONGEST_CALM,
    LONGEST_PAUSE,
    REMEMBERED,
    Durations,
    Span,
    pause,
    surely_alive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECONDS = st.floats(0, 1e6)
SPANS = st.tuples(SECONDS, SECONDS).map(lambda ages: Span(*sorted(ages)))


def looks(duration: float, earlier: Sequence[Span]) -> list[float]:
    """The ages at which a job of a duration is looked at, up to the one that finds it done."""
    ages = [0.0]
    while ages[-1] < duration:
        ages.append(ages[-1] + pause(ages[-1], earlier))
    return ages[1:]


def following(draw: Callable[[], float], jobs: int = 500) -> tuple[float, float]:
    """Mean looks a job, and mean lag as a part of the duration, once five jobs are known."""
    durations, counted, lags = Durations(), 0, 0.0
    for number in range(FEW + jobs):
        duration = draw()
        ages = looks(duration, durations["a/b"])
        durations.add("a/b", ages[-1], ages[-2] if len(ages) > 1 else 0.0)
        if number >= FEW:
            counted += len(ages)
            lags += (ages[-1] - duration) / duration
    return counted / jobs, lags / jobs


@given(SECONDS, st.lists(SPANS, max_size=30))
def test_pauses_are_positive_and_bounded(age: float, earlier: list[Span]) -> None:
    """Whatever is known, the next look comes, and not at once."""
    known = len(earlier) >= FEW and age < max(span.done for span in earlier)
    longest = LONGEST_CALM if known else LONGEST_PAUSE

    assert 0 < pause(age, earlier) <= longest


def test_nothing_before_the_earlier_jobs_were_done() -> None:
    """A job is left alone until one in ten of the earlier ones was done."""
    earlier = [Span(seconds, seconds) for seconds in range(10, 21)]

    assert looks(15, earlier)[0] == pytest.approx(11)


def test_long_job_is_looked_at_once_a_minute() -> None:
    """It may have failed, or been cancelled elsewhere."""
    assert looks(200, [Span(300, 300)] * FEW)[:3] == [60, 120, 180]


def test_unknown_job_is_looked_at_more_and_more_seldom() -> None:
    """Pauses begin with a quarter of a second, grow with the age, and end at five seconds."""
    ages = looks(120, [])
    pauses = [round(later - sooner, 6) for sooner, later in pairwise([0.0, *ages])]

    assert pauses[0] == 0.25
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


RANDOM = Random(7)  # noqa: S311 -- the same each time


@pytest.mark.parametrize(
    "draw",
    [
        lambda: 5.0,
        lambda: RANDOM.uniform(4.9, 5.1),
        lambda: RANDOM.gauss(5, 0.5),
        lambda: RANDOM.lognormvariate(0, 0.4),
        lambda: 20.0,
    ],
    ids=["constant", "nearly so", "normal", "log-normal", "longer"],
)
def test_four_looks_a_job_are_enough(draw: Callable[[], float]) -> None:
    """After five jobs: four looks each, which makes six requests, and a fifth of a job's time."""
    mean_looks, mean_lag = following(draw)

    assert mean_looks <= 4
    assert mean_lag < 0.2


def test_equal_jobs_are_known_better_each_time() -> None:
    """Where all may have taken equally long, what each look says narrows where that is."""
    mean_looks, mean_lag = following(lambda: 5.0, jobs=40)

    assert mean_looks < 2.5
    assert mean_lag < 0.01


def test_nothing_needs_a_look_while_all_were_alive() -> None:
    """Until then a job can sleep, and what others tell meanwhile still counts."""
    assert surely_alive([Span(4, 5), Span(4.5, 6)] * FEW) == 4.5
    assert surely_alive([Span(4, 5), Span(7, 8)] * FEW) < 5
    assert surely_alive([Span(4, 5)]) == 0


def test_jobs_that_become_faster_are_noticed() -> None:
    """Looks come sooner when jobs are done at the first one, time and again."""
    durations = Durations()
    for _ in range(REMEMBERED):
        durations.add("a/b", 20.0, 19.0)
    for _ in range(100):
        ages = looks(2.0, durations["a/b"])
        durations.add("a/b", ages[-1], ages[-2] if len(ages) > 1 else 0.0)

    assert looks(2.0, durations["a/b"])[-1] < 3


def test_endpoints_are_kept_apart() -> None:
    """What one model's jobs took says nothing of another's, and only the last ones count."""
    durations = Durations()
    for _ in range(100):
        durations.add("a/b", 5.0, 4.9)

    assert len(durations["a/b"]) == REMEMBERED
    assert durations["c/d"] == ()
