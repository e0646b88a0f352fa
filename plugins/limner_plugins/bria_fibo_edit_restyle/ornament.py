"""The ornament of a frame: a quarter of it, the upper left, on a sheet of twice the size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import ImageDraw

    Point = tuple[float, float]

_STEPS = 60
_PETALS = (-0.85, 1.0), (0.85, 1.0), (0.0, 1.25), (-1.9, 0.7), (1.9, 0.7)
"""Where each points, and how long it is."""


class _Whip(NamedTuple):
    """A stem: nearly straight (it sways), and from a share of its length on it winds up."""

    start: Point
    heading: float
    length: float
    sway: float
    curl: float
    late: float = 0.55


def opening(pen: ImageDraw.ImageDraw, half: tuple[int, int], band: float) -> None:
    """Fill the window of the frame; its corner is cut by a curve."""
    beyond = half[0] * 2.0 + 4, half[1] * 2.0 + 4
    pen.polygon([*_rim(half, band), beyond], fill=255)


def gilding(pen: ImageDraw.ImageDraw, half: tuple[int, int], band: float) -> None:
    """Draw the rim of the window, a line near the edge, and stems between them."""
    pen.line(_rim(half, band), 255, max(1, round(band * 0.16)), "curve")
    edge = band * 0.3
    outer = [(half[0] * 2.0, edge), (edge, edge), (edge, half[1] * 2.0)]
    pen.line(outer, 255, max(1, round(band * 0.08)))
    for whip in _whips(half[0], band):
        _lash(pen, _path(whip), band)
    for whip in _whips(half[1], band):
        _lash(pen, [(y, x) for x, y in _path(whip)], band)


def lily(pen: ImageDraw.ImageDraw, band: float, share: float, swell: float) -> None:
    """Fill a flower that opens towards the middle of the picture.

    Args:
        pen: Draws.
        band: The width of the frame.
        share: How long its petals are.
        swell: How wide.
    """
    for turn, long in _PETALS:
        heading = math.pi / 4 + turn
        pen.polygon(_petal(band * 2.24, heading, band * 2 * long * share, band * swell), fill=255)


def _rim(half: tuple[int, int], band: float) -> list[Point]:
    width, height = half
    cut = min(band * 2.1, width - band, height - band)
    turns = [step / 24 * math.pi / 2 for step in range(25)]
    arc = [
        (2 * (band + cut * (1 - math.sin(turn))), 2 * (band + cut * (1 - math.cos(turn))))
        for turn in turns
    ]
    return [(width * 2.0 + 4, band * 2), *arc, (band * 2, height * 2.0 + 4)]


def _whips(length: int, band: float) -> list[_Whip]:
    """The stems that start in the corner and run along an edge of some length."""
    start = band * 1.1
    run = max(band, length - start)
    return [
        _Whip((start, start * 0.75), -0.32, run * 0.62, 0.5, 7.5),
        _Whip((start, start * 0.62), 0.1, run * 0.95, -1.2, -6.5, 0.75),
        _Whip((start + run * 0.28, band * 0.62), -0.25, run * 0.34, 1.2, -9.0),
        _Whip((start * 1.1, start * 1.3), 0.62, band * 2.6, -0.2, -5.5),
    ]


def _path(whip: _Whip) -> list[Point]:
    (x, y), heading = whip.start, whip.heading
    points = [whip.start]
    for step in range(_STEPS):
        share = step / _STEPS
        wound = max(0.0, share - whip.late) / (1 - whip.late)
        bend = whip.sway * math.sin(share * math.tau) * 0.35 + whip.curl * wound * 2.4
        heading += bend / _STEPS
        reach = whip.length / _STEPS * (1 - 0.6 * wound)
        x, y = x + math.cos(heading) * reach, y + math.sin(heading) * reach
        points.append((x, y))
    return points


def _lash(pen: ImageDraw.ImageDraw, path: Sequence[Point], band: float) -> None:
    """A line that is thick in its middle and ends in a drop."""
    last = len(path) - 1
    for index, point in enumerate(path):
        share = min(1.0, index / last * 1.1)
        radius = band * (0.03 + 0.085 * max(0.0, math.sin(math.pi * share)) ** 1.2)
        radius = band * 0.12 if index == last else radius
        x, y = (part * 2 for part in point)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        following = [part * 2 for part in path[min(last, index + 1)]]
        pen.line((x, y, *following), 255, max(1, round(radius * 2)))


def _petal(root: float, heading: float, length: float, width: float) -> list[Point]:
    across, up = math.cos(heading), math.sin(heading)
    sides: list[Point] = []
    for step in (*range(21), *range(-20, 0)):
        share = abs(step) / 20
        x = share * length
        y = max(0.0, math.sin(share * math.pi)) ** 0.9 * (1 - 0.35 * share) * width * 0.54
        y = y if step >= 0 else -y
        sides.append((root + x * across - y * up, root + x * up + y * across))
    return sides
