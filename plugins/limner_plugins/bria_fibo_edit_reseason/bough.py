"""A bough in blossom that hangs into a picture."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from limner.sandbox.studio.palette import Colour, mix
from limner_plugins.bria_fibo_edit_reseason.sprites import blossom, blurred, leaf

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point

_FINE = 2
_BARK: Colour = (74, 48, 44)
_LIGHT_BARK: Colour = (150, 112, 100)
_PINK: tuple[Colour, ...] = ((255, 183, 208), (252, 168, 198), (255, 205, 222))
_GREEN: Colour = (150, 196, 84)
_LEAVES, _FAR = 0.14, 0.15


def with_bough(picture: Image.Image, chance: Random) -> Image.Image:
    """A picture with a blossoming bough in its left upper corner."""
    unit = max(min(picture.size), max(picture.size) / 4)
    ways = [
        _way((-0.05, 0.05), 0.62, 0.10, 0.018, chance),
        _way((0.16, -0.04), 0.36, 0.62, 0.012, chance),
        _way((-0.04, 0.2), 0.36, 0.5, 0.011, chance),
    ]
    for way in list(ways):
        for place in (0.35, 0.55, 0.75):
            x, y, thick = way[round(place * (len(way) - 1))]
            turn = chance.choice((-0.5, 0.45, 0.9))
            ways.append(_way((x, y), chance.uniform(0.08, 0.16), turn, thick * 0.6, chance))
    whole = _with_wood(picture, ways, unit)
    for x, y, size in sorted(_places(ways, chance), key=lambda place: place[2]):
        whole = _with_flower(whole, (x * unit, y * unit), size * unit, chance)
    return whole


_Way = list[tuple[float, float, float]]


def _way(start: Point, length: float, turn: float, thick: float, chance: Random) -> _Way:
    """A crooked twig: places and thicknesses along it."""
    x, y = start
    steps = max(4, round(length * 40))
    way = []
    for step in range(steps + 1):
        way.append((x, y, thick * (1 - 0.85 * step / steps)))
        turn += chance.uniform(-0.22, 0.22)
        x += math.cos(turn) * length / steps
        y += math.sin(turn) * length / steps
    return way


def _with_wood(picture: Image.Image, ways: list[_Way], unit: float) -> Image.Image:
    reach = [min(side, round(unit * 0.75)) for side in picture.size]
    size = reach[0] * _FINE, reach[1] * _FINE
    sheet = Image.new("RGBA", size, (*_BARK, 0))
    pen = ImageDraw.Draw(sheet)
    for way in ways:
        for (x, y, thick), (right, down, _) in pairwise(way):
            line = [value * unit * _FINE for value in (x, y, right, down)]
            width = max(1, round(thick * unit * _FINE))
            pen.line(line, fill=_BARK, width=width)
            r = width / 2
            pen.ellipse((line[2] - r, line[3] - r, line[2] + r, line[3] + r), fill=_BARK)
            line = [line[0], line[1] - width * 0.28, line[2], line[3] - width * 0.28]
            pen.line(line, fill=mix(_BARK, _LIGHT_BARK, 0.7), width=max(1, width // 4))
    sheet = sheet.resize((reach[0], reach[1]), Image.Resampling.BOX)
    whole = picture.copy()
    whole.paste(sheet, (0, 0), sheet)
    return whole


def _places(ways: list[_Way], chance: Random) -> list[tuple[float, float, float]]:
    """Where blossoms sit: in tufts along the twigs, most at their tips."""
    found = []
    for way in ways:
        for step in range(3, len(way), 2):
            x, y, _ = way[step]
            for _ in range(chance.choice((1, 2, 3, 4))):
                spread = 0.026
                size = chance.uniform(0.034, 0.07)
                found.append((x + chance.gauss(0, spread), y + chance.gauss(0, spread), size))
    return found


def _with_flower(picture: Image.Image, place: Point, size: float, chance: Random) -> Image.Image:
    size = max(2.0, size)
    if chance.random() < _LEAVES:
        one = leaf(size * 0.8, _GREEN, chance)
    else:
        one = blossom(size, chance.choice(_PINK), chance)
    if chance.random() < _FAR:
        one = blurred(one, size * 0.06)
    picture.paste(one, (round(place[0] - one.width / 2), round(place[1] - one.height / 2)), one)
    return picture
