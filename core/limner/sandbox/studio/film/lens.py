"""What a moving camera sees of a flat picture that is larger than the frame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.film.movement import Shot

_STEPS = 12
_FINENESS = 2
_MOST_FINE_PIXELS = 14_000_000
_MOST_TIMES = 3
_MARGIN = 4


class Lens:
    """Films a picture along a way; nothing beyond the picture's edges is ever seen.

    Args:
        picture: RGB, at least as large as the frame; the film rests at its middle.
        frame: Width and height of what is seen, in pixels.
        way: The camera's movement, as `Shot.at` goes it.
    """

    def __init__(self, picture: Image.Image, frame: tuple[int, int], way: Shot) -> None:
        self._frame = frame
        self._sheet = _mirrored(picture, reach(way, frame))
        self._fineness = 1.0
        if way.turned or way.closer:
            # The nearest pixel of a picture twice as fine is found in a fifth of the time
            # that mixing four pixels takes, and looks the same.
            pixels = self._sheet.width * self._sheet.height
            self._fineness = min(_FINENESS, max(1.0, math.sqrt(_MOST_FINE_PIXELS / pixels)))
            self._sheet = ImageOps.scale(self._sheet, self._fineness, Image.Resampling.BICUBIC)

    def seen(self, shot: Shot) -> Image.Image:
        """The frame that a shot takes."""
        if shot.turned:
            return self._turned(shot)
        width, height = (side * math.exp(-shot.closer) for side in self._frame)
        left = self._sheet.width / 2 + (shot.right * self._frame[0]) * self._fineness
        top = self._sheet.height / 2 - (shot.up * self._frame[1]) * self._fineness
        across, down = width * self._fineness / 2, height * self._fineness / 2
        box = _within((left - across, top - down, left + across, top + down), self._sheet.size)
        if not shot.closer and self._fineness == 1:
            return self._cut(box)
        return self._sheet.resize(self._frame, Image.Resampling.NEAREST, box)

    def _cut(self, box: tuple[float, float, float, float]) -> Image.Image:
        left = min(round(box[0]), self._sheet.width - self._frame[0])
        top = min(round(box[1]), self._sheet.height - self._frame[1])
        return self._sheet.crop((left, top, left + self._frame[0], top + self._frame[1]))

    def _turned(self, shot: Shot) -> Image.Image:
        matrix = shot.projection(self._frame)
        middle = self._sheet.width / 2, self._sheet.height / 2
        data = _from_corners(matrix, self._frame, middle, self._fineness)
        return self._sheet.transform(self._frame, Image.Transform.PERSPECTIVE, data)


def reach(way: Shot, frame: tuple[int, int]) -> tuple[int, int]:
    """How large a picture must be so that a camera on its way never sees its edges, in pixels."""
    across = down = 0.0
    for step in range(_STEPS + 1):
        matrix = way.at(step / _STEPS).projection(frame)
        for x in (-frame[0] / 2, frame[0] / 2):
            for y in (-frame[1] / 2, frame[1] / 2):
                right, below = placed(matrix, (x, y))
                across, down = max(across, abs(right)), max(down, abs(below))
    most = max(frame) * _MOST_TIMES
    return min(most, math.ceil(2 * across + _MARGIN)), min(most, math.ceil(2 * down + _MARGIN))


def placed(matrix: Sequence[float], point: Point) -> Point:
    """Where a projection puts a point."""
    a, b, c, d, e, f, g, h, i = matrix
    x, y = point
    depth = g * x + h * y + i
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def inverted(matrix: Sequence[float]) -> tuple[float, ...]:
    """The projection that undoes another."""
    a, b, c, d, e, f, g, h, i = matrix
    return (
        e * i - f * h,
        c * h - b * i,
        b * f - c * e,
        f * g - d * i,
        a * i - c * g,
        c * d - a * f,
        d * h - e * g,
        b * g - a * h,
        a * e - b * d,
    )


def _from_corners(
    matrix: Sequence[float], frame: tuple[int, int], middle: Point, fineness: float
) -> tuple[float, ...]:
    """The eight numbers that Pillow wants: it counts both pictures from their left top."""
    a, b, c, d, e, f, g, h, i = matrix
    x, y = frame[0] / 2, frame[1] / 2
    c, f, i = c - a * x - b * y, f - d * x - e * y, i - g * x - h * y
    first = [value * fineness + middle[0] * low for value, low in ((a, g), (b, h), (c, i))]
    second = [value * fineness + middle[1] * low for value, low in ((d, g), (e, h), (f, i))]
    return tuple(value / i for value in (*first, *second, g, h))


def _mirrored(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture at least as large as a size: beyond its edges it is mirrored."""
    width, height = (max(pair) for pair in zip(picture.size, size, strict=True))
    if (width, height) == picture.size:
        return picture
    left, top = (width - picture.width) // 2, (height - picture.height) // 2
    sheet = Image.new("RGB", (width, height))
    for column in _tiles(left, picture.width, width):
        for row in _tiles(top, picture.height, height):
            piece = picture
            piece = ImageOps.mirror(piece) if column % 2 else piece
            piece = ImageOps.flip(piece) if row % 2 else piece
            sheet.paste(piece, (left + column * picture.width, top + row * picture.height))
    return sheet


def _tiles(start: int, side: int, whole: int) -> range:
    return range(-math.ceil(start / side), math.ceil((whole - start) / side))


def _within(
    box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return max(0.0, left), max(0.0, top), min(float(size[0]), right), min(float(size[1]), bottom)
