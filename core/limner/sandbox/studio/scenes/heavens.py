"""The sky of every outdoor scene: its colours, sun or moon, stars and clouds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import WHITE, mix

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_RAINBOW = ((196, 70, 84), (228, 140, 70), (240, 214, 100), (98, 180, 120), (80, 130, 206))
_STARS = 170


def draw_heavens(sketch: Sketch, horizon: float) -> Point:
    """Paint the sky down to the horizon.

    Args:
        sketch: What is being drawn.
        horizon: In pixels from the top.

    Returns:
        Where the sun or the moon stands.
    """
    canvas, palette = sketch.canvas, sketch.palette
    weather = sketch.reading.weather
    canvas.sky(palette.sky, horizon)
    if (palette.night or "stars" in weather) and not sketch.shuns("stars", "star"):
        draw_stars(sketch, horizon * 0.8, _STARS * (2 if "stars" in weather else 1))
    if "aurora" in weather:
        _curtains(sketch, horizon)
    sun = _sun(sketch, horizon)
    if "clear" not in weather and not sketch.shuns("clouds", "cloud"):
        _clouds(sketch, horizon)
    if "rainbow" in weather:
        _rainbow(canvas, sun, horizon)
    return sun


def draw_stars(sketch: Sketch, bottom: float, count: int) -> None:
    """Strew stars, most of them far above `bottom`."""
    canvas, dice = sketch.canvas, sketch.chance("stars")
    for _ in range(sketch.many(count)):
        # The product of two chances keeps most stars away from the bright horizon.
        place = dice.random() * canvas.width, dice.random() * dice.random() * bottom
        shade = mix(canvas.colour_at(place), WHITE, dice.uniform(0.25, 0.95))
        canvas.disc(place, canvas.unit * dice.choice((0.0008, 0.0012, 0.0019)), shade)


def _sun(sketch: Sketch, horizon: float) -> Point:
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("sun")
    centre = canvas.width * plan.uniform(0.3, 0.7), horizon * plan.uniform(0.42, 0.72)
    radius = canvas.unit * plan.uniform(0.05, 0.09)
    if {"moon", "moonlit", "crescent"} & sketch.reading.words:
        return _moon(sketch, (centre[0], centre[1] * 0.6), radius)
    canvas.glow(centre, radius * 9, palette.light, 0.55)
    canvas.glow(centre, radius * 3, palette.light, 0.75)
    if not sketch.shuns("sun", "moon"):
        canvas.disc(centre, radius, palette.light)
    return centre


def _moon(sketch: Sketch, centre: Point, radius: float) -> Point:
    """The moon, with a few craters; a crescent where the prompt says so."""
    canvas, light = sketch.canvas, sketch.palette.light
    x, y = centre
    canvas.glow(centre, radius * 6, light, 0.5)
    behind = canvas.colour_at((x - radius * 2, y))
    if "crescent" in sketch.reading.words:
        canvas.shape(_crescent(centre, radius), light)
        return centre
    canvas.disc(centre, radius, light)
    for across, down, share in ((-0.3, -0.25, 0.24), (0.35, 0.1, 0.17), (-0.1, 0.45, 0.14)):
        spot = x + across * radius, y + down * radius
        canvas.disc(spot, radius * share, mix(light, behind, 0.16))
    return centre


def _crescent(centre: Point, radius: float) -> list[Point]:
    outer = [math.radians(turn) for turn in range(-110, 111, 4)]
    edge = [(math.cos(turn), math.sin(turn)) for turn in outer]
    inner = [(0.62 * a - 0.13, b) for a, b in reversed(edge)]
    return [(centre[0] + a * radius, centre[1] + b * radius) for a, b in (*edge, *inner)]


def _clouds(sketch: Sketch, horizon: float) -> None:
    canvas, palette, dice = sketch.canvas, sketch.palette, sketch.chance("clouds")
    weather = sketch.reading.weather
    heavy = bool(weather & {"clouds", "rain", "storm"})
    ovals = []
    for _ in range(sketch.many(dice.randint(2, 5)) * (3 if heavy else 1)):
        x, y = dice.random() * canvas.width, dice.uniform(0.12, 0.8) * horizon
        length = canvas.unit * dice.uniform(0.12, 0.3)
        for _ in range(6):
            centre = x + length * dice.uniform(-1, 1), y + length * dice.uniform(-0.07, 0.07)
            ovals.append((centre, (length * dice.uniform(0.3, 0.8), length * 0.045)))
    colour = mix(palette.haze, palette.light, 0.5)
    if weather & {"rain", "storm"}:
        colour = mix(palette.far, palette.near, 0.35)
    canvas.cloud(ovals, colour, 0.2 if palette.night and not heavy else 0.5)


def _curtains(sketch: Sketch, horizon: float) -> None:
    """Northern lights: tall soft rays along a wavy line."""
    canvas, dice = sketch.canvas, sketch.chance("aurora")
    for colour in ((110, 255, 190), (150, 130, 255)):
        turn, base = dice.uniform(0, math.tau), horizon * dice.uniform(0.45, 0.6)
        rays = []
        for step in range(60):
            x = canvas.width * step / 59
            wave = math.sin(turn + step * 0.16) * 0.1 + math.sin(turn * 2 + step * 0.37) * 0.04
            tall = horizon * dice.uniform(0.12, 0.3)
            rays.append(((x, base + wave * horizon - tall), (canvas.width / 70, tall)))
        canvas.cloud(rays, colour, 0.34)


def _rainbow(canvas: Canvas, sun: Point, horizon: float) -> None:
    middle = canvas.width * (0.25 if sun[0] > canvas.width / 2 else 0.75)
    outer, band = canvas.unit * 0.58, canvas.unit * 0.014
    for index, colour in enumerate(_RAINBOW):
        arc: list[Point] = []
        for far in (outer - index * band, outer - (index + 1) * band):
            angles = [math.pi * step / 60 for step in range(61)]
            edge = [(middle + far * math.cos(a), horizon - far * math.sin(a)) for a in angles]
            arc += edge if not arc else reversed(edge)
        canvas.shape(arc, colour, 0.42)
