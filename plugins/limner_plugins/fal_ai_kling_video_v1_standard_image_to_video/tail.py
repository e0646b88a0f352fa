"""The end of a film that shall arrive at a second picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageOps

from limner.sandbox.effects import pool
from limner.sandbox.studio.film.camera import smooth

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point

_BEGIN = 0.55
_SOFT = 0.6
_SHARE = 0.2
_SMALLEST = 16


class Tail:
    """A picture that a film turns into, and that is seen small until then.

    Args:
        picture: RGB, of the frame's size.
    """

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture
        size, middle = picture.size, (0.5, 0.5)
        light = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
        # What is bright and near the middle comes first.
        self._order = Image.blend(light, pool(size, middle, (0.75, 0.75)), 0.5)
        self._small = _framed(picture)

    def put_on(self, picture: Image.Image, progress: float) -> None:
        """Draw on a frame what has come of it by a time of the film, 0 to 1."""
        come = smooth(max(0.0, progress - _BEGIN) / (1 - _BEGIN))
        if come >= 1:
            picture.paste(self._picture, (0, 0))
        elif come > 0:
            picture.paste(self._picture, (0, 0), self._order.point(_curve(come)))
        elif self._small:
            left, top = self._corner()
            picture.paste(self._small, (round(left), round(top)))

    def _corner(self) -> Point:
        width, height = self._picture.size
        gap = min(width, height) * 0.04
        small = self._small.size if self._small else (0, 0)
        return width - small[0] - gap, height - small[1] - gap


def _curve(come: float) -> list[int]:
    start = come * (1 + _SOFT) - 1
    return [round(255 * max(0.0, min(1.0, (start + value / 255) / _SOFT))) for value in range(256)]


def _framed(picture: Image.Image) -> Image.Image | None:
    """A small copy with a white edge; of a tiny picture, none."""
    size = [round(side * _SHARE) for side in picture.size]
    if min(size) < _SMALLEST:
        return None
    small = picture.resize(size, Image.Resampling.BICUBIC)
    thick = max(1, round(min(picture.size) / 240))
    ImageDraw.Draw(small).rectangle((0, 0, size[0] - 1, size[1] - 1), outline="white", width=thick)
    return small
