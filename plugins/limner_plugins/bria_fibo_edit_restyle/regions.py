"""What a picture is made of: flat shapes, and the lines around them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Colour = tuple[int, int, int]
    Shape = tuple[Colour, Image.Image]

_SAMPLE = 112


def unit(picture: Image.Image) -> float:
    """What everything is measured with: a hundredth of the picture's side, in pixels."""
    return math.sqrt(picture.width * picture.height) / 100


def scaled(picture: Image.Image, side: float) -> Image.Image:
    """A copy of as many pixels as a square of a side."""
    factor = side / math.sqrt(picture.width * picture.height)
    size = [max(1, round(length * factor)) for length in picture.size]
    kind = Image.Resampling.BOX if factor < 1 else Image.Resampling.BICUBIC
    return picture.resize(size, kind)


def ramp(mask: Image.Image, low: float, high: float, most: int = 255) -> Image.Image:
    """A mask that is black up to one value of another, and `most` from a second on."""
    shares = ((value - low) / (high - low) for value in range(256))
    return mask.point([round(most * max(0.0, min(1.0, share))) for share in shares])


def ink(sheet: Image.Image, colour: Colour, mask: Image.Image) -> None:
    """Lay a colour on a sheet where a mask is white."""
    sheet.paste(colour, (0, 0, *sheet.size), mask)


def penned(size: tuple[int, int], draw: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    """A mask with smooth edges: what is drawn on a sheet of twice the size."""
    sheet = Image.new("L", (size[0] * 2, size[1] * 2))
    draw(ImageDraw.Draw(sheet))
    return sheet.resize(size, Image.Resampling.BOX)


def calm(picture: Image.Image, side: float = 420, times: int = 3) -> Image.Image:
    """A small copy without texture: what is little is gone, and edges are kept."""
    small = scaled(picture, side)
    for _ in range(times):
        small = small.filter(ImageFilter.MedianFilter(3))
    return small


def shapes(picture: Image.Image, colours: int, rounding: float = 1.2) -> list[Shape]:
    """The flat shapes of a calm picture, those of the most common colour first.

    Args:
        picture: Small and calm.
        colours: How many there shall be at most.
        rounding: How round the shapes are, in pixels of the calm picture.

    Returns:
        Colours, each with a mask of the calm picture's size that is soft at its edges.
    """
    labels = _labels(picture, colours)
    counts, table = labels.histogram(), labels.getpalette("RGB") or []
    found = sorted(range(256), key=lambda label: (-counts[label], label))
    return [
        (_entry(table, label), _mask(labels, label, rounding)) for label in found if counts[label]
    ]


def crisp(mask: Image.Image, size: tuple[int, int], bias: float = 0.0) -> Image.Image:
    """A soft mask in another size, with clean edges; a bias of 0.1 makes it a little larger."""
    sharp = 4.5 * max(1.0, max(size) / max(mask.size)) / 2
    middle, half = 255 * (0.5 - bias), 127.5 / sharp
    return ramp(mask.resize(size, Image.Resampling.BICUBIC), middle - half, middle + half)


def flat(found: Sequence[Shape], size: tuple[int, int]) -> Image.Image:
    """Flat shapes with clean edges, in the size of a picture."""
    sheet = Image.new("RGB", size, found[0][0])
    # A little larger than they are, or the ground would shine through where three meet.
    for colour, mask in found[1:]:
        ink(sheet, colour, crisp(mask, size, 0.12))
    return sheet


def contours(
    picture: Image.Image, width: float, threshold: float = 2.0, gain: float = 14.0
) -> Image.Image:
    """The lines of a picture as a mask: white on black.

    Args:
        picture: RGB or `L`.
        width: Of a line, in pixels.
        threshold: How many levels are no line yet.
        gain: How fast a line becomes black.
    """
    inner = picture.filter(ImageFilter.GaussianBlur(width * 0.5))
    outer = picture.filter(ImageFilter.GaussianBlur(width * 1.1))
    found = ImageChops.subtract(outer, inner, 1 / gain, -round(threshold * gain))
    lines, *others = found.split()
    for other in others:
        lines = ImageChops.lighter(lines, other)
    return lines


def _labels(picture: Image.Image, colours: int) -> Image.Image:
    sample = scaled(picture, _SAMPLE).quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=2)
    labels = picture.quantize(palette=sample, dither=Image.Dither.NONE)
    return labels.filter(ImageFilter.ModeFilter(5))


def _mask(labels: Image.Image, label: int, rounding: float) -> Image.Image:
    table = [0] * 256
    table[label] = 255
    return labels.point(table, "L").filter(ImageFilter.GaussianBlur(rounding))


def _entry(table: Sequence[int], label: int) -> Colour:
    red, green, blue = table[label * 3 : label * 3 + 3]
    return red, green, blue


def moved(picture: Image.Image, right: int, below: int) -> Image.Image:
    """A picture shifted by some pixels; its edges grow to fill what becomes free."""
    width, height = picture.size
    right, below = (
        max(1 - side, min(side - 1, by)) for side, by in ((width, right), (height, below))
    )
    sheet = ImageChops.offset(picture, right, below)
    if right:
        edge, start = (right, 0) if right > 0 else (width + right - 1, width + right)
        strip = sheet.crop((edge, 0, edge + 1, height)).resize((abs(right), height))
        sheet.paste(strip, (start, 0))
    if below:
        edge, start = (below, 0) if below > 0 else (height + below - 1, height + below)
        strip = sheet.crop((0, edge, width, edge + 1)).resize((width, abs(below)))
        sheet.paste(strip, (0, start))
    return sheet
