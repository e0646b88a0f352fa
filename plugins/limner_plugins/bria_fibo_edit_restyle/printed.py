"""Styles of cheap printing: pop art and the advertisement of another age."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from limner.sandbox.effects import toned
from limner_plugins.bria_fibo_edit_restyle.advert import bordered, rays, worn
from limner_plugins.bria_fibo_edit_restyle.field import across, computed, down, levels, shares
from limner_plugins.bria_fibo_edit_restyle.regions import (
    calm,
    contours,
    ink,
    moved,
    ramp,
    unit,
)

if TYPE_CHECKING:
    from random import Random

    Colour = tuple[int, int, int]

_CYAN, _MAGENTA, _YELLOW = (0, 166, 232), (236, 20, 110), (255, 224, 0)
_PAPER, _BLACK = (255, 250, 238), (22, 18, 26)

_CREAM = 247, 232, 200
_MUSTARD, _TOMATO, _TEAL, _BROWN = (240, 178, 62), (222, 72, 44), (88, 176, 164), (58, 34, 28)
_SLIPS = (3, 2), (-4, 3), (3, -4), (0, 0)


def pop_art(picture: Image.Image, _chance: Random) -> Image.Image:
    """Dots of cyan, magenta and yellow that grow with the tone, and thick black lines."""
    one, size = unit(picture), picture.size
    quiet = calm(toned(picture, saturation=2.1, contrast=1.05, brightness=1.15), 400, 1)
    bright = quiet.point([round(255 * (value / 255) ** 0.7) for value in range(256)] * 3)
    large = bright.resize(size, Image.Resampling.BICUBIC)
    sheet = Image.new("RGB", size, _PAPER)
    plates = ImageOps.invert(large).split()
    for plate, colour, angle in zip(plates, (_CYAN, _MAGENTA, _YELLOW), (18, 72, 0), strict=True):
        # Less of little ink, more of much: flat areas between the dots.
        sheet = _pressed(sheet, colour, _dots(ramp(plate, 30, 189), angle, one * 1.9))
    ink(sheet, _BLACK, ramp(ImageOps.autocontrast(large.convert("L"), cutoff=1), 44, 23))
    ink(sheet, _BLACK, contours(large, one * 0.55, 5, 16))
    return sheet


def retro_ad(picture: Image.Image, chance: Random) -> Image.Image:
    """Four warm inks that don't quite meet, rays of the sun, a badge, and worn paper."""
    one = unit(picture)
    sheet = Image.new("RGB", picture.size, _CREAM)
    inks = _MUSTARD, _TOMATO, _TEAL, _BROWN
    for colour, mask, slip in zip(inks, _plates(picture), _SLIPS, strict=True):
        right, below = (round(by * one * 0.11) for by in slip)
        sheet = _pressed(sheet, colour, moved(mask, right, below))
    framed = bordered(sheet, _CREAM, _BROWN, (_TOMATO, _CREAM, _TOMATO, _MUSTARD))
    return worn(framed, _CREAM, chance)


def _pressed(sheet: Image.Image, colour: Colour, mask: Image.Image) -> Image.Image:
    """A sheet with another ink on it, which lets those below shine through."""
    white = Image.new("RGB", sheet.size, "white")
    ink(white, colour, mask)
    return ImageChops.multiply(sheet, white)


def _dots(cover: Image.Image, angle: float, pitch: float) -> Image.Image:
    """A mask of dots that cover as much of each place as another is white."""
    turn, far = math.radians(angle), 1000.0
    a, b = math.cos(turn) / pitch, math.sin(turn) / pitch
    places = across(cover.size), down(cover.size)
    right = computed(lambda x, y: (x * a + y * b + far) % 1.0 - 0.5, *places)
    below = computed(lambda x, y: (y * a - x * b + far) % 1.0 - 0.5, *places)
    radius = computed(lambda x, y: (x * x + y * y) ** 0.5, right, below)
    want = computed(lambda share: (share / math.pi) ** 0.5 * 1.26 - 0.02, shares(cover))
    return levels(computed(lambda most, here: (most - here) * pitch / 1.3 + 0.5, want, radius))


def _plates(picture: Image.Image) -> tuple[Image.Image, ...]:
    """What is printed in mustard, tomato, teal and brown."""
    quiet = calm(picture, 400, 2)
    grey = ImageOps.autocontrast(quiet.convert("L"), cutoff=1)
    dark = ImageChops.invert(grey)
    red, green, blue = toned(quiet, saturation=1.5).split()
    warm = ImageChops.subtract(red, blue)
    cool = ImageChops.subtract(ImageChops.lighter(blue, green), red)
    middle = ramp(ImageChops.darker(dark, grey), 0, 255, 191)
    yellow = ImageChops.subtract(ImageChops.lighter(warm, middle), cool, 0.5)
    covers = (yellow, 40, 80), (warm, 75, 150), (cool, 18, 60), (dark, 150, 195)
    plates = [
        _plate(cover, picture.size, (half, whole), 15 + 20 * index)
        for index, (cover, half, whole) in enumerate(covers)
    ]
    return _with_sun(plates, ramp(grey, 150, 192).filter(ImageFilter.GaussianBlur(1.5)))


def _plate(
    cover: Image.Image, size: tuple[int, int], steps: tuple[int, int], angle: float
) -> Image.Image:
    """From one step on a place is printed in dots, from another on solidly."""
    large = cover.filter(ImageFilter.GaussianBlur(1)).resize(size, Image.Resampling.BICUBIC)
    half = ramp(large, steps[0], steps[0] + 8, 112)
    return ImageChops.lighter(
        _dots(half, angle, unit(large) * 0.95), ramp(large, steps[1], steps[1] + 18)
    )


def _with_sun(plates: list[Image.Image], light: Image.Image) -> tuple[Image.Image, ...]:
    """Rays where it is light: mustard on the paper, paper in the sky."""
    yellow, red, teal, brown = plates
    sun = ImageChops.multiply(
        rays(yellow.size), light.resize(yellow.size, Image.Resampling.BICUBIC)
    )
    clear = ImageChops.subtract(sun, teal)
    return ImageChops.lighter(yellow, clear), red, ImageChops.subtract(teal, sun), brown
