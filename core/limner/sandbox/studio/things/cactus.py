"""A cactus with arms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, stroke
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.things.stamp import Stamp
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_GREEN: Colour = (56, 122, 84)


def draw_cactus(
    sketch: Sketch, foot: Point, size: float, colour: str, sun: Point | None = None
) -> None:
    """Draw it.

    Args:
        sketch: What is being drawn.
        foot: Of its trunk, in pixels.
        size: Its height, in pixels.
        colour: A key of `COLOURS`; empty for green.
        sun: Where the light comes from.
    """
    palette, dice = sketch.palette, sketch.chance(f"cactus {round(foot[0])}")
    stamp = Stamp(sketch.canvas, foot, size, palette.light).lit_from(sun or foot)
    flesh = palette.dyed(COLOURS.get(colour, _GREEN), 0.35)
    left, right = dice.uniform(0.3, 0.42), dice.uniform(0.42, 0.55)
    stamp.shadow(0.3, palette.near)
    stamp.body(
        [(-0.09, -0.01), (0.09, -0.01), (0.09, 0.9), (-0.09, 0.9)],
        oval((0, 0.9), 0.09, 0.09),
        stroke([(0, left), (-0.2, left), (-0.27, left + 0.1), (-0.27, left + 0.3)], 0.12, 0.11),
        oval((-0.27, left + 0.3), 0.055, 0.055),
        stroke([(0, right), (0.18, right), (0.25, right + 0.08), (0.25, right + 0.26)], 0.11, 0.1),
        oval((0.25, right + 0.26), 0.05, 0.05),
        colours=(mix(flesh, palette.light, 0.15), mix(flesh, palette.near, 0.4)),
    )
    groove = mix(flesh, palette.near, 0.35)
    for x in (-0.045, 0, 0.045):
        stamp.line([(x, 0.02), (x, 0.5), (x, 0.93)], 0.006, groove)
    stamp.disc(0.02, 0.985, 0.028, palette.dyed((236, 96, 130)))
