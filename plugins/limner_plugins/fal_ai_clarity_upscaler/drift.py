"""A picture that doesn't quite stay what it was: bent shapes, turned hues."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from random import Random

_CELLS = 14
_BEND = 0.045
_TURN = -30


def drifted(picture: Image.Image, share: float, chance: Random) -> Image.Image:
    """A picture whose shapes and hues have changed.

    Args:
        picture: RGB.
        share: 0 leaves it as it is.
        chance: Where it drifts to.
    """
    if not share:
        return picture
    return _turned(_bent(picture, share**1.4, chance), share**3)


def _bent(picture: Image.Image, share: float, chance: Random) -> Image.Image:
    """A picture as on water: two waves across, two down."""
    width, height = picture.size
    reach = max(picture.size) * _BEND * share
    waves = [
        (chance.uniform(2, 7), chance.uniform(2, 7), chance.uniform(0, math.tau)) for _ in range(4)
    ]

    def seen(x: float, y: float) -> tuple[float, float]:
        """Where the pixel comes from that is seen at a place; the edges stay where they are."""
        across, down = x / width, y / height
        hold = math.sin(math.pi * across) * math.sin(math.pi * down)
        one, two, three, four = (
            math.sin(a * across * math.pi + b * down * math.pi + turn) for a, b, turn in waves
        )
        return x + reach * hold * (one + two) / 2, y + reach * hold * (three + four) / 2

    columns, rows = (
        sorted({round(side * step / _CELLS) for step in range(_CELLS + 1)})
        for side in picture.size
    )
    mesh = [
        (
            (left, top, right, foot),
            (*seen(left, top), *seen(left, foot), *seen(right, foot), *seen(right, top)),
        )
        for left, right in pairwise(columns)
        for top, foot in pairwise(rows)
    ]
    return picture.transform(picture.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _turned(picture: Image.Image, share: float) -> Image.Image:
    """A picture with other hues."""
    hue, saturation, value = picture.convert("HSV").split()
    turned = hue.point([round(old + _TURN * share) % 256 for old in range(256)])
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")
