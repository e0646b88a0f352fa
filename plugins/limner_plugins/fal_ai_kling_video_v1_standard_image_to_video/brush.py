"""Kling's motion brush: areas of a picture that stand still, and areas that go their way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.data_urls import is_data_url, read_data_url
from limner.sandbox.chance import dice
from limner.sandbox.effects import pool
from limner.sandbox.studio.film.camera import smooth
from limner.sandbox.studio.film.lens import inverted, placed
from limner.sandbox.studio.film.sprites import dot
from limner.sandbox.studio.seeing.area import area_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.brief import Brief
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.film.movement import Shot
    from limner.sandbox.studio.palette import Colour

_COLOURS: Sequence[Colour] = ((255, 196, 92), (104, 220, 232), (255, 138, 176), (170, 226, 120))
_FARTHEST = 2.0
_STAND_IN_EDGE = 96
_CLEAR = 8


def marked(brief: Brief, *path: str | int, size: tuple[int, int]) -> Image.Image:
    """The area that a mask of the caller's marks; for one on the web, some oval.

    Args:
        brief: What was asked for.
        path: Where the mask stands in the arguments.
        size: Of the result, a mask, in pixels.
    """
    url = str(brief.given(*path))
    if is_data_url(url):
        return area_of(read_data_url(url)[1], size)
    chance = dice(url)
    centre = chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.6)
    oval = pool(size, centre, (chance.uniform(0.18, 0.3), chance.uniform(0.25, 0.4)))
    return oval.point([255 if value > _STAND_IN_EDGE else 0 for value in range(256)])


class Still:
    """An area that stands still, its edge drawn faintly.

    Args:
        area: A mask of the frame's size.
        rest: What is seen there all the time.
    """

    def __init__(self, area: Image.Image, rest: Image.Image) -> None:
        self._area = area.filter(ImageFilter.GaussianBlur(max(area.size) / 900))
        self._rest = rest.copy()
        thick = max(1, round(min(area.size) / 360)) * 2 + 1
        edge = ImageChops.subtract(area.filter(ImageFilter.MaxFilter(thick)), area)
        self._edge = ImageChops.multiply(edge, _dashes(area.size)).point(
            [round(value * 0.8) for value in range(256)]
        )

    def put_on(self, picture: Image.Image) -> None:
        """Draw it on a frame."""
        picture.paste(self._rest, (0, 0), self._area)
        picture.paste("white", (0, 0, *picture.size), self._edge)


def _dashes(size: tuple[int, int]) -> Image.Image:
    """Slanted stripes, which make dashes of any line."""
    pitch = max(4, round(min(size) / 45))
    sheet = Image.new("L", size)
    pen = ImageDraw.Draw(sheet)
    for start in range(-size[1], size[0], pitch):
        pen.line((start, 0, start + size[1], size[1]), 255, max(1, pitch // 2))
    return sheet


@dataclass(frozen=True)
class Moving:
    """An area that goes along a path; places are pixels right and down of the middle.

    Attributes:
        picture: What is in it, RGB.
        shape: Its shape, `L`, of the same size.
        place: Its middle at rest.
        path: Its way; of less than two points there is none, and it sways where it is.
        frame: The film's width and height, in pixels.
        colour: Of the path.
    """

    picture: Image.Image
    shape: Image.Image
    place: Point
    path: Sequence[Point]
    frame: tuple[int, int]
    colour: Colour

    def put_on(self, picture: Image.Image, shot: Shot, progress: float) -> None:
        """Draw it on a frame, and its path over it."""
        matrix = inverted(shot.projection(self.frame))
        shift = self._shift(progress)
        middle = placed(matrix, (self.place[0] + shift[0], self.place[1] + shift[1]))
        size = [max(1, round(side * math.exp(shot.closer))) for side in self.picture.size]
        look = self.picture.resize(size, Image.Resampling.BILINEAR)
        corner = [
            round(at + side / 2 - own / 2)
            for at, side, own in zip(middle, self.frame, size, strict=True)
        ]
        shape = self.shape.resize(size, Image.Resampling.BILINEAR)
        picture.paste(look, (corner[0], corner[1]), shape)

    def draw_path(self, picture: Image.Image, shot: Shot, progress: float) -> None:
        """Draw its way as dots, and where it is on it."""
        matrix, unit = inverted(shot.projection(self.frame)), min(self.frame)
        spots = [(point, 0.0042, 0.85) for point in _dotted(self.path, unit * 0.026)]
        if self.path:
            spots.append((self.path[0], 0.0075, 0.9))
            spots.append((_along(self.path, smooth(progress)), 0.015, 1.0))
        for point, size, opacity in spots:
            right, down = placed(matrix, point)
            for grown, colour in ((1.45, (20, 22, 30)), (1.0, self.colour)):
                spot = _spot(unit * size * grown, colour, opacity)
                left = round(right + (self.frame[0] - spot.width) / 2)
                top = round(down + (self.frame[1] - spot.height) / 2)
                picture.paste(spot, (left, top), spot)

    def _shift(self, progress: float) -> Point:
        if len(self.path) > 1:
            x, y = _along(self.path, smooth(progress))
            return x - self.path[0][0], y - self.path[0][1]
        reach = min(self.frame) * 0.03
        turn = progress * math.tau * 2
        return reach * math.sin(turn), reach * 0.4 * math.sin(turn * 2)


@lru_cache(maxsize=64)
def _spot(radius: float, colour: Colour, opacity: float) -> Image.Image:
    return dot(radius, colour, opacity, 0.3)


def moving_of(
    brief: Brief, sheet: Image.Image, base: tuple[int, int]
) -> list[tuple[Moving, Image.Image]]:
    """The areas that move, each with its mask on the sheet.

    Args:
        brief: What was asked for.
        sheet: The picture that is filmed.
        base: The size of the caller's picture, whose pixels the paths are given in.
    """
    found = []
    for index, mask in enumerate(brief.given("dynamic_masks") or []):
        area = marked(brief, "dynamic_masks", index, "mask_url", size=sheet.size)
        path = _path(mask.get("trajectories") or [], sheet.size, base)
        box = area.point([255 if value > _CLEAR else 0 for value in range(256)]).getbbox()
        left, top, right, bottom = box or (0, 0, 1, 1)
        place = (left + right - sheet.width) / 2, (top + bottom - sheet.height) / 2
        colour = _COLOURS[index % len(_COLOURS)]
        cut = left, top, right, bottom
        part = Moving(sheet.crop(cut), area.crop(cut), place, path, brief.size, colour)
        found.append((part, area))
    return found


def _path(
    points: Sequence[dict[str, int]], size: tuple[int, int], base: tuple[int, int]
) -> list[Point]:
    """A path in pixels of the sheet, off its middle; nothing goes endlessly far."""
    scale = max(size[0] / base[0], size[1] / base[1])
    path = []
    for point in points:
        x, y = (
            max(-_FARTHEST * side, min(_FARTHEST * side, point[axis] - side / 2)) * scale
            for axis, side in zip("xy", base, strict=True)
        )
        path.append((x, y))
    return path


def _along(path: Sequence[Point], share: float) -> Point:
    """The place on a path after a share of its length."""
    left = share * _length(path)
    for start, end in pairwise(path):
        step = math.dist(start, end)
        if step and left <= step:
            return _between(start, end, left / step)
        left -= step
    return path[-1]


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _length(path: Sequence[Point]) -> float:
    return sum(math.dist(start, end) for start, end in pairwise(path))


def _dotted(path: Sequence[Point], pitch: float) -> list[Point]:
    count = min(200, int(_length(path) / pitch)) if len(path) > 1 else 0
    return [_along(path, index / count) for index in range(count + 1)] if count else []
