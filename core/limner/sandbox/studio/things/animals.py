"""Cats, dogs and birds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, rounded, stroke
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from limner.sandbox.studio.scenes.sketch import Sketch
    from limner.sandbox.studio.things.stamp import Stamp
    from limner.sandbox.studio.words.vocabulary import Thing

_EYES: Colour = (250, 214, 96)
_FURS: tuple[Colour, ...] = ((228, 134, 62), (98, 92, 100), (236, 222, 200), (52, 48, 60))
_COATS: tuple[Colour, ...] = ((206, 140, 74), (120, 78, 52), (236, 220, 196), (66, 60, 68))


def draw_cat(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A cat that sits and looks at the viewer."""
    palette, dice = sketch.palette, sketch.chance(f"cat {round(stamp.foot[0])}")
    own = COLOURS.get(thing.colour) or dice.choice(_FURS)
    fur, dark = palette.dyed(own, 0.12), palette.dyed(own, 0.75)
    stamp.shadow(0.42, palette.near)
    stamp.body(
        stroke([(0.14, 0.06), (0.36, 0.04), (0.5, 0.14), (0.46, 0.3), (0.4, 0.36)], 0.1, 0.06),
        colours=(fur, dark),
    )
    stamp.body(
        rounded([(-0.26, 0.02), (-0.3, 0.16), (-0.22, 0.38), (-0.15, 0.58), (0.15, 0.58),
                 (0.22, 0.38), (0.3, 0.16), (0.26, 0.02), (0, -0.01)]),
        colours=(fur, dark),
    )  # fmt: skip
    stamp.body(
        rounded([(-0.22, 0.72), (-0.2, 0.84), (-0.08, 0.9), (0.08, 0.9), (0.2, 0.84), (0.22, 0.72),
                 (0.12, 0.59), (0, 0.56), (-0.12, 0.59)]),
        [(-0.215, 0.78), (-0.2, 1.04), (-0.05, 0.89)],
        [(0.215, 0.78), (0.2, 1.04), (0.05, 0.89)],
        colours=(fur, mix(fur, dark, 0.5)),
    )  # fmt: skip
    inner = mix(fur, palette.dyed((240, 150, 150)), 0.6)
    for side in (-1, 1):
        stamp.patch([(side * 0.18, 0.84), (side * 0.185, 0.98), (side * 0.09, 0.89)], colour=inner)
        stamp.line([(side * 0.05, 0.3), (side * 0.055, 0.15), (side * 0.05, 0.02)], 0.008, dark)
        stamp.oval((side * 0.09, 0.015), (0.075, 0.035), mix(fur, palette.light, 0.25))
    _stripes(stamp, mix(fur, dark, 0.6), sketch.many(4))
    _cat_face(stamp, dark, inner)


def _stripes(stamp: Stamp, colour: Colour, count: int) -> None:
    for step in range(min(6, count)):
        y = 0.14 + step * 0.075
        for side in (-1, 1):
            edge = side * (0.27 - step * 0.025)
            stamp.patch([(edge, y), (edge, y + 0.03), (edge - side * 0.12, y + 0.03)],
                        colour=colour)  # fmt: skip
    for x in (-0.05, 0, 0.05):
        stamp.line([(x, 0.885), (x * 0.9, 0.85), (x * 0.8, 0.82)], 0.014, colour)


def _cat_face(stamp: Stamp, dark: Colour, nose: Colour) -> None:
    pupil = mix(dark, (0, 0, 0), 0.6)
    for side in (-1, 1):
        x = side * 0.095
        stamp.patch(
            rounded([(x - 0.05, 0.735), (x, 0.775), (x + 0.05, 0.74), (x, 0.705)]), colour=_EYES
        )
        stamp.oval((x, 0.74), (0.014, 0.034), pupil)
        for rise in (0.02, -0.005, -0.03):
            whisker = [
                (side * 0.06, 0.655),
                (side * 0.2, 0.66 + rise),
                (side * 0.32, 0.65 + rise * 2),
            ]
            stamp.line(whisker, 0.005, stamp.light)
    stamp.patch([(-0.025, 0.685), (0.025, 0.685), (0, 0.66)], colour=nose)
    stamp.line([(-0.04, 0.635), (-0.015, 0.635), (0, 0.66), (0.015, 0.635), (0.04, 0.635)], 0.008,
               pupil)  # fmt: skip


