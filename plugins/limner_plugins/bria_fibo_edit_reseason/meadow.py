"""A meadow in flower along the lower edge of a picture: grass, poppies and daisies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import Colour, mix

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point

_FINE = 2
_MOST = 1600
_TALL = 0.3
_BLADES = 190
_FLOWERS = 15
_DEEP: Colour = (20, 74, 30)
_SUNNY: Colour = (136, 186, 54)
_RED: tuple[Colour, ...] = ((226, 44, 30), (238, 72, 40), (206, 30, 34))
_WHITE: Colour = (252, 250, 240)
_YELLOW: Colour = (250, 196, 40)


def with_meadow(picture: Image.Image, chance: Random) -> Image.Image:
    """A picture with tall grass and flowers in its lower corners, low ones between them."""
    unit = max(min(picture.size), max(picture.size) / 4)
    width, height = picture.width, min(picture.height, max(1, round(unit * _TALL)))
    factor = min(_FINE, _MOST / width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    sheet = Image.new("RGBA", size, (*_DEEP, 0))
    for near in (0.0, 0.5, 1.0):
        _grow(sheet, near, chance)
        if not near:
            soft = sheet.convert("RGBa").filter(ImageFilter.GaussianBlur(size[1] * 0.006))
            sheet = soft.convert("RGBA")
    band = sheet.resize((width, height), Image.Resampling.BICUBIC)
    whole = picture.copy()
    whole.paste(band, (0, picture.height - height), band)
    return whole


def _grow(sheet: Image.Image, near: float, chance: Random) -> None:
    pen = ImageDraw.Draw(sheet)
    width, height = sheet.size
    crowd = min(3.0, width / height / 4.4)
    for _ in range(round(_BLADES * crowd)):
        x = chance.random()
        tint = mix(_DEEP, _SUNNY, chance.random() * (0.4 + 0.6 * near))
        tall = height * _reach(x) * chance.uniform(0.35, 1.0)
        bend = tall * chance.uniform(-0.4, 0.4)
        pen.polygon(_blade((x * width, height), tall, bend, height * 0.012), fill=tint)
    for _ in range(round(_FLOWERS * crowd)):
        x = chance.random()
        tall = height * _reach(x) * chance.uniform(0.4, 1.0)
        tip = x * width + tall * chance.uniform(-0.2, 0.2), height - tall
        stem = mix(_DEEP, _SUNNY, 0.4)
        pen.line((x * width, height, *tip), fill=stem, width=max(1, round(height * 0.008)))
        flower = chance.choice((_poppy, _poppy, _daisy))
        flower(pen, tip, height * chance.uniform(0.045, 0.085), chance)


def _reach(x: float) -> float:
    """How high it grows at a share of the width: most at the sides."""
    aside: float = abs(2 * x - 1) ** 1.7
    return 0.26 + 0.7 * aside


def _blade(foot: Point, tall: float, bend: float, half: float) -> list[Point]:
    x, y = foot
    rows = [step / 6 for step in range(7)]
    left = [(x + bend * up**2 - half * (1 - up), y - tall * up) for up in rows]
    right = [(x + bend * up**2 + half * (1 - up), y - tall * up) for up in reversed(rows)]
    return [*left, *right]


def _poppy(pen: ImageDraw.ImageDraw, place: Point, radius: float, chance: Random) -> None:
    x, y = place
    colour = chance.choice(_RED)
    start = chance.uniform(0, math.tau)
    for number in range(4):
        angle = start + number * math.tau / 4
        right, down = math.cos(angle) * radius * 0.5, math.sin(angle) * radius * 0.36
        r = radius * 0.72
        tint = mix(colour, (110, 8, 20), 0.1 * number)
        pen.ellipse((x + right - r, y + down - r * 0.8, x + right + r, y + down + r * 0.8), tint)
    r = radius * 0.26
    pen.ellipse((x - r, y - r, x + r, y + r), fill=(40, 14, 24))


def _daisy(pen: ImageDraw.ImageDraw, place: Point, radius: float, chance: Random) -> None:
    x, y = place
    start, wide = chance.uniform(0, math.tau), max(1, round(radius * 0.3))
    for number in range(13):
        angle = start + number * math.tau / 13
        tip = x + math.cos(angle) * radius, y + math.sin(angle) * radius * 0.8
        pen.line((x, y, *tip), fill=mix(_WHITE, (190, 200, 220), 0.3 * (number % 2)), width=wide)
    r = radius * 0.34
    pen.ellipse((x - r, y - r, x + r, y + r), fill=_YELLOW)
