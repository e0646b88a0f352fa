"""A loupe over an enlarged picture: the pixels that it had, beside what has become of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from limner.sandbox.effects import outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]

_SMALLEST = 64
_RADIUS = 0.195
_PIXELS = 46
_FEWEST = 5
_FINEST = 1400
_SIDE = 200
_SHADE, _LINE = (14, 16, 22), (255, 252, 244)


def with_loupe(picture: Image.Image, source: Image.Image, factor: float) -> Image.Image:
    """A picture with a loupe at its right; one too small for it stays as it is.

    The loupe shows a place full of edges: at the left as it was, pixel by pixel, and at the
    right as it is.

    Args:
        picture: RGB, enlarged.
        source: RGB, what it was enlarged from.
        factor: By how much: the larger, the larger are the pixels in the loupe.
    """
    if min(picture.size) < _SMALLEST:
        return picture
    radius = min(picture.size) * _RADIUS
    reach = _reach(source.size, factor) / max(source.size) * max(picture.size)
    edges = _edges(source)
    middle = _middle(edges, picture.size, radius)
    spot = _spot(edges, picture.size, (middle, radius), reach)
    glass = _glass(picture, source, spot, (radius, reach))
    _draw(picture, spot, reach, middle, radius)
    corner = round(middle[0] - glass.width / 2), round(middle[1] - glass.height / 2)
    picture.paste(glass, corner, glass)
    return picture


def _reach(source: tuple[int, int], factor: float) -> float:
    """Half of what the loupe shows, in the source's pixels."""
    return (
        min(
            max(_FEWEST, _PIXELS / math.sqrt(max(1.0, factor))), min(source) * 0.4, max(source) / 6
        )
        / 2
    )


def _edges(source: Image.Image) -> Image.Image:
    """Where the edges are in a picture, on a small sheet."""
    unit = max(1.0, max(source.size) / _SIDE)
    size = [max(1, round(side / unit)) for side in source.size]
    return outlines(source.resize(size, reducing_gap=2), 0.6)


def _middle(edges: Image.Image, size: tuple[int, int], radius: float) -> Point:
    """Where the loupe hides least, clear of the lettering."""
    side = radius * 1.16
    places = [
        (x, size[1] * down)
        for x, rows in ((size[0] - side, (0.36, 0.54, 0.72)), (side, (0.24, 0.4)))
        for down in rows
    ]
    scale = edges.width / size[0]

    def hidden(place: Point) -> float:
        box = [round(at * scale) for at in _ring(place, radius, radius * 0.15)]
        return ImageStat.Stat(edges.crop((box[0], box[1], box[2], box[3]))).mean[0]

    return min(places, key=hidden)


