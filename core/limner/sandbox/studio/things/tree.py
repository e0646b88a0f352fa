"""A broad-leaved tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, stroke
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.things.stamp import Stamp

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_LEAVES: Colour = (64, 128, 70)
_AUTUMN: Colour = (226, 128, 52)
_BLOSSOM: Colour = (246, 170, 190)
_PUFFS = ((0, 0.86, 0.15), (-0.2, 0.74, 0.17), (0.2, 0.75, 0.17), (-0.3, 0.57, 0.14),
          (0.31, 0.58, 0.14), (0, 0.64, 0.24), (-0.12, 0.5, 0.13), (0.14, 0.5, 0.13))  # fmt: skip


def draw_tree(
    sketch: Sketch, foot: Point, size: float, *, far: float = 0.0, sun: Point | None = None
) -> None:
    """Draw it.

    Args:
        sketch: What is being drawn.
        foot: Of its trunk, in pixels.
        size: Its height, in pixels.
        far: How much of the distance is in its colours, 0 to 1.
        sun: Where the light comes from.
    """
    palette, dice = sketch.palette, sketch.chance(f"tree {round(foot[0])}")
    stamp = Stamp(sketch.canvas, foot, size, palette.light).lit_from(sun or foot)
    leaf = mix(palette.dyed(_kind(sketch), 0.3), palette.at(0.75), 0.35 + far * 0.5)
    bark = mix(palette.near, leaf, 0.25 + far * 0.4)
    stamp.body(
        stroke([(0, -0.03), (0.005, 0.25), (-0.01, 0.55)], 0.075, 0.04),
        stroke([(0, 0.3), (0.1, 0.42), (0.17, 0.55)], 0.035, 0.02),
        stroke([(0, 0.34), (-0.1, 0.45), (-0.16, 0.55)], 0.035, 0.02),
        colours=(bark, mix(bark, palette.near, 0.4)),
    )
    puffs = [(x + dice.uniform(-0.03, 0.03), y, r) for x, y, r in _PUFFS]
    crown = [oval((x, y), r * 1.1, r) for x, y, r in puffs]
    stamp.body(*crown, colours=(mix(leaf, palette.light, 0.25), mix(leaf, palette.near, 0.4)))
    if not far:
        _leaves(stamp, puffs, dice, (mix(leaf, palette.light, 0.35), sketch.many(90)))


def _kind(sketch: Sketch) -> Colour:
    words = sketch.reading.words
    if {"autumn", "fall", "october", "maple"} & words:
        return _AUTUMN
    return _BLOSSOM if {"cherry", "blossom", "sakura"} & words else _LEAVES


def _leaves(
    stamp: Stamp,
    puffs: list[tuple[float, float, float]],
    dice: Random,
    kind: tuple[Colour, int],
) -> None:
    colour, count = kind
    for _ in range(count):
        x, y, r = dice.choice(puffs)
        place = x + r * dice.uniform(-0.8, 0.8), y + r * dice.uniform(-0.5, 0.9)
        stamp.oval(place, (0.012, 0.007), colour, dice.uniform(0.2, 0.6))
