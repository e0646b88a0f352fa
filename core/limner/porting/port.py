"""Arguments of one model -> those of another, with a report of each parameter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limner.porting.change import Change, Outcome, Ported
from limner.porting.fitting import Form, Place, forms, told_of
from limner.porting.frames import FRAMES
from limner.porting.framing import frames_of, sayings, together
from limner.porting.meanings import meaning_of
from limner.porting.partners import named, no_place, partner
from limner.porting.taking import Taking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.porting.frames import Frame
    from limner.porting.framing import Said
    from limner_registry import Model
    from limner_registry.parameter import Parameter

_WORST_LAST = (Outcome.CONVERTED, Outcome.CLAMPED)


def port(
    arguments: Mapping[str, Any],
    source: Model,
    target: Model,
    given: Mapping[str, Any] | None = None,
) -> Ported:
    """Arguments of one model as those of another.

    Args:
        arguments: By parameter's name, as the source takes them.
        source: The model that they are for.
        target: The model that they are to be for.
        given: What is given anew, by the target's names: it's put in as it is, and nothing
            else is put there.

    Returns:
        What the target takes, but for what is `missing`, and for faults in `given`.

    Raises:
        UnusableModel: One of the documents has no valid schema.

    Example:
        >>> port({"prompt": "a boat", "image_size": "landscape_16_9"}, flux, kling).arguments
        {'prompt': 'a boat', 'aspect_ratio': '16:9'}
    """
    porting = _Porting(arguments, source, target, given or {})
    porting.keep()
    porting.frame()
    porting.convert()
    return porting.settled()


class _Porting:
    """A call on its way to another model: what has become of its parameters so far."""

    def __init__(
        self,
        arguments: Mapping[str, Any],
        source: Model,
        target: Model,
        given: Mapping[str, Any],
    ) -> None:
        self._arguments = arguments
        self._source = source
        self._target = target
        self._taking = Taking(target)
        self._given = given
        self._changes: dict[str, Change] = {}

    def keep(self) -> None:
        """Keep what has the same name, and passes as it is."""
        for name, value in self._arguments.items():
            if name in self._target.parameters and name not in self._given:
                self._take(name, self._place(name, name), Form(value, Outcome.KEPT, ""))

    def frame(self) -> None:
        """Say the picture's size by whatever the target has for it."""
        told = frames_of({name: v for name, v in self._arguments.items() if name in FRAMES})
        left = {name: frame for name, frame in told.items() if name in self._left}
        wanted = together(left).knows
        said: list[Said] = []
        for ways in sayings(together(told), self._free_frames()):
            way = next((way for way in ways if self._taking.all(way.became)), None)
            if way and way.tells & wanted:
                said.append(way)
                wanted -= way.tells
        for name, frame in left.items():
            if mine := [way for way in said if way.tells & frame.knows]:
                self._changes[name] = _said(name, self._arguments[name], frame, mine)

    def convert(self) -> None:
        """Find a place and a form for what is left; drop the rest."""
        for name, value in self._left.items():
            known, theirs = self._source.parameters, self._target.parameters
            taken = self._made.keys() | self._given
            found = partner(name, known, theirs, taken)
            if found is None:
                self._drop(name, no_place(name, known, theirs, taken))
                continue
            place = self._place(name, found.name)
            if not any(self._take(name, place, form) for form in forms(value, place)):
                self._drop(name, place.guess or self._taking.refusal(found.name, value) or "")

    def settled(self) -> Ported:
        """The report, once what doesn't go together is dropped and what is missing is told."""
        while found := self._taking.culprit(self._whole, self._made):
            self._give_up(*found)
        missing = self._taking.lacking(self._whole)
        changes = [self._changes[name] for name in self._arguments]
        changes += [Change(name, Outcome.MISSING, why=why) for name, why in missing]
        ids = self._source.endpoint_id, self._target.endpoint_id
        return Ported(*ids, self._whole, tuple(changes))

    @property
    def _left(self) -> dict[str, Any]:
        """What was given and nothing has become of so far."""
        given = self._arguments.items()
        return {name: value for name, value in given if name not in self._changes}

    @property
    def _made(self) -> dict[str, Any]:
        """What the target gets of it so far, in the order in which it was given."""
        done = [self._changes[name] for name in self._arguments if name in self._changes]
        return {name: value for change in done for name, value in change.became.items()}

    @property
    def _whole(self) -> dict[str, Any]:
        return {**self._made, **self._given}

    def _place(self, name: str, target: str) -> Place:
        source = named(name, self._source.parameters)
        return Place(name, source, self._target.parameters[target], meaning_of(name).unit)

    def _free_frames(self) -> dict[str, Parameter]:
        taken = self._made.keys() | self._given
        return {
            one.name: one
            for one in self._target.parameters
            if one.name in FRAMES and one.name not in taken
        }

    def _take(self, name: str, place: Place, form: Form) -> bool:
        """Take a parameter over in a form, if the verdict lets it."""
        target = place.target.name
        if self._taking.refusal(target, form.value):
            return False
        renamed = place.renamed and form.outcome is Outcome.KEPT
        outcome = Outcome.CONVERTED if renamed else form.outcome
        became, why = {target: form.value}, told_of(form, place)
        self._changes[name] = Change(name, outcome, self._arguments[name], became, why)
        return True

    def _drop(self, name: str, why: str) -> None:
        self._changes[name] = Change(name, Outcome.DROPPED, self._arguments[name], {}, why)

    def _give_up(self, target: str, why: str) -> None:
        """Take a parameter of the target back from all that it stands for."""
        for name, change in self._changes.items():
            if target not in change.became:
                continue
            rest = {other: value for other, value in change.became.items() if other != target}
            self._changes[name] = replace(change, became=rest)
            if not rest:
                self._drop(name, why)


def _said(name: str, value: Any, frame: Frame, ways: list[Said]) -> Change:
    """The change of a parameter about a picture's size that others tell now."""
    became = {other: what for way in ways for other, what in way.became.items()}
    outcome = max((way.outcome for way in ways), key=_WORST_LAST.index)
    why = "; ".join(dict.fromkeys(way.why for way in ways))
    if "short" in frame.knows.difference(*(way.tells for way in ways)):
        why += ", not how many pixels"
    return Change(name, outcome, value, became, why)
