"""Snow that has settled on what a picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.effects import graded, shaded, slope
from limner.sandbox.studio.texture import both, clouds, curve, moved, weaker

if TYPE_CHECKING:
    from random import Random

_SNOW = (246, 250, 255)
_SHADE = (150, 174, 212)


def snowed_in(picture: Image.Image, sky: Image.Image, chance: Random) -> Image.Image:
    """A picture with snow on the ground, and on the upper edges of things.

    Args:
        picture: RGB.
        sky: A mask of where nothing stands.
        chance: How evenly it lies.
    """
    low = curve(slope(picture.size, 270), 110, 250)
    rough = clouds(picture.size, chance, 0.12, 4)
    # Where it is thin, what lies under it still shows.
    field = both(ImageChops.invert(sky), ImageChops.add(weaker(low, 0.8), rough, 1, -135))
    white = graded(picture, (112, 134, 172), (206, 219, 238), (255, 255, 255))
    caps = _caps(picture, sky, rough)
    picture = Image.composite(white, picture, weaker(field, 0.85))
    return _heaped(picture, caps)


def _caps(picture: Image.Image, sky: Image.Image, rough: Image.Image) -> Image.Image:
    """A mask of the upper edges of things, as thick as snow lies on them."""
    unit = max(1.0, max(picture.size) / 340)
    grey = picture.convert("L").filter(ImageFilter.GaussianBlur(unit * 0.8))
    caps = Image.new("L", picture.size)
    for reach, strength in ((2.0, 5.0), (5.0, 3.2)):
        step = max(1, round(unit * reach))
        # A thing that is darker than what is above it begins here.
        edge = ImageChops.subtract(moved(grey, 0, step), grey)
        caps = ImageChops.lighter(caps, curve(edge, 14, 14 + 255 / strength))
    thick = moved(caps, 0, max(1, round(unit)))
    caps = ImageChops.lighter(caps, both(thick, curve(rough, 60, 160)))
    # Most of it lies where nothing is above.
    open_above = weaker(moved(sky, 0, max(1, round(unit * 9))), 0.62)
    low = curve(slope(picture.size, 270), 60, 220)
    exposed = ImageChops.add(open_above.point([v + 97 for v in range(256)]), weaker(low, 0.4))
    caps = both(caps, curve(sky, 235, 120), exposed)
    return curve(caps.filter(ImageFilter.GaussianBlur(unit * 0.9)), 40, 130)


def _heaped(picture: Image.Image, caps: Image.Image) -> Image.Image:
    """Snow on a picture, blue in the shade at its foot."""
    step = max(1, round(max(picture.size) / 400))
    snow = Image.new("RGB", picture.size, _SNOW)
    foot = ImageChops.subtract(caps, moved(caps, 0, -step))
    snow = shaded(snow, foot, _SHADE)
    fallen = ImageChops.subtract(moved(caps, 0, 2 * step), caps)
    picture = shaded(picture, weaker(fallen, 0.55), (120, 140, 180))
    return Image.composite(snow, picture, caps)


def drift(picture: Image.Image, chance: Random) -> Image.Image:
    """A picture with a snowdrift along its lower edge, near and out of focus."""
    width, height = (max(1, round(side / 2)) for side in picture.size)
    sheet = Image.new("L", (width, height))
    unit = min(width, height)
    for depth, opacity in ((0.15, 150), (0.085, 255)):
        rough = [chance.uniform(-1, 1) for _ in range(7)]
        points = [
            (step / 48 * width, height - unit * depth * (1 + 0.5 * _wave(rough, step / 8)))
            for step in range(49)
        ]
        ImageDraw.Draw(sheet).polygon([(0, height), *points, (width, height)], fill=opacity)
        sheet = sheet.filter(ImageFilter.GaussianBlur(unit * 0.008))
    mask = sheet.resize(picture.size, Image.Resampling.BICUBIC)
    tone = slope(picture.size, 270).point([max(0, (value - 200) * 4) for value in range(256)])
    snow = shaded(Image.new("RGB", picture.size, _SNOW), weaker(tone, 0.5), _SHADE)
    return Image.composite(snow, picture, mask)


def _wave(rough: list[float], place: float) -> float:
    """A smooth way from one value to the next."""
    index = min(len(rough) - 2, int(place))
    share = place - index
    share = share * share * (3 - 2 * share)
    return rough[index] + (rough[index + 1] - rough[index]) * share
