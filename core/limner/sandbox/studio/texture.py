"""Textures of chance: clouds, and whatever else is uneven."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageOps

if TYPE_CHECKING:
    from random import Random

_MOST_CELLS = 200


def clouds(
    size: tuple[int, int], chance: Random, cell: float = 0.5, octaves: int = 3, stretch: float = 1
) -> Image.Image:
    """An uneven grey, from black to white, as of clouds.

    Args:
        size: In pixels.
        chance: Where it comes from.
        cell: How large the largest lumps are, as a share of the longer side.
        octaves: How often there are lumps of half that size on them.
        stretch: How many times wider than tall they are.
    """
    small = _within(size, 256)
    sheet = _lumps(small, chance, cell, stretch)
    for octave in range(1, octaves):
        finer = _lumps(small, chance, cell / 2**octave, stretch)
        sheet = Image.blend(sheet, finer, 0.5**octave)
    return ImageOps.autocontrast(sheet).resize(size, Image.Resampling.BICUBIC)


def curve(mask: Image.Image, low: float, high: float, power: float = 1.0) -> Image.Image:
    """A mask that is black up to one value of another, and white from another value on.

    Args:
        mask: `L`.
        low: 0 to 255.
        high: Likewise; lower than `low`, it turns the mask round.
        power: More leaves less between the two.
    """
    shares = (min(1.0, max(0.0, (value - low) / (high - low))) for value in range(256))
    return mask.point([round(255 * share**power) for share in shares])


def weaker(mask: Image.Image, share: float) -> Image.Image:
    """A mask with a share of its strength; more than 1 makes it stronger."""
    return mask.point([min(255, round(value * share)) for value in range(256)])


def both(*masks: Image.Image) -> Image.Image:
    """A mask that is white where all the others are."""
    whole = masks[0]
    for mask in masks[1:]:
        whole = ImageChops.multiply(whole, mask)
    return whole


def moved(mask: Image.Image, right: int, down: int) -> Image.Image:
    """A mask shifted by pixels; at the edges it goes on as it is there."""
    width, height = mask.size
    box = (-right, -down, width - right, height - down)
    shifted = mask.crop(box)
    if right:
        edge = (0, 0, 1, height) if right > 0 else (width - 1, 0, width, height)
        left = 0 if right > 0 else max(0, width + right)
        strip = mask.crop(edge).resize((min(width, abs(right)), height))
        shifted.paste(strip.crop((0, -down, strip.width, height - down)), (left, 0))
    if down:
        top = 0 if down > 0 else max(0, height + down)
        row = min(height - 1, down) if down > 0 else max(0, height + down - 1)
        strip = shifted.crop((0, row, width, row + 1))
        shifted.paste(strip.resize((width, min(height, abs(down)))), (0, top))
    return shifted


def _lumps(size: tuple[int, int], chance: Random, cell: float, stretch: float) -> Image.Image:
    unit = max(1.0, max(size) * cell)
    across = min(_MOST_CELLS, math.ceil(size[0] / unit) + 2)
    down = min(_MOST_CELLS, math.ceil(size[1] * stretch / unit) + 2)
    noise = array("f", (chance.random() * 255 for _ in range(across * down)))
    sheet = Image.frombytes("F", (across, down), noise.tobytes())
    return sheet.resize(size, Image.Resampling.BICUBIC).convert("L")


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    factor = min(1.0, side / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
