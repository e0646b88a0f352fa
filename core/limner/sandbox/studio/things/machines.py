"""Robots, cars, rockets and balloons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, rounded, stroke
from limner.sandbox.studio.palette import WHITE, Colour, mix
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.scenes.sketch import Sketch
    from limner.sandbox.studio.things.stamp import Stamp
    from limner.sandbox.studio.words.vocabulary import Thing

_PAINTS: tuple[Colour, ...] = ((218, 78, 66), (244, 178, 72), (62, 142, 150), (72, 112, 176))
_STEEL: Colour = (168, 184, 198)
_CREAM: Colour = (250, 238, 214)
_FIRE: Colour = (255, 176, 72)


def _paint(sketch: Sketch, thing: Thing, place: str, usual: Colour | None = None) -> Colour:
    own = COLOURS.get(thing.colour) or usual
    return own or sketch.chance(place).choice(_PAINTS)


def _box(left: float, bottom: float, right: float, top: float, corner: float) -> list[Point]:
    """A rectangle with soft corners."""
    x, y = (left, right), (bottom, top)
    return rounded([
        (x[0], y[0] + corner), (x[0], y[1] - corner), (x[0] + corner, y[1]),
        (x[1] - corner, y[1]), (x[1], y[1] - corner), (x[1], y[0] + corner),
        (x[1] - corner, y[0]), (x[0] + corner, y[0]),
    ])  # fmt: skip


def draw_robot(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A friendly robot that waves."""
    palette = sketch.palette
    own = _paint(sketch, thing, f"robot {round(stamp.foot[0])}", _STEEL)
    steel, dark = palette.dyed(own), palette.dyed(own, 0.75)
    joint = mix(dark, palette.near, 0.5)
    lamp = mix((110, 240, 230), palette.light, 0.2)
    stamp.shadow(0.34, palette.near)
    for side in (-1, 1):
        stamp.patch(stroke([(side * 0.1, 0.26), (side * 0.11, 0.06)], 0.06, 0.06), colour=joint)
        stamp.body(_box(side * 0.12 - 0.09, 0, side * 0.12 + 0.09, 0.09, 0.03),
                   colours=(steel, dark))  # fmt: skip
    stamp.patch(stroke([(-0.2, 0.52), (-0.32, 0.42), (-0.31, 0.28)], 0.055, 0.05), colour=joint)
    stamp.patch(stroke([(0.2, 0.52), (0.33, 0.58), (0.38, 0.74)], 0.055, 0.05), colour=joint)
    stamp.body(oval((-0.31, 0.26), 0.05, 0.05), oval((0.39, 0.77), 0.05, 0.05),
               colours=(steel, dark))  # fmt: skip
    stamp.patch([(-0.06, 0.55), (0.06, 0.55), (0.06, 0.66), (-0.06, 0.66)], colour=joint)
    stamp.body(_box(-0.21, 0.22, 0.21, 0.58, 0.06), colours=(steel, dark))
    stamp.patch(_box(-0.12, 0.34, 0.12, 0.5, 0.03), colour=joint)
    for x, colour in ((-0.06, (240, 96, 88)), (0.0, (250, 206, 92)), (0.06, lamp)):
        stamp.disc(x, 0.42, 0.022, colour)
    stamp.line([(0, 0.93), (0.01, 0.97), (0, 1.02)], 0.014, joint)
    stamp.body(_box(-0.23, 0.63, 0.23, 0.94, 0.08), colours=(mix(steel, WHITE, 0.15), dark))
    stamp.patch(_box(-0.17, 0.69, 0.17, 0.87, 0.06), colour=mix(palette.near, (8, 12, 24), 0.6))
    for x in (-0.08, 0.08):
        stamp.disc(x, 0.79, 0.034, lamp)
        stamp.glow(x, 0.79, 0.12, lamp, 0.6)
    stamp.line([(-0.05, 0.725), (0, 0.71), (0.05, 0.725)], 0.014, lamp)
    stamp.disc(0, 1.03, 0.028, palette.dyed((240, 96, 88)))
    stamp.glow(0, 1.03, 0.12, (255, 120, 110), 0.6)


