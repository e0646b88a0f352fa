"""Costly work on a huge picture, without its fine lines being lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from collections.abc import Callable

_MIDDLE = 128


def keeping_detail(
    picture: Image.Image, work: Callable[[Image.Image], Image.Image], side: int = 1280
) -> Image.Image:
    """What work makes of a smaller copy, enlarged, with the fine lines of the picture itself.

    Args:
        picture: RGB, of any size.
        work: Gets a copy whose longer side has at most `side` pixels; the picture itself,
            where that's no longer.
        side: In pixels.
    """
    if max(picture.size) <= side:
        return work(picture)
    copy = picture.copy()
    copy.thumbnail((side, side))
    coarse = copy.convert("L").resize(picture.size, Image.Resampling.BICUBIC)
    fine = ImageChops.subtract(picture.convert("L"), coarse, 1, _MIDDLE)
    large = work(copy).resize(picture.size, Image.Resampling.BICUBIC)
    return ImageChops.add(large, Image.merge("RGB", (fine,) * 3), 1, -_MIDDLE)
