"""A picture in other colours: four looks, from vivid to sepia."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat

from limner.sandbox.effects import graded, grainy, lit, on_small, pool, shaded, toned
from limner.sandbox.studio.scaling.detail import keeping_detail
from limner.sandbox.studio.seeing.backdrop import backdrop
from limner.sandbox.studio.texture import clouds, curve, weaker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    Look = Callable[[Image.Image, Random], Image.Image]

_GREY = 8.0
_PLAIN = 22.0
_CARD = 0.035


def colorized(picture: Image.Image, colours: str, chance: Random) -> Image.Image:
    """A picture in one of the looks.

    Args:
        picture: RGB.
        colours: What the look is called in the model's schema.
        chance: Where grain and stains come from.
    """
    return keeping_detail(picture, lambda copy: LOOKS[colours](copy, chance), 1600)


def _contemporary(picture: Image.Image, _chance: Random) -> Image.Image:
    """As in a film of today: matt blacks, teal shadows, skin and lamps in soft orange."""
    calm = toned(_with_colours(picture), saturation=0.92, warmth=0.12)
    grey = picture.convert("L")
    calm = _mixed(calm, (10, 84, 104), curve(grey, 140, 10), 0.36)
    calm = _mixed(calm, (255, 186, 128), curve(grey, 110, 240), 0.26)
    return calm.point([round(24 + value * 0.9) for value in range(256)] * 3)


def _vivid(picture: Image.Image, _chance: Random) -> Image.Image:
    """Every colour as strong as it goes, and edges that pop."""
    rich = ImageOps.autocontrast(_with_colours(picture), cutoff=0.5, preserve_tone=True)
    rich = toned(rich, saturation=1.85, contrast=1.1, brightness=1.06)
    blur = on_small(rich, partial(_blurred, share=0.03), 512)
    # What differs from its surroundings differs more.
    near = ImageChops.subtract(rich, blur, 2.5, 128)
    return ImageChops.overlay(rich, near)


def _black_and_white(picture: Image.Image, chance: Random) -> Image.Image:
    """Silver gelatin behind a red filter: dark skies, deep blacks, fine grain."""
    filtered = picture.convert("L", (0.62, 0.36, 0.02, 0))
    grey = ImageOps.autocontrast(filtered, cutoff=1)
    steep = grey.point([_steep(value) for value in range(256)])
    whole = Image.merge("RGB", (steep, steep, steep))
    whole = shaded(whole, _corners(picture.size, 0.5), (70, 70, 70))
    return grainy(whole, chance, 0.1, _grain(picture.size)).convert("L").convert("RGB")


def _sepia(picture: Image.Image, chance: Random) -> Image.Image:
    """A print that lay in a drawer for a hundred years."""
    size = picture.size
    brown = graded(_soft_light(picture), (66, 40, 25), (176, 128, 82), (250, 235, 200))
    brown = shaded(brown, _corners(size, 0.6), (150, 100, 58))
    brown = _on_card(_specked(brown, chance))
    stains = clouds(size, chance, 0.4, 4)
    brown = shaded(brown, weaker(curve(stains, 120, 255), 0.6), (214, 180, 128))
    return grainy(brown, chance, 0.16, _grain(size))


def _on_card(picture: Image.Image) -> Image.Image:
    """A print on a card a little larger than it, whose edges have darkened."""
    width, height = picture.size
    edge = round(min(width, height) * _CARD)
    if edge < 1:
        return picture
    card = Image.new("RGB", picture.size, (243, 229, 196))
    card = shaded(card, _corners(picture.size, 0.5), (200, 160, 108))
    line = edge + max(1, edge // 8)
    card.paste((120, 84, 52), (edge, edge, width - edge, height - edge))
    inner = line, line, width - line, height - line
    card.paste(picture.crop(inner), inner)
    return card


def _soft_light(picture: Image.Image) -> Image.Image:
    glow = on_small(picture, partial(_blurred, share=0.006), 700)
    return Image.blend(picture, glow, 0.4)


def _blurred(picture: Image.Image, share: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(max(picture.size) * share))


def _steep(value: int) -> int:
    share = value / 255
    return round(255 * (0.35 * share + 0.65 * share * share * (3 - 2 * share)))


def _mixed(
    picture: Image.Image, colour: tuple[int, int, int], mask: Image.Image, share: float
) -> Image.Image:
    sheet = Image.new("RGB", picture.size, colour)
    return Image.composite(sheet, picture, weaker(mask, share))


def _corners(size: tuple[int, int], strength: float) -> Image.Image:
    return weaker(ImageOps.invert(curve(pool(size, (0.5, 0.5), (0.95, 0.95)), 0, 110)), strength)


def _grain(size: tuple[int, int]) -> float:
    return max(1.0, max(size) / 900)


def _specked(picture: Image.Image, chance: Random) -> Image.Image:
    """Dust and scratches, as light as the paper."""
    width, height = picture.size
    sheet = Image.new("L", (min(width, 1024), max(1, round(height * min(1, 1024 / width)))))
    _scratch(sheet, chance)
    return lit(picture, sheet.resize(picture.size, Image.Resampling.BICUBIC), (190, 170, 130))


def _scratch(sheet: Image.Image, chance: Random) -> None:
    pen = ImageDraw.Draw(sheet)
    width, height = sheet.size
    for _ in range(70):
        x, y, r = chance.random() * width, chance.random() * height, width * 0.0012
        pen.ellipse((x - r, y - r, x + r, y + r * chance.random()), fill=chance.randint(50, 160))
    for _ in range(5):
        x, y = chance.random() * width, chance.random() * height
        tip = x + chance.uniform(-0.01, 0.01) * width, y + chance.uniform(0.1, 0.5) * height
        pen.line((x, y, *tip), fill=chance.randint(40, 110))


def _with_colours(picture: Image.Image) -> Image.Image:
    """A picture; colours are made up where it has none."""
    small = picture.resize((64, 64), Image.Resampling.BOX).convert("HSV")
    _, saturation, value = small.split()
    found = ImageStat.Stat(ImageChops.multiply(saturation, value)).mean[0]
    missing = min(1.0, max(0.0, (_PLAIN - found) / (_PLAIN - _GREY)))
    if not missing:
        return picture
    warm = graded(picture, (30, 33, 56), (176, 124, 92), (252, 240, 214), 0.92)
    blue = graded(picture, (28, 62, 108), (104, 164, 208), (232, 246, 250), 0.9)
    return Image.blend(picture, Image.composite(blue, warm, backdrop(picture)), missing)


LOOKS: Mapping[str, Look] = {
    "contemporary color": _contemporary,
    "vivid color": _vivid,
    "black and white colors": _black_and_white,
    "sepia vintage": _sepia,
}
"""By their names in the model's schema."""
