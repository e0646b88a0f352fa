"""Detail that nobody photographed: marks along the edges of a picture, drawn by chance."""

from __future__ import annotations

import math
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import mix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

_FIELD = 128
_SMOOTH, _EVEN = 4, 0.04
_BRIGHT, _DARK = (255, 250, 236), (12, 14, 24)


class _Mark(NamedTuple):
    """Where a mark is made, along which way, how long it is, and in what colour."""

    x: float
    y: float
    angle: float
    length: float
    colour: tuple[int, int, int, int]
    bend: float


def invented(
    picture: Image.Image, kind: str, count: int, chance: Random, boldness: float = 1.0
) -> Image.Image:
    """A picture with marks that follow its edges; a larger count adds to those of a smaller one.

    Args:
        picture: RGB, of at most some two million pixels.
        kind: One of `KINDS`.
        count: How many marks.
        chance: Where they are.
        boldness: How large they are.
    """
    drawn = picture.copy()
    pen = ImageDraw.Draw(drawn, "RGBA")
    draw = KINDS[kind]
    for mark in _marks(picture, count, chance, boldness):
        draw(pen, mark)
    return drawn


def _marks(picture: Image.Image, count: int, chance: Random, boldness: float) -> Iterator[_Mark]:
    unit = max(picture.size) / _FIELD
    size = [max(1, round(side / unit)) for side in picture.size]
    small = picture.resize(size, reducing_gap=2)
    bytes_of = small.tobytes()
    edges = list(_edges(small))
    weights = list(accumulate(max(0, strength - _SMOOTH) ** 1.5 + _EVEN for strength, _ in edges))
    for _ in range(count):
        # What is drawn for a mark doesn't depend on how many there are.
        place = bisect(weights, chance.random() * weights[-1], 0, len(weights) - 1)
        row, column = divmod(place, size[0])
        strength, angle = edges[place]
        red, green, blue = bytes_of[place * 3 : place * 3 + 3]
        tone = _BRIGHT if chance.random() < 0.62 else _DARK  # noqa: PLR2004 - mostly light
        accent = mix((red, green, blue), tone, chance.uniform(0.12, 0.48))
        yield _Mark(
            (column + chance.random()) / size[0] * picture.width,
            (row + chance.random()) / size[1] * picture.height,
            angle + chance.gauss(0, 0.15 + 2 / (2 + strength)),
            unit * boldness * chance.uniform(0.8, 2.6),
            (*accent, chance.randrange(110, 225)),
            chance.gauss(0, 0.25),
        )


def _edges(small: Image.Image) -> Iterator[tuple[float, float]]:
    """How strong the edge at each pixel is, and the way along it."""
    width, height = small.size
    field = small.convert("L").filter(ImageFilter.GaussianBlur(1.2)).tobytes()
    for row in range(height):
        here, above, below = (
            min(max(at, 0), height - 1) * width for at in (row, row - 1, row + 1)
        )
        for column in range(width):
            right, left = min(column + 1, width - 1), max(column - 1, 0)
            across = field[here + right] - field[here + left]
            down = field[below + column] - field[above + column]
            yield math.hypot(across, down), math.atan2(down, across) + math.pi / 2


def _stroke(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A brush's stroke, thick in its middle."""
    path = _path(mark, 4)
    thick = mark.length * 0.16
    pen.polygon(_lens(path, thick), mark.colour)


def _hair(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A few fine lines, side by side."""
    path = _path(mark, 4)
    for shift in (-0.28, 0.0, 0.28):
        x, y = (mark.length * shift * f(mark.angle + math.pi / 2) for f in (math.cos, math.sin))
        pen.line([(a + x, b + y) for a, b in path], mark.colour, max(1, round(mark.length / 22)))


def _ripple(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A flat arc, as on water."""
    reach = mark.length * 0.8
    box = (mark.x - reach, mark.y - reach * 0.36, mark.x + reach, mark.y + reach * 0.36)
    turn = 200 if mark.bend > 0 else 20
    pen.arc(box, turn, turn + 140, mark.colour, max(1, round(mark.length / 11)))


def _leaf(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A pointed leaf with its rib."""
    path = _path(mark, 4)
    pen.polygon(_lens(path, mark.length * 0.3), mark.colour)
    pen.line(path, (*_DARK, 70), max(1, round(mark.length / 24)))


def _facet(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A splinter of crystal: one side catches the light, the other lies in the shade."""
    tip, foot = _path(mark._replace(bend=0), 1)
    x, y = (mark.length * 0.27 * f(mark.angle + math.pi / 2) for f in (math.cos, math.sin))
    knee = tip[0] * 0.62 + foot[0] * 0.38, tip[1] * 0.62 + foot[1] * 0.38
    red, green, blue, opacity = mark.colour
    for side, tone in ((1, _BRIGHT), (-1, _DARK)):
        shade = mix((red, green, blue), tone, 0.34)
        corner = knee[0] + side * x, knee[1] + side * y
        pen.polygon([tip, corner, foot], (*shade, opacity))


def _glint(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A star with four rays."""
    reach, thin = mark.length * 0.72, mark.length * 0.09
    points = []
    for step in range(8):
        angle, far = step * math.pi / 4, thin if step % 2 else reach
        points.append((mark.x + math.cos(angle) * far, mark.y + math.sin(angle) * far))
    pen.polygon(points, (*mix(mark.colour[:3], _BRIGHT, 0.75), mark.colour[3]))


def _dot(pen: ImageDraw.ImageDraw, mark: _Mark) -> None:
    """A round dab."""
    reach = mark.length * 0.22
    pen.ellipse((mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach), mark.colour)


KINDS: dict[str, Callable[[ImageDraw.ImageDraw, _Mark], None]] = {
    "strokes": _stroke,
    "hair": _hair,
    "ripples": _ripple,
    "leaves": _leaf,
    "facets": _facet,
    "glints": _glint,
    "dots": _dot,
}
"""The kinds of marks there are."""


def _path(mark: _Mark, steps: int) -> list[tuple[float, float]]:
    """A bent line around a mark's place."""
    step, angle = mark.length * 1.6 / steps, mark.angle - mark.bend * steps / 2
    x = mark.x - math.cos(mark.angle) * mark.length * 0.8
    y = mark.y - math.sin(mark.angle) * mark.length * 0.8
    points = [(x, y)]
    for _ in range(steps):
        x, y, angle = x + math.cos(angle) * step, y + math.sin(angle) * step, angle + mark.bend
        points.append((x, y))
    return points


def _lens(path: list[tuple[float, float]], thick: float) -> list[tuple[float, float]]:
    """The outline of a line that is thick in its middle and pointed at its ends."""
    (x, y), (far, low) = path[0], path[-1]
    angle = math.atan2(low - y, far - x) + math.pi / 2
    sides: list[list[tuple[float, float]]] = [[], []]
    for place, (a, b) in enumerate(path):
        half = thick * math.sin(math.pi * place / (len(path) - 1))
        for side, sign in zip(sides, (1, -1), strict=True):
            side.append((a + sign * half * math.cos(angle), b + sign * half * math.sin(angle)))
    return [*sides[0], *reversed(sides[1])]
