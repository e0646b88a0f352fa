"""Small pictures with clear ground, for what moves through a film: birds, flakes, lights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import WHITE, Colour, mix

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from limner.sandbox.studio.canvas import Point

_FINE = 4
_LEAST = 2
_WICKER: Colour = (92, 62, 44)


def dot(radius: float, colour: Colour, opacity: float, softness: float = 0.5) -> Image.Image:
    """A round spot.

    Args:
        radius: In pixels.
        colour: Of all of it.
        opacity: In its middle, 0 to 1.
        softness: The share of its radius that fades.
    """
    side = max(_LEAST, round(radius * 2))
    edge = 180 * (1 - softness)
    fade = [
        round(255 * opacity * min(1.0, max(0.0, (180 - value) / max(1.0, 180 - edge))))
        for value in range(256)
    ]
    shape = Image.radial_gradient("L").point(fade).resize((side, side), Image.Resampling.BOX)
    return coloured(shape, colour)


def coloured(shape: Image.Image, colour: Colour) -> Image.Image:
    """A shape, `L`, in one colour."""
    sprite = Image.new("RGBA", shape.size, colour)
    sprite.putalpha(shape)
    return sprite


def cut_out(
    size: tuple[int, int], outlines: Sequence[Sequence[Point]], opacity: float = 1.0
) -> Image.Image:
    """A shape of smooth polygons, in pixels; `L`."""
    width, height = (max(_LEAST, side) for side in size)
    fine = Image.new("L", (width * _FINE, height * _FINE))
    pen = ImageDraw.Draw(fine)
    for outline in outlines:
        pen.polygon([(x * _FINE, y * _FINE) for x, y in outline], fill=round(255 * opacity))
    return fine.resize((width, height), Image.Resampling.BOX)


def bird(span: float, colour: Colour) -> list[Image.Image]:
    """A bird from afar, one beat of its wings."""
    return [
        coloured(_bird(span, math.sin(step * math.tau / 6) * 0.75 + 0.2), colour)
        for step in range(6)
    ]


def _bird(span: float, lift: float) -> Image.Image:
    half, middle = span / 2, span * 0.5
    tip, bow, thick = middle - lift * half * 0.8, middle - lift * half * 0.75, span * 0.07
    left = [
        (0, tip),
        (half * 0.55, bow - thick),
        (half, middle - thick),
        (half, middle + thick),
        (half * 0.6, bow + thick),
    ]
    right = [(span - x, y) for x, y in left]
    return cut_out((round(span), round(span)), [left, right])


def leaf(length: float, colour: Colour) -> list[Image.Image]:
    """A falling leaf or petal, one turn of it."""
    looks = []
    for step in range(10):
        angle = step * math.tau / 10
        width = 0.12 + 0.2 * abs(math.cos(angle))
        points = []
        for corner in range(16):
            way = corner * math.tau / 16
            x, y = math.cos(way) * 0.5, math.sin(way) * width * (1 - 0.4 * math.cos(way))
            turned = x * math.cos(angle) - y * math.sin(angle)
            points.append(
                (
                    length * (0.5 + turned),
                    length * (0.5 + x * math.sin(angle) + y * math.cos(angle)),
                )
            )
        side = round(length)
        shade = mix(colour, WHITE, 0.25 * abs(math.sin(angle)))
        looks.append(coloured(cut_out((side, side), [points]), shade))
    return looks


def glow(radius: float, colour: Colour) -> list[Image.Image]:
    """A light that brightens and dims."""
    looks = []
    for step in range(12):
        strength = 0.35 + 0.65 * (0.5 + 0.5 * math.cos(step * math.tau / 12))
        curve = [round(255 * strength * max(0.0, 1 - value / 180) ** 2.6) for value in range(256)]
        side = max(_LEAST, round(radius * 2))
        halo = Image.radial_gradient("L").point(curve).resize((side, side), Image.Resampling.BOX)
        core = dot(radius * 0.16, mix(colour, WHITE, 0.7), strength)
        sprite = coloured(halo, colour)
        corner = (side - core.width) // 2
        sprite.alpha_composite(core, (corner, corner))
        looks.append(sprite)
    return looks


def streak(length: float, slant: float, colour: Colour, opacity: float) -> Image.Image:
    """A drop of rain: a thin line that leans by `slant` times its length."""
    width, height = round(length * slant) + 3, round(length)
    thick = max(0.7, length * 0.022)
    line = [(width - thick, 0), (width, 0), (thick, height), (0, height)]
    shape = cut_out((width, height), [line], opacity)
    fade = Image.linear_gradient("L").resize(shape.size)
    return coloured(Image.composite(shape, Image.new("L", shape.size), fade), colour)


def meteor(length: float, colour: Colour, opacity: float) -> Image.Image:
    """A falling star that flies down to the left."""
    width, height = round(length), round(length * 0.42)
    thick = max(1.0, length * 0.012)
    tail = [(width, 0), (thick, height - thick * 2.2), (0, height), (thick * 2.4, height - thick)]
    shape = cut_out((width, height), [tail], opacity)
    fade = Image.linear_gradient("L").rotate(-90).resize(shape.size)
    sprite = coloured(Image.composite(shape, Image.new("L", shape.size), fade), colour)
    head = dot(thick * 2.4, mix(colour, WHITE, 0.6), opacity, 0.8)
    sprite.alpha_composite(head, (0, max(0, height - head.height)))
    return sprite


def cloud(length: float, colour: Colour, opacity: float, chance: Random) -> Image.Image:
    """A long soft cloud, flat below."""
    coarse = max(1.0, length / 90)
    width, height = round(length / coarse), max(6, round(length * 0.3 / coarse))
    shape = Image.new("L", (width, height))
    pen = ImageDraw.Draw(shape)
    for _ in range(9):
        across, tall = width * chance.uniform(0.07, 0.17), height * chance.uniform(0.12, 0.4)
        room = width / 2 - across - 6
        x = width / 2 + chance.uniform(-room, room) * chance.random()
        pen.ellipse((x - across, height * 0.66 - tall, x + across, height * 0.72), fill=255)
    soft = shape.filter(ImageFilter.GaussianBlur(2.2)).point(
        [round(value * opacity) for value in range(256)]
    )
    size = round(width * coarse), round(height * coarse)
    return coloured(soft.resize(size, Image.Resampling.BICUBIC), colour)


def bubble(radius: float, colour: Colour) -> Image.Image:
    """A bubble: a bright rim, hardly anything inside, and a highlight."""
    side = max(6, round(radius * 2))
    fine = Image.new("L", (side * _FINE, side * _FINE))
    pen = ImageDraw.Draw(fine)
    end = side * _FINE - 1
    pen.ellipse((0, 0, end, end), fill=40, outline=190, width=max(2, round(end * 0.05)))
    pen.ellipse((end * 0.24, end * 0.18, end * 0.44, end * 0.34), fill=230)
    return coloured(fine.resize((side, side), Image.Resampling.BOX), colour)


def balloon(tall: float, colour: Colour) -> Image.Image:
    """A hot-air balloon."""
    size = round(tall), round(tall * 1.4)
    hull = [_hull(step * math.tau / 40) for step in range(40)]
    basket = [(-0.09, 1.24), (0.09, 1.24), (0.07, 1.36), (-0.07, 1.36)]
    ropes = [(-0.2, 0.98), (-0.17, 0.98), (-0.05, 1.24), (0.05, 1.24), (0.17, 0.98), (0.2, 0.98)]
    sprite = Image.new("RGBA", size)
    parts: Sequence[tuple[Sequence[Point], Colour, float]] = (
        (ropes, _WICKER, 0.5),
        (basket, _WICKER, 1.0),
        (hull, colour, 1.0),
        ([(x * 0.62, y) for x, y in hull], mix(colour, WHITE, 0.5), 1.0),
        ([(x * 0.24, y) for x, y in hull], colour, 1.0),
    )
    for outline, tint, opacity in parts:
        points = [((0.5 + x) * tall, y * tall) for x, y in outline]
        sprite.alpha_composite(coloured(cut_out(size, [points], opacity), tint))
    return sprite


def _hull(angle: float) -> Point:
    """A place on a balloon's outline: a circle that narrows below."""
    x, y = math.sin(angle) * 0.5, 0.5 - math.cos(angle) * 0.5
    below = max(0.0, y - 0.55) / 0.45
    return x * (1 + 0.25 * below), y + 0.02 * below
