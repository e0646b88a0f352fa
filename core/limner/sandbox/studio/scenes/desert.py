"""A scene: dunes and table mountains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.scenes.heavens import draw_heavens
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import hills, outline
from limner.sandbox.studio.things.cactus import draw_cactus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.palette import Colour
    from limner.sandbox.studio.scenes.sketch import Sketch

_SAND: Colour = (232, 160, 92)
_MARS: Colour = (206, 92, 58)
_DUNES = 4


def draw_desert(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, plan = sketch.canvas, sketch.plan("desert")
    horizon = canvas.height * plan.uniform(0.56, 0.64)
    sun = draw_heavens(sketch, horizon)
    _mesas(sketch, horizon)
    for index in range(_DUNES):
        _dune(sketch, horizon, index, sun[0])
    return Spot(horizon, canvas.height * 0.86, sun)


def _sand(sketch: Sketch, nearness: float) -> Colour:
    own = _MARS if "mars" in sketch.reading.words else _SAND
    return mix(sketch.palette.at(nearness * 0.8), sketch.palette.dyed(own, 0.3 * nearness), 0.6)


def _mesas(sketch: Sketch, horizon: float) -> None:
    canvas, plan = sketch.canvas, sketch.plan("mesas")
    colour = mix(_sand(sketch, 0.2), sketch.palette.far, 0.45)
    for _ in range(plan.randint(2, 3)):
        x, half = canvas.width * plan.random(), canvas.unit * plan.uniform(0.08, 0.2)
        tall = canvas.unit * plan.uniform(0.06, 0.16)
        steps = [(-1.25, 0), (-1.0, 0.45), (-0.92, 0.5), (-0.86, 1), (0.8, 1), (0.86, 0.62),
                 (1.0, 0.55), (1.3, 0)]  # fmt: skip
        rock = [(x + half * a, horizon + canvas.unit * 0.03 - tall * b) for a, b in steps]
        canvas.form([rock], (colour, mix(colour, sketch.palette.haze, 0.5)), None)


def _dune(sketch: Sketch, horizon: float, index: int, sun: float) -> None:
    """A dune, its crest's lee side in the shadow."""
    canvas, plan, nearness = sketch.canvas, sketch.plan(f"dune {index}"), index / (_DUNES - 1)
    base = horizon + (canvas.height - horizon) * (0.1 + 0.56 * nearness**1.2)
    edge = outline(canvas, hills(plan), base, canvas.unit * 0.16 * (1 - 0.45 * nearness))
    crest = _sand(sketch, nearness)
    canvas.ground(edge, crest, mix(crest, sketch.palette.near, 0.4))
    summit = min(range(len(edge)), key=lambda place: edge[place][1])
    x, y = edge[summit]
    reach = canvas.unit * plan.uniform(0.5, 0.9) * (-1 if sun > x else 1)
    lee = [point for point in edge if 0 <= (point[0] - x) / reach <= 1]
    if reach < 0:
        lee.reverse()
    tail = (x + reach * 0.55, y + canvas.unit * 0.2)
    if lee:
        canvas.shape([(x, y), *lee, tail], mix(crest, sketch.palette.near, 0.55), 0.55)
    wild = not sketch.floored and "mars" not in sketch.reading.words
    if index and wild and not sketch.shuns("cactus", "cacti"):
        _grove(sketch, edge, index)


def _grove(sketch: Sketch, edge: Sequence[Point], index: int) -> None:
    """A few cacti along a crest."""
    dice = sketch.chance(f"cacti {index}")
    for _ in range(sketch.many(dice.randint(1, 2))):
        x, y = edge[dice.randrange(len(edge))]
        size = sketch.canvas.unit * dice.uniform(0.04, 0.06) * (1 + 0.9 * index)
        draw_cactus(sketch, (x, y + size * 0.08), size, "")
