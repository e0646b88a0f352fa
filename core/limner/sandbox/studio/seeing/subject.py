"""What a picture is of: a guess without any model, from what its frame doesn't show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageStat

from limner.sandbox.effects import pool
from limner.sandbox.studio.seeing.parts import filled, kept_parts
from limner.sandbox.studio.seeing.segments import Segments, remoteness, segmented, strongest
from limner.sandbox.studio.seeing.snapping import snapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SIDE = 112
_LEAST = 0.005
_CENTRAL = 150
_MOST = 0.9
_FLAT = 12.0
_CLEAR = 70.0
_SOLID = 0.35
_LEVELS = (0.85, 0.7, 0.5, 0.3)
_UPRIGHT = (0.5, 0.35, 0.25)


def subject(
    picture: Image.Image,
    *,
    detail: int = 256,
    parts: float = 0.25,
    upright: bool = False,
) -> Image.Image:
    """A mask of the likely subject, `L`, white where it is; where none stands out, an oval.

    Args:
        picture: RGB, of any size.
        detail: How fine the mask's edge is: the longer side of the sheet that it is found on.
        parts: How large a second thing must be to belong to it, as a share of the first.
        upright: Whether it stands in the middle and reaches the lower edge, as people do.
    """
    small = _reduced(picture, _SIDE)
    found = _found(small, parts, upright=upright)
    if found is None:
        return _oval(picture.size, detail, upright=upright)
    fine = snapped(_reduced(picture, max(8, detail)), filled(found))
    return fine.resize(picture.size, Image.Resampling.BICUBIC)


def _oval(size: tuple[int, int], detail: int, *, upright: bool) -> Image.Image:
    """An oval in the middle, the softer the less detail there is."""
    soft = min(200.0, 70 * (150 / detail) ** 0.7)
    curve = [round(255 * min(1.0, value / soft)) for value in range(256)]
    return pool(size, (0.5, 0.52), (0.38, 0.58) if upright else (0.46, 0.5)).point(curve)


def _reduced(picture: Image.Image, side: int) -> Image.Image:
    unit = max(1.0, max(picture.size) / side)
    size = [max(1, round(length / unit)) for length in picture.size]
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=2)


def _found(small: Image.Image, parts: float, *, upright: bool) -> Image.Image | None:
    segments = segmented(small)
    far = remoteness(small, segments, _frame(small.size, 0.45 if upright else 0.75))
    if max(far) < _FLAT:
        return None
    likely = segments.painted(
        _supported(small, segments, _scores(small, segments, far, upright=upright))
    )
    for mask in _candidates(likely, parts, _UPRIGHT if upright else _LEVELS):
        if max(far) > _CLEAR or _is_central(mask):
            return mask
    return None


def _candidates(
    likely: Image.Image, parts: float, levels: Sequence[float]
) -> Iterator[Image.Image]:
    """Masks of the likely, the strictest first; none of them is all thin lines and specks."""
    start = _threshold(likely)
    for level in levels:
        mask = likely.point([255 * (value > start * level) for value in range(256)])
        mask = kept_parts(_closed(mask), likely, parts)
        solid = mask.filter(ImageFilter.MinFilter(5)).filter(ImageFilter.MaxFilter(5))
        if _LEAST <= _share(mask) <= _MOST and _share(solid) > _SOLID * _share(mask):
            yield mask


def _is_central(mask: Image.Image) -> bool:
    weights = _central(mask.size, upright=False)
    return ImageStat.Stat(weights, mask).mean[0] > _CENTRAL


def _share(mask: Image.Image) -> float:
    return mask.histogram()[255] / (mask.width * mask.height)


def _frame(size: tuple[int, int], deep: float) -> set[int]:
    """The pixels of the upper edge and of the sides; below, subjects often reach the edge."""
    width, height = size
    rows = range(max(1, round(height * deep)))
    return {*range(width), *(row * width + x for row in rows for x in (0, width - 1))}


def _scores(
    small: Image.Image, segments: Segments, far: Sequence[float], *, upright: bool
) -> list[float]:
    """How likely each region belongs to the subject, as far as can be told of it alone."""
    unlike = segments.means(_unlike_sides(small).tobytes())
    central = segments.means(_central(small.size, upright=upright).tobytes())
    return [
        (1 - math.exp(-((distance / 40) ** 1.5)))
        * (1 + other / 255)
        * (0.35 + 0.65 * middle / 255)
        for distance, other, middle in zip(far, unlike, central, strict=True)
    ]


def _unlike_sides(small: Image.Image) -> Image.Image:
    """How little each pixel is like the edges of its row, left, right, or between them."""
    width, height = small.size
    edge = max(1, round(width * 0.03))
    soft = small.filter(ImageFilter.GaussianBlur(1))
    both = Image.new("RGB", (2, height))
    for column, left in enumerate((0, width - edge)):
        strip = soft.crop((left, 0, left + edge, height))
        both.paste(strip.resize((1, height), Image.Resampling.BOX), (column, 0))
    left_side, right_side = (both.crop((x, 0, x + 1, height)) for x in (0, 1))
    least = Image.new("L", small.size, 255)
    for side in (both, left_side, right_side):
        behind = side.resize(small.size, Image.Resampling.BILINEAR)
        least = ImageChops.darker(least, strongest(ImageChops.difference(small, behind)))
    return least


def _central(size: tuple[int, int], *, upright: bool) -> Image.Image:
    across, down = (0.26, 0.6) if upright else (0.42, 0.46)
    width, height = size
    columns, rows = (
        [math.exp(-0.7 * ((place + 0.5) / side - middle) ** 2 / reach**2) for place in range(side)]
        for side, middle, reach in ((width, 0.5, across), (height, 0.53, down))
    )
    return Image.frombytes("L", size, bytes(round(255 * a * b) for b in rows for a in columns))


def _supported(small: Image.Image, segments: Segments, scores: Sequence[float]) -> list[float]:
    """Scores that near regions of like colours share."""
    width, height = small.size
    unit = max(width, height) / 255
    columns = [round(x / unit) for _ in range(height) for x in range(width)]
    rows = [round(y / unit) for y in range(height) for _ in range(width)]
    bands = [band.tobytes() for band in small.split()]
    facts = list(zip(*(segments.means(values) for values in (*bands, columns, rows)), strict=True))
    shared = []
    for (red, green, blue, x, y), own in zip(facts, scores, strict=True):
        total = weight = 0.0
        for (r, g, b, across, down), area, score in zip(
            facts, segments.areas, scores, strict=True
        ):
            apart = ((r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2) / 1800
            apart += ((across - x) ** 2 + (down - y) ** 2) / 2600
            if apart < 6:  # noqa: PLR2004 - beyond, it weighs nothing
                likeness = math.exp(-apart) * area
                total, weight = total + likeness * score, weight + likeness
        shared.append((own + total / weight) / 2)
    return shared


def _threshold(likely: Image.Image) -> float:
    """The value that parts the light from the dark best."""
    # After Otsu, "A threshold selection method from gray-level histograms", 1979.
    counts = likely.histogram()
    pixels, total = sum(counts), sum(value * count for value, count in enumerate(counts))
    best, found, below, dark = 0.0, 128.0, 0, 0
    for value, count in enumerate(counts[:-1]):
        below, dark = below + count, dark + value * count
        if 0 < below < pixels:
            low, high = dark / below, (total - dark) / (pixels - below)
            spread = below * (pixels - below) * (high - low) ** 2
            best, found = (spread, (low + high) / 2) if spread > best else (best, found)
    return found


def _closed(mask: Image.Image) -> Image.Image:
    """A mask without small gaps, above all upright ones: things that stand are striped, too."""
    wide = mask.resize((mask.width * 3, mask.height), Image.Resampling.NEAREST)
    wide = wide.filter(ImageFilter.MaxFilter(11)).filter(ImageFilter.MinFilter(11))
    return wide.resize(mask.size, Image.Resampling.NEAREST)
