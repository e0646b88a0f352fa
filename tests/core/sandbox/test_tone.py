"""The sounds that the sandbox answers with."""

from __future__ import annotations

import io
import wave
from array import array

import pytest

from limner.sandbox.tone import make_tone


def samples(data: bytes) -> array[int]:
    with wave.open(io.BytesIO(data)) as sound:
        return array("h", sound.readframes(sound.getnframes()))


@pytest.mark.parametrize("seconds", [0.0001, 0.5, 1, 2.5, 30])
def test_it_lasts_as_long_as_asked(seconds: float) -> None:
    """A sound has the samples of its duration, and one at least."""
    with wave.open(io.BytesIO(make_tone(seconds, seed=1))) as sound:
        assert sound.getnframes() == max(1, round(seconds * sound.getframerate()))


def test_same_arguments_same_bytes() -> None:
    """A sound depends on nothing but its arguments."""
    assert make_tone(1, seed=1) == make_tone(1, seed=1)


def test_seeds_choose_the_chord() -> None:
    """There are many chords."""
    assert len({make_tone(0.2, seed=seed) for seed in range(-10, 10)}) > 8


def test_it_is_quiet_and_not_silent() -> None:
    """The loudest sample is far from the limit of 32767, and far from nothing."""
    loudest = max(samples(make_tone(1, seed=3)))

    assert 2_000 < loudest < 8_000


def test_it_begins_and_ends_without_a_click() -> None:
    """The first and the last samples are next to silence."""
    sound = samples(make_tone(1.37, seed=3))

    assert max(map(abs, sound[:20] + sound[-20:])) < 200


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_an_impossible_duration_is_refused(seconds: float) -> None:
    """A sound lasts a positive number of seconds."""
    with pytest.raises(ValueError, match="can't be made"):
        make_tone(seconds, seed=1)
