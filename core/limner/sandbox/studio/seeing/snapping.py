"""Masks whose edges move to the edges of a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageMath

from limner.sandbox.studio.seeing.segments import strongest

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDS = 10
_HOLD = 0.12
_LIKE = 16.0
_STEPS = ((1, 0), (0, 1), (3, 0), (0, 3))


def snapped(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """A coarse mask in a picture's size: white flows where the colour stays the same.

    Args:
        picture: RGB; the time this takes grows with its pixels.
        mask: `L`, of any size.
    """
    soft = mask.filter(ImageFilter.GaussianBlur(0.8)).resize(
        picture.size, Image.Resampling.BICUBIC
    )
    start = soft.convert("F")
    ways = [(step, _likeness(picture, *step)) for step in _STEPS]
    flowing = start
    for _ in range(_ROUNDS):
        flowing = _flowed(flowing, start, ways)
    return flowing.convert("L").point(
        [round(255 / (1 + math.exp((128 - value) / 14))) for value in range(256)]
    )


def _likeness(picture: Image.Image, across: int, down: int) -> Image.Image:
    """How freely each pixel exchanges with the one that lies a step before it."""
    moved = ImageChops.offset(picture, across, down)
    difference = strongest(ImageChops.difference(picture, moved))
    table = [math.exp(-((value / _LIKE) ** 2)) + 0.003 for value in range(256)]
    like = difference.point(table, "F")
    like.paste(0, (0, 0, min(across, like.width), like.height))
    like.paste(0, (0, 0, like.width, min(down, like.height)))
    return like


def _flowed(
    flowing: Image.Image,
    start: Image.Image,
    ways: Sequence[tuple[tuple[int, int], Image.Image]],
) -> Image.Image:
    """One exchange of every pixel with its neighbours, and with what it was at the start."""
    total: Image.Image = start.point(lambda value: value * _HOLD + 0)
    weight = Image.new("F", start.size, _HOLD)
    for (across, down), like in ways:
        for sign in (1, -1):
            moved = ImageChops.offset(flowing, across * sign, down * sign)
            share = like if sign == 1 else ImageChops.offset(like, -across, -down)
            total = ImageMath.lambda_eval(
                lambda it: it["total"] + it["share"] * it["moved"],
                total=total,
                share=share,
                moved=moved,
            )
            weight = ImageMath.lambda_eval(
                lambda it: it["weight"] + it["share"], weight=weight, share=share
            )
    mean: Image.Image = ImageMath.lambda_eval(
        lambda it: it["total"] / it["weight"], total=total, weight=weight
    )
    return mean
