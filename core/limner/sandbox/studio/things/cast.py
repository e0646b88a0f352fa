"""The things that a prompt names, put where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.things.animals import draw_bird, draw_cat, draw_dog
from limner.sandbox.studio.things.boat import draw_boat
from limner.sandbox.studio.things.cactus import draw_cactus
from limner.sandbox.studio.things.fish import draw_fish
from limner.sandbox.studio.things.houses import draw_castle, draw_cottage
from limner.sandbox.studio.things.lighthouse import draw_lighthouse
from limner.sandbox.studio.things.machines import draw_balloon, draw_car, draw_robot, draw_rocket
from limner.sandbox.studio.things.people import draw_person
from limner.sandbox.studio.things.stamp import Stamp
from limner.sandbox.studio.things.still_life import draw_cup, draw_flowers
from limner.sandbox.studio.things.tree import draw_tree
from limner.sandbox.studio.words.vocabulary import FLYING, Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch, Spot

    Draw = Callable[[Stamp, Sketch, Thing], None]

_MOST = 9
_COLUMNS = (0.69, 0.42, 0.88, 0.24, 0.55, 0.96, 0.33, 0.78, 0.12)
_FLOCK = ((0.0, 0.0), (-0.2, 0.1), (0.21, 0.13), (-0.36, -0.04), (0.4, -0.02), (0.08, 0.24),
          (-0.12, -0.16), (0.24, -0.16), (-0.5, 0.14))  # fmt: skip
_HEIGHTS = {
    "cat": 0.36, "dog": 0.38, "person": 0.46, "robot": 0.46, "car": 0.34, "rocket": 0.62,
    "flower": 0.56, "cup": 0.4, "cottage": 0.36, "castle": 0.5, "bird": 0.2, "balloon": 0.42,
}  # fmt: skip
_FIGURES: Mapping[str, Draw] = {
    "cat": draw_cat,
    "dog": draw_dog,
    "bird": draw_bird,
    "person": draw_person,
    "robot": draw_robot,
    "car": draw_car,
    "rocket": draw_rocket,
    "balloon": draw_balloon,
    "cottage": draw_cottage,
    "castle": draw_castle,
    "flower": draw_flowers,
    "cup": draw_cup,
}
_LARGE = frozenset({"castle", "cottage", "tree", "lighthouse"})
_STILL_LIFE = (Thing("flower", 7), Thing("cup"))
_AT_HOME = {"seaside": {"lighthouse", "boat"}, "lake": {"boat"}, "backdrop": {"person"}}


def draw_cast(sketch: Sketch, place: str, spot: Spot) -> None:
    """Draw the things that the scene itself hasn't drawn yet."""
    things = [t for t in sketch.reading.things if t.name not in _AT_HOME.get(place, set())]
    if place == "table" and not things:
        things = list(_STILL_LIFE)
    flying = [thing for thing in things if thing.name in FLYING]
    for thing in flying:
        _swarm(sketch, thing, spot)
    _stand(sketch, [thing for thing in things if thing not in flying], spot)


def _swarm(sketch: Sketch, thing: Thing, spot: Spot) -> None:
    """Things in the air or in the water, the first one largest."""
    canvas, plan = sketch.canvas, sketch.plan(thing.name)
    x, y = canvas.width * plan.uniform(0.45, 0.68), spot.horizon * plan.uniform(0.3, 0.42)
    if thing.name in {"balloon", "rocket"}:
        y = min(spot.horizon, canvas.height * 0.8) * plan.uniform(0.8, 0.92)
    for index in reversed(range(min(_MOST, thing.number))):
        across, down = _FLOCK[index]
        near = 1.0 if not index else plan.uniform(0.45, 0.75)
        size = canvas.unit * _HEIGHTS.get(thing.name, 0.3) * near * sketch.manner.emphasis
        where = x + across * canvas.width * 0.9, y + down * canvas.height * 0.8
        _draw(sketch, thing, (where, size), spot.sun, mirrored=plan.choice((True, False)))


def _stand(sketch: Sketch, things: list[Thing], spot: Spot) -> None:
    """Things side by side on the ground; the more there are, the smaller."""
    canvas, plan = sketch.canvas, sketch.plan("standing")
    row = [t for t in things for _ in range(1 if t.name == "flower" else t.number)][:_MOST]
    crowd = max(0.45, 1 - 0.11 * (len(row) - 1))
    mirrored = plan.choice((True, False))
    shift = plan.uniform(-0.05, 0.05)
    places = [(column + shift, thing) for column, thing in zip(_COLUMNS, row, strict=False)]
    # The large ones are behind the others.
    places.sort(key=lambda it: (it[1].name not in _LARGE, it[0] % 0.37))
    for index, (column, thing) in enumerate(places):
        size = canvas.unit * _HEIGHTS.get(thing.name, 0.5) * crowd * sketch.manner.emphasis
        down = canvas.unit * 0.025 * (index % 3 - 1) if len(row) > 1 else 0
        if thing.name in _LARGE and len(row) > 1:
            down = -canvas.unit * 0.05
        where = canvas.width * column, spot.floor + down
        _draw(sketch, thing, (where, size), spot.sun, mirrored=mirrored ^ bool(index % 2))


def _draw(
    sketch: Sketch, thing: Thing, place: tuple[Point, float], sun: Point, *, mirrored: bool
) -> None:
    where, size = place
    if thing.name == "fish":
        draw_fish(sketch, where, size, thing.colour, thing.word)
    elif thing.name == "tree":
        draw_tree(sketch, where, size, sun=sun)
    elif thing.name == "cactus":
        draw_cactus(sketch, where, size * 0.9, thing.colour, sun)
    elif thing.name == "lighthouse":
        draw_lighthouse(sketch.canvas, sketch.palette, where, size)
    elif thing.name == "boat":
        draw_boat(sketch, where, size * 0.6, thing.colour)
    else:
        light = sketch.palette.light
        stamp = Stamp(sketch.canvas, where, size, light, mirrored=mirrored).lit_from(sun)
        _FIGURES[thing.name](stamp, sketch, thing)
