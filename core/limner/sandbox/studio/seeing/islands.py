"""What hangs together in a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_HALF = 128


def islands(mask: Image.Image) -> list[list[tuple[int, int]]]:
    """The areas of a mask that touch each other nowhere, each as the places of its pixels.

    Args:
        mask: `L`, small; what is brighter than the middle counts.
    """
    width, height = mask.size
    left = bytearray(value >= _HALF for value in mask.tobytes())
    found = []
    start = left.find(1)
    while start >= 0:
        left[start] = 0
        area, edge = [], [start]
        while edge:
            place = edge.pop()
            x, y = place % width, place // width
            area.append((x, y))
            for inside, near in (
                (x > 0, place - 1),
                (x < width - 1, place + 1),
                (y > 0, place - width),
                (y < height - 1, place + width),
            ):
                if inside and left[near]:
                    left[near] = 0
                    edge.append(near)
        found.append(area)
        start = left.find(1, start)
    return found
