"""Outlines that chance draws: jagged ridges and rolling hills."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Colour
    from limner.sandbox.studio.scenes.sketch import Sketch

_LATTICE = 256
_MOST_STEPS = 2500


def ridge(dice: Random) -> Callable[[float], float]:
    """A jagged profile of mountains: heights of 0 to 1, for places in units."""
    waves = [_noise(dice) for _ in range(6)]

    def height(place: float) -> float:
        total, weight = 0.0, 1.0
        for octave, wave in enumerate(waves):
            total += weight * (1 - abs(2 * wave(place * 1.3 * 2**octave) - 1))
            weight *= 0.46
        return total / 1.85

    return height


def hills(dice: Random) -> Callable[[float], float]:
    """A rolling profile: heights of 0 to 1, for places in units."""
    waves = [(dice.uniform(0.6, 2.4), dice.uniform(0, math.tau)) for _ in range(3)]

    def height(place: float) -> float:
        return 0.5 + sum(math.sin(place * math.tau * f * 0.6 + turn) / 6 for f, turn in waves)

    return height


def outline(
    canvas: Canvas, profile: Callable[[float], float], base: float, amplitude: float
) -> Sequence[Point]:
    """The points of a profile across the canvas, from left to right.

    Args:
        canvas: What it will be drawn on.
        profile: The heights.
        base: Where height 0 lies, in pixels from the top.
        amplitude: What height 1 adds upwards, in pixels.
    """
    step = max(canvas.unit / 300, canvas.width / _MOST_STEPS)
    count = math.ceil(canvas.width / step) + 1
    places = (index * step for index in range(count))
    return [(x, base - amplitude * profile(x / canvas.unit)) for x in places]


def foreground(
    sketch: Sketch, floor: float, colours: tuple[Colour, Colour], *, foam: bool = False
) -> None:
    """A gently rolling ground to stand on.

    Args:
        sketch: What is being drawn.
        floor: About where things will stand, in pixels from the top.
        colours: At its crest and at its foot.
        foam: Whether small waves break along it.
    """
    canvas = sketch.canvas
    edge = outline(
        canvas, hills(sketch.plan("ground")), floor - canvas.unit * 0.02, canvas.unit * 0.035
    )
    if foam:
        for lift, opacity in ((0.03, 0.25), (0.016, 0.5), (0.006, 0.9)):
            over = [(x, y - canvas.unit * lift) for x, y in edge]
            canvas.shape([*over, *reversed(edge)], sketch.palette.light, opacity)
    canvas.ground(edge, *colours)


def _noise(dice: Random) -> Callable[[float], float]:
    lattice = [dice.random() for _ in range(_LATTICE)]

    def value(place: float) -> float:
        index = math.floor(place)
        share = place - index
        before, after = lattice[index % _LATTICE], lattice[(index + 1) % _LATTICE]
        return before + (after - before) * share

    return value
