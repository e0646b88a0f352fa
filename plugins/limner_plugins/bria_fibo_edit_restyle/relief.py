"""3D render: the picture as soft plastic, lit from the upper left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from limner.sandbox.effects import lit, shaded, toned
from limner_plugins.bria_fibo_edit_restyle.regions import calm, crisp, moved, shapes, unit

if TYPE_CHECKING:
    from random import Random

_SHADOW = 92, 80, 128
_GLOW = 105, 98, 84
_GLOSS = 250, 250, 252


def render_3d(picture: Image.Image, _chance: Random) -> Image.Image:
    """Shapes swell like balloons: glossy, shaded, and casting shadows on each other."""
    size = picture.size
    quiet = calm(toned(picture, saturation=1.35, brightness=1.1), 310, 1)
    found = shapes(quiet, 10, 1.6)
    sheet = Image.new("RGB", size, found[0][0])
    slopes, shadow = Image.new("L", quiet.size, 128), Image.new("L", quiet.size)
    step = _steps(quiet)
    for index, (colour, mask) in enumerate(found):
        if index:
            wall = ImageChops.multiply(_wall(mask), step)
            sheet.paste(_dark(colour), (0, 0, *size), crisp(wall, size, 0.1))
        sheet.paste(colour, (0, 0, *size), crisp(mask, size, 0.1))
        slopes.paste(_slopes(mask), (0, 0), mask)
        shadow = _cast(shadow, mask)
    slopes = Image.composite(slopes, Image.new("L", quiet.size, 128), step)
    shadow = ImageChops.multiply(shadow, step)
    fine = calm(picture, 440, 1).resize(size, Image.Resampling.BICUBIC)
    sheet = Image.blend(sheet, toned(fine, saturation=1.35, brightness=1.1), 0.2)
    large = [part.resize(size, Image.Resampling.BICUBIC) for part in (slopes, shadow)]
    return _lighted(sheet, large[0], large[1])


def _wall(mask: Image.Image) -> Image.Image:
    """The side of a shape that is as thick as a tile, seen from above."""
    thick = max(1, round(unit(mask) * 1.3))
    wall = mask
    for step in range(1, thick + 1):
        wall = ImageChops.lighter(wall, moved(mask, step // 2, step))
    return wall


def _dark(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (
        round(part * 0.5 + tint) for part, tint in zip(colour, (12, 8, 30), strict=True)
    )
    return red, green, blue


def _steps(quiet: Image.Image) -> Image.Image:
    """Where shapes differ enough for one to stand out from the other."""
    one = unit(quiet)
    local = ImageChops.difference(quiet, quiet.filter(ImageFilter.GaussianBlur(one * 2)))
    red, green, blue = local.split()
    found = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    found = found.point([min(255, max(0, value - 6) * 14) for value in range(256)])
    return found.filter(ImageFilter.GaussianBlur(one * 2.5))


def _slopes(mask: Image.Image) -> Image.Image:
    """How far a swollen shape faces the light: 128 is level."""
    one = unit(mask)
    level = Image.new("L", mask.size, 128)
    for share, reach in ((1.0, 0.7), (0.55, 2.2), (0.5, 5.5)):
        dome = mask.filter(ImageFilter.GaussianBlur(one * reach))
        step = max(1, round(one * reach))
        lean = ImageChops.subtract(moved(dome, -step, -step), moved(dome, step, step), 1.3, 128)
        level = Image.blend(level, lean, share)
    return level


def _cast(shadow: Image.Image, mask: Image.Image) -> Image.Image:
    """Shadows, with that of another shape on what lies under it."""
    one = unit(mask)
    fallen = moved(
        mask.filter(ImageFilter.GaussianBlur(one * 0.9)), round(one * 0.9), round(one * 1.3)
    )
    whole = ImageChops.lighter(shadow, fallen)
    whole.paste(0, (0, 0, *mask.size), mask)
    return whole


def _lighted(sheet: Image.Image, slopes: Image.Image, shadow: Image.Image) -> Image.Image:
    sheet = shaded(sheet, shadow.point([round(v * 0.6) for v in range(256)]), _SHADOW)
    sheet = shaded(sheet, _curve(slopes, 124, 76), _SHADOW)
    sheet = lit(sheet, _curve(slopes, 132, 180), _GLOW)
    return lit(sheet, _curve(slopes, 166, 222, 1.6), _GLOSS)


def _curve(slopes: Image.Image, low: int, high: int, power: float = 1.0) -> Image.Image:
    """A mask that is black at one slope and white at another."""
    shares = (max(0.0, min(1.0, (value - low) / (high - low))) for value in range(256))
    return slopes.point([round(255 * share**power) for share in shares])
