"""What belongs to an old advertisement: rays, a border, a badge, and worn paper."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.effects import grain
from limner_plugins.bria_fibo_edit_restyle.regions import ink, penned, ramp, unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    Colour = tuple[int, int, int]
    Point = tuple[float, float]

_RAYS = 22
_ROOM = 40
_DISCS = (18, 1.0, 0.83), (60, 0.78, 1.0), (60, 0.7, 1.0), (5, 0.5, 0.42)
"""Of each layer of the badge: its points, its radius, and the inner one's share of it."""


def rays(size: tuple[int, int]) -> Image.Image:
    """A sunburst, as a mask."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    x, y, far = size[0] * 0.5, size[1] * 0.66, float(sum(size))
    for ray in range(_RAYS):
        turns = ((ray + side) * math.tau / _RAYS for side in (0.0, 0.5))
        ends = ((x + math.cos(turn) * far, y + math.sin(turn) * far) for turn in turns)
        pen.polygon([(x, y), *ends], fill=255)
    return mask.filter(ImageFilter.GaussianBlur(0.8))


def bordered(
    sheet: Image.Image, paper: Colour, line: Colour, badge: Sequence[Colour]
) -> Image.Image:
    """A margin with rounded corners and two rules, and a badge where there is room."""
    width, height = sheet.size
    one = unit(sheet)
    gap = min(one * 3.6, width / 8, height / 8)
    over = Image.new("RGB", sheet.size, paper)
    over.paste(sheet, (0, 0), penned(sheet.size, partial(_rounded, (gap, one, 0.0), sheet.size)))
    for inset, thick in ((gap, 0.9), (gap * 0.62, 0.4)):
        rule = partial(_rounded, (inset, one, one * thick), sheet.size)
        ink(over, line, penned(sheet.size, rule))
    if min(width, height) > one * _ROOM:
        _badge(over, badge)
    return over


def worn(sheet: Image.Image, paper: Colour, chance: Random) -> Image.Image:
    """Rough paper, without ink where it was rubbed."""
    size = sheet.size
    rubbed = ramp(grain(size, chance, unit(sheet) * 0.3), 224, 250)
    ink(sheet, paper, ImageChops.multiply(rubbed, grain(size, chance, unit(sheet) * 16)))
    tooth = grain(size, chance, 1.5).point([232 + value * 23 // 255 for value in range(256)])
    return ImageChops.multiply(sheet, Image.merge("RGB", (tooth,) * 3))


def _rounded(
    measures: tuple[float, float, float], size: tuple[int, int], pen: ImageDraw.ImageDraw
) -> None:
    """A plate; with a thickness, only its edge."""
    inset, one, thick = measures
    box = (inset * 2, inset * 2, (size[0] - inset) * 2 - 1, (size[1] - inset) * 2 - 1)
    if thick:
        pen.rounded_rectangle(box, one * 7, outline=255, width=max(1, round(thick)))
    else:
        pen.rounded_rectangle(box, one * 7, fill=255)


def _badge(sheet: Image.Image, colours: Sequence[Colour]) -> None:
    """A star in the upper left corner."""
    corner, side = round(unit(sheet) * 2.2), round(unit(sheet) * 19)
    box = corner, corner, corner + side, corner + side
    for colour, disc in zip(colours, _DISCS, strict=True):
        ring = _star(side, *disc)
        sheet.paste(colour, box, penned((side, side), partial(_fill, ring)))


def _fill(ring: Sequence[Point], pen: ImageDraw.ImageDraw) -> None:
    pen.polygon(ring, fill=255)


def _star(side: float, points: int, radius: float, inner: float) -> list[Point]:
    ring = []
    for step in range(points * 2):
        reach = side * radius * (inner if step % 2 else 1)
        turn = step * math.pi / points - math.pi / 2 - 0.2
        ring.append((side + math.cos(turn) * reach, side + math.sin(turn) * reach))
    return ring