def draw_car(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A small old car."""
    palette = sketch.palette
    own = _paint(sketch, thing, "car", (244, 190, 60) if thing.word == "taxi" else None)
    paint, dark = palette.dyed(own), palette.dyed(own, 0.65)
    stamp.shadow(0.85, palette.near)
    tyre = mix(palette.near, (0, 0, 0), 0.45)
    stamp.body(
        rounded([(-0.78, 0.16), (-0.8, 0.3), (-0.72, 0.42), (-0.46, 0.47), (-0.3, 0.68),
                 (-0.05, 0.76), (0.2, 0.74), (0.42, 0.5), (0.66, 0.44), (0.79, 0.34), (0.8, 0.18),
                 (0.7, 0.13), (-0.68, 0.13)]),
        colours=(mix(paint, WHITE, 0.12), dark),
    )  # fmt: skip
    glass = mix(palette.sky[-2], palette.light, 0.35)
    stamp.patch(rounded([(-0.4, 0.48), (-0.26, 0.64), (-0.06, 0.695), (-0.06, 0.48)]),
                colour=glass)  # fmt: skip
    stamp.patch(rounded([(0.0, 0.48), (0.0, 0.695), (0.17, 0.67), (0.34, 0.48)]), colour=glass)
    stamp.line([(-0.03, 0.45), (-0.035, 0.3), (-0.02, 0.17)], 0.008, dark)
    stamp.line([(-0.78, 0.3), (0, 0.33), (0.78, 0.29)], 0.014, mix(paint, WHITE, 0.5))
    stamp.patch(_box(0.03, 0.385, 0.12, 0.41, 0.01), colour=mix(paint, WHITE, 0.6))
    for x in (-0.46, 0.47):
        stamp.disc(x, 0.13, 0.165, mix(dark, palette.near, 0.6))
        stamp.disc(x, 0.12, 0.135, tyre)
        stamp.disc(x, 0.12, 0.068, palette.dyed((206, 212, 218)))
        stamp.disc(x, 0.12, 0.03, tyre)
    stamp.oval((0.755, 0.31), (0.035, 0.05), mix(palette.light, _FIRE, 0.15))
    stamp.oval((-0.775, 0.31), (0.022, 0.045), (226, 60, 54))
    stamp.glow(0.77, 0.31, 0.4 if palette.night else 0.2, palette.light, 0.75)


def draw_rocket(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A rocket that has just taken off."""
    palette = sketch.palette
    own = _paint(sketch, thing, "rocket", _CREAM)
    fin = palette.dyed((214, 70, 66) if thing.colour != "red" else (246, 238, 226))
    hull, dark = mix(own, palette.haze, 0.05), mix(own, palette.near, 0.6)
    stamp.glow(0, 0.1, 0.75, _FIRE, 0.75)
    _exhaust(stamp, sketch)
    for wide, tall, colour in ((0.12, 0.4, _FIRE), (0.075, 0.28, (255, 236, 170))):
        flame = rounded([(-wide, 0.2), (0, 0.24), (wide, 0.2), (wide * 0.5, 0.2 - tall * 0.6),
                         (0, 0.2 - tall), (-wide * 0.5, 0.2 - tall * 0.6)])  # fmt: skip
        stamp.patch(flame, colour=colour)
    for side in (-1, 1):
        stamp.body(rounded([(side * 0.1, 0.5), (side * 0.27, 0.3), (side * 0.27, 0.1),
                            (side * 0.12, 0.24)]), colours=(fin, mix(fin, dark, 0.5)))  # fmt: skip
    stamp.body(
        rounded([(0, 1.02), (-0.1, 0.86), (-0.155, 0.62), (-0.14, 0.36), (-0.09, 0.2), (0.09, 0.2),
                 (0.14, 0.36), (0.155, 0.62), (0.1, 0.86)]),
        colours=(hull, mix(hull, dark, 0.7)),
    )  # fmt: skip
    stamp.patch(rounded([(0, 1.02), (-0.06, 0.95), (-0.112, 0.83), (0, 0.8), (0.112, 0.83),
                         (0.06, 0.95)]), colour=fin)  # fmt: skip
    stamp.glaze([(0.0, 0.2), (0.09, 0.2), (0.14, 0.36), (0.155, 0.62), (0.11, 0.83), (0.0, 0.8)],
                palette.near, 0.18)  # fmt: skip
    stamp.disc(0, 0.63, 0.075, mix(fin, dark, 0.2))
    stamp.disc(0, 0.63, 0.054, mix((120, 210, 240), palette.light, 0.2))
    stamp.oval((-0.018, 0.648), (0.02, 0.014), WHITE, 0.8)
    stamp.line([(0, 0.42), (0, 0.3), (0, 0.16)], 0.022, fin)


def _exhaust(stamp: Stamp, sketch: Sketch) -> None:
    dice = sketch.chance("smoke")
    puffs = []
    for index in range(max(4, sketch.many(26))):
        down = index / 20
        radius = (0.05 + 0.1 * down * dice.uniform(0.7, 1.2)) * stamp.size
        place = stamp.at(dice.gauss(0, 0.03 + 0.1 * down), -0.02 - 0.6 * down)
        puffs.append((place, (radius, radius)))
    stamp.canvas.cloud(puffs, mix(sketch.palette.light, sketch.palette.haze, 0.4), 0.8)


def draw_balloon(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A hot-air balloon with stripes."""
    palette, place = sketch.palette, f"balloon {round(stamp.foot[0])}"
    own = _paint(sketch, thing, place)
    paint = palette.dyed(own)
    pale = palette.dyed(_CREAM if thing.colour != "white" else (206, 74, 66))
    for share, colour in ((1.0, paint), (0.72, pale), (0.44, paint), (0.16, pale)):
        half = 0.37 * share
        gore = rounded([(0, 1.0), (-half * 0.62, 0.945), (-half, 0.72), (-half * 0.78, 0.48),
                        (-half * 0.28, 0.25), (half * 0.28, 0.25), (half * 0.78, 0.48),
                        (half, 0.72), (half * 0.62, 0.945)])  # fmt: skip
        shade = mix(colour, palette.near, 0.38)
        if share == 1:
            stamp.body(gore, colours=(mix(colour, WHITE, 0.1), shade))
        else:
            stamp.canvas.form([[stamp.at(*point) for point in gore]], (colour, shade), None)
    rope = mix(palette.near, paint, 0.2)
    for side in (-1, 1):
        stamp.line([(side * 0.1, 0.26), (side * 0.065, 0.1)], 0.007, rope)
    stamp.patch([(-0.105, 0.27), (0.105, 0.27), (0.09, 0.24), (-0.09, 0.24)],
                colour=mix(paint, palette.near, 0.5))  # fmt: skip
    basket = palette.dyed((150, 96, 54), 0.3)
    stamp.body(_box(-0.075, 0, 0.075, 0.105, 0.018), colours=(basket, mix(basket, rope, 0.5)))
    stamp.glow(0, 0.26, 0.1, _FIRE, 0.8 if palette.night else 0.4)
