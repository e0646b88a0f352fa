"""Fine strands along the edge of a mask, as of hair that is half transparent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_SIDE = 160
_BLACK, _WHITE = 80, 176
_STRANDS = 3
_LENGTH = 0.028
_SMALLEST = 24


def haired(mask: Image.Image, chance: Random, fineness: float) -> Image.Image:
    """A mask with strands that stand out from its edge.

    Args:
        mask: `L`, white where the subject is.
        chance: Where the strands' chance comes from.
        fineness: 1 gives a few thick ones, more of it more and finer ones.
    """
    side = max(mask.size)
    if side < _SMALLEST:
        return mask
    scale = 2 if side < _SIDE * 8 else 1
    sheet = Image.new("L", (mask.width * scale, mask.height * scale))
    pen = ImageDraw.Draw(sheet)
    width = max(1, round(side * scale / 420 / fineness))
    for x, y, angle in _edge(mask):
        for _ in range(round(_STRANDS * fineness**0.7)):
            strand = _strand((x * sheet.width, y * sheet.height), angle, side * scale, chance)
            pen.line(strand, chance.randrange(110, 245), width, joint="curve")
    return ImageChops.lighter(mask, sheet.resize(mask.size, Image.Resampling.BOX))


def _edge(mask: Image.Image) -> Iterator[tuple[float, float, float]]:
    """Places on the edge, as shares of width and height, and the way out from there."""
    unit = max(1.0, max(mask.size) / _SIDE)
    size = [max(3, round(length / unit)) for length in mask.size]
    small = mask.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(2))
    width, height = small.size
    values = small.tobytes()
    for row in range(1, height - 1):
        for index in range(row * width + 1, (row + 1) * width - 1):
            if _BLACK < values[index] < _WHITE:
                across = values[index - 1] - values[index + 1]
                down = values[index - width] - values[index + width]
                if across or down:
                    yield (
                        (index % width + 0.5) / width,
                        (row + 0.5) / height,
                        math.atan2(down, across),
                    )


def _strand(
    foot: tuple[float, float], angle: float, side: float, chance: Random
) -> list[tuple[float, float]]:
    angle += chance.gauss(0, 0.45)
    curl = chance.gauss(0, 0.22)
    step = side * _LENGTH * chance.uniform(0.25, 1) / 4
    x, y = foot[0] + chance.gauss(0, step), foot[1] + chance.gauss(0, step)
    points = [(x, y)]
    for _ in range(4):
        x, y, angle = x + math.cos(angle) * step, y + math.sin(angle) * step, angle + curl
        points.append((x, y))
    return points
