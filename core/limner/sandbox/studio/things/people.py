"""People: from behind in a landscape, or from the front in a portrait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, rounded, stroke
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.scenes.sketch import Spot
from limner.sandbox.studio.things.stamp import Stamp
from limner.sandbox.studio.words.lexicon import COLOURS

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.scenes.sketch import Sketch
    from limner.sandbox.studio.words.vocabulary import Thing

_HE = frozenset({"man", "men", "boy", "king", "prince", "gentleman", "knight", "samurai", "monk",
                 "wizard", "warrior"})  # fmt: skip
_SHE = frozenset({"woman", "women", "girl", "lady", "queen", "princess"})
_SMALL = frozenset({"girl", "boy", "child", "children"})
_COATS: tuple[Colour, ...] = ((206, 74, 66), (46, 88, 138), (234, 176, 70), (52, 118, 106))
_HAIRS: tuple[Colour, ...] = ((44, 32, 36), (98, 58, 38), (206, 152, 84), (150, 62, 40))
_SKINS: tuple[Colour, ...] = ((246, 212, 184), (226, 178, 142), (182, 126, 90), (120, 78, 56))


def draw_person(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    """Somebody who stands with the back to the viewer and looks at the scene."""
    if thing.word == "astronaut":
        _astronaut(stamp, sketch, thing)
        return
    palette, dice = sketch.palette, sketch.chance(f"person {round(stamp.foot[0])}")
    if thing.word in _SMALL:
        stamp.size *= 0.72
    dress = _is_she(thing.word, dice)
    coat = palette.dyed(COLOURS.get(thing.colour) or dice.choice(_COATS), 0.15)
    dark = mix(coat, palette.near, 0.7)
    hair = palette.dyed(dice.choice(_HAIRS), 0.25)
    legs = mix(palette.near, (0, 0, 0), 0.2)
    stamp.shadow(0.2, palette.near)
    for side in (-1, 1):
        leg = [(side * 0.05, 0.45), (side * 0.055, 0.2), (side * 0.065, -0.005)]
        stamp.body(stroke(leg, 0.085, 0.06), colours=(legs, legs))
    hem = 0.2 if dress else 0.12
    stamp.body(
        rounded([(-0.05, 0.84), (-0.13, 0.79), (-0.12, 0.62), (-hem, 0.34), (0, 0.31), (hem, 0.34),
                 (0.12, 0.62), (0.13, 0.79), (0.05, 0.84)]),
        stroke([(-0.11, 0.77), (-0.15, 0.62), (-0.145, 0.45)], 0.065, 0.045),
        stroke([(0.11, 0.77), (0.15, 0.62), (0.145, 0.45)], 0.065, 0.045),
        colours=(coat, dark),
    )  # fmt: skip
    if dress:
        stamp.body(oval((0, 0.91), 0.075, 0.085), rounded([(-0.08, 0.93), (0.08, 0.93),
                   (0.095, 0.72), (0, 0.69), (-0.095, 0.72)]),
                   colours=(hair, mix(hair, palette.near, 0.5)))  # fmt: skip
        return
    stamp.body(oval((0, 0.91), 0.068, 0.085), colours=(hair, mix(hair, palette.near, 0.5)))
    scarf = palette.dyed((250, 206, 92) if thing.colour != "yellow" else (206, 74, 66), 0.1)
    stamp.body(
        stroke([(-0.06, 0.845), (0, 0.835), (0.06, 0.845)], 0.05, 0.05),
        rounded([(0.04, 0.86), (0.2, 0.86), (0.34, 0.9), (0.36, 0.86), (0.2, 0.8), (0.04, 0.82)]),
        colours=(scarf, mix(scarf, dark, 0.3)),
    )


def _astronaut(stamp: Stamp, sketch: Sketch, thing: Thing) -> None:
    palette = sketch.palette
    suit = COLOURS.get(thing.colour, (232, 234, 240))
    dark = mix(suit, palette.near, 0.55)
    stamp.shadow(0.26, palette.near)
    stamp.body(
        rounded([(-0.17, 0.76), (-0.16, 0.44), (0.16, 0.44), (0.17, 0.76)]), colours=(dark, dark)
    )
    stamp.body(
        rounded([(-0.05, 0.78), (-0.15, 0.74), (-0.13, 0.4), (0.13, 0.4), (0.15, 0.74),
                 (0.05, 0.78)]),
        stroke([(-0.06, 0.42), (-0.075, 0.2), (-0.08, 0.02)], 0.12, 0.1),
        stroke([(0.06, 0.42), (0.075, 0.2), (0.08, 0.02)], 0.12, 0.1),
        stroke([(-0.12, 0.7), (-0.22, 0.56), (-0.2, 0.42)], 0.1, 0.08),
        stroke([(0.12, 0.7), (0.23, 0.62), (0.28, 0.76)], 0.1, 0.08),
        oval((0, 0.87), 0.13, 0.125),
        colours=(suit, dark),
    )  # fmt: skip
    stamp.oval((0, 0.87), (0.1, 0.085), mix(palette.near, (10, 14, 30), 0.6))
    stamp.oval((-0.03, 0.89), (0.045, 0.035), mix(palette.sky[-1], palette.light, 0.3), 0.75)
    stamp.patch([(-0.06, 0.62), (0.06, 0.62), (0.06, 0.53), (-0.06, 0.53)], colour=dark)
    for x, colour in ((-0.03, (236, 80, 70)), (0.0, (250, 206, 92)), (0.03, (90, 200, 150))):
        stamp.disc(x, 0.575, 0.01, colour)


def _is_she(word: str, dice: Random) -> bool:
    return word in _SHE or (word not in _HE and dice.choice((True, False)))


def draw_portrait(sketch: Sketch) -> Spot:
    """A scene: somebody's head and shoulders before the sun."""
    canvas, palette, plan = sketch.canvas, sketch.palette, sketch.plan("portrait")
    canvas.sky(palette.sky, canvas.height)
    x, y = canvas.width * plan.uniform(0.47, 0.6), canvas.height * 0.4
    reach = min(canvas.unit, canvas.height)
    canvas.glow((x, y), reach * 0.9, palette.light, 0.5)
    canvas.disc((x, y), reach * 0.38, mix(palette.haze, palette.light, 0.3))
    thing = sketch.reading.thing("person")
    size = reach * 0.94 * min(1.08, sketch.manner.emphasis)
    stamp = Stamp(canvas, (x, float(canvas.height)), size, palette.light)
    _bust(stamp.lit_from((plan.choice((0.0, canvas.width * 1.0)), 0)), sketch, thing)
    return Spot(canvas.height * 0.5, canvas.height * 0.9, (x, y))


