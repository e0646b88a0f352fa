"""A sailing boat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch


def draw_boat(sketch: Sketch, foot: Point, size: float, colour: str) -> None:
    """Draw it.

    Args:
        sketch: What is being drawn.
        foot: Its waterline's middle, in pixels.
        size: The height of its mast, in pixels.
        colour: Of its sails, a key of `COLOURS`; empty for cloth.
    """
    canvas, palette = sketch.canvas, sketch.palette
    x, y = foot
    cloth = mix(palette.light, palette.far, 0.15)
    if colour:
        cloth = palette.dyed(COLOURS[colour])
    shadow = [(x - size * 0.4, y + size * 0.05), (x + size * 0.4, y + size * 0.05), (x, y + size)]
    canvas.shape(shadow, palette.near, 0.22)
    canvas.shape([(x, y - size), (x, y - size * 0.08), (x + size * 0.42, y - size * 0.08)], cloth)
    jib = [(x - size * 0.03, y - size * 0.9), (x - size * 0.03, y - size * 0.08)]
    canvas.shape([*jib, (x - size * 0.3, y - size * 0.08)], mix(cloth, palette.far, 0.4))
    hull = [(-0.38, -0.04), (0.46, -0.04), (0.32, 0.09), (-0.28, 0.09)]
    canvas.shape([(x + a * size, y + b * size) for a, b in hull], palette.near)
