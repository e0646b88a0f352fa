"""A scene: a table before a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import hills, outline

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch

_WOOD: Colour = (168, 106, 66)
_WALL: Colour = (228, 206, 184)


def draw_tabletop(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("table")
    wall = mix(palette.dyed(_WALL, 0.35 if palette.night else 0.0), palette.far, 0.35)
    canvas.sky((mix(wall, palette.near, 0.25), wall), canvas.height)
    edge = canvas.height * plan.uniform(0.68, 0.72)
    side = plan.choice((0.3, 0.7))
    middle, half = canvas.width * side, min(canvas.width * 0.24, canvas.unit * 0.34)
    top, sill = canvas.height * 0.07, edge - canvas.unit * 0.1
    _view(sketch, (middle - half, top, middle + half, sill), wall)
    _beam(sketch, (middle, sill), half, edge)
    wood = mix(palette.dyed(_WOOD, 0.3), palette.near, 0.25)
    canvas.ground([(0, edge), (canvas.width, edge)], wood, mix(wood, palette.near, 0.65))
    canvas.block(0, edge, canvas.width, edge + canvas.unit * 0.008, mix(wood, palette.light, 0.35))
    _grain(sketch, edge, mix(wood, palette.near, 0.4))
    floor = edge + (canvas.height - edge) * 0.42
    return Spot(sill, floor, (middle, top))


def _view(sketch: Sketch, box: tuple[float, float, float, float], wall: Colour) -> None:
    """A window, and through it hills under the sky."""
    canvas, palette = sketch.canvas, sketch.palette
    left, top, right, bottom = (round(place) for place in box)
    right, bottom = max(left, right), max(top, bottom)  # a picture may be a pixel high
    thick = canvas.unit * 0.016
    frame = mix(wall, palette.light, 0.55)
    inside = type(canvas)((max(1, (right - left) // 2), max(1, (bottom - top) // 2)))
    inside.sky(palette.sky, inside.height)
    sun = inside.width * 0.62, inside.height * 0.42
    inside.glow(sun, inside.unit * 0.7, palette.light, 0.8)
    inside.disc(sun, inside.unit * 0.1, palette.light)
    for index in range(3):
        profile = hills(sketch.plan(f"view {index}"))
        line = outline(inside, profile, inside.height * (0.75 + 0.1 * index), inside.unit * 0.2)
        inside.ground(line, palette.at(0.15 + 0.3 * index), palette.at(0.1 + 0.3 * index))
    canvas.block(left - thick, top - thick, right + thick, bottom + thick, frame)
    canvas.image.paste(inside.image.resize((right - left + 1, bottom - top + 1)), (left, top))
    middle, cross = (left + right) / 2, top + (bottom - top) * 0.42
    canvas.block(middle - thick / 3, top, middle + thick / 3, bottom, frame)
    canvas.block(left, cross - thick / 3, right, cross + thick / 3, frame)
    shelf = canvas.unit * 0.022
    canvas.block(left - thick * 2, bottom, right + thick * 2, bottom + shelf, frame)
    shade = mix(wall, palette.near, 0.4)
    canvas.block(left - thick * 2, bottom + shelf, right + thick * 2, bottom + shelf * 1.3, shade)


def _beam(sketch: Sketch, sill: Point, half: float, edge: float) -> None:
    """The light that falls in."""
    canvas, light = sketch.canvas, sketch.palette.light
    canvas.glow((sill[0], sill[1] * 0.6), canvas.unit * 0.85, light, 0.28)
    away = 1 if sill[0] < canvas.width / 2 else -1
    slant = canvas.unit * 0.5 * away
    for share in (1.0, 0.85, 0.7):
        reach = [
            (sill[0] - half * share, canvas.height * 0.1),
            (sill[0] + half * share, 0),
            (sill[0] + half * share + slant, edge),
            (sill[0] - half * share + slant, edge),
        ]
        canvas.shape(reach, light, 0.05)


def _grain(sketch: Sketch, edge: float, colour: Colour) -> None:
    canvas, dice = sketch.canvas, sketch.chance("grain")
    for _ in range(sketch.many(34)):
        near = dice.random()
        y = edge + (canvas.height - edge) * (0.04 + near * 0.96)
        x, half = canvas.width * dice.random(), canvas.unit * dice.uniform(0.06, 0.3)
        thin = canvas.unit * 0.0013 * (1 + near)
        canvas.shape([(x - half, y), (x, y - thin), (x + half, y), (x, y + thin)], colour, 0.5)
