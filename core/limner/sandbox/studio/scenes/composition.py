"""What a prompt and a seed look like: things in a place, at a time, in some weather."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner.sandbox.chance import dice
from limner.sandbox.effects import graded, toned
from limner.sandbox.studio.canvas import Canvas
from limner.sandbox.studio.palette import choose_palette, mood_of, names_a_time, tinted
from limner.sandbox.studio.scenes.city import draw_city
from limner.sandbox.studio.scenes.desert import draw_desert
from limner.sandbox.studio.scenes.extras import draw_extras
from limner.sandbox.studio.scenes.meadow import draw_meadow
from limner.sandbox.studio.scenes.mountains import draw_lake, draw_mountains
from limner.sandbox.studio.scenes.papercut import draw_papercut
from limner.sandbox.studio.scenes.seaside import draw_seaside
from limner.sandbox.studio.scenes.sketch import Facts, Manner, Sketch
from limner.sandbox.studio.scenes.space import draw_space
from limner.sandbox.studio.scenes.tabletop import draw_tabletop
from limner.sandbox.studio.scenes.underwater import draw_underwater
from limner.sandbox.studio.scenes.weather import draw_falling, draw_fog, draw_storm
from limner.sandbox.studio.things.cast import draw_cast
from limner.sandbox.studio.things.people import draw_portrait
from limner.sandbox.studio.words.lexicon import ANYWHERE, COLOURS, OUTDOORS
from limner.sandbox.studio.words.vocabulary import Reading, read

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from random import Random

    from PIL import Image

    from limner.sandbox.studio.palette import Palette
    from limner.sandbox.studio.scenes.sketch import Spot

_SCENES: Mapping[str, Callable[[Sketch], Spot]] = {
    "seaside": draw_seaside,
    "city": draw_city,
    "mountains": draw_mountains,
    "lake": draw_lake,
    "meadow": draw_meadow,
    "desert": draw_desert,
    "space": draw_space,
    "underwater": draw_underwater,
    "table": draw_tabletop,
    "backdrop": draw_portrait,
    "papercut": draw_papercut,
}
_USUAL = Manner()
_PLAIN_DETAIL = 0.4
_TINT = 0.5


def compose(size: tuple[int, int], seed: int, title: str, manner: Manner = _USUAL) -> Image.Image:
    """The picture that a prompt and a seed stand for, without any lettering.

    Args:
        size: Width and height in pixels.
        seed: Another seed gives another picture.
        title: The prompt: its words choose the place, the things, the time, the weather and
            the colours; all of it chooses the details.
        manner: How it is drawn.

    Raises:
        ValueError: Nothing can be drawn in that size.
    """
    if min(size) < 1:
        raise ValueError(
            f"a picture of {size[0]}x{size[1]} pixels can't be drawn: 1x1 is the least"
        )
    reading = read(title, manner.avoid)
    if "plain" in reading.finishes:
        manner = replace(manner, detail=manner.detail * _PLAIN_DETAIL)
    place, palette, facts = _chosen(seed, title, manner, reading)
    reading = replace(reading, weather=reading.weather | read(manner.more).weather)
    sketch = Sketch(Canvas(size, manner.bands), palette, reading, manner, facts)
    spot = _SCENES[place](sketch)
    draw_storm(sketch, spot)
    draw_fog(sketch, spot)
    draw_cast(sketch, place, spot)
    if manner.more:
        draw_extras(sketch, place, spot)
    draw_falling(sketch, place)
    return _finished(sketch.canvas.finished(size), reading.finishes)


def palette_of(seed: int, title: str, manner: Manner = _USUAL) -> Palette:
    """The colours of the picture that `compose` draws."""
    return _chosen(seed, title, manner, read(title, manner.avoid))[1]


def _chosen(seed: int, title: str, manner: Manner, reading: Reading) -> tuple[str, Palette, Facts]:
    """Where it is, in which colours, and what chance depends on."""
    whole = read(title)
    # Prompts that name the same things share their composition.
    known = (*sorted(whole.names), *whole.places) or (title,)
    facts: Facts = ((seed, manner.hand, *known), (title, manner.avoid))
    mood, hue = dice(*facts[0], "mood"), dice(*facts[0], *facts[1], "hue")
    place = _place(reading, dice(*facts[0], "place"))
    return place, _palette(reading, mood, hue), ((place, *facts[0]), facts[1])


def _place(reading: Reading, chance: Random) -> str:
    """Where it is: the prompt says so, or its first thing is at home there, or anywhere."""
    outside = reading.weather or names_a_time(reading.words)
    usual = OUTDOORS if outside else ANYWHERE
    homes = [home for home in reading.homes if home != "table" or not reading.weather]
    for places in (_named(reading), homes, usual, ANYWHERE):
        allowed = [place for place in places if place not in reading.shunned_places]
        if allowed:
            return chance.choice(allowed)
    return "papercut"


def _named(reading: Reading) -> Sequence[str]:
    if "backdrop" in reading.places:
        return ("backdrop",)
    if {"mountains", "lake"} <= set(reading.places):
        return ("lake",)
    # The first one: "a city by the sea" is a city.
    return reading.places[:1]


def _finished(picture: Image.Image, finishes: Collection[str]) -> Image.Image:
    """The looks that a prompt asks for, such as monochrome."""
    if "vivid" in finishes:
        picture = toned(picture, saturation=1.6, contrast=1.1)
    if "grey" in finishes:
        picture = toned(picture, saturation=0, contrast=1.15)
    if "old" in finishes:
        picture = graded(picture, "#2c1a12", "#a4764e", "#f8e8c8", 0.85)
    return picture


def _palette(reading: Reading, mood: Random, hue: Random) -> Palette:
    words = reading.words
    if not names_a_time(words):
        words = words | frozenset(mood_of(reading.tint)) | reading.weather
    palette = choose_palette(words, mood, reading.shunned, hue)
    tint = COLOURS.get(reading.tint)
    return tinted(palette, tint, _TINT) if tint else palette
