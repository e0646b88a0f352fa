"""A scene: ridges that fade into the distance, the nearest with trees; or a lake before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.scenes.heavens import draw_heavens
from limner.sandbox.studio.scenes.seaside import draw_boats
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import foreground, outline, ridge
from limner.sandbox.studio.scenes.water import draw_glitter, draw_water
from limner.sandbox.studio.words.vocabulary import FLYING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Colour
    from limner.sandbox.studio.scenes.sketch import Sketch

_WOODED_SHARE = 0.62
_WOODS = frozenset({"forest", "woods", "jungle", "pines", "pine", "trees", "rainforest"})
_SNOWY: Colour = (248, 250, 255)


def draw_mountains(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("mountains")
    horizon = canvas.height * plan.uniform(0.56, 0.66)
    sun = draw_heavens(sketch, horizon)
    count = plan.randint(5, 6)
    edge: Sequence[Point] = ()
    for index in range(count):
        edge = _layer(sketch, horizon, index / (count - 1))
        if _WOODS & sketch.reading.words and index >= count - 3:
            _trees(sketch, edge, palette.at((index / (count - 1)) ** 0.9), 0.7)
    floor = canvas.height * 0.87
    if sketch.floored:
        crest = mix(palette.near, palette.far, 0.12)
        foreground(sketch, floor, (crest, palette.near))
    else:
        _trees(sketch, edge, mix(palette.near, (0, 0, 0), 0.25), 1.0)
    return Spot(horizon, floor, sun)


def draw_lake(sketch: Sketch) -> Spot:
    """Draw mountains that a lake mirrors."""
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("lake")
    shore = canvas.height * plan.uniform(0.6, 0.66)
    sun = draw_heavens(sketch, shore)
    for index, tall in enumerate((0.5, 0.36, 0.2)):
        profile = ridge(sketch.plan(f"range {index}"))
        edge = outline(canvas, profile, shore + canvas.unit * 0.04, canvas.unit * tall)
        crest = palette.at(0.1 + 0.26 * index)
        canvas.ground(edge, crest, mix(crest, palette.haze, 0.45))
        if index == 0:
            _snowcaps(sketch, edge, shore)
    _trees(sketch, [(x, min(y, shore)) for x, y in edge], palette.at(0.75), 0.6)
    draw_water(sketch, shore)
    draw_glitter(sketch, (sun[0], shore))
    if sketch.has("boat"):
        draw_boats(sketch, shore)
    floor = canvas.height * 0.88
    if sketch.reading.names - FLYING - {"boat"}:
        foreground(sketch, floor, (palette.at(0.85), palette.near))
    return Spot(shore, floor, sun)


def _layer(sketch: Sketch, horizon: float, nearness: float) -> Sequence[Point]:
    canvas, palette = sketch.canvas, sketch.palette
    base = horizon + (canvas.height - horizon) * (0.02 + 0.8 * nearness**1.3)
    amplitude = canvas.unit * 0.46 * (1 - 0.55 * nearness)
    edge = outline(canvas, ridge(sketch.plan(f"ridge {nearness}")), base, amplitude)
    crest = palette.at(nearness**0.9)
    canvas.ground(edge, crest, mix(crest, palette.haze, 0.5 * (1 - nearness)))
    if not nearness:
        _snowcaps(sketch, edge, horizon)
    return edge


def _snowcaps(sketch: Sketch, edge: Sequence[Point], foot: float) -> None:
    """Snow on the highest summits, with a ragged lower edge."""
    canvas, dice = sketch.canvas, sketch.chance("snowcaps")
    low = min(y for _, y in edge)
    share = 0.75 if "snow" in sketch.reading.weather else 0.3
    line = low + (foot - low) * share
    under, share = [], 0.5
    for index, (x, y) in enumerate(edge):
        if index % 5 == 0:
            share = 0.3 if share > 0.5 else dice.uniform(0.6, 1.0)  # noqa: PLR2004
        under.append((x, y + max(0.0, line - y) * share))
    snow = mix(sketch.palette.light, _SNOWY, 0.4)
    canvas.shape([*edge, *reversed(_soft(under))], mix(snow, sketch.palette.far, 0.3), 0.8)


def _soft(line: Sequence[Point]) -> Sequence[Point]:
    """A line without its steps."""
    near = [line[max(0, index - 4) : index + 5] for index in range(len(line))]
    return [(x, sum(y for _, y in few) / len(few)) for (x, _), few in zip(line, near, strict=True)]


def _trees(sketch: Sketch, edge: Sequence[Point], colour: Colour, share: float) -> None:
    if sketch.shuns("tree", "trees", "forest"):
        return
    canvas, dice = sketch.canvas, sketch.chance(f"trees {share}")
    spacing = edge[1][0] - edge[0][0]
    step = max(1, round(canvas.unit * 0.012 / spacing))
    for x, y in edge[::step]:
        height = canvas.unit * dice.uniform(0.03, 0.085) * share
        if dice.random() < _WOODED_SHARE * min(1.3, sketch.manner.detail):
            _pine(canvas, (x, y + canvas.unit * 0.01), height, colour)


def _pine(canvas: Canvas, foot: Point, height: float, colour: Colour) -> None:
    x, y = foot
    for tier in range(4):
        top = y - height * (1 - 0.2 * tier)
        hem, half = top + height * 0.4, height * (0.07 + 0.045 * tier)
        canvas.shape([(x, top), (x - half, hem), (x + half, hem)], colour)
