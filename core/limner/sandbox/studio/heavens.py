"""The sky of every outdoor scene: its colours, sun or moon, stars and clouds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import WHITE, mix

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Palette


def draw_heavens(canvas: Canvas, palette: Palette, dice: Random, horizon: float) -> Point:
    """Paint the sky down to the horizon.

    Args:
        canvas: What it is painted on.
        palette: Its colours.
        dice: Where chance comes from.
        horizon: In pixels from the top.

    Returns:
        Where the sun or the moon stands.
    """
    canvas.sky(palette.sky, horizon)
    if palette.night:
        _stars(canvas, dice, horizon)
    sun = _sun(canvas, palette, dice, horizon)
    _clouds(canvas, palette, dice, horizon)
    return sun


def _sun(canvas: Canvas, palette: Palette, dice: Random, horizon: float) -> Point:
    centre = canvas.width * dice.uniform(0.3, 0.7), horizon * dice.uniform(0.42, 0.72)
    radius = canvas.unit * dice.uniform(0.05, 0.09)
    canvas.glow(centre, radius * 9, palette.light, 0.55)
    canvas.glow(centre, radius * 3, palette.light, 0.75)
    canvas.disc(centre, radius, palette.light)
    return centre


def _stars(canvas: Canvas, dice: Random, horizon: float) -> None:
    for _ in range(170):
        # The product of two chances keeps most stars away from the bright horizon.
        place = dice.random() * canvas.width, dice.random() * dice.random() * horizon * 0.8
        shade = mix(canvas.colour_at(place), WHITE, dice.uniform(0.25, 0.95))
        canvas.disc(place, canvas.unit * dice.choice((0.0008, 0.0012, 0.0019)), shade)


def _clouds(canvas: Canvas, palette: Palette, dice: Random, horizon: float) -> None:
    ovals = []
    for _ in range(dice.randint(2, 5)):
        x, y = dice.random() * canvas.width, dice.uniform(0.12, 0.8) * horizon
        length = canvas.unit * dice.uniform(0.12, 0.3)
        for _ in range(6):
            centre = x + length * dice.uniform(-1, 1), y + length * dice.uniform(-0.07, 0.07)
            ovals.append((centre, (length * dice.uniform(0.3, 0.8), length * 0.045)))
    canvas.cloud(ovals, mix(palette.haze, palette.light, 0.5), 0.2 if palette.night else 0.5)
