"""Styles of pencil and crayon: the colouring book and the story board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from limner.sandbox.effects import grain, toned
from limner_plugins.bria_fibo_edit_restyle.field import (
    across,
    computed,
    inked,
    levels,
    shares,
    stripes,
    wobble,
)
from limner_plugins.bria_fibo_edit_restyle.panel import panelled
from limner_plugins.bria_fibo_edit_restyle.regions import (
    calm,
    contours,
    crisp,
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

_INK = 16, 16, 20
_GRAPHITE = 42, 44, 50
_CRAYONS = 3
_GREY = 12
_MARKERS = (165, 228), (105, 186), (50, 128)
"""The lightest tone that a marker is used for, and its own."""


def coloring_book(picture: Image.Image, chance: Random) -> Image.Image:
    """Clean black lines on white paper; somebody has begun to colour them in."""
    one, size = unit(picture), picture.size
    quiet = calm(toned(picture, saturation=1.5), 400, 1)
    found = shapes(quiet, 9)
    sheet, begun = Image.new("RGB", size, "white"), _begun(size, chance)
    found.sort(key=lambda shape: min(shape[0]) - max(shape[0]))
    for index, (colour, mask) in enumerate(found[:_CRAYONS]):
        wax = _wax(size, 35 + 25 * index, chance)
        area = ImageChops.multiply(crisp(mask, size), begun)
        ink(sheet, _loud(colour), ImageChops.multiply(area, wax))
    large = quiet.resize(size, Image.Resampling.BICUBIC)
    ink(sheet, _INK, contours(flat(found, size), one * 0.42, 5, 20))
    ink(sheet, _INK, contours(large, one * 0.34, 3.5, 26))
    return sheet


def story_board(picture: Image.Image, chance: Random) -> Image.Image:
    """A pencil sketch with grey markers in a frame, and red arrows for the camera."""
    one, size = unit(picture), picture.size
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    grey = Image.blend(grey, ImageOps.equalize(grey), 0.5)
    small = scaled(grey, 300).filter(ImageFilter.MedianFilter(5))
    smooth = small.resize(size, Image.Resampling.BICUBIC)
    sheet = Image.new("RGB", size, "white")
    for edge, shade in _MARKERS:
        ink(sheet, (shade,) * 3, ramp(smooth, edge + 12, edge - 12))
    tooth = ramp(grain(size, chance, 1.6), -190, 255)
    lines = ImageChops.lighter(
        contours(grey, one * 0.22, 1.2, 16), contours(grey, one * 0.6, 3, 12)
    )
    pencil = ImageChops.lighter(_hatched(smooth, chance), lines)
    ink(sheet, _GRAPHITE, ImageChops.multiply(pencil, tooth))
    return panelled(sheet, _GRAPHITE, chance)


def _hatched(smooth: Image.Image, chance: Random) -> Image.Image:
    """Slanting pencil strokes where it is dark."""
    period = unit(smooth) * 0.62
    hand = wobble(smooth.size, chance, unit(smooth) * 8)
    bend = computed(lambda wave: wave * period * 1.4, hand)
    cover = computed(lambda light: (0.52 - light) * 1.1, shares(smooth))
    return ramp(inked(cover, stripes(smooth.size, 52, period, bend), period), 0, 255, 205)


def _begun(size: tuple[int, int], chance: Random) -> Image.Image:
    """Where the crayons have been: the left side, with a ragged end."""
    width = size[0]
    hand = wobble(size, chance, max(size) / 6)
    return levels(
        computed(lambda x, wave: (0.52 + wave * 0.12 - x / width) * 14, across(size), hand)
    )


def _wax(size: tuple[int, int], angle: float, chance: Random) -> Image.Image:
    """Strokes of a crayon on rough paper, as a mask."""
    one = (size[0] * size[1]) ** 0.5 / 100
    period = one * 0.9
    bend = computed(lambda wave: wave * period * 1.2, wobble(size, chance, one * 4))
    strokes = levels(computed(lambda wave: 1.25 - wave, stripes(size, angle, period, bend)))
    return ImageChops.multiply(strokes, ramp(grain(size, chance, one * 0.22), -30, 97))


def _loud(colour: Colour) -> Colour:
    """The crayon that is nearest to a colour: brighter and purer."""
    low, high = min(colour), max(colour)
    if high - low < _GREY:
        return colour
    red, green, blue = (round(45 + (part - low) / (high - low) * 205) for part in colour)
    return red, green, blue
