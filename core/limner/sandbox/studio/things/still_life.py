"""Flowers and cups."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, rounded, stroke
from limner.sandbox.studio.palette import WHITE, Colour, mix
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.scenes.sketch import Sketch
    from limner.sandbox.studio.things.stamp import Stamp
    from limner.sandbox.studio.words.vocabulary import Thing

_PETALS: tuple[Colour, ...] = ((236, 96, 92), (250, 196, 84), (240, 150, 186), (248, 240, 228))
_CUPS: tuple[Colour, ...] = ((244, 236, 222), (206, 92, 78), (74, 128, 140), (232, 180, 92))
_POTS: tuple[Colour, ...] = ((72, 124, 150), (214, 122, 86), (238, 228, 208), (96, 140, 116))
_LEAF: Colour = (66, 128, 78)
_COFFEE: Colour = (88, 50, 32)
_HEADS = ((0.0, 0.86), (-0.24, 0.76), (0.23, 0.79), (-0.12, 0.68), (0.13, 0.66), (-0.36, 0.6),
          (0.36, 0.62), (0.02, 1.0), (-0.2, 0.95))  # fmt: skip


def draw_flowers(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A bunch of flowers in a vase."""
    palette, dice = sketch.palette, sketch.chance(f"flower {round(stamp.foot[0])}")
    leaf = palette.dyed(_LEAF, 0.15)
    stamp.shadow(0.26, palette.near)
    heads = _HEADS[: 5 if thing.word in {"flower", "vase"} else thing.number]
    for x, y in heads:
        stem = [(x * 0.1, 0.3), (x * 0.45, 0.3 + (y - 0.3) * 0.5), (x, y)]
        stamp.patch(stroke(stem, 0.014, 0.012), colour=mix(leaf, palette.near, 0.25))
    for side in (-1, 1):
        for reach in (0.22, 0.3):
            frond = [(0, 0.36), (side * reach * 0.6, 0.5), (side * reach, 0.62 - reach * 0.4),
                     (side * reach * 0.5, 0.4)]  # fmt: skip
            stamp.body(rounded(frond), colours=(leaf, mix(leaf, palette.near, 0.4)))
    for x, y in reversed(heads):
        _head(stamp, sketch, thing, (x, y), dice)
    pot = palette.dyed(dice.choice(_POTS))
    dark = mix(pot, palette.near, 0.55)
    stamp.body(
        rounded([(-0.1, 0.42), (-0.08, 0.34), (-0.16, 0.2), (-0.14, 0.04), (-0.08, -0.005),
                 (0.08, -0.005), (0.14, 0.04), (0.16, 0.2), (0.08, 0.34), (0.1, 0.42)]),
        colours=(mix(pot, WHITE, 0.1), dark),
    )  # fmt: skip
    stamp.oval((0, 0.415), (0.1, 0.018), dark)
    stamp.line([(-0.1, 0.24), (-0.115, 0.16), (-0.1, 0.08)], 0.022, mix(pot, WHITE, 0.55))


def _head(
    stamp: Stamp, sketch: Sketch, thing: Thing, centre: tuple[float, float], dice: Random
) -> None:
    palette = sketch.palette
    usual = {"sunflower": (250, 190, 50), "rose": (206, 44, 66), "poppy": (226, 56, 46)}
    own = COLOURS.get(thing.colour) or usual.get(thing.word) or dice.choice(_PETALS)
    petal = palette.dyed(own)
    if thing.word in {"rose", "peony"}:
        _rose(stamp, centre, petal, palette.near)
    elif thing.word == "tulip":
        _tulip(stamp, centre, petal, palette.near)
    else:
        _daisy(stamp, centre, (petal, palette.dyed((120, 70, 36), 0.1)), dice)


def _daisy(
    stamp: Stamp, centre: tuple[float, float], colours: tuple[Colour, Colour], dice: Random
) -> None:
    (x, y), (petal, heart), count = centre, colours, 12
    turn, size = dice.uniform(0, math.tau), dice.uniform(0.085, 0.11)
    for ring, shade in ((1.0, 0.16), (0.82, 0.0)):
        for step in range(count):
            angle = turn + (step + ring) * math.tau / count
            tip = x + math.cos(angle) * size * ring, y + math.sin(angle) * size * ring
            side = math.cos(angle + 0.6) * size * 0.6, math.sin(angle + 0.6) * size * 0.6
            back = math.cos(angle - 0.6) * size * 0.6, math.sin(angle - 0.6) * size * 0.6
            leaf = rounded([(x, y), (x + side[0], y + side[1]), tip, (x + back[0], y + back[1])])
            stamp.patch(leaf, colour=mix(petal, heart, shade))
    stamp.disc(x, y, size * 0.36, heart)
    stamp.disc(x - 0.008, y + 0.008, size * 0.2, mix(heart, (250, 206, 92), 0.5))


