"""A sheet to draw a scene on: gradients, glows, silhouettes, in few big operations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import mix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.palette import Colour

Point = tuple[float, float]
Rim = tuple["Colour", Point, float]
"""A bright edge: its colour, how far it reaches right and down in pixels, its opacity."""

_SHEET_PIXELS = 6_000_000
_LONGEST_IN_UNITS = 20


class Canvas:
    """A sheet that a scene is drawn on, in pixels from the top left.

    The sheet is larger than a small picture, whose edges so become smooth, and smaller
    than a huge one, which would take too long.

    Attributes:
        image: The sheet itself.
        width: In pixels.
        height: In pixels.
        unit: What a scene measures its things with, in pixels: the shorter side.
        bands: How many flat colours a gradient has; 0 for a smooth one.
    """

    def __init__(self, size: tuple[int, int], bands: int = 0) -> None:
        self.bands = bands
        self.width, self.height = _sheet_size(size)
        self.unit = max(
            min(self.width, self.height), max(self.width, self.height) / _LONGEST_IN_UNITS
        )
        self.image = Image.new("RGB", (self.width, self.height))

    def sky(self, stops: Sequence[Colour], bottom: float) -> None:
        """Paint the colours from the top edge down to `bottom`, and the last one below."""
        self.image.paste(stops[-1], (0, 0, self.width, self.height))
        size = self.width, max(1, round(bottom))
        self.image.paste(_gradient(stops, size, self.bands), (0, 0))

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Let a colour shine from a point and fade towards `radius`; strength is 0 to 1."""
        side = max(2, round(radius * 2))
        corner = round(centre[0] - radius), round(centre[1] - radius)
        shine = self._shine(strength, 2).resize((side, side), Image.Resampling.BICUBIC)
        self.image.paste(colour, self._box(corner, side), shine)

    def beam(self, points: Sequence[Point], reach: float, colour: Colour, strength: float) -> None:
        """Let light fall from the first point of a polygon to the others, fading on its way."""
        box = self._around([points])
        if box is None:
            return
        (x, y), scale = points[0], 128 / reach
        size = box[2] - box[0], box[3] - box[1]
        left, top, right, bottom = (
            128 + (place - middle) * scale for place, middle in zip(box, (x, y, x, y), strict=True)
        )
        shine = self._shine(strength, 1).transform(
            size, Image.Transform.EXTENT, (left, top, right, bottom), Image.Resampling.BILINEAR
        )
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(a - box[0], b - box[1]) for a, b in points], fill=255)
        self.image.paste(colour, box, ImageChops.multiply(shine, mask))

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """Paint a disc."""
        x, y = centre
        self._pen().ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def shape(self, points: Sequence[Point], colour: Colour, opacity: float = 1.0) -> None:
        """Fill a polygon with a colour."""
        pen = ImageDraw.Draw(self.image, "RGBA")
        pen.polygon(points, fill=(*colour, round(255 * opacity)))

    def block(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill a rectangle; what is thinner than a pixel is one pixel thick."""
        self._pen().rectangle((left, top, max(left, right), max(top, bottom)), fill=colour)

    def ground(self, outline: Sequence[Point], crest: Colour, foot: Colour) -> None:
        """Fill from an outline (left to right) down to the lower edge, from `crest` to `foot`."""
        top = math.floor(min(y for _, y in outline))
        height = self.height - top
        if height < 1:
            return
        mask = Image.new("L", (self.width, height))
        edge = [(x, y - top) for x, y in outline]
        ImageDraw.Draw(mask).polygon([(-1, height), *edge, (self.width + 1, height)], fill=255)
        self.image.paste(_gradient((crest, foot), mask.size, self.bands), (0, top), mask)

    def form(
        self, outlines: Sequence[Sequence[Point]], colours: tuple[Colour, Colour], rim: Rim | None
    ) -> None:
        """Fill polygons as one body, from its top colour to its bottom one.

        Args:
            outlines: Of its parts, which may overlap.
            colours: At its top and at its bottom.
            rim: A bright edge on the side that the light comes from.
        """
        box = self._around(outlines)
        if box is None:
            return
        left, top, right, bottom = box
        mask = Image.new("L", (right - left, bottom - top))
        pen = ImageDraw.Draw(mask)
        for outline in outlines:
            pen.polygon([(x - left, y - top) for x, y in outline], fill=255)
        self.image.paste(_gradient(colours, mask.size, self.bands), (left, top), mask)
        if rim:
            colour, (across, down), opacity = rim
            inner = Image.new("L", mask.size)
            inner.paste(mask, (-round(across), -round(down)))
            edge = ImageChops.subtract(mask, inner).point(lambda value: value * opacity)
            self.image.paste(colour, box, edge)

    def cloud(self, ovals: Sequence[tuple[Point, Point]], colour: Colour, opacity: float) -> None:
        """Paint soft ovals, each a centre and its two radii."""
        coarse = max(1.0, self.unit / 120)
        mask = Image.new("L", (_shrunk(self.width, coarse), _shrunk(self.height, coarse)))
        pen = ImageDraw.Draw(mask)
        for (x, y), (across, down) in ovals:
            box = (x - across, y - down, x + across, y + down)
            pen.ellipse([value / coarse for value in box], fill=round(255 * opacity))
        soft = mask.filter(ImageFilter.GaussianBlur(1.6)).resize(
            self.image.size, Image.Resampling.BICUBIC
        )
        self.image.paste(colour, (0, 0, self.width, self.height), soft)

    def veil(self, colour: Colour, top: int, opacity: tuple[float, float]) -> None:
        """Lay a colour over all below `top`, its opacity changing downwards."""
        size = self.width, max(1, self.height - top)
        light, heavy = (round(255 * share) for share in opacity)
        mask = _gradient(((light,) * 3, (heavy,) * 3), size).getchannel("R")
        self.image.paste(colour, (0, top, size[0], top + size[1]), mask)

    def colour_at(self, place: Point) -> Colour:
        """The colour of the pixel that is nearest to a place."""
        x = min(self.width - 1, max(0, int(place[0])))
        y = min(self.height - 1, max(0, int(place[1])))
        return cast("Colour", self.image.getpixel((x, y)))

    def finished(self, size: tuple[int, int]) -> Image.Image:
        """The drawing in the size of the picture."""
        return self.image.resize(size, Image.Resampling.BICUBIC)

    def _shine(self, strength: float, power: int) -> Image.Image:
        # In Pillow's gradient the middle of an edge has the value 180.
        shares = (max(0.0, 1 - value / 180) for value in range(256))
        if self.bands:
            shares = (math.ceil(share * self.bands) / self.bands for share in shares)
        curve = [round(255 * strength * share**power) for share in shares]
        return Image.radial_gradient("L").point(curve)

    def _around(self, outlines: Sequence[Sequence[Point]]) -> tuple[int, int, int, int] | None:
        """The part of the sheet that polygons touch."""
        across = [x for outline in outlines for x, _ in outline]
        down = [y for outline in outlines for _, y in outline]
        left, right = max(0, math.floor(min(across))), min(self.width, math.ceil(max(across)) + 1)
        top, bottom = max(0, math.floor(min(down))), min(self.height, math.ceil(max(down)) + 1)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    @staticmethod
    def _box(corner: tuple[int, int], side: int) -> tuple[int, int, int, int]:
        return corner[0], corner[1], corner[0] + side, corner[1] + side


def _sheet_size(size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    scale = min(2.0, math.sqrt(_SHEET_PIXELS / (width * height)))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _gradient(stops: Sequence[Colour], size: tuple[int, int], bands: int = 0) -> Image.Image:
    width, height = size
    shares = ((row + 0.5) / height for row in range(height))
    if bands:
        shares = ((math.floor(share * bands) + 0.5) / bands for share in shares)
    rows = (_between(stops, share) for share in shares)
    strip = Image.frombytes("RGB", (1, height), bytes(part for row in rows for part in row))
    return strip.resize((width, height), Image.Resampling.NEAREST)


def _between(stops: Sequence[Colour], share: float) -> Colour:
    place = share * (len(stops) - 1)
    index = min(int(place), len(stops) - 2)
    return mix(stops[index], stops[index + 1], place - index)


def _shrunk(length: int, factor: float) -> int:
    return max(1, round(length / factor))
