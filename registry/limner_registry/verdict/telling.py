"""Telling what is wrong: each thing once, in the order of what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.issue import steps
from limner_registry.verdict.facts import Known
from limner_registry.verdict.issues import issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from limner_registry.issue import Issue
    from limner_registry.schema import Schema
    from limner_registry.verdict.faults import Engine


class Teller:
    """Who tells the faults that an engine finds, and keeps what is to be said of its schema.

    Args:
        engine: Who finds them.
        root: The schema that it was made for; it mustn't change.
    """

    def __init__(self, engine: Engine, root: Schema) -> None:
        self._engine = engine
        self._known = Known(root)

    def told(self, value: Any, refused: Sequence[Issue] = ()) -> tuple[Issue, ...]:
        """Everything that is wrong with a value, in the order of its members.

        Args:
            value: What the engine is asked about.
            refused: What was refused before; nothing else is said of these places.
        """
        found = issues(self._engine.faults(value), self._known)
        if not refused:
            return tuple(found) if self._engine.in_order else in_order(found, value)
        places = tuple(f"{issue.pointer}/" for issue in refused)
        others = [issue for issue in found if not f"{issue.pointer}/".startswith(places)]
        return in_order([*refused, *others], value)


def in_order(found: Iterable[Issue], value: Any) -> tuple[Issue, ...]:
    """Issues in the order of the value's own members, missing ones last, each only once."""
    once = {(issue.pointer, issue.code, _distinction(issue)): issue for issue in found}
    return tuple(sorted(once.values(), key=lambda issue: (_position(issue, value), issue.code)))


def _distinction(issue: Issue) -> str:
    return "" if issue.code in {"missing", "unknown_parameter"} else issue.message


def _position(issue: Issue, value: Any) -> list[int]:
    position = []
    for name in steps(issue.pointer):
        if isinstance(value, dict):
            position.append(list(value).index(name) if name in value else len(value))
            value = value.get(name)
        elif isinstance(value, list | tuple) and name.isdecimal():
            position.append(int(name))
            value = value[int(name)] if int(name) < len(value) else None
    return position
