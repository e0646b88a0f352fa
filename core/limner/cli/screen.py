"""What people see and what programs read: tables, notes and JSON, each on its stream."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDEST = 100
"""Columns of a line of prose at most; longer ones are hard to read."""

GAP = 2
"""Columns between two columns of a table."""


@dataclass(frozen=True)
class Screen:
    """Where a command's answer goes.

    Attributes:
        json: Whether a program reads: it gets JSON on stdout and, on stderr, nothing
            but errors, unless somebody watches that.
    """

    json: bool

    @classmethod
    def wanted(cls, as_json: bool) -> Screen:  # noqa: FBT001 -- what `--json` gives
        """JSON if it's asked for, or if stdout isn't a terminal."""
        return cls(as_json or not sys.stdout.isatty())

    def answer(self, value: Any) -> None:
        """Print JSON on stdout."""
        write(json_lines(value, sys.stdout))

    def say(self, lines: Iterable[str]) -> None:
        """Print lines for people on stdout."""
        for line in lines:
            write(line)

    def note(self, text: str) -> None:
        """Print a line for people on stderr, unless a program reads there."""
        if not self.json or sys.stderr.isatty():
            write(text, to_stderr=True)


def write(text: str, *, to_stderr: bool = False) -> None:
    """Print a line; it has colour on a terminal that wants it only."""
    stream = sys.stderr if to_stderr else sys.stdout
    text = text.encode(encoding(stream), "replace").decode(encoding(stream))
    click.echo(text, err=to_stderr, color=None if colour_is_welcome() else False)


def json_lines(value: Any, stream: IO[str], *, indent: int | None = 2) -> str:
    """A value as JSON, in ASCII where the stream, or the text, can't do otherwise.

    What would steer a terminal is escaped, and so are the signs that nobody sees.
    """
    text = _escaped(json.dumps(value, indent=indent, ensure_ascii=False, default=str))
    try:
        text.encode(encoding(stream))
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent, default=str)
    return text


def _escaped(text: str) -> str:
    """JSON without control and format signs but its own line ends: C1, bidirectional ones."""
    unseen = {sign for sign in set(text) if unicodedata.category(sign) in {"Cc", "Cf"}} - {"\n"}
    return text.translate({ord(sign): json.dumps(sign)[1:-1] for sign in unseen})


def plain(text: str) -> str:
    """A text from elsewhere without anything that steers a terminal; its lines stay lines."""
    kept = (sign if sign.isprintable() or sign == "\n" else " " * sign.isspace() for sign in text)
    return "".join(kept)


def encoding(stream: IO[str]) -> str:
    """How a stream writes text."""
    return getattr(stream, "encoding", None) or "utf-8"


def colour_is_welcome() -> bool:
    """Whether nobody has asked for none: NO_COLOR, or a terminal that can't."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The terminal's columns; 80 where there's no terminal."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes: wide signs have two, joined ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of_sign(sign) for sign in text)


def _columns_of_sign(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me"}:
        return 0
    return 1 + (unicodedata.east_asian_width(sign) in {"W", "F"})


def cut(text: str, columns: int) -> str:
    """The beginning of a text that fits some columns."""
    while columns_of(text) > columns:
        text = text[: columns if len(text) > columns else -1]
    return text


def glyph(sign: str, instead: str) -> str:
    """A sign, or what stands for it where stdout can't write it."""
    try:
        sign.encode(encoding(sys.stdout))
    except UnicodeEncodeError:
        return instead
    return sign


def bold(text: str) -> str:
    """A name."""
    return click.style(text, bold=True) if text else text


def red(text: str) -> str:
    """A fault."""
    return click.style(text, fg="red")


def green(text: str) -> str:
    """Something that is right."""
    return click.style(text, fg="green")


def dim(text: str) -> str:
    """Something to look at last."""
    return click.style(text, dim=True)


def paragraph(text: str, columns: int, indent: int = 0) -> list[str]:
    """A text as lines that fit, each indented."""
    room = max(20, min(columns, WIDEST) - indent)
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
    return [" " * indent + line for line in lines]


def entry(name: str, texts: Sequence[str], at: int, columns: int, indent: int = 2) -> list[str]:
    """A name, and beside it texts, each from a line of its own, in a column of their own.

    Args:
        name: What the texts are about.
        texts: Each is wrapped.
        at: The column of the texts; a name that reaches it stands alone on its line.
        columns: Of the terminal.
        indent: The column of the name.
    """
    lines = [line for text in texts for line in paragraph(text, columns, at)]
    head = " " * indent + bold(name)
    used = indent + columns_of(name)
    if not lines or used + GAP > at:
        return [head, *lines]
    return [head + lines[0][used:], *lines[1:]]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> list[str]:
    """Rows as lines, aligned; the first cell has a line to itself where it would be too wide.

    Where most are too wide, all of them have.
    """
    others = [max(map(columns_of, column)) for column in list(zip(heads, *rows, strict=True))[1:]]
    room = columns - sum(others) - GAP * len(others)
    fitting = [size for row in rows if (size := columns_of(row[0])) <= room]
    head = columns_of(heads[0])
    first = max([head, *fitting]) if 2 * len(fitting) >= len(rows) else head
    lines = [line for row in rows for line in _row(row, [first, *others], bold)]
    return [*_row(heads, [first, *others], dim), *lines]


def _row(cells: Sequence[str], sizes: Sequence[int], style: Any) -> list[str]:
    padding = [" " * (size - columns_of(cell)) for cell, size in zip(cells, sizes, strict=True)]
    others = [f"{' ' * GAP}{cell}{pad}" for cell, pad in zip(cells[1:], padding[1:], strict=True)]
    rest = "".join(others).rstrip()
    if columns_of(cells[0]) > sizes[0]:
        return [style(cells[0]), " " * sizes[0] + rest]
    return [style(cells[0]) + padding[0] * bool(rest) + rest]


def facts(pairs: Mapping[str, str], columns: int) -> list[str]:
    """Names and what they are, aligned; what is empty is left out."""
    said = {name: text for name, text in pairs.items() if text}
    at = max(map(len, said), default=0) + 2 + GAP
    return [line for name, text in said.items() for line in entry(name, [text], at, columns)]
