"""One value in the forms that another parameter may take it in, the nearest to it first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.porting.change import Outcome
from limner.porting.numbers import as_number, nearest_in, nearest_of, on_one_scale
from limner_registry.shortening import counted
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.porting.meanings import Unit
    from limner_registry.parameter import Parameter

SAME_WORD = {"jpg": "jpeg"}
"""Words that are spelled in two ways."""

_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class Form:
    """A value as another parameter may take it.

    Attributes:
        value: The value.
        outcome: `KEPT` for itself, `CONVERTED` for the same, `CLAMPED` for the nearest.
        why: What was done to it.
    """

    value: Any
    outcome: Outcome
    why: str


@dataclass(frozen=True)
class Place:
    """Where a value goes.

    Attributes:
        name: The parameter's name that it was for.
        source: The parameter that it was for; None where its model doesn't know it.
        target: The one that it is for now.
        unit: What their numbers are.
    """

    name: str
    source: Parameter | None
    target: Parameter
    unit: Unit = ""

    @property
    def renamed(self) -> bool:
        """Whether the parameter has another name."""
        return self.name != self.target.name

    @property
    def apart(self) -> bool:
        """Whether the ranges are so different that a number may mean something else there."""
        told = on_one_scale(self.source, self.target) is False
        return told and self.unit not in {"number", "seconds"}

    @property
    def guess(self) -> str:
        """Why it would be a guess that a number means the same there; nothing if it isn't."""
        alike = on_one_scale(self.source, self.target)
        if not self.renamed or self.unit != "level" or alike:
            return ""
        scale = "a scale that isn't known"
        if alike is False and self.source:
            scale = f"another scale: {self.target.range_text} there, {self.source.range_text} here"
        return f"{self.target.name} means the same, on {scale}"


def forms(value: Any, place: Place) -> Iterator[Form]:
    """A value in each form that the target's parameter may take; the verdict chooses."""
    if place.guess and as_number(value) is not None:
        return
    yield Form(value, Outcome.KEPT, "")
    for same in _respelled(value, place):
        yield Form(same, Outcome.CONVERTED, f"written {json_text(same)} there")
    yield from _listed(value, place)
    yield from _nearest(value, place)


def _respelled(value: Any, place: Place) -> Iterator[Any]:
    """The same in another spelling: a choice of the same text, text for a number, and back."""
    target, seconds = place.target, place.unit == "seconds"
    if value is None or isinstance(value, dict | list | tuple):
        return
    yield from (one for one in target.choices or () if _same(value, one, seconds=seconds))
    number = as_number(value, seconds=seconds)
    if isinstance(value, str):
        if number is not None:
            yield number
        if (truth := _TRUTHS.get(value.strip().lower())) is not None:
            yield truth
    elif number is not None and "string" in target.types and not target.file:
        yield json_text(value)


def _same(value: Any, choice: Any, *, seconds: bool) -> bool:
    numbers = [as_number(one, seconds=seconds) for one in (value, choice)]
    if None not in numbers:
        return numbers[0] == numbers[1]
    return _word(value) == _word(choice)


def _word(value: Any) -> str | None:
    """A text, or a truth as text, without what spellings differ in."""
    if not isinstance(value, str | bool):
        return None
    text = value if isinstance(value, str) else json_text(value)
    word = "".join(text.split()).replace("_", "").replace("-", "").casefold()
    return SAME_WORD.get(word, word) or text


def _listed(value: Any, place: Place) -> Iterator[Form]:
    """One thing as a list of one, a list as its only thing; of files, as many as there's room."""
    target = place.target
    if not isinstance(value, list | tuple):
        if value is not None and "array" in target.types:
            yield Form([value], Outcome.CONVERTED, "a list of one there")
        return
    if len(value) == 1:
        yield Form(value[0], Outcome.CONVERTED, "one alone there, not a list of one")
    most = target.bounds.max_items
    if not target.file or len(value) < 2:  # noqa: PLR2004 -- there is nothing to choose from
        return
    if "array" not in target.types:
        told = f"it takes one file: the first of {len(value)}"
        yield Form(value[0], Outcome.CLAMPED, told)
    elif most and len(value) > most:
        told = f"it takes {counted(int(most), 'file')} at most: the first of {len(value)}"
        yield Form(list(value[: int(most)]), Outcome.CLAMPED, told)


def _nearest(value: Any, place: Place) -> Iterator[Form]:
    """The nearest number, or the nearest of choices that are amounts."""
    number = as_number(value, seconds=place.unit == "seconds")
    target = place.target
    if number is None or place.unit == "name":
        return
    whole = "integer" in target.types and number != int(number)
    taken = "it takes " + ", ".join(filter(None, ("whole numbers" * whole, target.range_text)))
    if not target.choices and (near := nearest_in(number, target)) is not None:
        yield Form(near, Outcome.CLAMPED, taken)
    choices = _amounts(place)
    if choices:
        choice = choices[nearest_of(number, choices)]
        yield Form(choice, Outcome.CLAMPED, f"the nearest of {target.choices_text}")


def _amounts(place: Place) -> dict[float, Any]:
    """The choices of a parameter as numbers, if they are amounts; else none."""
    choices, seconds = place.target.choices or (), place.unit == "seconds"
    if not place.unit and not {"integer", "number"} & set(place.target.types):
        return {}
    numbers = {as_number(choice, seconds=seconds): choice for choice in choices}
    return {number: choice for number, choice in numbers.items() if number is not None}


def told_of(form: Form, place: Place) -> str:
    """The sentence about a form that was taken."""
    name = f"called {place.target.name} there" if place.renamed else ""
    why = form.why or ("" if name else "taken as it is")
    told = "; ".join(filter(None, (name, why)))
    if as_number(form.value) is None or not place.apart or place.source is None:
        return told
    ranges = f"of {place.source.range_text} here, of {place.target.range_text} there"
    return f"{told}; {ranges}: look whether it means the same"