def draw_dog(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A dog that sits and looks aside."""
    palette, dice = sketch.palette, sketch.chance(f"dog {round(stamp.foot[0])}")
    own = COLOURS.get(thing.colour) or dice.choice(_COATS)
    fur, dark = palette.dyed(own, 0.1), palette.dyed(own, 0.75)
    stamp.shadow(0.42, palette.near)
    stamp.body(
        stroke([(-0.24, 0.06), (-0.4, 0.1), (-0.47, 0.22), (-0.44, 0.34)], 0.07, 0.035),
        colours=(fur, dark),
    )
    stamp.body(
        rounded([(0.46, 0.78), (0.45, 0.83), (0.33, 0.87), (0.27, 0.95), (0.14, 0.99),
                 (0.02, 0.94), (-0.03, 0.8), (-0.1, 0.6), (-0.2, 0.42), (-0.29, 0.22),
                 (-0.28, 0.05), (-0.2, 0), (0.0, -0.005), (0.1, 0.01), (0.24, 0.0),
                 (0.25, 0.04), (0.19, 0.09), (0.19, 0.3),
                 (0.23, 0.46), (0.21, 0.6), (0.25, 0.69), (0.38, 0.715), (0.44, 0.74)]),
        colours=(fur, dark),
    )  # fmt: skip
    pale = mix(fur, palette.light, 0.5)
    stamp.blob([(0.2, 0.62), (0.235, 0.46), (0.19, 0.28), (0.13, 0.42), (0.14, 0.58)], pale)
    stamp.blob([(0.3, 0.7), (0.44, 0.745), (0.42, 0.79), (0.3, 0.77), (0.23, 0.72)], pale)
    haunch = mix(fur, dark, 0.45)
    stamp.line([(-0.02, 0.28), (0.04, 0.16), (0.0, 0.05)], 0.01, haunch)
    stamp.line([(0.09, 0.36), (0.08, 0.2), (0.09, 0.03)], 0.01, haunch)
    collar = palette.dyed((214, 60, 62))
    stamp.patch(stroke([(-0.055, 0.69), (0.08, 0.62), (0.22, 0.63)], 0.05, 0.045), colour=collar)
    stamp.disc(0.17, 0.58, 0.03, palette.dyed((248, 206, 92)))
    stamp.blob([(0.1, 0.95), (0.0, 0.9), (-0.06, 0.74), (-0.02, 0.63), (0.07, 0.68), (0.13, 0.84)],
               mix(fur, dark, 0.7))  # fmt: skip
    stamp.disc(0.245, 0.855, 0.024, mix(dark, (0, 0, 0), 0.7))
    stamp.disc(0.252, 0.862, 0.008, (255, 255, 255))
    stamp.oval((0.455, 0.81), (0.03, 0.027), mix(dark, (0, 0, 0), 0.7))
    stamp.line([(0.44, 0.75), (0.37, 0.745), (0.31, 0.765)], 0.008, mix(dark, (0, 0, 0), 0.4))


def draw_bird(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A bird in flight, seen from the side."""
    palette, dice = sketch.palette, sketch.chance(f"bird {round(stamp.foot[0])}")
    own = COLOURS.get(thing.colour)
    feather = palette.dyed(own, 0.05) if own else mix(palette.near, palette.far, 0.18)
    lift = dice.uniform(0.75, 1.1)
    dark = mix(feather, palette.near, 0.5)
    stamp.body(
        rounded([(-0.1, 0.03), (-0.3, 0.3 * lift), (-0.62, 0.44 * lift), (-0.42, 0.2 * lift),
                 (0.06, -0.03)]),
        colours=(mix(feather, dark, 0.3), dark),
    )  # fmt: skip
    stamp.body(
        rounded([(0.36, 0.03), (0.3, 0.075), (0.16, 0.07), (-0.1, 0.05), (-0.34, -0.02),
                 (-0.5, -0.02), (-0.44, -0.07), (-0.1, -0.09), (0.16, -0.06), (0.29, -0.01)]),
        oval((0.3, 0.04), 0.06, 0.05),
        rounded([(0.14, 0.03), (0.12, 0.34 * lift), (-0.04, 0.62 * lift), (-0.1, 0.3 * lift),
                 (-0.14, 0.0)]),
        colours=(feather, dark),
    )  # fmt: skip
    stamp.patch([(0.345, 0.055), (0.345, 0.02), (0.43, 0.025)], colour=palette.dyed(_EYES))
    stamp.disc(0.315, 0.05, 0.01, (255, 255, 255))
