"""A picture's regions of about one colour, and how far each lies from the frame."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

_TOLERANCE = 90
_SMALLEST = 8
_UNREACHED = 1e9
_STRANGE = 60.0
_SMOOTH = 7.0


@dataclass(frozen=True)
class Segments:
    """The regions of a picture.

    Attributes:
        size: Width and height of the picture, in pixels.
        labels: The region of each pixel, row by row, from 0.
    """

    size: tuple[int, int]
    labels: Sequence[int]

    @cached_property
    def areas(self) -> Sequence[int]:
        """How many pixels each region has."""
        areas = [0] * (max(self.labels) + 1)
        for label in self.labels:
            areas[label] += 1
        return areas

    def means(self, values: Sequence[int]) -> list[float]:
        """The mean, over each region, of values that the pixels have."""
        sums = [0] * len(self.areas)
        for label, value in zip(self.labels, values, strict=True):
            sums[label] += value
        return [total / area for total, area in zip(sums, self.areas, strict=True)]

    def spans(self, rows: int) -> list[int]:
        """How many pixels each region has across or down, whichever is less, in the upper rows."""
        width = self.size[0]
        lines, columns = ([[10**9, -1] for _ in self.areas] for _ in range(2))
        for index, label in enumerate(self.labels[: rows * width]):
            for place, reach in ((index // width, lines[label]), (index % width, columns[label])):
                reach[0] = min(reach[0], place)
                reach[1] = max(reach[1], place)
        return [
            max(1, 1 + min(down[1] - down[0], across[1] - across[0]))
            for down, across in zip(lines, columns, strict=True)
        ]

    def painted(self, values: Sequence[float]) -> Image.Image:
        """Each region in its value, `L`; the greatest is white."""
        top = max(*values, 1e-6, 1e-6)
        shades = [round(255 * max(0.0, value) / top) for value in values]
        return Image.frombytes("L", self.size, bytes(shades[label] for label in self.labels))


def segmented(picture: Image.Image) -> Segments:
    """The regions of a picture: pixels that differ less than is usual around them grow together.

    Args:
        picture: RGB; a small one, of ten thousand pixels or so.
    """
    # After Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image Segmentation", 2004.
    soft = picture.filter(ImageFilter.GaussianBlur(0.5))
    steps = ((1, 0), (0, 1), (1, 1), (-1, 1))
    borders: list[list[tuple[int, int]]] = [[] for _ in range(256)]
    for first, second, difference in itertools.chain(*(_steps(soft, *step) for step in steps)):
        borders[difference].append((first, second))
    parents = _grown(borders, picture.width * picture.height)
    names: dict[int, int] = {}
    labels = [
        names.setdefault(parents(index), len(names)) for index in range(len(soft.tobytes()) // 3)
    ]
    return Segments(picture.size, labels)


def remoteness(picture: Image.Image, segments: Segments, frame: Collection[int]) -> list[float]:
    """How far each region is from a picture's frame, in hard edges that lie between.

    A region that meets the frame along all its height or width lies at the frame; one that
    only touches it, as a cape or a shoulder does, is a little away.

    Args:
        picture: RGB, that the regions are of.
        segments: The regions.
        frame: The pixels that are the frame.
    """
    touching = [0] * len(segments.areas)
    for index in frame:
        touching[segments.labels[index]] += 1
    far = [
        _STRANGE * max(0.0, 1 - 1.6 * pixels / span) if pixels else _UNREACHED
        for pixels, span in zip(
            touching, segments.spans(1 + max(frame) // segments.size[0]), strict=True
        )
    ]
    ways = _ways(picture, segments)
    heap = [(distance, label) for label, distance in enumerate(far)]
    heapq.heapify(heap)
    while heap:
        distance, label = heapq.heappop(heap)
        for other, cost in ways[label] if distance <= far[label] else ():
            if distance + cost < far[other]:
                far[other] = distance + cost
                heapq.heappush(heap, (far[other], other))
    return far


def _grown(borders: Sequence[Sequence[tuple[int, int]]], pixels: int) -> Callable[[int], int]:
    parents, areas, inner = [*range(pixels)], [1] * pixels, [0] * pixels

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = index = parents[parents[index]]
        return index

    def join(first: int, second: int) -> None:
        parents[second] = first
        areas[first] += areas[second]

    apart = []
    for difference, pairs in enumerate(borders):
        for pair in pairs:
            first, second = root(pair[0]), root(pair[1])
            if first == second:
                continue
            if all(difference <= inner[one] + _TOLERANCE / areas[one] for one in (first, second)):
                join(first, second)
                inner[first] = difference
            else:
                apart.append((first, second))
    for one, other in apart:
        first, second = root(one), root(other)
        if first != second and min(areas[first], areas[second]) < _SMALLEST:
            join(first, second)
    return root


def _ways(picture: Image.Image, segments: Segments) -> list[list[tuple[int, float]]]:
    """Each region's neighbours, and how hard the edge to them is."""
    edges: dict[tuple[int, int], list[int]] = {}
    labels = segments.labels
    for first, second, difference in itertools.chain(_steps(picture, 2, 0), _steps(picture, 0, 2)):
        pair = labels[first], labels[second]
        if pair[0] != pair[1]:
            edges.setdefault((min(pair), max(pair)), []).append(difference)
    ways: list[list[tuple[int, float]]] = [[] for _ in segments.areas]
    for (one, other), differences in edges.items():
        # A gradient has no hard edge: what changes slowly costs nothing.
        cost = max(0.0, sum(differences) / len(differences) - _SMOOTH)
        ways[one].append((other, cost))
        ways[other].append((one, cost))
    return ways


def _steps(picture: Image.Image, across: int, down: int) -> Iterator[tuple[int, int, int]]:
    """Pairs of pixels that lie a step apart, and their difference from 0 to 255."""
    width, height = picture.size
    moved = ImageChops.offset(picture, -across, -down)
    differences = strongest(ImageChops.difference(picture, moved)).tobytes()
    step = down * width + across
    for row in range(height - down):
        start = row * width
        for index in range(start + max(0, -across), start + width - max(0, across)):
            yield index, index + step, differences[index]


def strongest(picture: Image.Image) -> Image.Image:
    """The greatest of red, green and blue, `L`."""
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
