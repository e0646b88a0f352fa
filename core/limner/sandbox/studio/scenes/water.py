"""Water that mirrors what is above it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image

from limner.sandbox.studio.palette import mix

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_SPARKS = 70


def draw_water(sketch: Sketch, horizon: float) -> None:
    """Mirror what is above the horizon, darker towards the viewer and broken by waves."""
    canvas, palette = sketch.canvas, sketch.palette
    top = round(horizon)
    depth = canvas.height - top
    if depth < 1 or top < 1:
        return
    mirror = canvas.image.crop((0, max(0, top - depth), canvas.width, top))
    mirror = mirror.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, depth))
    canvas.image.paste(mirror, (0, top))
    _ripple(sketch, top)
    deep = mix(mix(palette.sky[0], palette.sky[1], 0.5), palette.near, 0.45)
    canvas.veil(deep, top, (0.2, 0.82))


def draw_glitter(sketch: Sketch, top: Point) -> None:
    """Let the water glitter below the sun."""
    canvas, dice = sketch.canvas, sketch.chance("glitter")
    depth = canvas.height - top[1]
    lane = [((top[0], top[1] + depth * 0.3), (canvas.unit * 0.075, depth * 0.3))]
    canvas.cloud(lane, sketch.palette.light, 0.3)
    count = max(1, sketch.many(_SPARKS))
    for index in range(count):
        nearness = (index / count) ** 1.5
        spread = canvas.unit * (0.03 + 0.16 * nearness)
        x, y = top[0] + dice.gauss(0, 0.45) * spread, top[1] + depth * (nearness + 0.01)
        half = canvas.unit * dice.uniform(0.012, 0.05) * (0.3 + nearness)
        thick = canvas.unit * (0.0012 + 0.004 * nearness)
        lens = [(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)]
        opacity = dice.uniform(0.25, 0.7) * (1 - 0.55 * nearness)
        canvas.shape(lens, sketch.palette.light, opacity)


def _ripple(sketch: Sketch, top: int) -> None:
    """Shift rows sideways, the more the nearer they are."""
    canvas = sketch.canvas
    row, turn = top, sketch.chance("waves").uniform(0, math.tau)
    while row < canvas.height:
        nearness = (row - top) / (canvas.height - top)
        band = max(1, round(canvas.unit * (0.0015 + 0.003 * nearness)))
        strip = canvas.image.crop((0, row, canvas.width, min(canvas.height, row + band)))
        shift = canvas.unit * (0.003 + 0.016 * nearness) * math.sin(turn + row * 75 / canvas.unit)
        canvas.image.paste(strip, (round(shift), row))
        row += band
