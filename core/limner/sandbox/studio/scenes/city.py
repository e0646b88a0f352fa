"""A scene: a skyline in three distances, its windows lit, mirrored in water."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.scenes.heavens import draw_heavens
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.water import draw_water

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Canvas
    from limner.sandbox.studio.scenes.sketch import Sketch

_LAMP: Colour = (255, 190, 92)
_NEON: tuple[Colour, ...] = ((255, 70, 170), (80, 220, 255), (255, 190, 92), (170, 110, 255))
_CROWNS = ("roof", "roof", "storey", "storey", "mast", "flat", "flat", "flat")
_TOO_FAR_FOR_WINDOWS = 0.3

Box = tuple[float, float, float, float]


def draw_city(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, plan = sketch.canvas, sketch.plan("city")
    ground = canvas.height * plan.uniform(0.68, 0.74)
    sun = draw_heavens(sketch, ground)
    for nearness in (0.1, 0.42, 0.8):
        _row(sketch, ground, nearness)
    draw_water(sketch, ground)
    floor = canvas.height * 0.84
    if sketch.floored:
        _quay(sketch, floor)
    return Spot(ground, floor, sun)


def _row(sketch: Sketch, ground: float, nearness: float) -> None:
    canvas, palette = sketch.canvas, sketch.palette
    plan, dice = sketch.plan(f"row {nearness}"), sketch.chance(f"row {nearness}")
    x = -canvas.unit * plan.random() * 0.1
    while x < canvas.width:
        width = canvas.unit * plan.uniform(0.045, 0.1)
        tall = min(canvas.unit * 0.62, ground * 0.85) * (1.05 - 0.55 * nearness)
        height = tall * (0.3 + 0.7 * plan.random() ** 1.7)
        colour = mix(palette.at(nearness), palette.near, dice.uniform(0, 0.12))
        _building(canvas, dice, (x, ground - height, x + width, ground), colour)
        if nearness > _TOO_FAR_FOR_WINDOWS:
            _windows(sketch, dice, (x, ground - height, x + width, ground))
        x += width + canvas.unit * plan.choice((0, 0, 0.004, 0.02))


def _building(canvas: Canvas, dice: Random, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    middle, width = (left + right) / 2, right - left
    canvas.block(left, top, right, bottom + 1, colour)
    crown = dice.choice(_CROWNS)
    if crown == "roof":
        canvas.shape([(left, top), (right, top), (middle, top - width * 0.5)], colour)
    elif crown == "storey":
        canvas.block(left + width * 0.2, top - width * 0.25, right - width * 0.2, top, colour)
    elif crown == "mast":
        canvas.block(middle - width * 0.02, top - width * 0.8, middle + width * 0.02, top, colour)


def _windows(sketch: Sketch, dice: Random, box: Box) -> None:
    canvas, palette = sketch.canvas, sketch.palette
    left, top, right, bottom = box
    columns = dice.randint(3, 5)
    pitch = (right - left) / (columns + 0.5)
    neon = bool({"neon", "cyberpunk"} & sketch.reading.words)
    lamp = dice.choice(_NEON) if neon else _LAMP
    lit = mix(palette.light, lamp, 0.8 if neon else 0.55)
    share = (0.45 if palette.night else 0.2) * min(1.6, sketch.manner.detail)
    rows = int((bottom - top) / (pitch * 1.3)) - 1
    for row in range(max(0, rows)):
        for column in range(columns):
            if dice.random() < share:
                x, y = left + pitch * (column + 0.5), top + pitch * 1.3 * (row + 0.6)
                canvas.block(x, y, x + pitch * 0.5, y + pitch * 0.65, lit)


def _quay(sketch: Sketch, floor: float) -> None:
    """A pavement by the water, with lamps."""
    canvas, palette = sketch.canvas, sketch.palette
    top = floor - canvas.unit * 0.035
    stone = mix(palette.at(0.85), palette.haze, 0.1)
    canvas.ground([(0, top), (canvas.width, top)], stone, palette.near)
    canvas.block(0, top, canvas.width, top + canvas.unit * 0.006, mix(stone, palette.light, 0.3))
    for index in range(4):
        x = canvas.width * (index + sketch.plan("lamps").random() * 0.3) / 3.6
        _lamp(sketch, x, top)


def _lamp(sketch: Sketch, x: float, foot: float) -> None:
    canvas, palette = sketch.canvas, sketch.palette
    tall, thick = canvas.unit * 0.2, canvas.unit * 0.0035
    canvas.block(x - thick, foot - tall, x + thick, foot, palette.near)
    canvas.glow((x, foot - tall), canvas.unit * 0.09, _LAMP, 0.75 if palette.night else 0.3)
    canvas.disc((x, foot - tall), canvas.unit * 0.011, mix(palette.light, _LAMP, 0.4))
