"""What falls through the air of a season, at several depths, and what lies on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.texture import weaker
from limner_plugins.bria_fibo_edit_reseason.sprites import blurred

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.palette import Colour

    Sprite = Callable[[float, Colour, Random], Image.Image]

_STOCK = 12


@dataclass(frozen=True)
class Depth:
    """Things that are equally far away.

    Attributes:
        count: How many there are in a square picture.
        sizes: The smallest and the largest, as shares of the picture's shorter side.
        blur: How far out of focus they are, as a share of their size.
        bottom: 0 spreads them evenly; more gathers them at the lower edge.
    """

    count: int
    sizes: tuple[float, float]
    blur: float = 0.0
    bottom: float = 0.0


_SNOWFALL = (
    (Depth(900, (0.0010, 0.0020), 0.25), 0.6),
    (Depth(320, (0.0022, 0.0042), 0.3), 0.85),
    (Depth(90, (0.0055, 0.0095), 0.32), 0.92),
    (Depth(26, (0.016, 0.034), 0.36), 0.67),
)
"""From far to near, each with its opacity."""


def scattered(
    picture: Image.Image,
    sprite: Sprite,
    colours: Sequence[Colour],
    depths: Sequence[Depth],
    chance: Random,
) -> Image.Image:
    """A picture with small things all over it.

    Args:
        picture: RGB.
        sprite: Draws one of a size in pixels and a colour.
        colours: They have one of these.
        depths: From far to near.
        chance: Where they are.
    """
    whole = picture.copy()
    for depth in depths:
        low, high = (share * _unit(picture) for share in depth.sizes)
        stock = []
        for number in range(_STOCK):
            size = max(2.0, low + (high - low) * (number / (_STOCK - 1)) ** 1.5)
            one = sprite(size, chance.choice(colours), chance)
            stock.append(blurred(one, size * depth.blur) if depth.blur else one)
        for _ in range(_crowd(picture, depth.count)):
            one = chance.choice(stock)
            x, y = _place(depth, chance)
            left, top = x * whole.width - one.width / 2, y * whole.height - one.height / 2
            whole.paste(one, (round(left), round(top)), one)
    return whole


def _place(depth: Depth, chance: Random) -> Point:
    """Anywhere; or on the ground, in a heap that is higher at the sides."""
    x, up = chance.random(), 1 - chance.random() ** (1 / (1 + depth.bottom))
    return x, 1 - up * (0.25 + 0.75 * (2 * x - 1) ** 2 if depth.bottom else 1.0)


def snowing(picture: Image.Image, chance: Random) -> Image.Image:
    """A picture in a snowfall: far flakes small and many, near ones large and out of focus."""
    white = Image.new("RGB", picture.size, (252, 253, 255))
    for depth, opacity in _SNOWFALL:
        flakes = _flakes(picture, depth, chance)
        picture = Image.composite(white, picture, weaker(flakes, opacity))
    return picture


def _flakes(picture: Image.Image, depth: Depth, chance: Random) -> Image.Image:
    """A mask of flakes, each a little taller than wide."""
    unit = _unit(picture)
    low, high = depth.sizes
    coarse = max(1.0, low * unit / 3)
    width, height = (max(1, round(side / coarse)) for side in picture.size)
    sheet = Image.new("L", (width, height))
    pen = ImageDraw.Draw(sheet)
    for _ in range(_crowd(picture, depth.count)):
        x, y = chance.random() * width, chance.random() * height
        radius = max(0.4, chance.uniform(low, high) * unit / coarse)
        tall = radius * chance.uniform(1.0, 1.25)
        strength = round(255 * chance.uniform(0.5, 1))
        pen.ellipse((x - radius, y - tall, x + radius, y + tall), fill=strength)
    soft = sheet.filter(ImageFilter.GaussianBlur(high * unit / coarse * depth.blur))
    return soft.resize(picture.size, Image.Resampling.BICUBIC)


def _unit(picture: Image.Image) -> float:
    return max(min(picture.size), max(picture.size) / 6)


def _crowd(picture: Image.Image, count: int) -> int:
    share = picture.width * picture.height / _unit(picture) ** 2
    return max(1, round(count * min(3.0, share)))
