"""A scene: sheets of paper, one behind the other, each with a smaller hole cut into it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.scenes.sketch import Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_SHEETS = 7


def draw_papercut(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, palette = sketch.canvas, sketch.palette
    plan, dice = sketch.plan("papercut"), sketch.chance("papercut")
    colours = [palette.near, *palette.sky, palette.light]
    canvas.sky((colours[0], mix(colours[0], colours[1], 0.4)), canvas.height)
    waves = [
        (plan.randint(2, 6), plan.uniform(0, math.tau), plan.uniform(0.3, 1)) for _ in range(3)
    ]
    centre = canvas.width * plan.uniform(0.42, 0.58), canvas.height * plan.uniform(0.36, 0.46)
    sheets = max(3, min(12, sketch.many(_SHEETS)))
    for sheet in range(1, sheets + 1):
        depth = sheet / sheets
        place = depth * (len(colours) - 1)
        index = min(int(place), len(colours) - 2)
        colour = mix(colours[index], colours[index + 1], place - index)
        _cut(canvas, _hole(canvas, waves, centre, depth), colour)
        waves = [(n, turn + dice.uniform(-0.5, 0.5), size) for n, turn, size in waves]
    return Spot(canvas.height * 0.6, canvas.height * 0.86, centre)


def _hole(
    canvas: Canvas, waves: Sequence[tuple[int, float, float]], centre: Point, depth: float
) -> list[Point]:
    points = []
    reach = 0.62 * (1 - depth) ** 0.9 + 0.13
    for step in range(360):
        angle = step * math.tau / 360
        wobble = 1 + sum(0.09 * size * math.sin(n * angle + turn) for n, turn, size in waves)
        x = math.cos(angle) * canvas.width * reach * wobble
        y = math.sin(angle) * canvas.height * reach * wobble
        points.append((centre[0] + x, centre[1] + y))
    return points


def _cut(canvas: Canvas, hole: Sequence[Point], colour: tuple[int, int, int]) -> None:
    """Show a sheet of this colour through a hole, whose edge throws a shadow on it."""
    coarse = max(1, round(canvas.unit / 160))
    small = _mask(hole, (max(1, canvas.width // coarse), max(1, canvas.height // coarse)), coarse)
    shadow = ImageChops.offset(ImageChops.invert(small), 1, 3).filter(ImageFilter.GaussianBlur(4))
    sheet = Image.new("RGB", small.size, colour)
    sheet.paste(mix(colour, (0, 0, 0), 0.7), (0, 0, *small.size), shadow)
    shaded = sheet.resize(canvas.image.size, Image.Resampling.BILINEAR)
    canvas.image.paste(shaded, (0, 0), _mask(hole, canvas.image.size))


def _mask(hole: Sequence[Point], size: tuple[int, int], coarse: int = 1) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([(x / coarse, y / coarse) for x, y in hole], fill=255)
    return mask