def _rose(stamp: Stamp, centre: tuple[float, float], petal: Colour, dark: Colour) -> None:
    x, y = centre
    for step in range(6):
        angle = step * math.tau / 6
        place = x + math.cos(angle) * 0.055, y + math.sin(angle) * 0.05
        stamp.oval(place, (0.06, 0.055), mix(petal, dark, 0.12 + 0.05 * (step % 3)))
    for radius, shade in ((0.075, 0.0), (0.055, 0.2), (0.036, 0.05), (0.018, 0.35)):
        stamp.oval((x + radius * 0.12, y), (radius, radius * 0.92), mix(petal, dark, shade))


def _tulip(stamp: Stamp, centre: tuple[float, float], petal: Colour, dark: Colour) -> None:
    x, y = centre
    for side in (-1, 1):
        stamp.blob([(x, y - 0.08), (x + side * 0.075, y - 0.02), (x + side * 0.085, y + 0.1),
                    (x + side * 0.02, y + 0.05)], mix(petal, dark, 0.16))  # fmt: skip
    stamp.body(rounded([(x, y - 0.09), (x - 0.05, y - 0.03), (x - 0.035, y + 0.06), (x, y + 0.11),
                        (x + 0.035, y + 0.06), (x + 0.05, y - 0.03)]),
               colours=(petal, mix(petal, dark, 0.15)))  # fmt: skip


def draw_cup(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """A cup on its saucer, steaming."""
    palette, dice = sketch.palette, sketch.chance(f"cup {round(stamp.foot[0])}")
    own = palette.dyed(COLOURS.get(thing.colour) or dice.choice(_CUPS))
    dark = mix(own, palette.near, 0.5)
    stamp.shadow(0.62, palette.near)
    stamp.body(oval((0, 0.035), 0.56, 0.075), colours=(own, mix(own, dark, 0.6)))
    stamp.oval((0, 0.05), (0.4, 0.045), mix(own, dark, 0.45))
    handle = stroke([(0.3, 0.5), (0.5, 0.5), (0.5, 0.27), (0.24, 0.2)], 0.065, 0.055)
    stamp.body(handle, colours=(own, dark))
    stamp.body(
        rounded([(-0.37, 0.6), (-0.36, 0.42), (-0.26, 0.15), (-0.14, 0.05), (0.14, 0.05),
                 (0.26, 0.15), (0.36, 0.42), (0.37, 0.6)]),
        colours=(mix(own, WHITE, 0.15), dark),
    )  # fmt: skip
    stamp.glaze([(0.08, 0.06), (0.14, 0.05), (0.26, 0.15), (0.36, 0.42), (0.37, 0.58),
                 (0.2, 0.56)], palette.near, 0.14)  # fmt: skip
    stamp.oval((0, 0.6), (0.37, 0.075), mix(own, WHITE, 0.4))
    stamp.oval((0, 0.595), (0.335, 0.06), mix(_COFFEE, palette.near, 0.15))
    stamp.oval((0.03, 0.59), (0.2, 0.032), mix(_COFFEE, (236, 196, 150), 0.55))
    stamp.oval((0.05, 0.588), (0.11, 0.016), mix(_COFFEE, (236, 196, 150), 0.85))
    for index in range(3):
        _steam(stamp, -0.16 + 0.16 * index, dice.uniform(0, math.tau), palette.light)


def _steam(stamp: Stamp, x: float, turn: float, colour: Colour) -> None:
    path = [(x + 0.05 * math.sin(turn + step * 1.1), 0.66 + step * 0.085) for step in range(7)]
    for thick, opacity in ((0.09, 0.08), (0.055, 0.12), (0.025, 0.18)):
        stamp.glaze(stroke(path, thick, thick * 0.3), colour, opacity)
