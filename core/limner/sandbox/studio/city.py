"""A scene: a skyline in three distances, its windows lit, mirrored in water."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.heavens import draw_heavens
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.seaside import draw_water

if TYPE_CHECKING:
    from collections.abc import Collection
    from random import Random

    from limner.sandbox.studio.canvas import Canvas
    from limner.sandbox.studio.palette import Palette

_LAMP: Colour = (255, 190, 92)
_CROWNS = ("roof", "roof", "storey", "storey", "mast", "flat", "flat", "flat")
_TOO_FAR_FOR_WINDOWS = 0.3


def draw_city(canvas: Canvas, palette: Palette, dice: Random, _words: Collection[str]) -> None:
    """Draw the scene.

    Args:
        canvas: What it is drawn on.
        palette: Its colours.
        dice: Where chance comes from.
    """
    ground = canvas.height * dice.uniform(0.68, 0.74)
    draw_heavens(canvas, palette, dice, ground)
    for nearness in (0.1, 0.42, 0.8):
        _row(canvas, palette, dice, (ground, nearness))
    draw_water(canvas, palette, dice, ground)


def _row(canvas: Canvas, palette: Palette, dice: Random, where: tuple[float, float]) -> None:
    ground, nearness = where
    x = -canvas.unit * dice.random() * 0.1
    while x < canvas.width:
        width = canvas.unit * dice.uniform(0.045, 0.1)
        tall = min(canvas.unit * 0.62, ground * 0.85) * (1.05 - 0.55 * nearness)
        height = tall * (0.3 + 0.7 * dice.random() ** 1.7)
        colour = mix(palette.at(nearness), palette.near, dice.uniform(0, 0.12))
        _building(canvas, dice, (x, ground - height, x + width, ground), colour)
        if nearness > _TOO_FAR_FOR_WINDOWS:
            _windows(canvas, palette, dice, (x, ground - height, x + width, ground))
        x += width + canvas.unit * dice.choice((0, 0, 0.004, 0.02))


def _building(
    canvas: Canvas, dice: Random, box: tuple[float, float, float, float], colour: Colour
) -> None:
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


def _windows(
    canvas: Canvas, palette: Palette, dice: Random, box: tuple[float, float, float, float]
) -> None:
    left, top, right, bottom = box
    columns = dice.randint(3, 5)
    pitch = (right - left) / (columns + 0.5)
    lit = mix(palette.light, _LAMP, 0.55)
    share = 0.45 if palette.night else 0.2
    rows = int((bottom - top) / (pitch * 1.3)) - 1
    for row in range(max(0, rows)):
        for column in range(columns):
            if dice.random() < share:
                x, y = left + pitch * (column + 0.5), top + pitch * 1.3 * (row + 0.6)
                canvas.block(x, y, x + pitch * 0.5, y + pitch * 0.65, lit)
