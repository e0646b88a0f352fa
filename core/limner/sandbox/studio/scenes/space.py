"""A scene: a planet among the stars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.scenes.heavens import draw_stars
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import foreground

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_DEEP: Colour = (6, 7, 22)
_STARS = 420
_RED: Colour = (204, 92, 60)


def draw_space(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("space")
    deep = mix(_DEEP, palette.near, 0.35)
    canvas.sky((deep, mix(deep, palette.sky[1], 0.3), mix(deep, palette.far, 0.35)), canvas.height)
    _nebula(sketch)
    draw_stars(sketch, canvas.height * 1.6, _STARS)
    _bright(sketch)
    side = plan.choice((0.28, 0.72))
    radius = canvas.unit * plan.uniform(0.2, 0.27)
    centre = canvas.width * side, canvas.height * plan.uniform(0.34, 0.42)
    sun = canvas.width * (1 - side), -canvas.height * 0.1
    ringed = "saturn" in sketch.reading.words or plan.choice((True, False))
    _planet(sketch, centre, radius, ringed=ringed)
    far = canvas.width * (1.08 - side), canvas.height * plan.uniform(0.14, 0.24)
    _planet(sketch, far, radius * 0.22, ringed=False)
    floor = canvas.height * 0.86
    if sketch.floored:
        grey = mix(palette.far, palette.light, 0.25)
        if "mars" in sketch.reading.words:
            grey = mix(_RED, palette.far, 0.3)
        foreground(sketch, floor, (grey, mix(palette.near, deep, 0.4)))
        _craters(sketch, floor, mix(grey, palette.near, 0.35))
    return Spot(canvas.height, floor, sun)


def _nebula(sketch: Sketch) -> None:
    canvas, palette, dice = sketch.canvas, sketch.palette, sketch.chance("nebula")
    for index in range(7):
        share = index / 6
        x = canvas.width * (share + dice.uniform(-0.1, 0.1))
        y = canvas.height * (0.75 - 0.5 * share + dice.uniform(-0.12, 0.12))
        colour = dice.choice((palette.far, palette.sky[-2], palette.sky[-1]))
        canvas.glow((x, y), canvas.unit * dice.uniform(0.25, 0.5), colour, dice.uniform(0.15, 0.4))


def _bright(sketch: Sketch) -> None:
    """A few stars with rays."""
    canvas, dice = sketch.canvas, sketch.chance("bright stars")
    for _ in range(sketch.many(9)):
        x, y = dice.random() * canvas.width, dice.random() * canvas.height
        ray, thin = canvas.unit * dice.uniform(0.008, 0.02), canvas.unit * 0.0012
        canvas.glow((x, y), ray * 1.6, sketch.palette.light, 0.5)
        star = [(0, -ray), (thin, -thin), (ray, 0), (thin, thin), (0, ray), (-thin, thin),
                (-ray, 0), (-thin, -thin)]  # fmt: skip
        canvas.shape([(x + a, y + b) for a, b in star], sketch.palette.light)


def _planet(sketch: Sketch, centre: Point, radius: float, *, ringed: bool) -> None:
    """A globe with bands of cloud, lit from the upper side that faces the middle."""
    canvas, palette, dice = sketch.canvas, sketch.palette, sketch.chance(f"planet {radius}")
    own = _RED if "mars" in sketch.reading.words else palette.sky[-2]
    canvas.glow(centre, radius * 1.5, mix(own, palette.light, 0.3), 0.6)
    if ringed:
        _ring(sketch, centre, radius, front=False)
    side = max(2, round(radius * 2))
    globe = Image.new("RGB", (side, side), own)
    pen = ImageDraw.Draw(globe)
    y = 0.0
    while y < side:
        tall = side * dice.uniform(0.03, 0.13)
        shade = mix(own, dice.choice((palette.light, palette.far, palette.near)), 0.35)
        pen.rectangle((0, y, side, y + tall), fill=mix(own, shade, dice.random()))
        y += tall
    globe = globe.filter(ImageFilter.GaussianBlur(side * 0.008)).rotate(-14, expand=False)
    facing = 1 if centre[0] < canvas.width / 2 else -1
    globe.paste(mix(palette.near, _DEEP, 0.5), (0, 0), _dark_side(side, facing))
    mask = _disc(side)
    canvas.image.paste(globe, (round(centre[0] - radius), round(centre[1] - radius)), mask)
    if ringed:
        _ring(sketch, centre, radius, front=True)


def _dark_side(side: int, facing: int) -> Image.Image:
    small = 128
    mask = Image.new("L", (small, small), 220)
    x, y = small * (0.5 + 0.24 * facing), small * 0.3
    reach = small * 0.52
    ImageDraw.Draw(mask).ellipse((x - reach, y - reach, x + reach, y + reach), fill=0)
    soft = mask.filter(ImageFilter.GaussianBlur(small * 0.1))
    return soft.resize((side, side), Image.Resampling.BICUBIC)


def _disc(side: int) -> Image.Image:
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    return mask


def _ring(sketch: Sketch, centre: Point, radius: float, *, front: bool) -> None:
    for far, opacity in ((2.1, 0.35), (1.95, 0.55), (1.7, 0.4), (1.55, 0.5)):
        arc: list[Point] = []
        for reach in (far, far - 0.1):
            turns = [math.pi * step / 40 + (0 if front else math.pi) for step in range(41)]
            edge = [_tilted(centre, radius * reach, turn) for turn in turns]
            arc += edge if not arc else edge[::-1]
        sketch.canvas.shape(arc, mix(sketch.palette.light, sketch.palette.far, 0.3), opacity)


def _tilted(centre: Point, reach: float, turn: float) -> Point:
    x, y = reach * math.cos(turn), reach * 0.24 * math.sin(turn)
    return centre[0] + x * 0.97 + y * 0.24, centre[1] - x * 0.24 + y * 0.97


def _craters(sketch: Sketch, floor: float, colour: Colour) -> None:
    canvas, dice = sketch.canvas, sketch.chance("craters")
    for _ in range(sketch.many(14)):
        near = dice.random()
        x, y = canvas.width * dice.random(), floor + (canvas.height - floor) * near
        across = canvas.unit * dice.uniform(0.01, 0.03) * (0.5 + near)
        ring = [(x + across * math.cos(a / 4), y + across * 0.3 * math.sin(a / 4))
                for a in range(25)]  # fmt: skip
        canvas.shape(ring, colour, 0.7)
