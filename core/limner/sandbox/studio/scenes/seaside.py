"""A scene: the sea under a low sun, with a lighthouse or a sail."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.scenes.heavens import draw_heavens
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import foreground, outline, ridge
from limner.sandbox.studio.scenes.water import draw_glitter, draw_water
from limner.sandbox.studio.things.boat import draw_boat
from limner.sandbox.studio.things.lighthouse import draw_lighthouse
from limner.sandbox.studio.words.vocabulary import FLYING

if TYPE_CHECKING:
    from limner.sandbox.studio.scenes.sketch import Sketch

_SAND = (236, 206, 156)
_SAILING_SHARE = 0.4


def draw_seaside(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, plan = sketch.canvas, sketch.plan("seaside")
    horizon = canvas.height * plan.uniform(0.56, 0.64)
    sun = draw_heavens(sketch, horizon)
    _coast(sketch, horizon)
    others = sketch.reading.names - {"lighthouse", "boat"}
    sails = sketch.has("boat") or (plan.random() < _SAILING_SHARE and not others)
    tower = sketch.has("lighthouse") or not (sails or others or sketch.shuns("lighthouse"))
    if tower:
        _headland(sketch, horizon, sun[0])
    draw_water(sketch, horizon)
    draw_glitter(sketch, (sun[0], horizon))
    if sketch.has("boat") or (sails and not tower and not sketch.shuns("boat", "sail", "ship")):
        draw_boats(sketch, horizon)
    floor = canvas.height * 0.86
    if others - FLYING or "beach" in sketch.reading.words:
        sand = mix(sketch.palette.dyed(_SAND, 0.3), sketch.palette.near, 0.15)
        foreground(sketch, floor, (sand, mix(sand, sketch.palette.near, 0.7)), foam=True)
    return Spot(horizon, floor, sun)


def draw_boats(sketch: Sketch, horizon: float) -> None:
    """Sails on the water, as many as the prompt names."""
    canvas, plan = sketch.canvas, sketch.plan("boats")
    thing = sketch.reading.thing("boat")
    places = [0.3, 0.7, 0.14, 0.86, 0.5, 0.22, 0.6, 0.4, 0.8]
    first = plan.randrange(2)
    for index in range(thing.number if thing else 1):
        nearness = plan.uniform(0.1, 0.3) * (1 - 0.07 * index)
        size = canvas.unit * plan.uniform(0.16, 0.24) * sketch.manner.emphasis * 0.86**index
        x = canvas.width * (places[index ^ first] + plan.uniform(-0.04, 0.04))
        y = horizon + (canvas.height - horizon) * nearness
        draw_boat(sketch, (x, y), size, thing.colour if thing else "")


def _coast(sketch: Sketch, horizon: float) -> None:
    """A far shore along the horizon."""
    canvas, palette = sketch.canvas, sketch.palette
    profile = ridge(sketch.plan("coast"))
    edge = outline(canvas, profile, horizon + canvas.unit * 0.05, canvas.unit * 0.11)
    canvas.ground([(x, min(y, horizon + 1)) for x, y in edge], palette.at(0.12), palette.far)


def _headland(sketch: Sketch, horizon: float, sun: float) -> None:
    canvas, palette = sketch.canvas, sketch.palette
    # Opposite the sun, so that neither hides the other.
    side = -1 if sun > canvas.width / 2 else 1
    x = canvas.width / 2 + side * min(canvas.width * 0.3, canvas.unit * 0.5)
    reach, rise = canvas.unit * 0.42, canvas.unit * 0.1
    rough = ridge(sketch.chance("rock"))

    def height(place: float) -> float:
        near = 1 - min(1.0, abs(place * canvas.unit - x) / reach)
        return math.sin(near * math.pi / 2) * (0.7 + 0.4 * rough(place * 2))

    edge = outline(canvas, height, horizon + 1, rise)
    rock = [point for point in edge if abs(point[0] - x) <= reach]
    foot = [(x + reach, horizon + 1), (x - reach, horizon + 1)]
    canvas.shape([*rock, *foot], palette.at(0.9))
    size = canvas.unit * 0.34 * sketch.manner.emphasis
    draw_lighthouse(canvas, palette, (x, horizon - rise * 0.75), size)
