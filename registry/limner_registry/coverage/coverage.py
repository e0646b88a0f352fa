"""What has been seen of a model's rules, goal by goal."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from limner_registry.coverage.goals import aims
from limner_registry.coverage.report import Reached, Report
from limner_registry.coverage.spots import unfolded
from limner_registry.coverage.unreachable import why_not
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from limner_registry.coverage.goals import Aim, Side
    from limner_registry.issue import Issue
    from limner_registry.model import Model
    from limner_registry.verdict.faults import Engine


class Coverage:
    """Collects which rules of a model's closed input arguments kept, and which they broke.

    It costs little to feed: what is reached isn't looked for again. One thread at a time.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self.endpoint_id = model.endpoint_id
        self._true = unfolded(model.verdict.closed)
        self._aims = list(aims(self._true))
        self._open: dict[Side, list[_Open]] = {"kept": [], "broken": []}
        for aim in self._aims:
            self._open[aim.goal.side].append(_Open(aim))
        self._seen = 0

    def saw(self, arguments: Mapping[str, Any], issues: Sequence[Issue]) -> None:
        """Count arguments.

        Args:
            arguments: The arguments; what can't travel as JSON reaches no goal.
            issues: What `model.check` found wrong with them.
        """
        self._seen += 1
        side: Side = "broken" if issues else "kept"
        with suppress(TypeError, ValueError):
            self._open[side] = [
                one for one in self._open[side] if one.engine.is_valid(arguments) != bool(issues)
            ]

    def report(self) -> Report:
        """What has been reached by now; and, of the rest, what can't be and why."""
        waiting = {id(one.aim) for left in self._open.values() for one in left}
        found = [
            Reached(aim.goal, reached=False, why_not=why_not(aim, self._true))
            if id(aim) in waiting
            else Reached(aim.goal, reached=True)
            for aim in self._aims
        ]
        return Report(self.endpoint_id, self._seen, tuple(found))


class _Open:
    """A goal that isn't reached yet."""

    def __init__(self, aim: Aim) -> None:
        self.aim = aim

    @cached_property
    def engine(self) -> Engine:
        return engine_for(self.aim.variant)
