"""What an enhanced prompt adds to a scene: birds, lanterns, shooting stars, sparkles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import WHITE, mix
from limner.sandbox.studio.words.lexicon import OUTDOORS

if TYPE_CHECKING:
    from limner.sandbox.studio.scenes.sketch import Sketch, Spot

_SPARKLES = 60


def draw_extras(sketch: Sketch, place: str, spot: Spot) -> None:
    """Draw what goes with the place."""
    if place in OUTDOORS:
        _flock(sketch, spot)
        _lanterns(sketch, spot)
    elif place == "space":
        _shooting_stars(sketch)
    else:
        _sparkle(sketch)
    _gleam(sketch, spot)


def _flock(sketch: Sketch, spot: Spot) -> None:
    """A far flock, each bird two strokes of a pen."""
    canvas, dice = sketch.canvas, sketch.plan("flock")
    x, y = canvas.width * dice.uniform(0.25, 0.7), spot.horizon * dice.uniform(0.2, 0.45)
    colour = mix(sketch.palette.near, sketch.palette.far, 0.15)
    for _ in range(13):
        a, b = x + canvas.unit * dice.gauss(0, 0.14), y + canvas.unit * dice.gauss(0, 0.05)
        span, lift = canvas.unit * dice.uniform(0.014, 0.03), dice.uniform(0.25, 0.6)
        thick = span * 0.16
        for side in (-1, 1):
            tip = a + side * span, b - span * lift * 0.6
            bend = a + side * span * 0.45, b - span * lift
            canvas.shape([(a, b), bend, tip, (bend[0], bend[1] + thick), (a, b + thick)], colour)


def _lanterns(sketch: Sketch, spot: Spot) -> None:
    """Paper lanterns that rise into the sky."""
    canvas, dice = sketch.canvas, sketch.plan("lanterns")
    shine = 0.5 if sketch.palette.night else 0.3
    for _ in range(12):
        x, near = canvas.width * dice.random(), dice.random()
        y = spot.horizon * dice.uniform(0.2, 0.75)
        size = canvas.unit * (0.006 + 0.01 * near)
        canvas.glow((x, y), size * 6, (255, 170, 80), shine)
        body = [(x - size * 0.7, y + size), (x - size, y - size * 0.6), (x - size * 0.4, y - size),
                (x + size * 0.4, y - size), (x + size, y - size * 0.6),
                (x + size * 0.7, y + size)]  # fmt: skip
        canvas.shape(body, (255, 206, 122), 0.95)
        canvas.shape([*body[:3], (x, y + size)], (255, 158, 80), 0.55)


def _shooting_stars(sketch: Sketch) -> None:
    canvas, dice = sketch.canvas, sketch.plan("shooting stars")
    for _ in range(5):
        x, y = canvas.width * dice.uniform(0.1, 0.95), canvas.height * dice.uniform(0.05, 0.5)
        long, thick = canvas.unit * dice.uniform(0.12, 0.3), canvas.unit * 0.003
        for share, opacity in ((1.0, 0.2), (0.6, 0.35), (0.25, 0.7)):
            tail = (x + long * share, y - long * share * 0.45)
            canvas.shape([(x, y - thick), tail, (x, y + thick)], WHITE, opacity)
        canvas.glow((x, y), thick * 9, WHITE, 0.9)


def _sparkle(sketch: Sketch) -> None:
    """Motes in the light."""
    canvas, dice = sketch.canvas, sketch.plan("sparkles")
    for _ in range(_SPARKLES):
        place = canvas.width * dice.random(), canvas.height * dice.random()
        size = canvas.unit * dice.uniform(0.001, 0.0035)
        canvas.glow(place, size * 6, sketch.palette.light, 0.4)
        canvas.disc(place, size, mix(canvas.colour_at(place), sketch.palette.light, 0.7))


def _gleam(sketch: Sketch, spot: Spot) -> None:
    """Rays around the light."""
    canvas, dice = sketch.canvas, sketch.plan("gleam")
    x, y = spot.sun
    reach = canvas.unit * 0.9
    for _ in range(12):
        across, down = dice.uniform(-1, 1), dice.uniform(-1, 1)
        length = max(0.2, (across * across + down * down) ** 0.5)
        across, down = across / length * reach, down / length * reach
        for share in (1.0, 0.7, 0.45):
            end = x + across * share, y + down * share
            wide = -down * 0.05 * share, across * 0.05 * share
            ray = [(x, y), (end[0] + wide[0], end[1] + wide[1]),
                   (end[0] - wide[0], end[1] - wide[1])]  # fmt: skip
            canvas.shape(ray, sketch.palette.light, 0.045)
