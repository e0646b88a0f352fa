"""Oil painting: strokes of a brush that follow the forms of the picture, layer over layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.effects import grain, toned
from limner_plugins.bria_fibo_edit_restyle.field import computed, soft
from limner_plugins.bria_fibo_edit_restyle.regions import contours, moved, ramp, scaled, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    Colour = tuple[int, int, int]
    Point = tuple[float, float]
    Flow = Callable[[Point], float]


@dataclass(frozen=True)
class _Brush:
    """How wide it is and how long its strokes are, in units; and where it is used (0 to 1)."""

    width: float
    length: float
    share: float
    fine: bool = False


_BRUSHES = _Brush(3.6, 9.0, 1.0), _Brush(1.7, 6.5, 0.7), _Brush(0.8, 3.2, 0.9, fine=True)


def oil_painting(picture: Image.Image, chance: Random) -> Image.Image:
    """Broad strokes first, fine ones where there is much to see, and light on the paint."""
    rich = toned(picture, saturation=1.35, contrast=1.08)
    painting = _Painting(rich, _flow(picture), _busy(picture), chance)
    for brush in _BRUSHES:
        painting.cover(brush)
    return _lit(painting.sheet, painting.height, chance)


class _Painting:
    """A sheet and, grey on grey, how thick the paint lies on it."""

    def __init__(self, source: Image.Image, flow: Flow, busy: Image.Image, chance: Random) -> None:
        self.one, self.source = unit(source), source
        self.sheet = source.filter(ImageFilter.GaussianBlur(self.one))
        self.height = Image.new("L", source.size, 128)
        self.flow, self.busy, self.chance = flow, busy, chance

    def cover(self, brush: _Brush) -> None:
        """Paint a layer in strokes of one brush, in no order."""
        width = brush.width * self.one
        paint = self.source.filter(ImageFilter.GaussianBlur(width * 0.35))
        pens = ImageDraw.Draw(self.sheet), ImageDraw.Draw(self.height)
        spots = [spot for spot in self._spots(width * 0.9) if self._wanted(spot, brush)]
        self.chance.shuffle(spots)
        for spot in spots:
            path = self._stroke(spot, brush.length * self.one)
            thick = max(1, round(width * self.chance.uniform(0.6, 1.05)))
            pens[0].line(path, self._mixed(paint, spot), thick, "curve")
            pens[1].line(path, 90 + self.chance.randrange(110), thick, "curve")

    def _spots(self, step: float) -> Iterator[Point]:
        width, height = self.sheet.size
        for row in range(math.ceil(height / step)):
            for column in range(math.ceil(width / step)):
                x, y = (place + self.chance.random() for place in (column, row))
                yield min(x * step, width - 1), min(y * step, height - 1)

    def _wanted(self, spot: Point, brush: _Brush) -> bool:
        need = brush.share
        if brush.fine:
            place = [
                int(at / length * side)
                for at, length, side in zip(spot, self.sheet.size, self.busy.size, strict=True)
            ]
            need *= 0.07 + cast("int", self.busy.getpixel((place[0], place[1]))) / 255
        return self.chance.random() < need

    def _mixed(self, paint: Image.Image, spot: Point) -> Colour:
        """The colour of a place, a little lighter or darker than it is."""
        found = cast("Colour", paint.getpixel((int(spot[0]), int(spot[1]))))
        shift = self.chance.gauss(0, 7)
        red, green, blue = (max(0, min(255, round(part + shift))) for part in found)
        return red, green, blue

    def _stroke(self, spot: Point, length: float) -> list[Point]:
        """A path of three points along the forms."""
        width, height = self.sheet.size
        angle = self.flow((spot[0] / width, spot[1] / height)) + self.chance.gauss(0, 0.12)
        half, bent = length * self.chance.uniform(0.3, 0.6), angle + self.chance.gauss(0, 0.2)
        (x, y), (back, on) = spot, (angle + math.pi, bent)
        ends = [(x + math.cos(turn) * half, y + math.sin(turn) * half) for turn in (back, on)]
        return [ends[0], spot, ends[1]]


def _busy(picture: Image.Image) -> Image.Image:
    """Where there is much to see, as a small mask."""
    lines = contours(picture.convert("L"), unit(picture) * 0.5, 1, 10)
    return ramp(scaled(lines, 100).filter(ImageFilter.GaussianBlur(2)), 0, 64)


def _flow(picture: Image.Image) -> Flow:
    """Which way the forms of a picture run: an angle for each place (as shares)."""
    small = scaled(picture.convert("L"), 90).filter(ImageFilter.GaussianBlur(1.5))
    grey = small.convert("F")
    along = computed(lambda a, b: a - b, moved(small, -1, 0).convert("F"), grey)
    below = computed(lambda a, b: a - b, moved(small, 0, -1).convert("F"), grey)
    even = soft(computed(lambda a, b: a * a - b * b, along, below), 4)
    twist = soft(computed(lambda a, b: a * b * 2, along, below), 4)

    def angle(place: Point) -> float:
        at = int(place[0] * small.width), int(place[1] * small.height)
        # Where nothing leads the brush, it goes across.
        turn, level = (cast("float", field.getpixel(at)) for field in (twist, even))
        return math.atan2(turn + 1e-6, level - 0.4) / 2 + math.pi / 2

    return angle


def _lit(sheet: Image.Image, height: Image.Image, chance: Random) -> Image.Image:
    """Light from above on the ridges of the paint, and on the bristles' traces."""
    bristle = grain(height.size, chance, 2.2).point([96 + value // 4 for value in range(256)])
    relief = ImageChops.overlay(height, bristle)
    relief = relief.filter(ImageFilter.GaussianBlur(unit(sheet) * 0.07))
    bumps = ImageChops.subtract(relief, moved(relief, 2, 3), 1.6, 128)
    return ImageChops.overlay(sheet, Image.merge("RGB", (bumps,) * 3))
