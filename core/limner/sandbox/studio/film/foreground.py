"""What stands right in front of a film's camera: dark shapes along the lower edge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.film.sprites import coloured
from limner.sandbox.studio.palette import mix

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from random import Random

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.film.movement import Shot
    from limner.sandbox.studio.palette import Palette

    _Draw = Callable[[ImageDraw.ImageDraw, tuple[int, int], Random], None]

_TALL = 0.3
_WIDE = 1.9
_NEAR = 2.1
_LOW = 1.25
_FINE = 2
_BLACK = (0, 0, 0)

_TOWN = frozenset({"city", "skyline", "street", "tower", "skyscraper", "town", "tokyo", "neon"})
_WOODS = frozenset(
    {"mountain", "mountains", "valley", "forest", "tree", "trees", "woods", "winter", "snow"}
)
_SHORE = frozenset(
    {"sea", "ocean", "lighthouse", "beach", "coast", "island", "harbour", "lake", "river"}
    | {"boat", "sail", "sailboat", "ship", "field", "fields", "meadow", "hills", "desert"}
    | {"dune", "dunes", "sand", "landscape", "garden", "flower", "flowers", "spring", "summer"}
)


class Foreground:
    """A band of shapes that stands nearer to the camera than the scene; perhaps nothing.

    Args:
        frame: Width and height, in pixels.
        palette: The scene's colours.
        chance: Where chance comes from.
        words: The prompt's words, in lower case; none that names a place, no band.
    """

    def __init__(
        self, frame: tuple[int, int], palette: Palette, chance: Random, words: Collection[str]
    ) -> None:
        self._frame = frame
        self._bands: list[Image.Image] = []
        kinds: Sequence[tuple[Collection[str], _Draw]] = (
            (_TOWN, _roofs),
            (_WOODS, _firs),
            (_SHORE, _reeds),
        )
        draw = next((draw for names, draw in kinds if not set(words).isdisjoint(names)), None)
        if draw:
            size = round(frame[0] * _WIDE), frame[1]
            self._bands = [_band(size, min(frame), palette, draw, chance)]

    def put_on(self, picture: Image.Image, shot: Shot) -> None:
        """Draw it on a frame: it moves more with the camera than the scene does."""
        for band in self._bands:
            left = (self._frame[0] - band.width) / 2 - shot.right * self._frame[0] * _NEAR
            top = self._frame[1] - _tall(min(self._frame)) + shot.up * self._frame[1] * _LOW
            picture.paste(band, (round(left), round(top)), band)

    def built_into(self, picture: Image.Image) -> Image.Image:
        """A scene larger than the frame with the band at the foot of the frame."""
        whole = picture.copy()
        for band in self._bands:
            left = (whole.width - band.width) // 2
            top = (whole.height + self._frame[1]) // 2 - _tall(min(self._frame))
            whole.paste(band, (left, top), band)
        return whole


def _tall(unit: int) -> int:
    return max(2, round(unit * _TALL))


def _band(
    size: tuple[int, int], unit: int, palette: Palette, draw: _Draw, chance: Random
) -> Image.Image:
    """The shapes, and under them as much ground as a camera may come to see."""
    width, tall = size[0], _tall(unit)
    fine = Image.new("L", (width * _FINE, tall * _FINE))
    draw(ImageDraw.Draw(fine), fine.size, chance)
    shape = Image.new("L", size, 255)
    # A little out of focus, as what is near is.
    soft = fine.resize((width, tall), Image.Resampling.BOX)
    shape.paste(soft.filter(ImageFilter.GaussianBlur(unit / 700)), (0, 0))
    return coloured(shape, mix(palette.near, _BLACK, 0.45))


def _reeds(pen: ImageDraw.ImageDraw, size: tuple[int, int], chance: Random) -> None:
    width, height = size
    for _ in range(max(8, round(width / height * 34))):
        # Clumps: what is far from a clump's middle is short.
        x = chance.random() * width
        clump = 0.5 + 0.5 * math.sin(x / height * 1.9 + 1)
        tall = height * chance.uniform(0.12, 0.32 + 0.62 * clump**2)
        bend, foot = tall * chance.uniform(-0.35, 0.45), height * 0.014
        blade = _blade((x, height), tall, bend, foot)
        pen.polygon(blade, fill=255)
        if chance.random() < 0.12 * clump:
            tip = x + bend, height - tall
            box = tip[0] - foot * 1.4, tip[1] - foot, tip[0] + foot * 1.4, tip[1] + foot * 9
            pen.ellipse(box, fill=255)


def _blade(foot: Point, tall: float, bend: float, half: float) -> list[Point]:
    x, y = foot
    rows = [step / 8 for step in range(9)]
    left = [(x + bend * up**2 - half * (1 - up), y - tall * up) for up in rows]
    right = [(x + bend * up**2 + half * (1 - up), y - tall * up) for up in reversed(rows)]
    return [*left, *right]


def _firs(pen: ImageDraw.ImageDraw, size: tuple[int, int], chance: Random) -> None:
    width, height = size
    x = -height * chance.random()
    while x < width + height:
        tall = height * chance.uniform(0.35, 0.98)
        for tier in range(7):
            top = height - tall * (1 - tier / 7.5)
            hem, half = top + tall * 0.26, tall * (0.035 + 0.032 * tier)
            droop = half * 0.12
            pen.polygon([(x, top), (x - half, hem), (x, hem - droop), (x + half, hem)], fill=255)
        x += height * chance.choice((0.16, 0.24, 0.3, 0.75))


def _roofs(pen: ImageDraw.ImageDraw, size: tuple[int, int], chance: Random) -> None:
    width, height = size
    x = -height * chance.random()
    while x < width:
        wide, tall = height * chance.uniform(0.35, 0.9), height * chance.uniform(0.1, 0.42)
        top, end = height - tall, x + wide
        pen.rectangle((x, top, end, height), fill=255)
        if chance.random() < 0.5:  # noqa: PLR2004 - every second one
            pen.polygon([(x, top), (end, top), ((x + end) / 2, top - wide * 0.22)], fill=255)
        mast, thick = x + wide * chance.uniform(0.2, 0.8), height * 0.008
        high = top - height * chance.uniform(0.1, 0.42)
        pen.rectangle((mast - thick, high, mast + thick, height), fill=255)
        for rung in range(chance.randint(0, 3)):
            level, half = high + height * (0.02 + 0.05 * rung), height * (0.05 + 0.02 * rung)
            pen.rectangle((mast - half, level, mast + half, level + thick), fill=255)
        x = end + height * chance.choice((0, 0, 0.1))
