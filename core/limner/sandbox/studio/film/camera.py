"""A slow camera over a picture, and what is written over every frame of a film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from limner.sandbox.studio.caption import labels
from limner.sandbox.studio.palette import WHITE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

_ZOOM = 0.13
_BAR = 0.009


def approach(scene: Image.Image, chance: Random) -> Callable[[float], Image.Image]:
    """A camera that comes slowly nearer to some place of a picture.

    Returns:
        What is seen at a time of the film, 0 to 1, in the picture's own size.
    """
    target = chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.6)

    def seen(progress: float) -> Image.Image:
        width, height = scene.size
        cut = _ZOOM * smooth(progress)
        left, top = width * cut * target[0], height * cut * target[1]
        box = left, top, left + width * (1 - cut), top + height * (1 - cut)
        return scene.resize(scene.size, Image.Resampling.BILINEAR, box)

    return seen


def smooth(progress: float) -> float:
    """A movement from 0 to 1 that starts and ends gently."""
    return progress * progress * (3 - 2 * progress)


def frames(
    stage: Callable[[float], Image.Image],
    size: tuple[int, int],
    count: int,
    title: str,
    lines: Sequence[str],
) -> Iterator[Image.Image]:
    """The frames of a film, each with the tag, the caption, and a bar that shows the time."""
    plates = labels(size, title, lines)
    for index in range(count):
        progress = index / max(1, count - 1)
        seen = stage(progress).convert("RGB")
        picture = seen.copy() if seen.size == size else seen.resize(size)
        for label in plates:
            label.put_on(picture)
        _draw_bar(picture, progress)
        yield picture


def _draw_bar(picture: Image.Image, progress: float) -> None:
    width, height = picture.size
    top = height - max(1, round(min(picture.size) * _BAR))
    pen = ImageDraw.Draw(picture, "RGBA")
    pen.rectangle((0, top, width, height), fill=(*WHITE, 70))
    pen.rectangle((0, top, max(0, width * progress - 1), height), fill=(*WHITE, 235))
