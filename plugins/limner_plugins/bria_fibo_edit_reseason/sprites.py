"""Leaves, petals and blossoms: small pictures with clear ground, each seen from another side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import WHITE, Colour, mix

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from limner.sandbox.studio.canvas import Point

_FINE = 3
_DARK: Colour = (40, 16, 10)

# The right half of an outline, from the tip (0, 0.5) down to the stem (0, -0.5).
_MAPLE = (
    *((0.0, 0.5), (0.06, 0.33), (0.13, 0.35), (0.12, 0.19), (0.29, 0.36), (0.32, 0.27)),
    *((0.44, 0.26), (0.37, 0.15), (0.5, 0.06), (0.34, -0.04), (0.36, -0.12), (0.12, -0.16)),
    *((0.16, -0.25), (0.02, -0.2), (0.012, -0.5)),
)
_OVAL = (
    *((0.0, 0.5), (0.07, 0.38), (0.15, 0.22), (0.19, 0.05), (0.17, -0.12), (0.1, -0.26)),
    *((0.015, -0.34), (0.01, -0.5)),
)
_ASPEN = (
    *((0.0, 0.44), (0.1, 0.3), (0.26, 0.2), (0.34, 0.04), (0.3, -0.12), (0.18, -0.22)),
    *((0.012, -0.24), (0.01, -0.5)),
)
_LEAVES = _MAPLE, _MAPLE, _OVAL, _ASPEN
_PETAL = (
    *((0.0, 0.4), (0.07, 0.48), (0.2, 0.42), (0.31, 0.22), (0.31, 0.0), (0.2, -0.26)),
    *((0.06, -0.46), (0.0, -0.5)),
)


def leaf(length: float, colour: Colour, chance: Random) -> Image.Image:
    """A leaf that tumbles: a half of it in the shade, its middle rib darker."""
    shade = mix(colour, _DARK, chance.uniform(0.18, 0.34))
    return _tumbled(chance.choice(_LEAVES), length, (colour, shade), chance, rib=True)


def petal(length: float, colour: Colour, chance: Random) -> Image.Image:
    """A petal of a cherry blossom that tumbles."""
    pale = mix(colour, WHITE, chance.uniform(0.2, 0.55))
    return _tumbled(_PETAL, length, (pale, colour), chance, rib=False)


def blossom(across: float, colour: Colour, chance: Random) -> Image.Image:
    """A cherry blossom: five petals, seen more or less from the front."""
    side = max(3, round(across)) * _FINE
    sheet = Image.new("RGBA", (side, side), (*colour, 0))
    pen = ImageDraw.Draw(sheet)
    start, flat = chance.uniform(0, math.tau), chance.uniform(0.55, 1.0)
    for number in range(5):
        angle = start + number * math.tau / 5
        tint = mix(mix(colour, WHITE, 0.45), colour, chance.random() * 0.7)
        outline = [_out(point, angle, (side, flat)) for point in _whole(_PETAL)]
        pen.polygon(outline, fill=tint, outline=mix(tint, (196, 92, 132), 0.28))
    for number in range(9):
        angle, reach = start + number * math.tau / 9, side * 0.13
        tip = side / 2 + math.cos(angle) * reach, side / 2 + math.sin(angle) * reach * flat
        pen.line((side / 2, side / 2, *tip), fill=(214, 92, 128), width=max(1, side // 60))
        r = side * 0.018
        pen.ellipse((tip[0] - r, tip[1] - r, tip[0] + r, tip[1] + r), fill=(250, 214, 110))
    return sheet.resize((side // _FINE, side // _FINE), Image.Resampling.BOX)


def blurred(sprite: Image.Image, radius: float) -> Image.Image:
    """A small picture out of focus; it grows by what is blurred over its edges."""
    margin = math.ceil(radius * 2)
    sheet = Image.new("RGBA", (sprite.width + 2 * margin, sprite.height + 2 * margin))
    sheet.paste(sprite, (margin, margin))
    return sheet.convert("RGBa").filter(ImageFilter.GaussianBlur(radius)).convert("RGBA")


def _out(point: Point, angle: float, shape: tuple[int, float]) -> Point:
    """A point of a petal that points away from the middle of its blossom."""
    side, flat = shape
    right, up = point[0] * 0.5, (point[1] + 0.5) * 0.48
    x = math.cos(angle) * up - math.sin(angle) * right
    y = math.sin(angle) * up + math.cos(angle) * right
    return side / 2 + x * side, side / 2 + y * side * flat


def _tumbled(
    half: Sequence[Point],
    length: float,
    colours: tuple[Colour, Colour],
    chance: Random,
    *,
    rib: bool,
) -> Image.Image:
    side = max(3, round(length * 1.1)) * _FINE
    sheet = Image.new("RGBA", (side, side), (*colours[0], 0))
    pen = ImageDraw.Draw(sheet)
    angle, narrow = chance.uniform(0, math.tau), chance.choice((1.0, 0.9, 0.75, 0.5, 0.3))
    size = length * _FINE
    # The stem bends, and a half that is turned away is narrower.
    for sign, colour, share in ((1, colours[0], narrow), (-1, colours[1], narrow * 0.85)):
        points = [(x * sign * share, y) for x, y in half]
        pen.polygon([_turned(point, angle, (side, size)) for point in points], fill=colour)
    if rib:
        line = [_turned(point, angle, (side, size)) for point in ((0, 0.42), (0, -0.5))]
        pen.line(line, fill=mix(colours[1], _DARK, 0.25), width=max(1, side // 60))
    return sheet.resize((side // _FINE, side // _FINE), Image.Resampling.BOX)


def _turned(point: Point, angle: float, scale: tuple[int, float]) -> Point:
    side, size = scale
    x = point[0] * math.cos(angle) - point[1] * math.sin(angle)
    y = point[0] * math.sin(angle) + point[1] * math.cos(angle)
    return side / 2 + x * size, side / 2 + y * size


def _whole(half: Sequence[Point]) -> list[Point]:
    return [*half, *((-x, y) for x, y in reversed(half))]
