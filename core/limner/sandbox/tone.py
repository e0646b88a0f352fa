"""A sound that stands for a model's answer: a quiet chord."""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array

from limner.sandbox.chance import dice

_RATE = 16_000
_LOUDNESS = 5_000
_FADE_SECONDS = 0.08
_SHAPES = ((4, 5, 6), (10, 12, 15), (6, 8, 9), (8, 10, 12, 15))
_ROOTS = (110, 120, 132, 144, 165, 180)


def make_tone(seconds: float, *, seed: int) -> bytes:
    """Make a quiet chord, the same bytes for the same arguments.

    Args:
        seconds: How long it lasts, to the nearest sample and at least one.
        seed: Chooses the chord.

    Returns:
        The bytes of a WAV file: mono, 16 bits, 16 kHz.

    Raises:
        ValueError: The duration isn't a positive number.
    """
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"a sound of {seconds} seconds can't be made")
    samples = _looped(_one_second(_chord(seed)), max(1, round(seconds * _RATE)))
    _fade(samples)
    if sys.byteorder == "big":
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, _RATE, 0, "NONE", ""))
        sound.writeframes(samples.tobytes())
    return out.getvalue()


def _chord(seed: int) -> list[int]:
    """Frequencies in whole Hz, so that one second of them can be repeated without a click."""
    chance = dice(seed)
    shape, root = chance.choice(_SHAPES), chance.choice(_ROOTS)
    return [round(2 * root * step / shape[0]) for step in shape]


def _one_second(frequencies: list[int]) -> array[int]:
    loudness = _LOUDNESS / len(frequencies)
    turn = math.tau / _RATE
    return array(
        "h",
        (
            round(loudness * sum(math.sin(turn * hertz * index) for hertz in frequencies))
            for index in range(_RATE)
        ),
    )


def _looped(second: array[int], count: int) -> array[int]:
    return (second * math.ceil(count / len(second)))[:count]


def _fade(samples: array[int]) -> None:
    """Begin and end without a click."""
    length = min(round(_RATE * _FADE_SECONDS), len(samples) // 2)
    for index in range(length):
        share = index / length
        samples[index] = round(samples[index] * share)
        samples[-1 - index] = round(samples[-1 - index] * share)
