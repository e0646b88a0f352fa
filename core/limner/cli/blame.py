"""Which of the words that somebody typed an issue is about, and which part of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from limner.cli.json_places import place_of
from limner_registry import steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from limner.cli.given import Given, Role
    from limner.cli.typed import TypedCall
    from limner_registry import Issue

UNKNOWN = "unknown_parameter"
MISSING = "missing"


@dataclass(frozen=True)
class Blamed:
    """What is faulty: the name or the value of a parameter, or some characters of it.

    Attributes:
        at: The place of the parameter among the words.
        role: Whether its name or its value.
        signs: Which characters of that.
    """

    at: int
    role: Role
    signs: range


def blamed(call: TypedCall, issues: Iterable[Issue]) -> dict[tuple[int, Role], list[range]]:
    """By place and role, the faulty characters of what was typed."""
    found: dict[tuple[int, Role], list[range]] = defaultdict(list)
    for issue in issues:
        for one in _blamed(call, issue):
            found[one.at, one.role].append(one.signs)
    return found


def _blamed(call: TypedCall, issue: Issue) -> Iterator[Blamed]:
    path = steps(issue.pointer)
    givers = call.givers(path[0]) if path else []
    if not givers:
        return
    if issue.code == UNKNOWN and len(path) == 1:
        yield from (Blamed(one.at, "name", range(len(path[0]))) for one in givers)
        return
    giver, inside = _giver(call, givers, path)
    yield Blamed(giver.at, "value", _signs(giver, inside, issue.code))


def _giver(call: TypedCall, givers: Sequence[Given], path: list[str]) -> tuple[Given, list[str]]:
    """What gives the faulty value; each `=@` of a list of files gives one of its elements."""
    value = call.arguments.get(path[0])
    files = list(takewhile(lambda one: one.spelled().sign == "=@", reversed(givers)))
    if not (isinstance(value, list) and files and len(path) > 1):
        return givers[-1], path[1:]
    from_the_end = len(value) - 1 - int(path[1]) if path[1].isdecimal() else len(files)
    if 0 <= from_the_end < len(files):
        return files[from_the_end], path[2:]
    return givers[max(0, len(givers) - 1 - len(files))], path[1:]


def _signs(giver: Given, inside: list[str], code: str) -> range:
    """The faulty characters of a value: those of a member of JSON where it's found."""
    spelled = giver.spelled()
    whole = range(len(spelled.text))
    if spelled.sign == "=@" or not inside:
        return whole
    path = inside[:-1] if code == MISSING else inside
    return place_of(spelled.text, path, name=code == UNKNOWN) or whole
