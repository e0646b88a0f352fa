"""Effects that sandbox pictures are made of: light, colour, grain and edges.

Pictures are Pillow's, RGB; masks are `L`, white where an effect is strongest. Nothing is
changed in place, and a picture given twice comes out the same twice.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageColor, ImageEnhance, ImageFilter, ImageOps

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Colour = tuple[int, int, int] | str
"""Red, green and blue from 0 to 255, or a name or `#rrggbb` that Pillow knows."""


def toned(
    picture: Image.Image,
    *,
    saturation: float = 1.0,
    contrast: float = 1.0,
    brightness: float = 1.0,
    warmth: float = 0.0,
) -> Image.Image:
    """A picture with other tones; 1 leaves a factor as it is.

    Args:
        picture: RGB.
        saturation: 0 is grey.
        contrast: 0 is one flat grey.
        brightness: 0 is black.
        warmth: -1 (blue) to 1 (orange).
    """
    for kind, factor in (
        (ImageEnhance.Color, saturation),
        (ImageEnhance.Contrast, contrast),
        (ImageEnhance.Brightness, brightness),
    ):
        picture = kind(picture).enhance(factor) if factor != 1 else picture
    if not warmth:
        return picture
    gains = 1 + 0.25 * warmth, 1 + 0.04 * warmth, 1 - 0.3 * warmth
    return picture.point([min(255, round(value * gain)) for gain in gains for value in range(256)])


def graded(
    picture: Image.Image, dark: Colour, middle: Colour, light: Colour, share: float = 1.0
) -> Image.Image:
    """A picture in three colours by its brightness, mixed with itself.

    Args:
        picture: RGB.
        dark: What black becomes.
        middle: What a middle grey becomes.
        light: What white becomes.
        share: 0 leaves the picture as it is, 1 leaves nothing of its own colours.
    """
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    three = ImageOps.colorize(grey, _rgb(dark), _rgb(light), _rgb(middle))
    return Image.blend(picture, three, share)


def lit(picture: Image.Image, mask: Image.Image, colour: Colour) -> Image.Image:
    """A picture on which light of a colour falls where the mask is white."""
    light = Image.new("RGB", picture.size, _rgb(colour))
    return Image.composite(ImageChops.screen(picture, light), picture, mask)


def shaded(picture: Image.Image, mask: Image.Image, colour: Colour) -> Image.Image:
    """A picture on which a shadow of a colour lies where the mask is white."""
    shadow = Image.new("RGB", picture.size, _rgb(colour))
    return Image.composite(ImageChops.multiply(picture, shadow), picture, mask)


def slope(size: tuple[int, int], angle: float) -> Image.Image:
    """A mask that grows evenly across a picture.

    Args:
        size: In pixels.
        angle: Where it is white, in degrees: 0 at the right edge, 90 at the top, 180 at the
            left, 270 at the bottom.
    """
    # Pillow's gradient is white at the bottom; a turn of a larger sheet leaves no corner empty.
    side = 512
    sheet = (
        Image.linear_gradient("L")
        .resize((side, side))
        .rotate(angle + 90, Image.Resampling.BICUBIC)
    )
    inner = round(side * (1 - 1 / math.sqrt(2)) / 2)
    cut = sheet.crop((inner, inner, side - inner, side - inner))
    return ImageOps.autocontrast(cut).resize(size, Image.Resampling.BICUBIC)


def pool(
    size: tuple[int, int], centre: tuple[float, float], radius: tuple[float, float]
) -> Image.Image:
    """A mask that is white at a place and fades around it.

    Args:
        size: In pixels.
        centre: As shares of width and height, 0 to 1; it may lie outside.
        radius: Where it has faded, likewise as shares.
    """
    width, height = (
        max(2, round(2 * share * side)) for share, side in zip(radius, size, strict=True)
    )
    # In Pillow's gradient the middle of an edge has the value 180.
    curve = [round(255 * max(0.0, 1 - value / 180) ** 1.5) for value in range(256)]
    shine = Image.radial_gradient("L").point(curve)
    corner = (round(size[0] * centre[0] - width / 2), round(size[1] * centre[1] - height / 2))
    # Scaled by what is seen of it: a pool may be far larger than its picture.
    box = tuple(
        (edge - corner[axis % 2]) / (width, height)[axis % 2] * 256
        for axis, edge in enumerate((0, 0, *size))
    )
    return shine.transform(size, Image.Transform.EXTENT, box, Image.Resampling.BILINEAR)


def grain(size: tuple[int, int], chance: Random, coarseness: float = 1.0) -> Image.Image:
    """Grey noise, the same for the same dice.

    Args:
        size: In pixels.
        chance: Where it comes from.
        coarseness: How many pixels a grain has across.
    """
    across, down = (max(1, math.ceil(side / coarseness)) for side in size)
    noise = Image.frombytes("L", (across, down), chance.randbytes(across * down))
    return noise.resize(size, Image.Resampling.BICUBIC) if noise.size != size else noise


def grainy(
    picture: Image.Image, chance: Random, strength: float, coarseness: float = 1.0
) -> Image.Image:
    """A picture with noise in it; a strength of 1 leaves little else."""
    noise = grain(picture.size, chance, coarseness).point(
        [round(128 + (value - 128) * min(1.0, strength)) for value in range(256)]
    )
    return ImageChops.overlay(picture, Image.merge("RGB", (noise,) * 3))


def outlines(picture: Image.Image, strength: float = 1.0) -> Image.Image:
    """The edges of a picture as a mask: white on black.

    Args:
        picture: RGB or `L`.
        strength: More finds fainter edges.
    """
    grey = picture.convert("L").filter(ImageFilter.GaussianBlur(max(picture.size) / 900))
    found = grey.filter(ImageFilter.FIND_EDGES)
    found.paste(0, (0, 0, found.width, 1))
    found.paste(0, (0, found.height - 1, *found.size))
    found.paste(0, (0, 0, 1, found.height))
    found.paste(0, (found.width - 1, 0, *found.size))
    return found.point([min(255, round(value * 6 * strength)) for value in range(256)])


def flattened(picture: Image.Image, colours: int, radius: float = 2.0) -> Image.Image:
    """A picture in a few flat colours.

    Args:
        picture: RGB.
        colours: How many, 2 to 256.
        radius: How far small things melt together, in pixels of a picture of 512.
    """
    unit = max(1.0, max(picture.size) / 512)
    small = picture.resize([max(1, round(side / unit)) for side in picture.size])
    few = small.filter(ImageFilter.GaussianBlur(radius)).quantize(
        colours, dither=Image.Dither.NONE
    )
    melted = few.convert("RGB").filter(ImageFilter.ModeFilter(5))
    return melted.resize(picture.size, Image.Resampling.BICUBIC)


def on_small(
    picture: Image.Image, work: Callable[[Image.Image], Image.Image], side: int = 1024
) -> Image.Image:
    """What slow work makes of a smaller copy of a picture, in the picture's own size.

    Args:
        picture: Of any size.
        work: Gets a copy whose longer side has at most `side` pixels.
        side: In pixels.
    """
    if max(picture.size) <= side:
        return work(picture)
    copy = picture.copy()
    copy.thumbnail((side, side))
    return work(copy).resize(picture.size, Image.Resampling.BICUBIC)


def _rgb(colour: Colour) -> tuple[int, int, int]:
    found = ImageColor.getrgb(colour) if isinstance(colour, str) else colour
    return found[0], found[1], found[2]
