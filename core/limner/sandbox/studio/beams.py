"""Light that comes from a place: round glows, and beams through the air."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.effects import pool

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point

_SHEET = 320


def halo(size: tuple[int, int], place: Point, radius: float) -> Image.Image:
    """A mask of a round glow.

    Args:
        size: In pixels.
        place: Its middle, as shares of width and height; it may lie outside.
        radius: As a share of the shorter side.
    """
    unit = max(min(size), max(size) / 4)
    return pool(size, place, (radius * unit / size[0], radius * unit / size[1]))


def rays(
    size: tuple[int, int], place: Point, chance: Random, count: int, reach: float = 1.15
) -> Image.Image:
    """A mask of beams that spread from a place.

    Args:
        size: In pixels.
        place: As shares of width and height; it may lie outside.
        chance: How wide and how bright they are.
        count: How many there are, all around.
        reach: How far they go, as a share of the shorter side.
    """
    factor = min(1.0, _SHEET / max(size))
    width, height = (max(1, round(side * factor)) for side in size)
    sheet = Image.new("L", (width, height))
    x, y, far = place[0] * width, place[1] * height, 2.0 * max(width, height)
    for number in range(count):
        angle = (number + chance.uniform(-0.4, 0.4)) * math.tau / count
        wide = chance.uniform(0.012, 0.07)
        ends = [
            (x + math.cos(angle + side * wide) * far, y + math.sin(angle + side * wide) * far)
            for side in (-1, 1)
        ]
        ImageDraw.Draw(sheet).polygon([(x, y), *ends], fill=chance.randint(70, 255))
    soft = sheet.filter(ImageFilter.GaussianBlur(max(width, height) * 0.008))
    fading = halo((width, height), place, reach)
    faded = Image.composite(soft, Image.new("L", soft.size), fading)
    return faded.resize(size, Image.Resampling.BICUBIC)
