"""Art Nouveau: a poster of muted colours in a frame of whiplash curves."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from limner.sandbox.effects import graded, toned
from limner_plugins.bria_fibo_edit_restyle.ornament import gilding, lily, opening
from limner_plugins.bria_fibo_edit_restyle.regions import (
    calm,
    contours,
    flat,
    ink,
    penned,
    shapes,
    unit,
)

if TYPE_CHECKING:
    from random import Random

_GREEN, _GOLD = (52, 72, 58), (206, 168, 88)
_CREAM, _ROSE, _BROWN = (243, 229, 196), (206, 128, 104), (58, 40, 28)


def art_nouveau(picture: Image.Image, _chance: Random) -> Image.Image:
    """Strong outlines, sage and gold, and an ornament that grows out of the corners."""
    one, size = unit(picture), picture.size
    quiet = calm(toned(picture, saturation=1.15, brightness=1.08), 400, 1)
    poster = graded(flat(shapes(quiet, 11), size), "#33402f", "#b59a62", "#f6ead0", 0.55)
    large = quiet.resize(size, Image.Resampling.BICUBIC)
    ink(poster, _BROWN, contours(poster, one * 0.55, 4, 18))
    ink(poster, _BROWN, contours(large, one * 0.4, 4, 16))
    return _framed(poster)


def _framed(poster: Image.Image) -> Image.Image:
    width, height = poster.size
    band = min(unit(poster) * 8.5, width / 7, height / 7)
    half = math.ceil(width / 2), math.ceil(height / 2)
    sheet = Image.new("RGB", poster.size, _GREEN)
    window = penned(half, lambda pen: opening(pen, half, band))
    sheet.paste(poster, (0, 0), _mirrored(window, poster.size))
    gold = penned(half, lambda pen: gilding(pen, half, band))
    ink(sheet, _GOLD, _mirrored(gold, poster.size))
    for colour, share, swell in ((_BROWN, 1.0, 1.12), (_CREAM, 0.94, 0.96), (_ROSE, 0.5, 0.4)):
        petals = penned(half, partial(lily, band=band, share=share, swell=swell))
        ink(sheet, colour, _mirrored(petals, poster.size))
    return sheet


def _mirrored(quarter: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A quarter, the upper left, in all four corners of a picture."""
    whole = Image.new("L", size)
    right, below = size[0] - quarter.width, size[1] - quarter.height
    flipped = ImageOps.mirror(quarter)
    whole.paste(quarter, (0, 0))
    whole.paste(flipped, (right, 0))
    whole.paste(ImageOps.flip(quarter), (0, below))
    whole.paste(ImageOps.flip(flipped), (right, below))
    return whole
