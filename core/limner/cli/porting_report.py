"""What became of each parameter when a call was ported, as people read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from limner.cli.screen import GAP, bold, columns_of, facts, glyph, green, paragraph, plain, red
from limner.porting import Outcome
from limner_registry.shortening import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner.porting import Change, Ported

STYLES = {Outcome.KEPT: green, Outcome.CONVERTED: green, Outcome.CLAMPED: bold}
"""How outcomes look; the others are losses."""

LONGEST = 24
"""Columns of a name that still has its value beside it."""

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
        yield from _entry(change, style(f"{change.outcome:9}"), longest, columns)
    for name, value in given.items():
        yield from _row(f"{'set':9}", name, longest, [_text(value)], columns)


def _entry(change: Change, outcome: str, longest: int, columns: int) -> Iterator[str]:
    texts = [] if change.outcome is Outcome.MISSING else [_became(change)]
    told = change.why if change.why != "taken as it is" else ""
    name = change.parameter or "(all of it)"
    yield from _row(outcome, name, longest, [*texts, *([told] if told else [])], columns)


def _row(outcome: str, name: str, longest: int, texts: list[str], columns: int) -> Iterator[str]:
    """Two cells, and beside them texts, each from a line of its own."""
    at = 2 + 9 + GAP + longest + GAP
    room = LINES * (columns - at)
    lines = [one for text in texts for one in paragraph(shortened(text, room), columns, at)]
    head = f"  {outcome}{' ' * GAP}{bold(plain(name))}"
    if columns_of(name) > longest or not lines:
        yield head
        yield from lines
        return
    yield head + " " * (longest - columns_of(name)) + lines[0][at - GAP :]
    yield from lines[1:]


def _became(change: Change) -> str:
    """What was given, and what stands for it now where that is something else."""
    given = _text(change.value)
    if not change.became or change.became == {change.parameter: change.value}:
        return given
    became = ", ".join(f"{name} {_text(value)}" for name, value in change.became.items())
    return f"{given} {glyph('→', '->')} {became}"


def _text(value: Any) -> str:
    return shortened(json.dumps(value, default=str, ensure_ascii=False))
