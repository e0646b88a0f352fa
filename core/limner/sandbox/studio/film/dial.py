"""A dial in a film's corner that tells how its camera moves, so that one frame is enough."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from limner.sandbox.studio.caption import Label
from limner.sandbox.studio.lettering import font_of
from limner.sandbox.studio.palette import WHITE, Colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.film.movement import Shot

_INK: Colour = (18, 20, 28)
_AMBER: Colour = (255, 196, 92)
_FAINT: Colour = (150, 156, 170)
_SHARE = 0.19
_SMALLEST = 40
_FINE = 3
_HEAD = 0.13
_LEAST = 0.16


class Dial:
    """A round plate with the arrows of a movement, and its name under them.

    Args:
        frame: Width and height, in pixels; on a tiny one there is no dial.
        way: The camera's movement.
        name: Such as "pan +6".
    """

    def __init__(self, frame: tuple[int, int], way: Shot, name: str) -> None:
        side = round(min(frame) * _SHARE)
        self._label = None
        if side < _SMALLEST:
            return
        gap = round(min(frame) * 0.028)
        fine = side * _FINE
        letters = Image.new("RGBA", (fine, fine), (0, 0, 0, 0))
        _draw(letters, way, name)
        plate = Image.new("L", (fine, fine))
        ImageDraw.Draw(plate).rounded_rectangle((0, 0, fine - 1, fine - 1), fine * 0.16, fill=255)
        small = (side, side)
        self._label = Label(
            (gap, gap),
            plate.resize(small, Image.Resampling.BOX),
            (_INK, 0.72),
            letters.resize(small, Image.Resampling.BOX),
        )

    def put_on(self, picture: Image.Image) -> None:
        """Draw it on a frame."""
        if self._label:
            self._label.put_on(picture)


def _draw(sheet: Image.Image, way: Shot, name: str) -> None:
    side = sheet.width
    pen = ImageDraw.Draw(sheet)
    middle, radius = (side * 0.5, side * 0.41), side * 0.3
    _compass(pen, middle, radius)
    for paths in (_straight(way), _arcs(way), _frames(pen, way, middle, radius)):
        for path in paths:
            _arrow(pen, [(middle[0] + x * radius, middle[1] + y * radius) for x, y in path], side)
    if way == type(way)():
        spot = side * 0.035
        pen.ellipse(
            (middle[0] - spot, middle[1] - spot, middle[0] + spot, middle[1] + spot), _AMBER
        )
    _write(pen, name, side)


def _write(pen: ImageDraw.ImageDraw, name: str, side: int) -> None:
    em = side * 0.135
    natural = font_of(em).getlength(name)
    font = font_of(em * min(1.0, side * 0.9 / max(1.0, natural)))
    pen.text((side / 2, side * 0.86), name, WHITE, font, anchor="mm")


def _compass(pen: ImageDraw.ImageDraw, middle: Point, radius: float) -> None:
    x, y = middle
    thin = max(1, round(radius * 0.035))
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_FAINT, width=thin)
    for quarter in range(4):
        angle = quarter * math.pi / 2
        across, down = math.cos(angle), math.sin(angle)
        pen.line(
            [(x + across * reach, y + down * reach) for reach in (radius * 0.86, radius * 1.1)],
            _FAINT,
            thin,
        )


def _length(value: float, whole: float) -> float:
    """How long an arrow is: even a small movement's can be seen."""
    return math.copysign(_LEAST + (1 - _LEAST) * min(1.0, abs(value) / whole), value)


def _straight(way: Shot) -> list[list[Point]]:
    if not (way.right or way.up):
        return []
    x = _length(way.right, 0.27) if way.right else 0.0
    y = -_length(way.up, 0.27) if way.up else 0.0
    return [[(-x * 0.82, -y * 0.82), (x * 0.82, y * 0.82)]]


def _arcs(way: Shot) -> list[list[Point]]:
    """Turns are seen as arcs: across for a pan, upright for a tilt, along the rim for a roll."""
    arcs: list[list[Point]] = []
    steps = [step / 16 for step in range(17)]
    if way.pan:
        half = _length(way.pan, 0.349)
        arcs.append(
            [
                (math.sin(1.35 * half * s) * 0.85, 0.42 * math.cos(1.35 * s) - 0.1)
                for s in _both(steps)
            ]
        )
    if way.tilt:
        half = _length(way.tilt, 0.262)
        arcs.append(
            [
                (0.42 * math.cos(1.35 * s) - 0.1, -math.sin(1.35 * half * s) * 0.85)
                for s in _both(steps)
            ]
        )
    if way.roll:
        sweep = _length(way.roll, 0.419) * 2.6
        arcs.append(
            [(math.sin(sweep * s) * 0.68, -math.cos(sweep * s) * 0.68) for s in _both(steps)]
        )
    return arcs


def _both(steps: Sequence[float]) -> list[float]:
    return [2 * step - 1 for step in steps]


def _frames(
    pen: ImageDraw.ImageDraw, way: Shot, middle: Point, radius: float
) -> list[list[Point]]:
    """A zoom: the frame before and after, and arrows from the one's corners to the other's."""
    if not way.closer:
        return []
    reach = abs(_length(way.closer, 0.55))
    small, large = 0.5 - 0.22 * reach, 0.5 + 0.3 * reach
    for half in (small, large):
        box = [middle[0] - half * radius, middle[1] - half * radius * 0.7]
        box += [middle[0] + half * radius, middle[1] + half * radius * 0.7]
        pen.rectangle(box, outline=WHITE, width=max(1, round(radius * 0.045)))
    start, end = (large, small) if way.closer > 0 else (small, large)
    # Along with another movement, two arrows leave room for that one's.
    rows = (-1,) if way.right or way.up or way.turned else (-1, 1)
    return [
        [(sx * start, sy * start * 0.7), (sx * end, sy * end * 0.7)]
        for sx in (-1, 1)
        for sy in rows
    ]


def _arrow(pen: ImageDraw.ImageDraw, path: Sequence[Point], side: int) -> None:
    thick = max(1, round(side * 0.028))
    pen.line(list(path), _AMBER, thick, joint="curve")
    (x, y), (before_x, before_y) = path[-1], path[-2]
    angle = math.atan2(y - before_y, x - before_x)
    length = math.dist(path[0], path[-1])
    head = min(side * _HEAD * 0.55, max(side * 0.045, length * 0.5))
    corners = [
        (x + math.cos(angle + turn) * head * size, y + math.sin(angle + turn) * head * size)
        for turn, size in ((0, 0.7), (2.5, 1), (-2.5, 1))
    ]
    pen.polygon(corners, _AMBER)
