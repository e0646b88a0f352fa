"""A lighthouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import mix

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Palette


def draw_lighthouse(canvas: Canvas, palette: Palette, foot: Point, height: float) -> None:
    """Draw it.

    Args:
        canvas: What it is drawn on.
        palette: Its colours.
        foot: The middle of its lower edge, in pixels.
        height: In pixels.
    """
    x, y = foot
    lamp = x, y - height * 0.84
    if palette.night:
        _beams(canvas, palette, lamp, height)
    _tower(canvas, palette, foot, height)
    dark = palette.at(0.95)
    canvas.block(x - height * 0.1, y - height * 0.78, x + height * 0.1, y - height * 0.76, dark)
    canvas.block(
        x - height * 0.05, y - height * 0.88, x + height * 0.05, y - height * 0.78, palette.light
    )
    canvas.block(
        x - height * 0.004, y - height * 0.88, x + height * 0.004, y - height * 0.78, dark
    )
    roof = [(x - height * 0.075, y - height * 0.88), (x + height * 0.075, y - height * 0.88)]
    canvas.shape([*roof, (x, y - height)], dark)
    canvas.glow(lamp, height * 0.3, palette.light, 0.7)


def _tower(canvas: Canvas, palette: Palette, foot: Point, height: float) -> None:
    x, y = foot
    bands = 5
    for band in range(bands):
        low, high = band / bands, (band + 1) / bands
        corners = [(-1, low), (1, low), (1, high), (-1, high)]
        points = [
            (x + side * height * (0.1 - 0.035 * up), y - height * 0.77 * up)
            for side, up in corners
        ]
        pale = mix(palette.light, palette.far, 0.25)
        canvas.shape(points, palette.at(0.8) if band % 2 else pale)
        # The side away from the light.
        canvas.shape(
            [points[1], points[2], (x, points[2][1]), (x, points[1][1])], palette.near, 0.25
        )


def _beams(canvas: Canvas, palette: Palette, lamp: Point, height: float) -> None:
    x, y = lamp
    reach = height * 2.9
    for side in (-1, 1):
        far = x + side * reach
        beam = [lamp, (far, y - reach * 0.085), (far, y + reach * 0.035)]
        canvas.beam(beam, reach, palette.light, 0.5)
