"""Snow, rain, fog, lightning, and lights in the air."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.palette import WHITE, mix

if TYPE_CHECKING:
    from limner.sandbox.studio.scenes.sketch import Sketch, Spot

_SHELTERED = frozenset({"table", "underwater", "space"})
_FLAKES, _DROPS, _LIGHTS = 260, 300, 24


def draw_fog(sketch: Sketch, spot: Spot) -> None:
    """Banks of fog, behind what stands in front."""
    if "fog" not in sketch.reading.weather:
        return
    canvas, dice = sketch.canvas, sketch.chance("fog")
    colour = mix(sketch.palette.haze, sketch.palette.light, 0.4)
    ovals = []
    for _ in range(14):
        y = spot.horizon + canvas.unit * dice.uniform(-0.22, 0.16)
        reach = canvas.unit * dice.uniform(0.4, 0.9), canvas.unit * dice.uniform(0.02, 0.05)
        ovals.append(((canvas.width * dice.random(), y), reach))
    canvas.veil(colour, round(max(0, spot.horizon - canvas.unit * 0.3)), (0.0, 0.55))
    canvas.cloud(ovals, colour, 0.6)


def draw_storm(sketch: Sketch, spot: Spot) -> None:
    """A flash of lightning in a darker sky."""
    if "storm" not in sketch.reading.weather:
        return
    canvas, dice = sketch.canvas, sketch.chance("storm")
    canvas.veil(mix(sketch.palette.near, (20, 20, 40), 0.5), 0, (0.6, 0.3))
    for x in (dice.uniform(0.2, 0.45), dice.uniform(0.6, 0.85)):
        place, path = canvas.width * x, []
        for step in range(8):
            path.append((place, spot.horizon * step / 7))
            place += canvas.unit * dice.uniform(-0.05, 0.05)
        thick = canvas.unit * 0.009
        bolt = [*path, *((a + thick * (1 - b / spot.horizon) + 1, b) for a, b in reversed(path))]
        canvas.glow(path[3], canvas.unit * 0.5, (200, 210, 255), 0.5)
        canvas.shape(bolt, (250, 250, 255))


def draw_falling(sketch: Sketch, place: str) -> None:
    """Snow or rain in front of everything, where any falls; and lights."""
    weather = sketch.reading.weather
    if "snow" in weather and place not in _SHELTERED:
        _snow(sketch)
    if "rain" in weather and place not in _SHELTERED:
        _rain(sketch)
    if "lamps" in weather:
        _lights(sketch)


def _snow(sketch: Sketch) -> None:
    canvas, dice = sketch.canvas, sketch.chance("snow")
    for _ in range(sketch.many(_FLAKES)):
        near = dice.random() ** 3
        place = dice.random() * canvas.width, dice.random() * canvas.height
        shade = mix(canvas.colour_at(place), WHITE, 0.55 + 0.4 * near)
        canvas.disc(place, canvas.unit * (0.0015 + 0.006 * near), shade)


def _rain(sketch: Sketch) -> None:
    canvas, dice = sketch.canvas, sketch.chance("rain")
    canvas.veil(mix(sketch.palette.far, sketch.palette.near, 0.4), 0, (0.3, 0.1))
    for _ in range(sketch.many(_DROPS)):
        near = dice.random() ** 2
        x, y = dice.random() * canvas.width * 1.1, dice.random() * canvas.height
        long, thin = canvas.unit * (0.02 + 0.05 * near), canvas.unit * (0.0007 + 0.0011 * near)
        drop = [(x - thin, y), (x + thin, y), (x - long * 0.22, y + long)]
        canvas.shape(drop, mix(sketch.palette.light, WHITE, 0.5), 0.25 + 0.35 * near)


def _lights(sketch: Sketch) -> None:
    canvas, dice = sketch.canvas, sketch.chance("lamps")
    for _ in range(sketch.many(_LIGHTS)):
        place = dice.random() * canvas.width, canvas.height * dice.uniform(0.35, 0.9)
        size = canvas.unit * dice.uniform(0.003, 0.007)
        canvas.glow(place, size * 7, (255, 196, 96), 0.75)
        canvas.disc(place, size, (255, 232, 176))
