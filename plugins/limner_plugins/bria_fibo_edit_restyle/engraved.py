"""Styles whose tones are lines cut into a plate: etching and woodcut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageOps

from limner_plugins.bria_fibo_edit_restyle.field import (
    computed,
    inked,
    shares,
    soft,
    stripes,
    wobble,
)
from limner_plugins.bria_fibo_edit_restyle.regions import calm, contours, ink, unit

if TYPE_CHECKING:
    from random import Random

_SEPIA = 58, 34, 20
_ETCHING_PAPER = 240, 229, 205
_CREAM = 243, 231, 203
_BLACK = 20, 17, 18


def cross_etching(picture: Image.Image, chance: Random) -> Image.Image:
    """Layers of crossing hatches, one more for each darker tone, in sepia on paper."""
    one = unit(picture)
    period = one * 1.05
    tone = shares(_even(picture))
    hand = wobble(picture.size, chance, one * 9)
    bend = computed(lambda wave: wave * period * 0.9, hand)
    lines = Image.new("L", picture.size)
    for layer, angle in enumerate((42, -42, 2)):
        upper = 0.9 - 0.26 * layer
        cover = computed(lambda grey, top=upper: (top - grey) * 1.05, tone)
        hatch = inked(cover, stripes(picture.size, angle, period, bend), period)
        lines = ImageChops.lighter(lines, hatch)
    lines = ImageChops.lighter(lines, contours(picture.convert("L"), one * 0.16, 1.5, 12))
    sheet = Image.new("RGB", picture.size, _ETCHING_PAPER)
    ink(sheet, _SEPIA, lines)
    return sheet


def wood_cut(picture: Image.Image, chance: Random) -> Image.Image:
    """Black and cream and nothing between: carved lines that swell with the light."""
    one = unit(picture)
    period = one * 1.5
    grey = _even(calm(picture, 380)).resize(picture.size, Image.Resampling.BICUBIC)
    tone = shares(grey)
    form = soft(tone, one * 2.5)
    hand = wobble(picture.size, chance, one * 6)
    bend = computed(lambda light, wave: light * period * 5 + wave * period * 0.5, form, hand)
    cover = computed(lambda light: 1.22 - light * 1.5, tone)
    lines = inked(cover, stripes(picture.size, -12, period, bend), period)
    lines = ImageChops.lighter(lines, contours(grey, one * 0.4, 2, 20))
    sheet = Image.new("RGB", picture.size, _CREAM)
    ink(sheet, _BLACK, lines)
    return sheet


def _even(picture: Image.Image) -> Image.Image:
    """The tones of a picture, spread evenly enough that every hatch has something to do."""
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    return Image.blend(grey, ImageOps.equalize(grey), 0.35)
