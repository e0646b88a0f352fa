"""What became of each parameter when a call was ported, as people read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from limner.cli.screen import (
    GAP,
    bold,
    columns_of,
    cut,
    facts,
    glyph,
    green,
    paragraph,
    plain,
    red,
)
from limner.porting import Outcome
from limner_registry.values import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner.porting import Change, Ported

STYLES = {Outcome.KEPT: green, Outcome.CONVERTED: green, Outcome.CLAMPED: bold}
"""How outcomes look; the others are losses."""

LONGEST = 24
"""Columns of a name that still has its value beside it."""

OUTCOME = max(map(len, Outcome))
"""Columns of an outcome."""

LINES = 3
"""Lines that a value has at most."""


def porting_lines(ported: Ported, given: Mapping[str, Any], columns: int) -> Iterator[str]:
    """The report: an outcome, a parameter and what it became; below them, why.

    Args:
        ported: What became of them.
        given: The parameters that were given anew.
        columns: Of the terminal.
    """
    yield from facts({"from": plain(ported.source), "to": bold(plain(ported.target))}, columns)
    yield ""
    names = [*(change.parameter for change in ported.changes), *given]
    longest = min(LONGEST, max(map(columns_of, names), default=0))
    for change in ported.changes:
        style = STYLES.get(change.outcome, red)
        yield from _entry(change, style(f"{change.outcome:{OUTCOME}}"), longest, columns)
    for name, value in given.items():
        yield from _row(f"{'set':{OUTCOME}}", name, longest, [_text(value)], columns)


def _entry(change: Change, outcome: str, longest: int, columns: int) -> Iterator[str]:
    value = "" if change.outcome is Outcome.MISSING else _became(change)
    why = "" if change.why == "taken as it is" else change.why
    both = f"{value}: {why}" if value and why else value or why
    fits = columns_of(both) <= columns - _at(longest)
    texts = [both] if fits else [text for text in (value, why) if text]
    yield from _row(outcome, change.parameter or "(all of it)", longest, texts, columns)


def _row(outcome: str, name: str, longest: int, texts: list[str], columns: int) -> Iterator[str]:
    """Two cells, and beside them texts, each from a line of its own."""
    at = _at(longest)
    lines = [line for text in texts for line in _beginning(text, at, columns)]
    head = f"  {outcome}{' ' * GAP}{bold(plain(name))}"
    if columns_of(name) > longest or not lines:
        yield head
        yield from lines
        return
    yield head + " " * (longest - columns_of(name)) + lines[0][at - GAP :]
    yield from lines[1:]


def _beginning(text: str, at: int, columns: int) -> list[str]:
    """A text as lines that fit; an ellipsis stands for those that are too many."""
    lines = paragraph(plain(text), columns, at)
    if len(lines) > LINES:
        end = glyph("…", "...")
        lines = [*lines[: LINES - 1], cut(lines[LINES - 1], columns - len(end)) + end]
    return lines


def _at(longest: int) -> int:
    """The column of what stands beside a name."""
    return 2 + OUTCOME + GAP + longest + GAP


def _became(change: Change) -> str:
    """What was given, and what stands for it now where that is something else."""
    given = _text(change.value)
    if not change.became or change.became == {change.parameter: change.value}:
        return given
    became = ", ".join(f"{name} {_text(value)}" for name, value in change.became.items())
    return f"{given} {glyph('→', '->')} {became}"


def _text(value: Any) -> str:
    return one_line(json.dumps(value, default=str, ensure_ascii=False))
