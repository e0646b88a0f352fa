"""Markdown as GitHub reads it, from text that knows nothing of Markdown.

A description may contain anything. Code spans and addresses in it are meant, so they
stay; whatever else Markdown would take for markup is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WIDEST = 40
"""How wide a table's column is padded; longer cells stick out."""

_KEPT = r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)|<?https?://[^\s<>|`]+>?"
_MEANT_OTHERWISE = r"\\(?=[^\w\s]|_|$)|`|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\["
_PAIRED = r"(?<!\s)[*~]|[*~](?!\s)|(?<![^\W_])_|_(?![^\W_])"
_MARKUP = re.compile(f"{_KEPT}|{_MEANT_OTHERWISE}|{_PAIRED}")


def text(line: str) -> str:
    """A line as inline Markdown that shows it as it is, but for its code spans."""
    links = "](" in line or "]:" in line

    def escaped(match: re.Match[str]) -> str:
        mark = match[0]
        alone = mark in {"*", "~", "_"} and line.count(mark) == 1
        harmless = alone or (mark == "[" and not links)
        return mark if len(mark) > 1 or harmless else "\\" + mark

    return _MARKUP.sub(escaped, line)


def paragraph(inline: str) -> str:
    """Inline Markdown as a paragraph, even if it begins like a list, a heading or a quote."""
    return re.sub(r"^(\d+(?=[.)])|(?=[-+*#>]))", r"\1\\", inline)


def code(line: str) -> str:
    """A line as a code span; an empty one as a space, for there is no empty code span."""
    line = line or " "
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    edges = line[0] + line[-1]
    pad = " " * ("`" in edges or (" " in edges and not line.isspace()))
    return f"{fence}{pad}{line}{pad}{fence}"


def link(address: str) -> str:
    """An address as a link that shows itself; what is no web address, as code."""
    return f"<{address}>" if re.fullmatch(r"https?://[^\s<>]+", address) else code(address)


def table(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """A table of rows that map a column's heading to inline Markdown.

    Every row has all columns. One that is empty in all of them is left out.
    """
    cells = [{name: _cell(value) for name, value in row.items()} for row in rows]
    names = [name for name in cells[0] if any(row[name] for row in cells)]
    widths = [min(WIDEST, max(len(name), *(len(row[name]) for row in cells))) for name in names]
    widths[-1] = len(names[-1])
    yield _line(names, widths)
    yield _line(["-" * width for width in widths], widths)
    for row in cells:
        yield _line([row[name] for name in names], widths)


def anchors(headings: Iterable[str]) -> Iterator[str]:
    """The anchors that GitHub gives to headings, in their order in the document."""
    seen: dict[str, int] = {}
    for heading in headings:
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        seen[anchor] = times = seen.get(anchor, -1) + 1
        yield f"{anchor}-{times}" if times else anchor


def _cell(inline: str) -> str:
    """GitHub splits a row at every bare pipe, in code spans too, then drops the backslashes."""
    return inline.replace("|", "\\|")


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
