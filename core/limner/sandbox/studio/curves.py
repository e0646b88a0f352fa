"""Smooth outlines through a few points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Point

_STEPS = 8


def rounded(points: Sequence[Point]) -> list[Point]:
    """A closed, smooth outline through points."""
    count = len(points)
    outline: list[Point] = []
    for index in range(count):
        four = [points[(index + step) % count] for step in (-1, 0, 1, 2)]
        outline += (_between(four, step / _STEPS) for step in range(_STEPS))
    return outline


def stroke(points: Sequence[Point], start: float, end: float) -> list[Point]:
    """The outline of a smooth line through points, as thick as told at its two ends."""
    ends = [points[0], *points, points[-1]]
    path = [
        _between(ends[index : index + 4], step / _STEPS)
        for index in range(len(points) - 1)
        for step in range(_STEPS)
    ]
    path.append(points[-1])
    left, right = [], []
    for index, (x, y) in enumerate(path):
        before, after = path[max(0, index - 1)], path[min(len(path) - 1, index + 1)]
        across, down = after[0] - before[0], after[1] - before[1]
        length = math.hypot(across, down) or 1.0
        half = (start + (end - start) * index / (len(path) - 1)) / 2
        left.append((x - down / length * half, y + across / length * half))
        right.append((x + down / length * half, y - across / length * half))
    return [*left, *reversed(right)]


def oval(centre: Point, across: float, down: float) -> list[Point]:
    """The outline of an oval with two radii."""
    x, y = centre
    angles = [step * math.tau / 48 for step in range(48)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in angles]


def _between(four: Sequence[Point], share: float) -> Point:
    """A point between the middle two of four, on a curve through all (Catmull and Rom's)."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = four
    one, two = share * share, share * share * share
    weights = (
        (-share + 2 * one - two) / 2,
        (2 - 5 * one + 3 * two) / 2,
        (share + 4 * one - 3 * two) / 2,
        (two - one) / 2,
    )
    x = sum(weight * place for weight, place in zip(weights, (ax, bx, cx, dx), strict=True))
    y = sum(weight * place for weight, place in zip(weights, (ay, by, cy, dy), strict=True))
    return x, y
