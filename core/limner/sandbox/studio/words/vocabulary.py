"""How a prompt is read: places, things and their number and colour, and weather."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from limner.sandbox.studio.words import lexicon
from limner.sandbox.studio.words.lexicon import (
    COLOURS,
    CROWDS,
    EYES,
    HOMES,
    IRREGULAR,
    NUMBERS,
    PLURALS,
    TONES,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

FLYING = frozenset({"bird", "balloon", "fish", "rocket"})
"""Things that don't stand on the ground."""

_MOST = 9
_MANY = 3
_REACH = 3
_LONGEST = 2000


def _by_word(table: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, words in table.items():
        for word in words.split():
            found.setdefault(word, []).append(name)
    return found


_PLACES, _THINGS, _WEATHER, _FINISHES = (
    _by_word(table)
    for table in (lexicon.PLACES, lexicon.THINGS, lexicon.WEATHER, lexicon.FINISHES)
)


@dataclass(frozen=True)
class Thing:
    """Something that a prompt names.

    Attributes:
        name: A key of `lexicon.THINGS`.
        number: How many of it.
        colour: A key of `lexicon.COLOURS`; empty where the prompt names none.
        word: The prompt's own word for it, in the singular.
    """

    name: str
    number: int = 1
    colour: str = ""
    word: str = ""


@dataclass(frozen=True)
class Reading:
    """What a prompt says, as far as it can be drawn.

    Attributes:
        words: All of its words, in lower case, and their singulars.
        places: Where it is: keys of `lexicon.PLACES`.
        things: What is seen.
        weather: Keys of `lexicon.WEATHER`.
        finishes: Keys of `lexicon.FINISHES`.
        tint: A colour of the whole, and of no thing: a key of `lexicon.COLOURS`, or empty.
        shunned: The words of what shall not be seen.
    """

    words: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    weather: frozenset[str] = frozenset()
    finishes: frozenset[str] = frozenset()
    tint: str = ""
    shunned: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all things."""
        return frozenset(thing.name for thing in self.things)

    @property
    def standing(self) -> tuple[Thing, ...]:
        """The things that stand on the ground."""
        return tuple(thing for thing in self.things if thing.name not in FLYING)

    @property
    def homes(self) -> tuple[str, ...]:
        """The places where the first thing is usually found."""
        return tuple(HOMES[self.things[0].name].split()) if self.things else ()

    @property
    def shunned_places(self) -> frozenset[str]:
        """Where it shall not be."""
        return _names(self.shunned, _PLACES)

    def thing(self, name: str) -> Thing | None:
        """The thing of that name, if the prompt names it."""
        return next((thing for thing in self.things if thing.name == name), None)


def read(prompt: str, avoid: str = "") -> Reading:
    """Read a prompt.

    Args:
        prompt: In English; of an emoji, its name is read.
        avoid: What shall not be seen, however loud the prompt asks for it.
    """
    shunned = _with_stems(_words(avoid))
    words = [word for word in _words(prompt) if not {word, _stem(word)} & shunned]
    things, tint = _coloured(words, _things(words, _names(shunned, _THINGS)))
    return Reading(
        words=_with_stems(words),
        places=_named(words, _PLACES, shunned),
        things=tuple(things),
        weather=frozenset(_named(words, _WEATHER, shunned)),
        finishes=frozenset(_named(words, _FINISHES, shunned)) | _greys(words),
        tint="" if _greys(words) else tint,
        shunned=shunned,
    )


def _words(text: str) -> list[str]:
    spelt = "".join(
        f" {unicodedata.name(c, '').removesuffix(' FACE')} "
        if unicodedata.category(c) == "So"
        else c
        for c in text[:_LONGEST]
    )
    return re.findall(r"[a-z]+|[0-9]+", spelt.lower())


def _stem(word: str) -> str:
    """The singular, as far as that needs no dictionary."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    known = any(word in table for table in (_THINGS, _PLACES, _WEATHER))
    return word[:-1] if word.endswith("s") and not known else word


def _with_stems(words: Collection[str]) -> frozenset[str]:
    return frozenset(words) | frozenset(map(_stem, words))


def _names(words: Collection[str], table: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(name for word in words for name in table.get(word, ()))


def _named(
    words: Sequence[str], table: Mapping[str, Sequence[str]], shunned: Collection[str]
) -> tuple[str, ...]:
    """The names that words stand for, in their order."""
    banned = _names(shunned, table)
    found = (name for word in words for name in table.get(_stem(word), ()))
    return tuple(dict.fromkeys(name for name in found if name not in banned))


def _things(words: Sequence[str], banned: Collection[str]) -> list[Thing]:
    found: dict[str, Thing] = {}
    for index, word in enumerate(words):
        stem = _stem(word)
        for name in _THINGS.get(stem, ()):
            before = _before(words, index)
            colour = next((near for near in reversed(before[-2:]) if near in COLOURS), "")
            thing = Thing(name, _number(word, before), colour, stem)
            if name in found:
                # "A bouquet of red roses" is one thing, too.
                first = found[name]
                number = max(first.number, thing.number)
                thing = replace(thing, number=number, colour=first.colour or colour)
            found[name] = thing
    return [thing for name, thing in found.items() if name not in banned]


def _before(words: Sequence[str], index: int) -> Sequence[str]:
    """The few words before one that belong to it: those after the thing before."""
    near = words[max(0, index - _REACH) : index]
    others = [place for place, word in enumerate(near) if _stem(word) in _THINGS]
    return near[others[-1] + 1 :] if others else near


def _number(word: str, before: Sequence[str]) -> int:
    for near in reversed(before):
        if near in NUMBERS:
            return NUMBERS[near]
        if near.isdecimal():
            return max(1, min(_MOST, int(near[:3])))
    if word in CROWDS:
        return CROWDS[word]
    return _MANY if word != _stem(word) or word in PLURALS else 1


def _greys(words: Sequence[str]) -> frozenset[str]:
    return frozenset({"grey"} if "black and white" in " ".join(words) else ())


def _coloured(words: Sequence[str], things: Sequence[Thing]) -> tuple[Sequence[Thing], str]:
    """Things with the colours of their parts (a red roof), and the colour of the whole."""
    for index, word in enumerate(words):
        after = [*words[index + 1 : index + 3], ""]
        if word not in COLOURS or after[0] in EYES or _names(_with_stems(after), _THINGS):
            continue
        bare = next((thing for thing in things if not thing.colour), None)
        if bare is None or after[0] in ("", *TONES) or _names(_with_stems(after[:1]), _PLACES):
            return things, word
        return [replace(it, colour=word) if it is bare else it for it in things], ""
    return things, ""
