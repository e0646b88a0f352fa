"""What words ask for: a kind of detail, and a colour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PIL import ImageColor

from limner.sandbox.chance import dice

if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS = {
    "hair": "hair fur cat dog animal portrait face woman man person lion wool grass feather",
    "ripples": "water sea ocean lake river rain wave waves beach boat harbour lighthouse",
    "leaves": "leaf leaves forest tree garden flower flowers nature jungle spring bird",
    "facets": "city building brick stone rock metal mountain mountains machine glass crystal ice",
    "glints": "star stars night magic sparkle glitter gold jewel jewels light lights snow",
    "dots": "dots pointillism pointillist confetti sand sandy food bokeh",
    "strokes": "painting painted oil brush brushstrokes art masterpiece impressionist",
}
_COLOURS = {
    "orange": "sunset sunrise dusk dawn warm autumn fire candle golden",
    "deepskyblue": "cold winter ice water sea ocean sky cool rain",
    "forestgreen": "forest leaf leaves nature jungle spring garden grass",
    "rebeccapurple": "night magic neon dream galaxy",
    "peru": "wood vintage sepia desert sand leather antique",
    "crimson": "love rose roses blood",
}
_PLAIN = "masterpiece, best quality, highres"
_PLAIN_NEGATIVE = "(worst quality, low quality, normal quality:2)"
_OTHER_COLOURS = (*_COLOURS, "gold", "teal", "hotpink", "yellowgreen", "royalblue", "coral")

_Colour = tuple[int, int, int]


def kind_of(prompt: str) -> str:
    """The kind of detail that a prompt asks for; one is always found, by chance if need be."""
    words = _words(prompt)
    named = (kind for kind, triggers in _KINDS.items() if words & set(triggers.split()))
    return next(named, None) or dice("kind", prompt).choice(sorted(_KINDS))


def colour_of(prompt: str) -> _Colour | None:
    """The colour that a prompt leans to: a named one, one of its mood, else one by chance."""
    return None if prompt == _PLAIN else _colour(prompt)


def unwanted_colour(negative: str) -> _Colour | None:
    """The colour that a negative prompt leans away from, found likewise."""
    return None if negative == _PLAIN_NEGATIVE else _colour(negative)


def _colour(text: str) -> _Colour | None:
    if not (words := _words(text)):
        return None
    moods = (name for name, triggers in _COLOURS.items() if words & set(triggers.split()))
    named = _first(word for word in sorted(words) if word in ImageColor.colormap)
    name = named or _first(moods) or dice("colour", text).choice(_OTHER_COLOURS)
    red, green, blue = ImageColor.getrgb(name)[:3]
    return red, green, blue


def _first(names: Iterable[str]) -> str | None:
    return next(iter(names), None)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))
