"""A scene: below the surface of the sea."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import stroke
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import hills, outline, ridge
from limner.sandbox.studio.things.fish import draw_fish

if TYPE_CHECKING:
    from limner.sandbox.studio.scenes.sketch import Sketch

_WATER: tuple[Colour, ...] = ((150, 226, 224), (52, 164, 196), (22, 96, 156), (10, 44, 98))
_ABYSS: Colour = (4, 20, 52)
_CORALS: tuple[Colour, ...] = ((240, 112, 104), (246, 168, 96), (214, 96, 150), (150, 110, 190))


def draw_underwater(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("underwater")
    water = [mix(colour, palette.far, 0.15) for colour in _WATER]
    if palette.night:
        water = [mix(colour, _ABYSS, 0.5) for colour in water]
    canvas.sky(water, canvas.height)
    x = canvas.width * plan.uniform(0.3, 0.7)
    _rays(sketch, x)
    far, near = mix(water[2], _ABYSS, 0.35), mix(water[3], _ABYSS, 0.7)
    rocks = outline(canvas, ridge(plan), canvas.height * 0.9, canvas.unit * 0.34)
    canvas.ground(rocks, mix(water[2], _ABYSS, 0.12), far)
    _school(sketch, mix(water[2], _ABYSS, 0.45))
    floor = canvas.height * 0.9
    bed = outline(canvas, hills(sketch.plan("bed")), floor, canvas.unit * 0.08)
    _weeds(sketch, mix(far, (40, 120, 90), 0.35))
    canvas.ground(bed, far, near)
    _corals(sketch, floor)
    _bubbles(sketch)
    return Spot(canvas.height * 0.8, floor, (x, 0))


def _rays(sketch: Sketch, x: float) -> None:
    canvas, dice = sketch.canvas, sketch.chance("rays")
    canvas.glow((x, -canvas.unit * 0.1), canvas.unit * 0.9, (222, 255, 246), 0.75)
    for _ in range(sketch.many(9)):
        lean, wide = dice.uniform(-0.9, 0.9), dice.uniform(0.03, 0.1)
        for share in (1.0, 0.8, 0.6, 0.45, 0.3):
            deep = canvas.height * share * 0.9
            left = x + canvas.unit * lean * 0.35
            foot = x + lean * canvas.unit * (0.35 + share * 0.8)
            half = canvas.unit * wide * share
            canvas.shape(
                [(left, 0), (left + half * 0.3, 0), (foot + half, deep), (foot - half, deep)],
                (214, 250, 246),
                0.035,
            )


def _school(sketch: Sketch, colour: Colour) -> None:
    """Small fish far away."""
    canvas, dice = sketch.canvas, sketch.chance("school")
    x, y = canvas.width * dice.uniform(0.15, 0.85), canvas.height * dice.uniform(0.25, 0.6)
    for _ in range(sketch.many(22)):
        a, b = x + canvas.unit * dice.gauss(0, 0.13), y + canvas.unit * dice.gauss(0, 0.06)
        half = canvas.unit * dice.uniform(0.006, 0.012)
        canvas.shape([(a - half, b), (a, b - half * 0.45), (a + half, b), (a, b + half * 0.45)],
                     colour)  # fmt: skip
        canvas.shape([(a + half * 0.8, b), (a + half * 1.6, b - half * 0.5),
                      (a + half * 1.6, b + half * 0.5)], colour)  # fmt: skip
    if not sketch.has("fish") and not sketch.shuns("fish"):
        for place in (0.2, 0.62, 0.8)[: dice.randint(1, 3)]:
            spot = canvas.width * place, canvas.height * dice.uniform(0.3, 0.62)
            draw_fish(sketch, spot, canvas.unit * dice.uniform(0.06, 0.12), "", "fish")


def _weeds(sketch: Sketch, colour: Colour) -> None:
    canvas, dice = sketch.canvas, sketch.chance("weeds")
    for _ in range(sketch.many(16)):
        x, tall = canvas.width * dice.random(), canvas.unit * dice.uniform(0.1, 0.34)
        sway, turn = canvas.unit * 0.02, dice.uniform(0, math.tau)
        path = [(x + sway * math.sin(turn + step), canvas.height * 0.92 - tall * step / 6)
                for step in range(7)]  # fmt: skip
        leaf = stroke(path, canvas.unit * 0.016, canvas.unit * 0.002)
        canvas.shape(leaf, mix(colour, _ABYSS, dice.uniform(0, 0.5)))


def _corals(sketch: Sketch, floor: float) -> None:
    canvas, dice = sketch.canvas, sketch.chance("corals")
    for _ in range(sketch.many(9)):
        x, size = canvas.width * dice.random(), canvas.unit * dice.uniform(0.04, 0.1)
        colour = mix(dice.choice(_CORALS), _ABYSS, dice.uniform(0.25, 0.5))
        for branch in range(5):
            lean = (branch - 2) * 0.35 + dice.uniform(-0.1, 0.1)
            path = [(x, floor), (x + size * lean * 0.4, floor - size * 0.6),
                    (x + size * lean, floor - size * dice.uniform(0.9, 1.3))]  # fmt: skip
            canvas.shape(stroke(path, size * 0.2, size * 0.12), colour)
            canvas.disc(path[-1], size * 0.06, colour)


def _bubbles(sketch: Sketch) -> None:
    canvas, dice = sketch.canvas, sketch.chance("bubbles")
    for _ in range(sketch.many(26)):
        place = canvas.width * dice.random(), canvas.height * dice.uniform(0.1, 0.85)
        radius = canvas.unit * dice.uniform(0.003, 0.011)
        behind = canvas.colour_at(place)
        canvas.disc(place, radius, mix(behind, (255, 255, 255), 0.35))
        canvas.disc((place[0] + radius * 0.15, place[1] + radius * 0.15), radius * 0.75,
                    mix(behind, (255, 255, 255), 0.1))  # fmt: skip
