"""Styles of clean shapes: cartoon, anime and vector art."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from limner.sandbox.effects import slope, toned
from limner_plugins.bria_fibo_edit_restyle.regions import calm, contours, crisp, flat, shapes, unit

if TYPE_CHECKING:
    from random import Random


def cartoon(picture: Image.Image, _chance: Random) -> Image.Image:
    """Thick black outlines around flat, loud colours."""
    quiet = calm(toned(picture, saturation=1.5, contrast=1.05, brightness=1.1), 400, 1)
    sheet = flat(shapes(quiet, 12), picture.size)
    thick = unit(picture) * 0.65
    lines = contours(sheet, thick, 9, 14)
    fine = contours(quiet.resize(picture.size, Image.Resampling.BICUBIC), thick * 0.7, 5, 14)
    sheet.paste((18, 14, 24), (0, 0, *sheet.size), ImageChops.lighter(lines, fine))
    return sheet


def vector_art(picture: Image.Image, _chance: Random) -> Image.Image:
    """A few smooth shapes, each with a slight slope of its colour, and no lines at all."""
    quiet = calm(toned(picture, saturation=1.35), 330, 3)
    found = shapes(quiet, 9, 1.6)
    size = picture.size
    fall = slope(size, 90)
    sheet = Image.new("RGB", size, found[0][0])
    for index, (colour, mask) in enumerate(found):
        light, dark = (_shifted(colour, by) for by in (16, -14))
        paint = Image.composite(Image.new("RGB", size, light), Image.new("RGB", size, dark), fall)
        sheet.paste(paint, (0, 0), crisp(mask, size, 0.14) if index else None)
    # Neither black nor white: night and paper.
    sheet = ImageChops.lighter(sheet, Image.new("RGB", size, (32, 28, 68)))
    return ImageChops.darker(sheet, Image.new("RGB", size, (255, 248, 234)))


def _shifted(colour: tuple[int, int, int], by: int) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, part + by)) for part in colour)
    return red, green, blue
