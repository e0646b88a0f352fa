"""A scene: rolling hills with grass and flowers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.scenes.heavens import draw_heavens
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.scenes.terrain import hills, outline
from limner.sandbox.studio.things.tree import draw_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.palette import Colour
    from limner.sandbox.studio.scenes.sketch import Sketch

_BLADES = 420
_BLOOMS = 46
_GRASS: Colour = (98, 148, 74)
_PETALS: tuple[Colour, ...] = ((236, 92, 84), (250, 206, 96), (248, 240, 232), (226, 126, 176))


def draw_meadow(sketch: Sketch) -> Spot:
    """Draw the scene."""
    canvas, plan = sketch.canvas, sketch.plan("meadow")
    horizon = canvas.height * plan.uniform(0.58, 0.66)
    sun = draw_heavens(sketch, horizon)
    edge: Sequence[Point] = ()
    for index in range(4):
        nearness = index / 3
        base = horizon + (canvas.height - horizon) * (0.04 + 0.62 * nearness**1.2)
        tall = canvas.unit * 0.15 * (1 - 0.6 * nearness)
        edge = outline(canvas, hills(sketch.plan(f"hill {index}")), base, tall)
        canvas.ground(edge, *_slope(sketch, nearness))
        if index in {1, 2} and not sketch.shuns("tree", "trees"):
            _grove(sketch, edge, index)
    _grass(sketch, edge)
    floor = canvas.height * 0.86
    return Spot(horizon, floor, sun)


def _slope(sketch: Sketch, nearness: float) -> tuple[Colour, Colour]:
    palette = sketch.palette
    if "snow" in sketch.reading.weather:
        crest = mix(palette.at(0.3 * nearness), (248, 250, 255), 0.75)
        return crest, mix(crest, palette.far, 0.5)
    green = mix(palette.at(0.15 + 0.6 * nearness), palette.dyed(_GRASS, 0.2 * nearness), 0.4)
    return mix(green, palette.light, 0.12 * (1 - nearness)), mix(green, palette.near, 0.45)


def _grove(sketch: Sketch, edge: Sequence[Point], index: int) -> None:
    """A few small trees far away."""
    dice = sketch.chance(f"grove {index}")
    start = dice.randrange(len(edge))
    for _ in range(sketch.many(4)):
        place = edge[(start + dice.randint(-len(edge) // 12, len(edge) // 12)) % len(edge)]
        size = sketch.canvas.unit * dice.uniform(0.03, 0.05) * (1 + 0.6 * index)
        draw_tree(sketch, place, size, far=0.45 + 0.15 * index)


def _grass(sketch: Sketch, edge: Sequence[Point]) -> None:
    canvas, dice = sketch.canvas, sketch.chance("grass")
    top, blade = _slope(sketch, 1.0)
    snowy = "snow" in sketch.reading.weather
    for _ in range(sketch.many(_BLADES // 3 if snowy else _BLADES)):
        x, crest = edge[dice.randrange(len(edge))]
        near = dice.random() ** 1.5
        y = crest + (canvas.height - crest) * near
        tall, lean = canvas.unit * (0.012 + 0.03 * near), canvas.unit * dice.uniform(-0.01, 0.01)
        wide = canvas.unit * 0.0016 * (1 + near)
        colour = mix(blade, top, dice.random())
        canvas.shape([(x - wide, y), (x + wide, y), (x + lean, y - tall)], colour)
    bare = snowy or sketch.shuns("flower", "flowers")
    for _ in range(0 if bare else sketch.many(_BLOOMS)):
        x, crest = edge[dice.randrange(len(edge))]
        near = dice.random() ** 1.3
        y, size = crest + (canvas.height - crest) * near, canvas.unit * (0.003 + 0.005 * near)
        canvas.disc((x, y), size, sketch.palette.dyed(dice.choice(_PETALS)))
