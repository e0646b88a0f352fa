"""Where a picture shows sky, or another calm background, above what stands in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from limner.sandbox.studio.seeing.islands import islands
from limner.sandbox.studio.texture import both, curve, moved

Choice = Callable[[Image.Image, Image.Image], Image.Image]

_LONGEST = 128
_EDGE = 16.0
_FAINT = 3.0
_SPECK = 0.05
_FLAT, _LONG, _WIDE = 3, 8, 7
_BRIGHT = 2, 6
_REACH = 4
_ALIKE, _UNLIKE = 14, 44
_SMOOTH = Image.Resampling.BICUBIC


def backdrop(picture: Image.Image) -> Image.Image:
    """A mask of the calm area that begins at the upper edge: of the sky, in most landscapes.

    Args:
        picture: RGB.

    Returns:
        White where it is, black from the first thing downwards, of the picture's size.
    """
    small = picture.copy()
    small.thumbnail((_LONGEST, _LONGEST))
    small = small.filter(ImageFilter.GaussianBlur(0.6))
    dark, rays = _without_rays(small)
    seen = bytes(round(255 * math.exp(-((cost / _EDGE) ** 2))) for cost in _costs(dark))
    rough = _without_specks(Image.frombytes("L", small.size, seen))
    rough = ImageChops.lighter(rough, both(rays, rough.filter(ImageFilter.MaxFilter(_WIDE))))
    mask = rough.filter(ImageFilter.GaussianBlur(1)).resize(picture.size, _SMOOTH)
    # Along its border, its colour decides: that's finer than the small copy.
    alike = curve(_distance(picture, _spread(small, rough)), _UNLIKE, _ALIKE)
    return both(curve(mask, 30, 120), ImageChops.lighter(alike, curve(mask, 200, 250)))


def _without_rays(small: Image.Image) -> tuple[Image.Image, Image.Image]:
    """A picture without flat, long bands of light, such as a lighthouse's, and where they were.

    The sky goes on behind them.
    """
    dark = _above_and_below(_above_and_below(small, ImageChops.darker), ImageChops.lighter)
    light = ImageChops.difference(small, dark).convert("L", (1 / 3, 1 / 3, 1 / 3, 0))
    long = _beside(_beside(light, ImageChops.darker), ImageChops.lighter)
    rays = curve(long.filter(ImageFilter.MaxFilter(3)), *_BRIGHT)
    return Image.composite(dark, small, rays), rays


def _above_and_below(picture: Image.Image, chosen: Choice) -> Image.Image:
    return reduce(chosen, (moved(picture, 0, down) for down in range(-_FLAT, _FLAT + 1)))


def _beside(picture: Image.Image, chosen: Choice) -> Image.Image:
    return reduce(chosen, (moved(picture, right, 0) for right in range(-_LONG, _LONG + 1)))


def _without_specks(mask: Image.Image) -> Image.Image:
    """A mask whose small holes are filled: the sun and a cloud belong to the sky."""
    width, height = mask.size
    filling = Image.new("L", mask.size)
    for hole in islands(ImageOps.invert(mask)):
        on_edge = any(x in {0, width - 1} or y == height - 1 for x, y in hole)
        if not on_edge and len(hole) < _SPECK * width * height:
            ImageDraw.Draw(filling).point(hole, fill=255)
    return ImageChops.lighter(mask, filling.filter(ImageFilter.MaxFilter(5)))


def _spread(small: Image.Image, mask: Image.Image) -> Image.Image:
    """The colours where a mask is white, spread beyond its border."""
    share = mask.filter(ImageFilter.GaussianBlur(_REACH))
    sheet = Image.composite(small, Image.new("RGB", small.size), mask)
    planes = [part.filter(ImageFilter.GaussianBlur(_REACH)) for part in sheet.split()]
    return Image.merge("RGB", [_divided(plane, share) for plane in planes])


def _divided(plane: Image.Image, share: Image.Image) -> Image.Image:
    pairs = zip(plane.tobytes(), share.tobytes(), strict=True)
    values = bytes(min(255, value * 255 // part) if part else 0 for value, part in pairs)
    return Image.frombytes("L", plane.size, values)


def _distance(picture: Image.Image, colours: Image.Image) -> Image.Image:
    """How far the colour of each pixel is from that of another picture, at most of a channel."""
    large = colours.resize(picture.size, _SMOOTH)
    red, green, blue = ImageChops.difference(picture, large).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _costs(small: Image.Image) -> list[float]:
    """For each pixel, how much colour changes on the easiest way to it from the upper edge."""
    width, height = small.size
    # Not the change along the way: a slow one across an edge would cost nothing.
    steps = [max(0.0, change - _FAINT) for change in _changes(small).tobytes()]
    costs = [0.0] * (width * height)
    for start in range(width, width * height, width):
        row = range(start, start + width)
        for place in row:
            costs[place] = costs[place - width] + steps[place]
        # Around what stands in the way: to the right, then to the left.
        for place in row[1:]:
            costs[place] = min(costs[place], costs[place - 1] + steps[place])
        for place in reversed(row[:-1]):
            costs[place] = min(costs[place], costs[place + 1] + steps[place])
    return costs


def _changes(small: Image.Image) -> Image.Image:
    """How much each pixel differs from the one above and the one to the left."""
    both_ways = ImageChops.lighter(
        ImageChops.difference(small, moved(small, 1, 0)),
        ImageChops.difference(small, moved(small, 0, 1)),
    )
    return both_ways.convert("L", (1 / 3, 1 / 3, 1 / 3, 0))
