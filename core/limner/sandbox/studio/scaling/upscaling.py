"""Pictures made larger, also huge ones, without holding many copies of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable

_SHEET = 1280
_BAND = 512
_MOST_SHARPENED = 8_000_000


def source_size(size: tuple[int, int], factor: float) -> tuple[int, int]:
    """How large the picture was that has become so large by a factor."""
    width, height = size
    return max(1, round(width / factor)), max(1, round(height / factor))


def enlarged(
    source: Image.Image,
    size: tuple[int, int],
    work: Callable[[Image.Image], Image.Image] | None = None,
) -> Image.Image:
    """A picture made larger, smooth and sharp.

    Args:
        source: RGB.
        size: In pixels.
        work: What is done to the larger one; of a huge one, it gets a smaller copy, and what
            it changes there is changed in the huge one.
    """
    small = source.width * source.height <= _MOST_SHARPENED
    crisp = source.filter(ImageFilter.UnsharpMask(1.0, 70, 2)) if small else source
    whole = crisp.resize(size, Image.Resampling.LANCZOS)
    if work is None:
        return whole
    if max(size) <= _SHEET:
        return work(whole)
    unit = max(size) / _SHEET
    before = whole.resize([max(1, round(side / unit)) for side in size], reducing_gap=2)
    _change(whole, before, work(before))
    return whole


def _change(whole: Image.Image, before: Image.Image, after: Image.Image) -> None:
    """Change a picture as a smaller copy of it has been changed, a band of rows at a time."""
    more, less = ImageChops.subtract(after, before), ImageChops.subtract(before, after)
    unit = before.height / whole.height
    for top in range(0, whole.height, _BAND):
        foot = min(whole.height, top + _BAND)
        band = whole.crop((0, top, whole.width, foot))
        box = (0, top * unit, before.width, min(before.height, foot * unit))
        for change, join in ((more, ImageChops.add), (less, ImageChops.subtract)):
            band = join(band, change.resize(band.size, Image.Resampling.BILINEAR, box))
        whole.paste(band, (0, top))
