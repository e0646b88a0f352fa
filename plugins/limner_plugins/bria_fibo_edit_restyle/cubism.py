"""Cubism: the picture broken into facets, each seen from a place of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageStat

from limner.sandbox.effects import graded, toned
from limner_plugins.bria_fibo_edit_restyle.regions import calm, flat, shapes, unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    Point = tuple[float, float]

_SEAM = 34, 26, 24
_SMALLEST = 60.0
_LARGEST = 420.0
_KEPT = 0.22


def cubism(picture: Image.Image, chance: Random) -> Image.Image:
    """Facets in ochre and grey, shifted and turned against each other, with dark seams."""
    one = unit(picture)
    quiet = calm(toned(picture, contrast=1.1, saturation=1.2), 340)
    even = flat(shapes(quiet, 11), picture.size)
    source = graded(even, "#231a1c", "#b07f4b", "#f6e8c8", 0.42)
    width, height = picture.size
    whole = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))]
    found = _facets(whole, one, chance)
    sheet = source.copy()
    for facet in found:
        _lay(sheet, source, facet, chance)
    return _seamed(sheet, found, one)


def _facets(whole: Sequence[Point], one: float, chance: Random) -> list[list[Point]]:
    """Cut a polygon by straight lines, and the pieces again, until they are small."""
    waiting, done = [list(whole)], []
    while waiting:
        piece = waiting.pop()
        area = _area(piece) / one**2
        if area < _LARGEST and (area < _SMALLEST * 2 or chance.random() < _KEPT):
            done.append(piece)
            continue
        waiting += [half for half in _halves(piece, chance) if _area(half) > 0]
    return done


def _halves(piece: Sequence[Point], chance: Random) -> tuple[list[Point], list[Point]]:
    """A polygon cut across its longer way, at a slant."""
    xs, ys = [x for x, _ in piece], [y for _, y in piece]
    centre = [
        low + (high - low) * chance.uniform(0.36, 0.64)
        for low, high in ((min(xs), max(xs)), (min(ys), max(ys)))
    ]
    lying = max(xs) - min(xs) < max(ys) - min(ys)
    angle = chance.gauss(0, 0.45) + (math.pi / 2 if lying else 0)
    normal = math.cos(angle), math.sin(angle)
    sides = [(x - centre[0]) * normal[0] + (y - centre[1]) * normal[1] for x, y in piece]
    return _kept(piece, sides), _kept(piece, [-side for side in sides])


def _kept(piece: Sequence[Point], sides: Sequence[float]) -> list[Point]:
    """The part of a polygon on one side of a cut."""
    kept: list[Point] = []
    for index, (x, y) in enumerate(piece):
        before, (left, top) = sides[index - 1], piece[index - 1]
        if before * sides[index] < 0:
            share = before / (before - sides[index])
            kept.append((left + (x - left) * share, top + (y - top) * share))
        if sides[index] >= 0:
            kept.append((x, y))
    return kept


def _lay(sheet: Image.Image, source: Image.Image, facet: Sequence[Point], chance: Random) -> None:
    """Paint a facet: the picture from a little elsewhere, flatter, and shaded across."""
    left, top = (math.floor(min(point[axis] for point in facet)) for axis in (0, 1))
    right, bottom = (math.ceil(max(point[axis] for point in facet)) for axis in (0, 1))
    size = max(1, right - left), max(1, bottom - top)
    view = _view(source, (left, top), size, chance)
    mean = tuple(round(part) for part in ImageStat.Stat(view).mean)
    view = Image.blend(view, Image.new("RGB", size, mean), chance.uniform(0.0, 0.45))
    light = Image.linear_gradient("L").resize((64, 64)).rotate(chance.uniform(0, 360))
    light = (
        light.crop((10, 10, 54, 54))
        .resize(size)
        .point([52 + value * 5 // 8 for value in range(256)])
    )
    view = ImageChops.overlay(view, Image.merge("RGB", (light,) * 3))
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in facet], fill=255)
    sheet.paste(view, (left, top), mask)


def _view(
    source: Image.Image, corner: tuple[int, int], size: tuple[int, int], chance: Random
) -> Image.Image:
    """A piece of the picture from a little elsewhere, turned and enlarged."""
    one = unit(source)
    turn, zoom = chance.gauss(0, 0.15), chance.uniform(0.72, 1.0)
    a, b = math.cos(turn) * zoom, math.sin(turn) * zoom
    middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    x = middle[0] + chance.gauss(0, 1.5) * one - a * size[0] / 2 - b * size[1] / 2
    y = middle[1] + chance.gauss(0, 1.5) * one + b * size[0] / 2 - a * size[1] / 2
    ends = [x, x + a * size[0], x + b * size[1], x + a * size[0] + b * size[1]]
    x += min(0, source.width - 1 - max(ends)) - min(0, *ends)
    ends = [y, y - b * size[0], y + a * size[1], y - b * size[0] + a * size[1]]
    y += min(0, source.height - 1 - max(ends)) - min(0, *ends)
    return source.transform(
        size, Image.Transform.AFFINE, (a, b, x, -b, a, y), Image.Resampling.BILINEAR
    )


def _seamed(sheet: Image.Image, facets: Sequence[Sequence[Point]], one: float) -> Image.Image:
    """Dark lines where facets meet, drawn twice as large so that they become smooth."""
    seams = Image.new("L", (sheet.width * 2, sheet.height * 2))
    pen = ImageDraw.Draw(seams)
    for index, facet in enumerate(facets):
        ring = [(x * 2, y * 2) for x, y in (*facet, facet[0])]
        pen.line(ring, fill=255, width=max(1, round(one * (0.34 + 0.12 * (index % 4)))))
    sheet.paste(_SEAM, (0, 0, *sheet.size), seams.resize(sheet.size, Image.Resampling.BOX))
    return sheet


def _area(piece: Sequence[Point]) -> float:
    twice = sum(
        piece[index - 1][0] * y - x * piece[index - 1][1] for index, (x, y) in enumerate(piece)
    )
    return abs(twice) / 2