def _bust(stamp: Stamp, sketch: Sketch, thing: Thing | None) -> None:
    palette, dice = sketch.palette, sketch.chance("bust")
    word = thing.word if thing else ""
    long = _is_she(word, dice)
    skin = mix(dice.choice(_SKINS), palette.haze, 0.18)
    shade = mix(skin, mix(palette.near, (150, 60, 60), 0.4), 0.34)
    hair = palette.dyed(dice.choice(_HAIRS), 0.15)
    dusk = mix(hair, palette.near, 0.55)
    coat = palette.dyed(COLOURS.get(thing.colour if thing else "") or dice.choice(_COATS), 0.05)
    if long:
        stamp.body(
            rounded([(0, 0.97), (-0.17, 0.93), (-0.25, 0.74), (-0.26, 0.5), (-0.31, 0.28),
                     (-0.2, 0.16), (0.2, 0.16), (0.31, 0.28), (0.26, 0.5), (0.25, 0.74),
                     (0.17, 0.93)]),
            colours=(hair, dusk),
        )  # fmt: skip
    stamp.body(
        rounded([(-0.1, 0.34), (-0.3, 0.26), (-0.46, 0.16), (-0.54, -0.1), (0.54, -0.1),
                 (0.46, 0.16), (0.3, 0.26), (0.1, 0.34)]),
        colours=(coat, mix(coat, palette.near, 0.6)),
    )  # fmt: skip
    stamp.patch(rounded([(-0.09, 0.5), (-0.095, 0.34), (-0.13, 0.28), (0, 0.2), (0.13, 0.28),
                         (0.095, 0.34), (0.09, 0.5)]), colour=shade)  # fmt: skip
    face = [(0, 0.92), (-0.15, 0.86), (-0.18, 0.68), (-0.15, 0.5), (-0.06, 0.4), (0.06, 0.4),
            (0.15, 0.5), (0.18, 0.68), (0.15, 0.86)]  # fmt: skip
    stamp.body(rounded(face), colours=(mix(skin, palette.light, 0.2), skin))
    stamp.blob([(0.0, 0.8), (0.02, 0.66), (0.035, 0.585), (0.0, 0.56), (0.0, 0.43), (0.06, 0.405),
                (0.15, 0.5), (0.178, 0.68), (0.15, 0.84)], shade)  # fmt: skip
    _features(stamp, (mix(dusk, (30, 20, 24), 0.5), mix(skin, (196, 60, 70), 0.55)))
    fringe = [(0.0, 0.985), (-0.17, 0.93), (-0.215, 0.76), (-0.18, 0.62), (-0.15, 0.76),
              (-0.04, 0.84), (0.1, 0.8), (0.155, 0.72), (0.18, 0.62), (0.215, 0.76),
              (0.17, 0.93)]  # fmt: skip
    stamp.canvas.form([[stamp.at(*point) for point in rounded(fringe)]],
                      (mix(hair, palette.light, 0.16), hair), None)  # fmt: skip
    for step in range(min(7, sketch.many(4))):
        x = -0.14 + 0.045 * step
        strand = [(x + 0.1, 0.955), (x + 0.04, 0.91), (x + 0.01, 0.86)]
        stamp.line(strand, 0.004, mix(hair, palette.light, 0.16))


def _features(stamp: Stamp, colours: tuple[Colour, Colour]) -> None:
    """Closed eyes, brows, and a mouth."""
    dark, lips = colours
    for side in (-1, 1):
        x = side * 0.078
        stamp.line([(x - 0.045, 0.665), (x, 0.645), (x + 0.045, 0.665)], 0.012, dark)
        for lash in (-0.03, 0, 0.03):
            stamp.line([(x + lash, 0.652), (x + lash * 1.15, 0.635)], 0.006, dark)
        stamp.line([(x - 0.05, 0.722), (x, 0.738), (x + 0.05, 0.724)], 0.014, dark)
        stamp.oval((side * 0.1, 0.575), (0.042, 0.026), lips, 0.35)
    stamp.patch(rounded([(-0.055, 0.497), (-0.018, 0.51), (0, 0.504), (0.018, 0.51),
                         (0.055, 0.497), (0, 0.474)]), colour=lips)  # fmt: skip
    stamp.line([(-0.05, 0.496), (0, 0.492), (0.05, 0.496)], 0.006, dark)
