"""A call as it was typed, on as many lines as it needs, with what is faulty underlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.cli.blame import blamed
from limner.cli.screen import columns_of, glyph, plain, red
from limner.cli.shell import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner.cli.typed import TypedCall
    from limner_registry import Issue

INDENT = 2
LEAST = 12
"""Columns that a part of a word keeps, however little room there is."""


@dataclass(frozen=True)
class Cell:
    """A sign on the screen.

    Attributes:
        text: What is shown: one sign, several for an escaped one, or nothing.
        faulty: Whether it is underlined.
    """

    text: str
    faulty: bool = False

    @property
    def columns(self) -> int:
        """How many columns it takes."""
        return columns_of(self.text)


Row = list[Cell]


def picture(call: TypedCall, issues: Sequence[Issue], columns: int) -> list[str]:
    """The call with underlines for issues; nothing if none is about what was typed."""
    words = _words(call, issues)
    if not any(cell.faulty for word in words for part in word for cell in part):
        return []
    room = columns - 2 * INDENT
    return [
        line
        for row in _wrapped([_fitted(word, room) for word in words], columns)
        for line in _drawn(row)
    ]


def _words(call: TypedCall, issues: Sequence[Issue]) -> list[list[Row]]:
    """Each word, or an option with its values, as parts, and each of these as its signs."""
    faults = blamed(call, issues)
    words = [[_part(word, [])] for word in call.words]
    for given in call.parted.given:
        words[given.at : given.at + len(given.words)] = [
            [_part(text, faults.get((given.at, role), [])) for role, text in word]
            for word in given.parts()
        ]
    own = [[_part(word, [])] for word in call.command.split()]
    return [*own, *map(_joined, call.grouped(words))]


def _joined(words: Sequence[list[Row]]) -> list[Row]:
    """The parts of an option and of its values, with spaces between these."""
    first, *values = words
    return [*first, *(part for value in values for part in ([Cell(" ")], *value))]


def _part(text: str, faults: Sequence[range]) -> Row:
    """A part of a word, quoted for a shell; where all of it is faulty, its quotes are too."""
    quote, shown = signs_of(text)
    whole = any(len(signs) == len(text) for signs in faults)
    inside = [
        Cell(plain(sign).replace("\n", " "), whole or any(at in signs for signs in faults))
        for at, sign in enumerate(shown)
    ]
    edge = [Cell(quote, whole)] * bool(quote)
    return [*edge, *inside, *edge]


def _fitted(word: list[Row], room: int) -> Row:
    """A word that fits a line: the longest of its parts gives way."""
    parts = list(word)
    while (excess := sum(map(_columns, parts)) - room) > 0:
        longest = max(range(len(parts)), key=lambda at: _columns(parts[at]))
        before = _columns(parts[longest])
        parts[longest] = _shortened(parts[longest], max(LEAST, before - excess))
        if _columns(parts[longest]) >= before:
            break
    return [cell for part in parts for cell in part]


def _shortened(part: Row, room: int) -> Row:
    """A part with dots for what is left out; its quotes and the beginning of its fault stay."""
    quotes = 1 if part[0].text == part[-1].text in {'"', "'"} else 0
    opening, inside, closing = part[:quotes], part[quotes : len(part) - quotes], part[-1:] * quotes
    dots = glyph("…", "...")
    room -= 2 * quotes
    start = _start(inside, room - 2 * columns_of(dots))
    kept = [Cell(dots)] if start else []
    for cell in inside[start:]:
        if _columns(kept) + cell.columns + columns_of(dots) > room:
            break
        kept.append(cell)
    return [*opening, *kept, Cell(dots, kept[-1].faulty), *closing]


def _start(part: Row, room: int) -> int:
    """How many signs before the first fault are left out, so that it can be seen."""
    first = next((at for at, cell in enumerate(part) if cell.faulty), 0)
    context = room // 3
    return 0 if _columns(part[:first]) < room - context else first - context


def _columns(row: Sequence[Cell]) -> int:
    return sum(cell.columns for cell in row)


def _wrapped(words: Sequence[Row], columns: int) -> Iterator[Row]:
    """Words on lines, wrapped between them."""
    line = [Cell(" " * INDENT), *words[0]]
    for word in words[1:]:
        if _columns(line) + 1 + _columns(word) > columns:
            yield line
            line = [Cell(" " * (2 * INDENT - 1))]
        line += [Cell(" "), *word]
    yield line


def _drawn(row: Row) -> Iterator[str]:
    """A line, and under it the marks of what is faulty in it."""
    yield "".join(cell.text for cell in row)
    marks = "".join(("^" if cell.faulty else " ") * cell.columns for cell in row).rstrip()
    if marks:
        under = marks.lstrip()
        yield " " * (len(marks) - len(under)) + red(under)
