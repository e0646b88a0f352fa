"""The report of coverage: for people as text and Markdown, for programs as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from textwrap import fill
from typing import TYPE_CHECKING, Any

from limner_registry.reference.markdown import code, table
from limner_registry.shortening import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner_registry.coverage.goals import Goal, Side

WIDEST = 40
"""Characters of a rule in the table."""

LINE = 79
"""Columns of the text."""

HEADS = ("parameter", "rule", "kept", "broken")

ALL = "(arguments)"
"""Stands for the place of what is said of the arguments as a whole."""


@dataclass(frozen=True)
class Reached:
    """A goal, and what became of it.

    Attributes:
        goal: The goal.
        reached: Whether it was seen.
        why_not: Why nothing can reach it; None if something may.
    """

    goal: Goal
    reached: bool
    why_not: str | None = None


@dataclass(frozen=True)
class Report:
    """What was reached of the goals of one model.

    Attributes:
        endpoint_id: The model.
        seen: How many arguments were looked at.
        goals: Every goal, in the schema's order.
    """

    endpoint_id: str
    seen: int
    goals: tuple[Reached, ...]

    @cached_property
    def reached(self) -> int:
        """How many goals were reached."""
        return sum(one.reached for one in self.goals)

    @cached_property
    def missing(self) -> tuple[Goal, ...]:
        """The goals that weren't reached, and could be for all that can be proved."""
        return tuple(one.goal for one in self.goals if not one.reached and not one.why_not)

    @cached_property
    def unreachable(self) -> tuple[Reached, ...]:
        """The goals that nothing can reach, with the reason."""
        return tuple(one for one in self.goals if not one.reached and one.why_not)

    @property
    def reachable(self) -> int:
        """How many goals there are, but for those that nothing can reach."""
        return len(self.goals) - len(self.unreachable)

    @property
    def percent(self) -> float:
        """The share of the goals that can be reached and were, from 0 to 100."""
        return 100 * self.reached / self.reachable if self.reachable else 100.0

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "endpoint_id": self.endpoint_id,
            "seen": self.seen,
            "reached": self.reached,
            "reachable": self.reachable,
            "percent": round(self.percent, 2),
            "missing": [asdict(goal) for goal in self.missing],
            "unreachable": [
                asdict(one.goal) | {"reason": one.why_not} for one in self.unreachable
            ],
            "rules": [
                {"place": place, "rule": rule, "kept": kept, "broken": broken}
                for place, rule, kept, broken in self.rows()
            ],
        }

    @property
    def summary(self) -> str:
        """The totals, as one line."""
        return (
            f"{self.endpoint_id}: {self.reached} of {self.reachable} sides of rules "
            f"({self.percent:.4g} %), in {self.seen:,} arguments"
        )

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Place, rule, and how much of its two sides was reached: `3/3`; `-` if it has none."""
        by_rule: dict[str, dict[str, list[Reached]]] = {}
        for one in self.goals:
            of_place = by_rule.setdefault(one.goal.place or ALL, {})
            of_place.setdefault(one.goal.keyword, []).append(one)
        for place, rules in by_rule.items():
            for keyword, of_it in rules.items():
                values = dict.fromkeys(one.goal.value for one in of_it if one.goal.side == "kept")
                rule = shortened(f"{keyword} {', '.join(values)}".rstrip(), WIDEST)
                yield place, rule, _share(of_it, "kept"), _share(of_it, "broken")

    def text(self) -> str:
        """The report for a terminal: the totals, a table, what is missing and why."""
        rows = [HEADS, *_once(self.rows())]
        widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        notes = [fill(note, LINE, subsequent_indent="  ") for note in self._notes()]
        return "\n".join([self.summary, "", *lines, *[""] * bool(notes), *notes])

    def markdown(self) -> str:
        """The report as Markdown, with the rules in a table."""
        cells = [(code(place), code(rule), *shares) for place, rule, *shares in self.rows()]
        lines = table([dict(zip(HEADS, row, strict=True)) for row in cells]) if cells else ()
        return "\n".join([self.summary, "", *lines, "", *(f"- {n}" for n in self._notes())])

    def _notes(self) -> Iterator[str]:
        yield from (f"not seen: {goal}" for goal in self.missing)
        alike: dict[tuple[str, str, str | None], dict[str, None]] = {}
        for one in self.unreachable:
            key = (one.goal.keyword, one.goal.side, one.why_not)
            alike.setdefault(key, {})[one.goal.place or ALL] = None
        for (keyword, side, reason), places in alike.items():
            yield f"{keyword} can't be {side} ({reason}): {', '.join(places)}"


def _once(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Rows in which a place that is that of the row above isn't said again."""
    above = ""
    for place, *others in rows:
        yield ("" if place == above else place, *others)
        above = place


def _share(goals: Iterable[Reached], side: Side) -> str:
    of_it = [one for one in goals if one.goal.side == side and (one.reached or not one.why_not)]
    return f"{sum(one.reached for one in of_it)}/{len(of_it)}" if of_it else "-"
