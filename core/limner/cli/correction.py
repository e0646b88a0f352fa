"""The command that would be right: a refused call with every issue mended, if that can be told."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from limner.cli.blame import MISSING
from limner.cli.given import Given
from limner.cli.remedy import URL, Drop, Put, Rename, remedy
from limner.cli.spelling import Misspelled, Spelled, arguments
from limner.errors import LimnerError
from limner_registry import steps
from limner_registry.reference.calls import ELLIPSIS
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from limner.cli.remedy import Remedy
    from limner.cli.typed import TypedCall
    from limner_registry import Issue
    from limner_registry.parameter import Parameter

ROUNDS = 5
"""How often a correction is corrected: a name that was misspelt may have had a wrong value."""


class Uncertain(Exception):
    """An issue that can't be mended for certain."""


@dataclass(frozen=True)
class Correction:
    """A call that passes.

    Attributes:
        call: It.
        own: The parameters for which it has a stand-in or a guess: they're the caller's to say.
        without: What was typed and is left out.
    """

    call: TypedCall
    own: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def correction(
    call: TypedCall, issues: Sequence[Issue], judge: Callable[[TypedCall], Sequence[Issue]]
) -> Correction | None:
    """The call that would be right, or None.

    Args:
        call: What was refused.
        issues: Why.
        judge: The verdict on another call: nothing, if it passes.
    """
    right, guessed, without = call, dict[str, None](), list[str]()
    try:
        for _ in range(ROUNDS):
            changes = _Changes(right).mend(issues)
            guessed |= changes.guessed
            without += [name for name, to in changes.names.items() if to is None]
            right = changes.made()
            issues = judge(right)
            if not issues:
                own = dict.fromkeys([*_stand_ins(call, right), *guessed])
                return Correction(right, tuple(own), tuple(without))
    except (Uncertain, LimnerError, Misspelled, RecursionError):
        pass
    return None


@dataclass
class _Changes:
    """What is to be changed in a call: values, names, and what is left out."""

    call: TypedCall
    values: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    guessed: dict[str, None] = field(default_factory=dict)

    def mend(self, issues: Iterable[Issue]) -> _Changes:
        """Note a change for each issue, but for those that are about what changes anyway."""
        done: set[tuple[str, ...]] = set()
        for issue in issues:
            path = tuple(steps(issue.pointer))
            if any(path[:end] in done for end in range(1, len(path) + 1)):
                continue
            done.add(path)
            if issue.code == MISSING and len(path) == 1 and path[0] in self.names.values():
                continue  # it was there under a misspelt name
            self._note(path, remedy(issue, parameter_at(self.call.model.parameters, path)))
        return self

    def made(self) -> TypedCall:
        """The call with the changes made."""
        given = {one.at: one for one in self.call.parted.given}
        rewritten = {at: self._named(one) for at, one in given.items()}
        added: list[str] = []
        for name, value in self.values.items():
            if givers := self.call.givers(name):
                rewritten[givers[-1].at] = self._valued(givers[-1], value)
            else:
                added += self._valued(None, value, name).words
        return self.call.changed(rewritten, added)

    def _note(self, path: tuple[str, ...], change: Remedy | None) -> None:
        if change is None or not path:
            raise Uncertain
        if isinstance(change, Put) and change.guessed:
            self.guessed[path[0]] = None
        if len(path) == 1 and isinstance(change, Put):
            self.values[path[0]] = change.value
        elif len(path) == 1:
            self._rename(path[0], change.name if isinstance(change, Rename) else None)
        else:
            name = path[0]
            value = self.values.get(name, self.call.arguments.get(name))
            self.values[name] = changed_inside(value, path[1:], change)

    def _rename(self, name: str, to: str | None) -> None:
        """A name may not become one that is given as well: which of them counts?"""
        if to is not None and to in {*self.call.arguments, *self.names.values()}:
            raise Uncertain
        self.names[name] = to

    def _named(self, one: Given) -> Given | None:
        spelled = one.spelled()
        if spelled.name not in self.names:
            return one
        name = self.names[spelled.name]
        return one.rewritten(replace(spelled, name=name)) if name else None

    def _valued(self, one: Given | None, value: Any, name: str = "") -> Given:
        """A parameter with another value, spelled as before where that can say it."""
        one = one or Given(0, (f"{name}=",), "word")
        for spelled in _spellings(one.spelled(), value):
            after = one.rewritten(spelled)
            if after.spelled() == spelled and self._means(spelled, value):
                return after
        raise Uncertain

    def _means(self, spelled: Spelled, value: Any) -> bool:
        found = arguments([spelled], self.call.model.parameters, self.call.read)
        return json_text(found[spelled.name]) == json_text(value)


def parameter_at(parameters: Sequence[Parameter], path: Sequence[str]) -> Parameter | None:
    """The parameter at a path of names and indices, where the model knows one."""
    found: Parameter | None = None
    among = parameters
    for step in path:
        if found and found.element and step.isdecimal():
            found = found.element
        else:
            found = next((one for one in among if one.name == step), None)
        if found is None:
            return None
        among = found.members
    return found


def changed_inside(value: Any, path: Sequence[str], change: Remedy) -> Any:
    """A copy of a value with a member of it changed."""
    changed = copy.deepcopy(value)
    place = changed
    try:
        for step in path[:-1]:
            place = place[int(step) if isinstance(place, list) else step]
        _change(place, path[-1], change)
    except (KeyError, IndexError, TypeError, ValueError):
        raise Uncertain from None
    return changed


def _change(place: Any, last: str, change: Remedy) -> None:
    if isinstance(change, Put):
        place[int(last) if isinstance(place, list) else last] = change.value
    elif isinstance(change, Drop):
        del place[last]
    elif change.name in place:
        raise Uncertain
    else:
        members = [(change.name if name == last else name, place[name]) for name in place]
        place.clear()
        place.update(members)


def _spellings(before: Spelled, value: Any) -> Iterator[Spelled]:
    """How a value can be written: as before if possible, and text as text."""
    name, text = before.name, json_text(value)
    if before.sign == ":=" and not isinstance(value, str):
        yield Spelled(name, text, ":=")
    yield Spelled(name, value if isinstance(value, str) else text)
    yield Spelled(name, text, ":=")


def _stand_ins(before: TypedCall, right: TypedCall) -> Iterator[str]:
    """The parameters that got an example for a value which only the caller can know."""
    typed = {json_text(value) for value in before.arguments.values()}
    for name, value in right.arguments.items():
        text = json_text(value)
        if text not in typed and (json_text(ELLIPSIS) in text or URL in text):
            yield name
