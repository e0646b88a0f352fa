"""The sun of a season: high and glaring, or low and golden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from limner.sandbox.effects import lit
from limner.sandbox.studio.beams import halo, rays
from limner.sandbox.studio.texture import weaker

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.palette import Colour


def summer_sun(picture: Image.Image, place: Point, chance: Random) -> Image.Image:
    """A picture with a glaring sun at a place, and its reflections in the lens."""
    size = picture.size
    whole = lit(picture, weaker(halo(size, place, 1.25), 0.55), (255, 214, 120))
    whole = lit(whole, weaker(rays(size, place, chance, 26), 0.5), (255, 236, 176))
    whole = lit(whole, halo(size, place, 0.22), (255, 244, 206))
    whole = lit(whole, halo(size, place, 0.17), (255, 255, 250))
    return _with_flares(whole, place, chance)


def low_sun(picture: Image.Image, chance: Random) -> Image.Image:
    """A picture with the evening's light from the right."""
    size, place = picture.size, (1.02, 0.22)
    whole = lit(picture, weaker(halo(size, place, 1.2), 0.75), (255, 150, 50))
    whole = lit(whole, weaker(rays(size, place, chance, 20), 0.42), (255, 200, 110))
    return lit(whole, halo(size, place, 0.42), (255, 226, 150))


def _with_flares(picture: Image.Image, place: Point, chance: Random) -> Image.Image:
    """Discs of light on the line from the sun through the picture's middle."""
    flares: tuple[tuple[float, float, Colour, float], ...] = (
        (0.55, 0.035, (255, 220, 140), 0.2),
        (0.8, 0.075, (160, 230, 190), 0.14),
        (1.3, 0.03, (255, 180, 120), 0.22),
        (1.52, 0.11, (150, 190, 255), 0.14),
        (1.75, 0.05, (255, 200, 150), 0.2),
    )
    whole = picture.copy()
    unit = max(min(picture.size), max(picture.size) / 4)
    for way, radius, colour, strength in flares:
        side = max(2, round(radius * 2 * unit * chance.uniform(0.9, 1.1)))
        x, y = ((p + (0.5 - p) * way) * s for p, s in zip(place, picture.size, strict=True))
        box = round(x - side / 2), round(y - side / 2)
        under = whole.crop((*box, box[0] + side, box[1] + side))
        whole.paste(lit(under, weaker(_disc(side), strength), colour), box)
    return whole


def _disc(side: int) -> Image.Image:
    """A disc whose rim is brighter than its middle."""
    fine = Image.new("L", (side * 2, side * 2))
    end, rim = side * 2 - 1, max(1, side // 12)
    ImageDraw.Draw(fine).ellipse((0, 0, end, end), fill=190, outline=255, width=rim)
    return fine.resize((side, side), Image.Resampling.BOX)
