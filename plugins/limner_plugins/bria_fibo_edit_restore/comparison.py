"""Before and after in one picture: a strip at the left shows the picture as it was, and worn."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.effects import graded, grain, grainy, on_small, toned

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Point = tuple[float, float]

_SMALLEST = 32
_TOP, _FOOT = 0.29, 0.21
_SHEET = 2048
_SHADE, _LINE = (20, 18, 16), (255, 252, 244)
_DUST = 244, 236, 214


def compared(before: Image.Image, after: Image.Image, chance: Random) -> Image.Image:
    """The restored picture, but for a strip of the worn one, and a fine line between them."""
    width, height = after.size
    if min(width, height) < _SMALLEST:
        return after
    part = before.crop((0, 0, math.ceil(width * _TOP) + 2, height))
    old = on_small(part, lambda small: worn(small, chance))
    mask = _drawn(part.size, lambda pen, scale: _fill(pen, after.size, scale))
    picture = after.copy()
    picture.paste(old, (0, 0), mask)
    return _divided(picture)


def worn(picture: Image.Image, chance: Random) -> Image.Image:
    """A picture as if it had lain in the attic: faded, yellow, grainy, dusty and scratched."""
    faded = toned(picture, contrast=0.72, saturation=0.8, brightness=1.04)
    faded = graded(faded, "#54432f", "#a68f68", "#eadbb4", 0.5)
    faded = grainy(faded.filter(ImageFilter.GaussianBlur(0.7)), chance, 0.42, 1.3)
    stains = grain(picture.size, chance, max(picture.size) / 7)
    stains = stains.point([max(0, min(120, (v - 150) * 3)) for v in range(256)])
    brown = ImageChops.multiply(faded, Image.new("RGB", picture.size, (196, 160, 108)))
    faded = Image.composite(brown, faded, stains)
    scratches = _drawn(picture.size, lambda pen, scale: _scratch(pen, picture.size, scale, chance))
    faded.paste(_DUST, (0, 0, *picture.size), scratches)
    return faded


def _scratch(
    pen: ImageDraw.ImageDraw, size: tuple[int, int], scale: float, chance: Random
) -> None:
    """Long scratches that mostly stand, hairs and specks of dust."""
    width, height = size[0] * scale, size[1] * scale
    fine = max(width, height) / 900
    for _ in range(9):
        x, y = chance.uniform(0, width), chance.uniform(-0.2, 0.8) * height
        end = x + chance.gauss(0, 0.05) * height, y + chance.uniform(0.15, 0.6) * height
        shade = chance.randrange(120, 235)
        pen.line((x, y, *end), shade, max(1, round(fine * chance.uniform(0.7, 2))))
    for _ in range(10):
        x, y, radius = (chance.uniform(0, 1) * part for part in (width, height, fine * 26))
        turn = chance.uniform(0, 360)
        box = (x - radius, y - radius, x + radius, y + radius)
        pen.arc(box, turn, turn + chance.uniform(20, 120), 190, max(1, round(fine)))
    for _ in range(110):
        x, y = chance.uniform(0, width), chance.uniform(0, height)
        radius = fine * chance.uniform(0.5, 2.4)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=225)


def _fill(pen: ImageDraw.ImageDraw, size: tuple[int, int], scale: float) -> None:
    (top, _), (foot, height) = _divide(size, scale)
    pen.polygon([(-1, -1), (top, -1), (foot, height + 1), (-1, height + 1)], fill=255)


def _divided(picture: Image.Image) -> Image.Image:
    """The fine line, a soft shadow along it, and a knob in its middle as of a slider."""
    for colour, grown in ((_SHADE, 1.0), (_LINE, 0.0)):
        mask = _drawn(picture.size, partial(_line, picture.size, grown))
        if grown:
            mask = mask.filter(ImageFilter.GaussianBlur(min(picture.size) / 260))
            mask = mask.point([v // 2 for v in range(256)])
        picture.paste(colour, (0, 0, *picture.size), mask)
    arrows = _drawn(picture.size, lambda pen, scale: _arrows(pen, picture.size, scale))
    picture.paste(_SHADE, (0, 0, *picture.size), arrows)
    return picture


def _line(size: tuple[int, int], grown: float, pen: ImageDraw.ImageDraw, scale: float) -> None:
    ends = _divide(size, scale)
    one = min(size) * scale / 200
    pen.line(ends, 255, max(1, round(one * (0.9 + grown * 1.4))))
    x, y = _knob(ends)
    radius = one * (5.5 + grown * 0.8)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _arrows(pen: ImageDraw.ImageDraw, size: tuple[int, int], scale: float) -> None:
    x, y = _knob(_divide(size, scale))
    one = min(size) * scale / 200
    for way in (-1, 1):
        tip = (x + way * one * 3.6, y)
        pen.polygon(
            [tip, *((x + way * one * 1.1, y + side * one * 2) for side in (-1, 1))], fill=255
        )


def _divide(size: tuple[int, int], scale: float) -> tuple[Point, Point]:
    width, height = size[0] * scale, size[1] * scale
    return (width * _TOP, 0.0), (width * _FOOT, height)


def _knob(ends: tuple[Point, Point]) -> Point:
    return (ends[0][0] + ends[1][0]) / 2, ends[1][1] / 2


def _drawn(
    size: tuple[int, int], draw: Callable[[ImageDraw.ImageDraw, float], None]
) -> Image.Image:
    """A mask drawn twice as large, so that its edges are smooth; of a huge picture, smaller."""
    scale = min(2.0, _SHEET / max(size))
    sheet = Image.new("L", [max(1, round(side * scale)) for side in size])
    draw(ImageDraw.Draw(sheet), scale)
    return sheet.resize(size, Image.Resampling.BICUBIC)
