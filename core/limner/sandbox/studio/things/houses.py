"""Cottages and castles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import rounded
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from limner.sandbox.studio.scenes.sketch import Sketch
    from limner.sandbox.studio.things.stamp import Stamp
    from limner.sandbox.studio.words.vocabulary import Thing

_WALLS: tuple[Colour, ...] = ((240, 226, 204), (226, 188, 150), (206, 216, 214))
_ROOF: Colour = (176, 72, 58)
_LAMP: Colour = (255, 204, 110)
_STONE: Colour = (178, 168, 170)


def draw_cottage(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A cottage with lit windows and a smoking chimney."""
    palette, dice = sketch.palette, sketch.chance(f"cottage {round(stamp.foot[0])}")
    wall = palette.dyed(COLOURS.get(thing.colour) or dice.choice(_WALLS), 0.1)
    roof = palette.dyed(_ROOF, 0.15)
    if "snow" in sketch.reading.weather:
        roof = mix(roof, (250, 252, 255), 0.85)
    dark, lamp = mix(wall, palette.near, 0.6), mix(_LAMP, palette.light, 0.2)
    stamp.shadow(0.7, palette.near)
    _smoke(stamp, sketch)
    stamp.body([(0.2, 0.6), (0.32, 0.6), (0.32, 0.98), (0.2, 0.98)], colours=(dark, dark))
    stamp.body([(-0.5, -0.01), (0.5, -0.01), (0.5, 0.46), (-0.5, 0.46)], colours=(wall, dark))
    gable = [(-0.5, -0.01), (-0.02, -0.01), (-0.02, 0.46), (-0.26, 0.84), (-0.5, 0.46)]
    stamp.body(gable, colours=(mix(wall, palette.light, 0.2), mix(wall, dark, 0.5)))
    stamp.body([(-0.29, 0.88), (0.36, 0.88), (0.58, 0.42), (0.02, 0.42)],
               colours=(roof, mix(roof, palette.near, 0.4)))  # fmt: skip
    eaves = mix(roof, palette.near, 0.35)
    stamp.patch([(-0.28, 0.9), (-0.25, 0.84), (-0.53, 0.38), (-0.58, 0.41)], colour=eaves)
    stamp.patch([(-0.28, 0.9), (-0.25, 0.84), (0.0, 0.4), (0.05, 0.42)], colour=eaves)
    for row in range(min(6, sketch.many(4))):
        y = 0.5 + row * 0.09
        edge = 0.025 - row * 0.058
        stamp.line([(edge, y), (0.25, y), (0.54 - row * 0.044, y)], 0.006, eaves)
    door = palette.dyed((122, 66, 48), 0.2)
    stamp.patch(rounded([(-0.34, 0), (-0.34, 0.22), (-0.26, 0.29), (-0.18, 0.22), (-0.18, 0)]),
                colour=door)  # fmt: skip
    stamp.disc(-0.2, 0.12, 0.012, lamp)
    for x in (0.12, 0.34):
        _window(stamp, (x, 0.24), lamp, dark)
    _window(stamp, (-0.26, 0.56), lamp, dark, 0.6)


def _window(
    stamp: Stamp, centre: tuple[float, float], lamp: Colour, frame: Colour, size: float = 1.0
) -> None:
    x, y = centre
    half = 0.075 * size
    stamp.patch([(x - half, y - half), (x + half, y - half), (x + half, y + half),
                 (x - half, y + half)], colour=lamp)  # fmt: skip
    stamp.line([(x, y - half), (x, y + half)], 0.012, frame)
    stamp.line([(x - half, y), (x + half, y)], 0.012, frame)
    stamp.glow(x, y, half * 3.2, lamp, 0.45)


def _smoke(stamp: Stamp, sketch: Sketch) -> None:
    dice = sketch.chance("smoke")
    for index in range(sketch.many(9)):
        rise = index / 8
        puff = (0.26 + 0.2 * rise + dice.gauss(0, 0.015), 1.02 + 0.5 * rise)
        radius = 0.035 + 0.06 * rise
        stamp.oval(puff, (radius * 1.25, radius), sketch.palette.light, 0.26 * (1.1 - rise))


def draw_castle(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A castle with pointed towers and flags."""
    palette = sketch.palette
    stone = palette.dyed(COLOURS.get(thing.colour, _STONE), 0.3)
    roof = palette.dyed((70, 92, 150), 0.15)
    stamp.shadow(0.6, palette.near)
    towers = ((-0.26, 0.1, 0.62), (0.28, 0.09, 0.56), (0.04, 0.12, 0.78), (-0.46, 0.08, 0.42),
              (0.46, 0.085, 0.4))  # fmt: skip
    for x, half, tall in towers:
        _tower(stamp, sketch, (x, half, tall), (stone, roof))
    dark = mix(stone, palette.near, 0.6)
    wall = [(-0.5, -0.01), (0.5, -0.01), (0.5, 0.26)]
    for step in range(10):
        right = 0.5 - step * 0.1
        wall += [(right, 0.3), (right - 0.05, 0.3), (right - 0.05, 0.26), (right - 0.1, 0.26)]
    stamp.body(wall, colours=(mix(stone, palette.near, 0.12), dark))
    gate = rounded([(-0.07, 0), (-0.07, 0.13), (0, 0.2), (0.07, 0.13), (0.07, 0)])
    stamp.patch(gate, colour=mix(palette.near, (0, 0, 0), 0.4))
    for x in (-0.36, -0.2, 0.2, 0.36):
        stamp.oval((x, 0.15), (0.013, 0.03), _LAMP)


def _tower(
    stamp: Stamp,
    sketch: Sketch,
    shape: tuple[float, float, float],
    colours: tuple[Colour, Colour],
) -> None:
    (x, half, tall), (stone, roof), palette = shape, colours, sketch.palette
    stamp.body([(x - half, 0), (x + half, 0), (x + half, tall), (x - half, tall)],
               colours=(stone, mix(stone, palette.near, 0.55)))  # fmt: skip
    stamp.glaze([(x + half * 0.2, 0), (x + half, 0), (x + half, tall), (x + half * 0.2, tall)],
                palette.near, 0.16)  # fmt: skip
    top = tall + half * 2.1
    stamp.body([(x - half * 1.3, tall), (x + half * 1.3, tall), (x, top)],
               colours=(roof, mix(roof, palette.near, 0.45)))  # fmt: skip
    stamp.line([(x, top), (x, top + 0.09)], 0.008, palette.near)
    stamp.patch([(x, top + 0.09), (x, top + 0.05), (x + 0.08, top + 0.07)],
                colour=palette.dyed((214, 66, 62)))  # fmt: skip
    for y in (0.45, 0.75):
        stamp.oval((x, tall * y), (half * 0.16, half * 0.3), mix(_LAMP, palette.light, 0.15))
