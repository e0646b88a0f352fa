"""A scene: ridges or rolling hills that fade into the distance, the nearest with trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.heavens import draw_heavens
from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.terrain import hills, outline, ridge

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Colour, Palette

ROLLING = frozenset({"desert", "dunes", "dune", "hills", "field", "fields", "meadow", "sand"})
STEEP = frozenset({"mountain", "mountains", "valley", "forest", "tree", "trees", "woods"})
_ROLLING_SHARE = 0.3
_WOODED_SHARE = 0.62


def draw_mountains(canvas: Canvas, palette: Palette, dice: Random, words: Collection[str]) -> None:
    """Draw the scene.

    Args:
        canvas: What it is drawn on.
        palette: Its colours.
        dice: Where chance comes from.
        words: The prompt's words, in lower case.
    """
    horizon = canvas.height * dice.uniform(0.56, 0.66)
    draw_heavens(canvas, palette, dice, horizon)
    rolling = dice.random() < _ROLLING_SHARE
    if ROLLING.intersection(words) or STEEP.intersection(words):
        rolling = bool(ROLLING.intersection(words))
    count = dice.randint(5, 6)
    for index in range(count):
        edge = _layer(canvas, palette, dice, horizon, (index / (count - 1), rolling))
    if not rolling:
        _trees(canvas, palette, dice, edge)


def _layer(
    canvas: Canvas,
    palette: Palette,
    dice: Random,
    horizon: float,
    kind: tuple[float, bool],
) -> Sequence[Point]:
    nearness, rolling = kind
    base = horizon + (canvas.height - horizon) * (0.02 + 0.8 * nearness**1.3)
    amplitude = canvas.unit * (0.18 if rolling else 0.46) * (1 - 0.55 * nearness)
    edge = outline(canvas, hills(dice) if rolling else ridge(dice), base, amplitude)
    crest = palette.at(nearness**0.9)
    canvas.ground(edge, crest, mix(crest, palette.haze, 0.5 * (1 - nearness)))
    return edge


def _trees(canvas: Canvas, palette: Palette, dice: Random, edge: Sequence[Point]) -> None:
    spacing = edge[1][0] - edge[0][0]
    step = max(1, round(canvas.unit * 0.012 / spacing))
    colour = mix(palette.near, (0, 0, 0), 0.25)
    for x, y in edge[::step]:
        height = canvas.unit * dice.uniform(0.03, 0.085)
        if dice.random() < _WOODED_SHARE:
            _pine(canvas, (x, y + canvas.unit * 0.01), height, colour)


def _pine(canvas: Canvas, foot: Point, height: float, colour: Colour) -> None:
    x, y = foot
    for tier in range(4):
        top = y - height * (1 - 0.2 * tier)
        hem, half = top + height * 0.4, height * (0.07 + 0.045 * tier)
        canvas.shape([(x, top), (x - half, hem), (x + half, hem)], colour)
