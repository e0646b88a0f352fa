"""Fish, and whales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, rounded
from limner.sandbox.studio.palette import WHITE, Colour, mix
from limner.sandbox.studio.things.stamp import Stamp
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_SCALES: tuple[Colour, ...] = ((246, 150, 62), (250, 206, 84), (236, 92, 96), (120, 190, 226))
_BIG = frozenset({"whale", "shark", "dolphin"})
_SLATE: Colour = (60, 92, 132)


def draw_fish(sketch: Sketch, centre: Point, size: float, colour: str, word: str) -> None:
    """Draw one.

    Args:
        sketch: What is being drawn.
        centre: In pixels.
        size: Its length, in pixels.
        colour: A key of `COLOURS`; empty for any.
        word: Which fish, such as "whale".
    """
    dice = sketch.chance(f"fish {round(centre[0])}")
    canvas = sketch.canvas
    mirrored = dice.choice((True, False))
    big = word in _BIG
    light = (214, 250, 246)
    stamp = Stamp(canvas, centre, size * (2.6 if big else 1), light, mirrored=mirrored)
    stamp.lit_from((centre[0], 0))
    scales = COLOURS.get(colour) or (_SLATE if big else dice.choice(_SCALES))
    scales = mix(scales, (10, 60, 110), 0.18)
    (_whale if big else _small)(stamp, scales)


def _small(stamp: Stamp, scales: Colour) -> None:
    dark = mix(scales, (6, 30, 70), 0.4)
    stamp.body(
        rounded([(-0.32, 0), (-0.55, 0.2), (-0.5, 0), (-0.55, -0.2)]), colours=(scales, dark)
    )
    stamp.blob([(-0.15, 0.16), (0.02, 0.34), (0.18, 0.18)], dark)
    stamp.blob([(-0.02, -0.16), (-0.12, -0.28), (0.12, -0.17)], dark)
    stamp.body(
        rounded([(-0.4, 0), (-0.15, 0.19), (0.15, 0.22), (0.42, 0.06), (0.45, -0.02),
                 (0.15, -0.2), (-0.15, -0.17)]),
        colours=(mix(scales, WHITE, 0.25), dark),
    )  # fmt: skip
    stamp.patch(rounded([(0.13, 0.2), (0.2, 0.0), (0.13, -0.18), (0.06, 0.0)]),
                colour=mix(scales, WHITE, 0.6))  # fmt: skip
    stamp.disc(0.31, 0.05, 0.048, WHITE)
    stamp.disc(0.325, 0.05, 0.026, (12, 20, 34))


def _whale(stamp: Stamp, hide: Colour) -> None:
    dark, pale = mix(hide, (6, 24, 56), 0.5), mix(hide, WHITE, 0.6)
    back = rounded([(0.5, 0.0), (0.42, 0.14), (0.15, 0.2), (-0.15, 0.12), (-0.38, 0.02),
                    (-0.36, -0.04), (-0.1, -0.1), (0.2, -0.17), (0.44, -0.12)])  # fmt: skip
    fluke = rounded([(-0.34, 0.0), (-0.46, 0.14), (-0.62, 0.18), (-0.5, 0.05), (-0.56, -0.08),
                     (-0.44, -0.03)])  # fmt: skip
    stamp.body(back, fluke, colours=(mix(hide, WHITE, 0.12), dark))
    stamp.blob([(0.49, -0.02), (0.2, -0.05), (-0.1, -0.08), (0.18, -0.16), (0.43, -0.12)], pale)
    for step in range(5):
        x = 0.42 - step * 0.08
        stamp.line([(x, -0.055), (x - 0.04, -0.1), (x - 0.08, -0.14)], 0.006, hide)
    stamp.patch(rounded([(0.2, -0.08), (0.1, -0.24), (-0.04, -0.3), (0.08, -0.1)]), colour=dark)
    stamp.patch(oval((0.36, 0.0), 0.014, 0.012), colour=(10, 16, 30))
