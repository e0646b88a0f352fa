"""Sheets of numbers to draw lines with: places, waves and tones, one number a pixel.

Fields are Pillow pictures of mode `F`; masks are `L`, white where there is ink.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, cast

from PIL import Image, ImageMath

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from typing import Any

    Size = tuple[int, int]


def computed(formula: Callable[..., Any], *fields: Image.Image) -> Image.Image:
    """What a formula makes of fields, pixel by pixel."""
    named = {f"field{index}": field for index, field in enumerate(fields)}
    result = ImageMath.lambda_eval(
        lambda known: formula(*(known[name] for name in named)), **named
    )
    return cast("Image.Image", result)


def across(size: Size) -> Image.Image:
    """How far each pixel is from the left edge."""
    row = Image.frombytes("F", (size[0], 1), array("f", range(size[0])).tobytes())
    return row.resize(size, Image.Resampling.NEAREST)


def down(size: Size) -> Image.Image:
    """How far each pixel is from the upper edge."""
    column = Image.frombytes("F", (1, size[1]), array("f", range(size[1])).tobytes())
    return column.resize(size, Image.Resampling.NEAREST)


def shares(mask: Image.Image) -> Image.Image:
    """A mask as numbers from 0 to 1."""
    return computed(lambda grey: grey / 255, mask.convert("F"))


def soft(field: Image.Image, radius: float) -> Image.Image:
    """A field without what is smaller than a radius, in pixels."""
    small = [max(1, round(side / max(1.0, radius))) for side in field.size]
    return field.resize(small, Image.Resampling.BOX).resize(field.size, Image.Resampling.BICUBIC)


def wobble(size: Size, chance: Random, cell: float) -> Image.Image:
    """Slow waves of chance, from -1 to 1.

    Args:
        size: In pixels.
        chance: Where they come from.
        cell: How many pixels a wave has across.
    """
    cells = [max(2, math.ceil(side / cell) + 1) for side in size]
    values = array("f", (chance.uniform(-1, 1) for _ in range(cells[0] * cells[1])))
    noise = Image.frombytes("F", (cells[0], cells[1]), values.tobytes())
    return noise.resize(size, Image.Resampling.BICUBIC)


def stripes(
    size: Size, angle: float, period: float, bend: Image.Image | None = None
) -> Image.Image:
    """Parallel lines: 0 in the middle of each, 1 halfway to the next.

    Args:
        size: In pixels.
        angle: Of the lines, in degrees: 0 lies, 90 stands.
        period: From line to line, in pixels.
        bend: How many pixels the lines are shifted, at each place.
    """
    turn = math.radians(angle)
    right, below = math.sin(turn) / period, math.cos(turn) / period
    start = math.ceil(abs(right) * size[0] + abs(below) * size[1]) + 1000
    place = computed(lambda x, y: x * right + y * below + start, across(size), down(size))
    if bend is not None:
        place = computed(lambda whole, shift: whole + shift / period, place, bend)
    return computed(lambda whole: abs(whole % 1.0 - 0.5) * 2, place)


def inked(cover: Image.Image, waves: Image.Image, period: float) -> Image.Image:
    """A mask of the lines of a field, as thick as the ink shall cover (0 to 1) at each place."""
    sharp = max(2.0, period / 2.4)
    return levels(computed(lambda want, wave: (want - wave) * sharp + 0.5, cover, waves))


def levels(field: Image.Image) -> Image.Image:
    """A mask of a field: black at 0, white at 1."""
    return computed(lambda value: value * 255, field).convert("L")
