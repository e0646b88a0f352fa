"""A scene: the sea under a low sun, with a lighthouse or a sail."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image

from limner.sandbox.studio.heavens import draw_heavens
from limner.sandbox.studio.lighthouse import draw_lighthouse
from limner.sandbox.studio.palette import mix
from limner.sandbox.studio.terrain import outline, ridge

if TYPE_CHECKING:
    from collections.abc import Collection
    from random import Random

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Palette

SAILING = frozenset({"boat", "sail", "sailboat", "ship", "yacht"})
_SAILING_SHARE = 0.4


def draw_seaside(canvas: Canvas, palette: Palette, dice: Random, words: Collection[str]) -> None:
    """Draw the scene.

    Args:
        canvas: What it is drawn on.
        palette: Its colours.
        dice: Where chance comes from.
        words: The prompt's words, in lower case.
    """
    horizon = canvas.height * dice.uniform(0.56, 0.64)
    sun = draw_heavens(canvas, palette, dice, horizon)
    draw_coast(canvas, palette, dice, horizon)
    sails = dice.random() < _SAILING_SHARE
    if "lighthouse" in words or SAILING.intersection(words):
        sails = "lighthouse" not in words
    if not sails:
        _headland(canvas, palette, dice, (horizon, sun[0]))
    draw_water(canvas, palette, dice, horizon)
    _glitter(canvas, palette, dice, (sun[0], horizon))
    if sails:
        _sail(canvas, palette, dice, horizon)


def draw_water(canvas: Canvas, palette: Palette, dice: Random, horizon: float) -> None:
    """Mirror what is above the horizon, darker towards the viewer and broken by waves."""
    top = round(horizon)
    depth = canvas.height - top
    if depth < 1 or top < 1:
        return
    mirror = canvas.image.crop((0, max(0, top - depth), canvas.width, top))
    mirror = mirror.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, depth))
    canvas.image.paste(mirror, (0, top))
    _ripple(canvas, dice, top)
    canvas.veil(mix(palette.sky[0], palette.near, 0.5), top, (0.25, 0.8))


def draw_coast(canvas: Canvas, palette: Palette, dice: Random, horizon: float) -> None:
    """A far shore along the horizon."""
    edge = outline(canvas, ridge(dice), horizon + canvas.unit * 0.05, canvas.unit * 0.11)
    canvas.ground([(x, min(y, horizon + 1)) for x, y in edge], palette.at(0.12), palette.far)


def _ripple(canvas: Canvas, dice: Random, top: int) -> None:
    """Shift rows sideways, the more the nearer they are."""
    row, turn = top, dice.uniform(0, math.tau)
    while row < canvas.height:
        nearness = (row - top) / (canvas.height - top)
        band = max(1, round(canvas.unit * (0.0015 + 0.003 * nearness)))
        strip = canvas.image.crop((0, row, canvas.width, min(canvas.height, row + band)))
        shift = canvas.unit * (0.003 + 0.016 * nearness) * math.sin(turn + row * 75 / canvas.unit)
        canvas.image.paste(strip, (round(shift), row))
        row += band


def _glitter(canvas: Canvas, palette: Palette, dice: Random, top: Point) -> None:
    depth = canvas.height - top[1]
    for index in range(70):
        nearness = (index / 70) ** 1.5
        spread = canvas.unit * (0.03 + 0.16 * nearness)
        x, y = top[0] + dice.gauss(0, 0.45) * spread, top[1] + depth * (nearness + 0.01)
        half = canvas.unit * dice.uniform(0.012, 0.05) * (0.3 + nearness)
        thick = canvas.unit * (0.0012 + 0.004 * nearness)
        lens = [(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)]
        canvas.shape(lens, palette.light, dice.uniform(0.25, 0.7) * (1 - 0.55 * nearness))


def _sail(canvas: Canvas, palette: Palette, dice: Random, horizon: float) -> None:
    size = canvas.unit * dice.uniform(0.16, 0.24)
    x = canvas.width * dice.choice((0.22, 0.3, 0.7, 0.78))
    y = horizon + (canvas.height - horizon) * dice.uniform(0.1, 0.3)
    cloth = mix(palette.light, palette.far, 0.15)
    shadow = [(x - size * 0.4, y + size * 0.05), (x + size * 0.4, y + size * 0.05), (x, y + size)]
    canvas.shape(shadow, palette.near, 0.22)
    canvas.shape([(x, y - size), (x, y - size * 0.08), (x + size * 0.42, y - size * 0.08)], cloth)
    jib = [(x - size * 0.03, y - size * 0.9), (x - size * 0.03, y - size * 0.08)]
    canvas.shape([*jib, (x - size * 0.3, y - size * 0.08)], mix(cloth, palette.far, 0.4))
    hull = [(-0.38, -0.04), (0.46, -0.04), (0.32, 0.09), (-0.28, 0.09)]
    canvas.shape([(x + a * size, y + b * size) for a, b in hull], palette.near)


def _headland(canvas: Canvas, palette: Palette, dice: Random, where: Point) -> None:
    horizon, sun = where
    # Opposite the sun, so that neither hides the other.
    side = -1 if sun > canvas.width / 2 else 1
    x = canvas.width / 2 + side * min(canvas.width * 0.3, canvas.unit * 0.5)
    reach, rise = canvas.unit * 0.42, canvas.unit * 0.1
    rough = ridge(dice)

    def height(place: float) -> float:
        near = 1 - min(1.0, abs(place * canvas.unit - x) / reach)
        return math.sin(near * math.pi / 2) * (0.7 + 0.4 * rough(place * 2))

    edge = outline(canvas, height, horizon + 1, rise)
    rock = [point for point in edge if abs(point[0] - x) <= reach]
    foot = [(x + reach, horizon + 1), (x - reach, horizon + 1)]
    canvas.shape([*rock, *foot], palette.at(0.9))
    draw_lighthouse(canvas, palette, (x, horizon - rise * 0.75), canvas.unit * 0.34)
