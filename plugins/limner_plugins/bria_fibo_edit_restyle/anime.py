"""Anime: clean cel shading under a high sky with towering clouds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from limner.sandbox.effects import lit, pool, slope, toned
from limner_plugins.bria_fibo_edit_restyle.regions import (
    calm,
    contours,
    flat,
    ink,
    ramp,
    scaled,
    shapes,
    unit,
)

if TYPE_CHECKING:
    from random import Random

    Colour = tuple[int, int, int]


class _Air(NamedTuple):
    zenith: Colour
    horizon: Colour
    cloud: Colour
    shade: Colour


_DAY = _Air((18, 98, 214), (178, 234, 255), (255, 255, 255), (176, 200, 240))
_DUSK = _Air((84, 50, 170), (255, 164, 178), (255, 232, 226), (232, 140, 188))
_NIGHT = _Air((16, 20, 86), (70, 112, 214), (150, 170, 240), (78, 88, 176))
_LINE = 52, 30, 66
_DARK = 95
_OPEN = 110
_LEAST = 0.08


def anime(picture: Image.Image, chance: Random) -> Image.Image:
    """Few tones for each thing, fine dark lines, clouds in the sky, and light on it all."""
    one, size = unit(picture), picture.size
    quiet = calm(toned(picture, saturation=1.45, brightness=1.15), 420, 1)
    large = quiet.resize(size, Image.Resampling.BICUBIC)
    cels = Image.blend(flat(shapes(quiet, 12), size), large, 0.3)
    cels = ImageChops.screen(cels, Image.new("RGB", size, (26, 20, 44)))
    above = _above(quiet)
    if above.getbbox():
        air = _air(quiet, above)
        cels.paste(_sky(size, air, chance), (0, 0), above.resize(size, Image.Resampling.BICUBIC))
    ink(cels, _LINE, ramp(contours(large, one * 0.24, 2.2, 16), 0, 255, 200))
    return _sunny(cels)


def _above(quiet: Image.Image) -> Image.Image:
    """What of a picture may be sky: even, neither warm nor green, and open to the upper edge."""
    small = scaled(quiet, 110).filter(ImageFilter.MedianFilter(5))
    red, green, blue = small.split()
    busy = contours(small, 1.6, 0.6, 45).filter(ImageFilter.GaussianBlur(0.8))
    cold = ImageChops.darker(
        ImageChops.subtract(blue, red, 0.5, 190), ImageChops.subtract(blue, green, 0.25, 150)
    )
    maybe = ImageChops.darker(cold, ramp(small.convert("L"), 14, 36))
    free = _from_the_top(ImageChops.darker(maybe, ImageChops.invert(busy)))
    fade = ramp(slope(small.size, 90), 95, 146)
    return ImageChops.multiply(free, fade).resize(quiet.size, Image.Resampling.BICUBIC)


def _from_the_top(maybe: Image.Image) -> Image.Image:
    """Of each column of a mask what is white without a break from its top."""
    depths = []
    for x in range(maybe.width):
        shut = (y for y in range(maybe.height) if cast("int", maybe.getpixel((x, y))) < _OPEN)
        depths.append(next(shut, maybe.height))
    free = Image.new("L", maybe.size)
    pen = ImageDraw.Draw(free)
    for x, depth in enumerate(depths):
        # A lone gap is no sky, and a sky has no lone fringes.
        near = sorted(depths[max(0, x - 4) : x + 5])
        pen.line((x, -1, x, min(depth, near[len(near) // 2] + 3) - 1), fill=255)
    few = sum(depths) < _LEAST * maybe.width * maybe.height
    return maybe.point([0] * 256) if few else free.filter(ImageFilter.GaussianBlur(0.6))


def _air(quiet: Image.Image, above: Image.Image) -> _Air:
    """Day, dusk or night, as it is in the picture."""
    red, green, blue = ImageStat.Stat(quiet, above).mean
    if red > green + 12:
        return _DUSK
    return _NIGHT if (red + 2 * green + blue) / 4 < _DARK else _DAY


def _sky(size: tuple[int, int], air: _Air, chance: Random) -> Image.Image:
    """A sky that is paler towards the middle, with clouds that tower."""
    fall = ramp(slope(size, 90), 90, 254)
    sky = Image.composite(
        Image.new("RGB", size, air.zenith), Image.new("RGB", size, air.horizon), fall
    )
    for part in (0.15, 0.5, 0.85):
        place = chance.gauss(part, 0.08) * size[0], size[1] * chance.uniform(0.2, 0.48)
        _cloud(sky, air, place, chance)
    return sky


def _cloud(sky: Image.Image, air: _Air, place: tuple[float, float], chance: Random) -> None:
    one = unit(sky)
    wide, high = one * chance.uniform(16, 30), one * chance.uniform(8, 16)
    shape, shine = Image.new("L", sky.size), Image.new("L", sky.size)
    pens = ImageDraw.Draw(shape), ImageDraw.Draw(shine)
    for _ in range(34):
        out = max(-0.8, min(0.8, chance.gauss(0, 0.38)))
        x, y = place[0] + out * wide, place[1] - chance.random() * (1 - abs(out)) ** 1.2 * high
        radius = one * chance.uniform(1.6, 4.2) * (1.15 - abs(out) * 0.6)
        for pen, reach, lift in ((pens[0], radius, 0.0), (pens[1], radius * 0.84, one * 0.6)):
            a, b = x + lift, y - lift
            pen.ellipse((a - reach, b - reach, a + reach, b + reach), fill=255)
    smooth = ImageFilter.GaussianBlur(one * 0.12)
    ink(sky, air.shade, shape.filter(smooth))
    ink(sky, air.cloud, ImageChops.darker(shape, shine).filter(smooth))


def _sunny(cels: Image.Image) -> Image.Image:
    """Bloom of what is bright, and light that falls in from the upper right."""
    glow = scaled(cels, 200).point([max(0, value - 150) for value in range(256)] * 3)
    glow = glow.filter(ImageFilter.GaussianBlur(6)).resize(cels.size, Image.Resampling.BICUBIC)
    light = pool(cels.size, (0.95, -0.05), (0.75, 0.9))
    return lit(ImageChops.screen(cels, glow), light, (120, 104, 64))
