"""A subject cut out of its picture, as each of the networks would see its edge."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from limner.sandbox.chance import dice
from limner.sandbox.studio.seeing.subject import subject
from limner_plugins.fal_ai_birefnet_v2.hair import haired

_FINEST = 1024
_SHEET = 640
_USUAL = 400
_HALO = 1 / 160


@dataclass(frozen=True)
class _Sight:
    """How a network sees.

    Attributes:
        detail: Pixels of its sheet, for the lowest resolution.
        soft: How far an edge fades, as a share of the longer side.
        grown: How far it lies outside, likewise; inside, if it's negative.
        hair: Whether it sees single hairs.
        parts: As of `subject`.
        upright: Likewise.
    """

    detail: int = 130
    soft: float = 0.0
    grown: float = 0.0
    hair: bool = False
    parts: float = 0.25
    upright: bool = False


_SIGHTS = {
    "General Use (Light)": _Sight(soft=0.004, grown=0.003),
    "General Use (Light 2K)": _Sight(detail=190, soft=0.002, parts=0.12),
    "General Use (Heavy)": _Sight(detail=240, grown=-0.004),
    "Matting": _Sight(detail=190, soft=0.005, hair=True),
    "Portrait": _Sight(detail=150, soft=0.004, upright=True),
    "General Use (Dynamic)": _Sight(detail=170, soft=0.003, parts=0.015),
}
_FINENESS = {1024: 1.0, 2048: 2.2, 2304: 3.2}


def mask_of(picture: Image.Image, model: str, side: int) -> Image.Image:
    """The mask that a network finds, `L`.

    Args:
        picture: RGB.
        model: One of the choices of `model`.
        side: Of the operating resolution, in pixels.
    """
    sight = _SIGHTS[model]
    fineness = _FINENESS[side]
    sheet = _reduced(picture, _FINEST)
    mask = subject(
        sheet,
        # On a small picture, too, a resolution can be told from the next.
        detail=round(sight.detail * fineness * min(1, max(sheet.size) / _USUAL)) or 1,
        parts=sight.parts / fineness,
        upright=sight.upright,
    )
    mask = _moved(mask, sight.grown, sight.soft / fineness)
    if sight.hair:
        mask = haired(mask, dice("hair"), fineness)
    return mask.resize(picture.size, Image.Resampling.BICUBIC)


def cut_out(picture: Image.Image, mask: Image.Image, *, clean: bool) -> Image.Image:
    """A picture, clear but for its subject.

    Args:
        picture: RGB.
        mask: White where the subject is.
        clean: Whether the background's colours are taken out of the edge; otherwise they
            stay there as a halo.
    """
    own = mask.point([255 * (value > 250) for value in range(256)])  # noqa: PLR2004
    if clean and own.getbbox():
        whole = Image.composite(picture, _own_colours(picture, own), own)
    elif clean:
        whole = picture.copy()
    else:
        halo = max(picture.size) * _HALO
        whole = picture.copy()
        mask = ImageChops.lighter(mask, _blurred(mask, halo).point(_steep(70, 2.2)))
    whole.putalpha(mask)
    return whole


def _own_colours(picture: Image.Image, where: Image.Image) -> Image.Image:
    """The colours that a picture has at a place, spread from there over all of it."""
    sheet = _reduced(picture, _SHEET)
    sheet = sheet.copy() if sheet is picture else sheet
    sheet.putalpha(where.resize(sheet.size, Image.Resampling.BOX))
    levels = [sheet]
    while max(levels[-1].size) > 1:
        half = [max(1, side // 2) for side in levels[-1].size]
        levels.append(levels[-1].resize(half, Image.Resampling.BOX))
    spread = levels.pop().convert("RGB").convert("RGBA")
    for level in reversed(levels):
        spread = spread.resize(level.size, Image.Resampling.BILINEAR)
        spread.alpha_composite(level)
    return spread.convert("RGB").resize(picture.size, Image.Resampling.BILINEAR)


def _moved(mask: Image.Image, grown: float, soft: float) -> Image.Image:
    """A mask whose edge lies further out, or in, and fades."""
    unit = max(mask.size)
    if grown:
        spread = abs(grown) * unit
        # A blurred edge is moved by the value that it is cut at.
        cut = 128 - math.copysign(78, grown)
        mask = _blurred(mask, spread).point(_steep(cut, 6))
    return _blurred(mask, soft * unit) if soft else mask


def _blurred(mask: Image.Image, radius: float) -> Image.Image:
    return mask.filter(ImageFilter.GaussianBlur(radius))


def _steep(middle: float, slope: float) -> list[int]:
    """A table that makes values around a middle differ more."""
    return [round(max(0.0, min(255.0, 127.5 + (v - middle) * slope))) for v in range(256)]


def _reduced(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    unit = max(picture.size) / side
    size = [max(1, round(length / unit)) for length in picture.size]
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=2)