def _spot(
    edges: Image.Image, size: tuple[int, int], loupe: tuple[Point, float], reach: float
) -> Point:
    """The place with most edges that neither the loupe hides nor the lettering."""
    unit = size[0] / edges.width
    middle, radius = loupe
    clear = 1.15 * radius + reach
    best = -1.0, (size[0] * 0.4, size[1] * 0.4)
    found = edges.filter(ImageFilter.BoxBlur(max(1.0, reach / unit * 0.6)))
    for index, value in enumerate(found.tobytes()):
        x, y = (index % edges.width + 0.5) * unit, (index // edges.width + 0.5) * unit
        across, down = x / size[0], y / size[1]
        inside = 0.06 < across < 0.94 and 0.14 < down < 0.74  # noqa: PLR2004 - the lettering
        if value and inside and math.dist((x, y), middle) > clear:
            near = value * (1.2 - 0.6 * abs(across - 0.45) - 0.6 * abs(down - 0.45))
            best = max(best, (near, (x, y)))
    return best[1]


def _glass(
    picture: Image.Image, source: Image.Image, spot: Point, lens: tuple[float, float]
) -> Image.Image:
    """What the loupe shows, round and with its ring, RGBA."""
    radius, reach = lens
    side = max(8, round(radius * 2))
    fine = min(side, _FINEST)
    now = picture.resize((fine, fine), Image.Resampling.BICUBIC, _box(spot, reach, picture.size))
    share = source.width / picture.width, source.height / picture.height
    place = spot[0] * share[0], spot[1] * share[1]
    pixels = _box(place, reach * share[0], source.size)
    glass = source.resize((fine, fine), Image.Resampling.NEAREST, pixels)
    glass.paste(now.crop((fine // 2, 0, fine, fine)), (fine // 2, 0))
    ring = fine / 60
    _rule(glass, ring)
    glass.putalpha(_disc(fine))
    return glass if fine == side else glass.resize((side, side), Image.Resampling.BICUBIC)


def _rule(glass: Image.Image, ring: float) -> None:
    """The ring of the loupe, and the line between then and now."""
    fine = glass.width
    inner = _disc(fine, ring * 1.6)
    glass.paste(_LINE, (0, 0, fine, fine), ImageChops.invert(inner))
    pen = ImageDraw.Draw(glass)
    half = max(1.0, ring * 0.4)
    pen.rectangle((fine / 2 - half, 0, fine / 2 + half - 1, fine), _LINE)


def _disc(side: int, inset: float = 0.0) -> Image.Image:
    sheet = Image.new("L", (side * 2, side * 2))
    far = side * 2 - 1 - inset * 2
    ImageDraw.Draw(sheet).ellipse((inset * 2, inset * 2, far, far), fill=255)
    return sheet.resize((side, side), Image.Resampling.BOX)


def _box(spot: Point, reach: float, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A square around a place, moved inside of a picture."""
    reach = min(reach, min(size) / 2)
    x, y = (min(max(at, reach), side - reach) for at, side in zip(spot, size, strict=True))
    return (
        max(0.0, x - reach),
        max(0.0, y - reach),
        min(size[0], x + reach),
        min(size[1], y + reach),
    )


def _draw(picture: Image.Image, spot: Point, reach: float, middle: Point, radius: float) -> None:
    """The loupe's shadow, a ring around the place that it shows, and rays from there to it."""
    unit = max(1.0, max(picture.size) / 1024)
    size = [max(1, round(side / unit)) for side in picture.size]
    thin = max(1.0, min(size) / 320)
    small = max(reach, min(picture.size) * 0.022)
    rings = [_ring(spot, small, thin * unit), _ring(middle, radius, thin * unit)]
    mask = Image.new("L", [side * 2 for side in size])
    pen = ImageDraw.Draw(mask)
    for start, end in _tangents((spot, small), (middle, radius)):
        pen.line([at * 2 / unit for at in (*start, *end)], 150, max(1, round(thin * 1.5)))
    pen.ellipse([at * 2 / unit for at in rings[0]], 0, 255, max(2, round(thin * 2.4)))
    lines = mask.resize(size, Image.Resampling.BOX)
    shadow = lines.filter(ImageFilter.GaussianBlur(thin * 1.5))
    pen = ImageDraw.Draw(shadow)
    pen.ellipse([at / unit + thin * 2 for at in rings[1]], 220)
    shadow = shadow.filter(ImageFilter.GaussianBlur(thin * 2.5))
    for colour, layer in (
        (_SHADE, shadow.point([v * 7 // 10 for v in range(256)])),
        (_LINE, lines),
    ):
        picture.paste(colour, (0, 0, *picture.size), layer.resize(picture.size))


def _ring(middle: Point, radius: float, more: float) -> Sequence[float]:
    x, y, reach = *middle, radius + more
    return x - reach, y - reach, x + reach, y + reach


def _tangents(
    one: tuple[Point, float], other: tuple[Point, float]
) -> Sequence[tuple[Point, Point]]:
    """The two lines that touch two circles from outside."""
    (start, small), (end, large) = one, other
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    lean = math.acos(max(-1.0, min(1.0, (small - large) / max(1.0, math.dist(start, end)))))
    return [
        (_around(start, small, along + side * lean), _around(end, large, along + side * lean))
        for side in (-1, 1)
    ]


def _around(middle: Point, radius: float, angle: float) -> Point:
    return middle[0] + math.cos(angle) * radius, middle[1] + math.sin(angle) * radius
