"""A slow camera over a picture: it comes nearer, and what is written stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from limner.sandbox.chance import dice
from limner.sandbox.studio.caption import labels
from limner.sandbox.studio.composition import compose
from limner.sandbox.studio.palette import WHITE
from limner.sandbox.studio.photo import photo

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZOOM = 0.13
_BAR = 0.009


class Camera:
    """What is filmed, and from where."""

    def __init__(
        self,
        size: tuple[int, int],
        seed: int,
        title: str,
        lines: Sequence[str],
        base: bytes | None,
    ) -> None:
        self._size = size
        self._scene = compose(size, seed, title) if base is None else photo(base, size)
        self._labels = labels(size, title, lines)
        chance = dice(seed)
        self._target = chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.6)

    def frame(self, progress: float) -> Image.Image:
        """The picture at a time of the film, 0 to 1."""
        width, height = self._size
        smooth = progress * progress * (3 - 2 * progress)
        cut = _ZOOM * smooth
        left, top = width * cut * self._target[0], height * cut * self._target[1]
        box = left, top, left + width * (1 - cut), top + height * (1 - cut)
        picture = self._scene.resize(self._size, Image.Resampling.BILINEAR, box)
        for label in self._labels:
            label.put_on(picture)
        self._draw_bar(picture, progress)
        return picture

    def _draw_bar(self, picture: Image.Image, progress: float) -> None:
        width, height = self._size
        top = height - max(1, round(min(self._size) * _BAR))
        pen = ImageDraw.Draw(picture, "RGBA")
        pen.rectangle((0, top, width, height), fill=(*WHITE, 70))
        pen.rectangle((0, top, max(0, width * progress - 1), height), fill=(*WHITE, 235))
