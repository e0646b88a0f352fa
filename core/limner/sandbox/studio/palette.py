"""Colours that go together: a handful of moods, each a little different with every seed."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from random import Random

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)

_LARGEST_TURN = 0.03


@dataclass(frozen=True)
class Palette:
    """The colours of one picture.

    Attributes:
        sky: From the zenith to the horizon.
        light: Of sun, moon and lamps.
        far: Of what is far away.
        near: Of what is near, the darkest.
        night: Whether there are stars, and lamps are lit.
    """

    sky: tuple[Colour, ...]
    light: Colour
    far: Colour
    near: Colour
    night: bool = False

    @property
    def haze(self) -> Colour:
        """What the air between two distances looks like."""
        return self.sky[-1]

    def at(self, nearness: float) -> Colour:
        """The colour of things at a distance: 0 is the horizon, 1 is right in front."""
        return mix(self.far, self.near, nearness)

    def dyed(self, colour: Colour, shade: float = 0.0) -> Colour:
        """What a thing of a colour of its own looks like in this light.

        Args:
            colour: By day.
            shade: 0 in the light, 1 in the dark.
        """
        air = mix(colour, self.haze, 0.08)
        return mix(air, self.near, (0.22 if self.night else 0.04) + 0.5 * shade)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with a `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def choose_palette(
    words: Collection[str], dice: Random, avoid: Collection[str] = (), hue: Random | None = None
) -> Palette:
    """The mood that the prompt names, else any; its hues turned a little.

    Args:
        words: The prompt's words, in lower case.
        dice: Where chance comes from.
        avoid: Words whose moods shall not be chosen.
        hue: What turns the hues; the same dice, unless others are given.
    """
    banned = [mood for mood, triggers in _WORDS.items() if triggers.intersection(avoid)]
    allowed = [mood for mood in _MOODS if mood not in banned]
    named = [mood for mood in allowed if _WORDS[mood].intersection(words)]
    mood = dice.choice(named or allowed or list(_MOODS))
    turn = (hue or dice).uniform(-_LARGEST_TURN, _LARGEST_TURN)
    return _changed(_MOODS[mood], lambda colour: _turn(colour, turn))


def mood_of(tint: str) -> Collection[str]:
    """Words for the mood that goes with the colour of a whole picture."""
    return next((_WORDS[mood] for mood, tints in _TINTED.items() if tint in tints), ())


def names_a_time(words: Collection[str]) -> bool:
    """Whether words name a time of the day or of the year."""
    return any(triggers.intersection(words) for triggers in _WORDS.values())


def tinted(palette: Palette, tint: Colour, share: float) -> Palette:
    """A palette that leans towards a colour, as light and as dark as before."""

    def leaning(colour: Colour) -> Colour:
        level, own = sum(colour) / 765, sum(tint) / 765
        if level < own:
            target = mix((0, 0, 0), tint, level / own)
        else:
            target = mix(tint, WHITE, (level - own) / (1 - own) if own < 1 else 0)
        return mix(colour, target, share)

    return _changed(palette, leaning)


def _changed(palette: Palette, change: Callable[[Colour], Colour]) -> Palette:
    return Palette(
        sky=tuple(change(colour) for colour in palette.sky),
        light=change(palette.light),
        far=change(palette.far),
        near=change(palette.near),
        night=palette.night,
    )


def _turn(colour: Colour, turn: float) -> Colour:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    parts = colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation)
    red, green, blue = (round(part * 255) for part in parts)
    return red, green, blue


def _hex(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def _mood(sky: str, light: str, far: str, near: str, *, night: bool = False) -> Palette:
    stops = tuple(_hex(stop) for stop in sky.split())
    return Palette(stops, _hex(light), _hex(far), _hex(near), night=night)


_MOODS = {
    "dawn": _mood("6f9fd4 a9c0e4 e9d3d6 fbcdb0 ffe3b4", "fffbea", "b59fc0", "26345a"),
    "day": _mood("2f7fc6 5fa8df a4d3ee e3f3f4", "fffef2", "93bfd2", "174a4c"),
    "golden": _mood("b5523f df8150 f4b06a fbd793 fff0c2", "fffbe0", "d68f5c", "43203a"),
    "dusk": _mood("2a1a4f 68306f c2527f f08f6e ffd096", "fff0c8", "a3567f", "1a1030", night=True),
    "rose": _mood("355c7d 6c5b7b b96a86 f08080 ffc4a3", "fff3e2", "a2688a", "1d2746"),
    "night": _mood("060a1e 0e1a40 1f3268 42578f", "f6f2dc", "3a4b82", "070a1c", night=True),
    "aurora": _mood("04121f 07283a 0f4a55 2f8077", "e9fff0", "1f5f66", "041018", night=True),
    "mist": _mood("7f9da3 a7bdbd ccd8d2 ebece0", "fffff6", "a3b7b4", "24403f"),
    "winter": _mood("4f76b0 86a9d6 c0d6ec f6f2ef", "ffffff", "abc0dd", "27395e"),
    "spring": _mood("3f8f96 79bfa4 c6e5b6 f7f3cf", "fffde4", "86b98f", "0f3f3f"),
}

_WORDS = {
    "dawn": frozenset({"dawn", "sunrise", "morning"}),
    "day": frozenset({"day", "noon", "sunny", "summer", "daylight"}),
    "golden": frozenset({"golden", "autumn", "fall", "desert", "october"}),
    "dusk": frozenset({"dusk", "evening", "sunset", "twilight"}),
    "rose": frozenset({"rose", "romantic", "love", "valentine"}),
    "night": frozenset({"night", "midnight", "moon", "moonlit", "stars", "starry", "dark"}),
    "aurora": frozenset({"aurora", "neon", "cyberpunk", "borealis"}),
    "mist": frozenset({"mist", "misty", "fog", "foggy", "rain", "rainy", "storm", "stormy"}),
    "winter": frozenset({"winter", "snow", "snowy", "ice", "frozen"}),
    "spring": frozenset({"spring", "forest", "jungle", "garden"}),
}
_TINTED = {
    "rose": frozenset({"red", "pink", "crimson"}),
    "golden": frozenset({"orange", "yellow", "gold"}),
    "day": frozenset({"blue"}),
    "spring": frozenset({"green"}),
    "mist": frozenset({"grey", "gray"}),
}
