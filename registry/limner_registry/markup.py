"""HTML for notebooks: whatever text it is given stays text, and colours are the notebook's own."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from limner_registry.values import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WEB = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)
_DATA = re.compile(
    r"data:(image|video|audio)/[\w.+-]+(;[\w.+=-]+)*,[!-~]*", re.ASCII | re.IGNORECASE
)
LINK = '<a href="{url}" target="_blank" rel="noopener noreferrer" style="color:inherit">{name}</a>'
"""A link; both the URL and the name are escaped before they're put into it."""

_LINE = "border-bottom:1px solid rgba(128,128,128,.4)"
_CELL = f"text-align:left;vertical-align:top;padding:.25em 1em .25em 0;{_LINE}"


def text(value: object) -> str:
    """A text, escaped, on one line."""
    return html.escape(one_line(str(value)))


def lines(text: str) -> list[str]:
    """The lines of a text, each escaped; their indentation stays."""
    found = ((line, line.lstrip()) for line in text.splitlines())
    return [line[: len(line) - len(rest)] + html.escape(one_line(rest)) for line, rest in found]


def code(value: object) -> str:
    """A text as code."""
    return f'<code style="background:none;padding:0">{text(value)}</code>'


def faint(markup: str) -> str:
    """Markup that stands back."""
    return f'<span style="opacity:.7">{markup}</span>'


def web_url(url: str) -> str | None:
    """A URL, escaped for an attribute, if it's one of the web; None of any other."""
    return html.escape(url) if _WEB.fullmatch(url) else None


def media_url(url: str) -> str | None:
    """The same for what may be shown in the page: a data URL of a picture, film or sound too."""
    return html.escape(url) if _DATA.fullmatch(url) else web_url(url)


def link(url: str, label: str) -> str:
    """A link to the web; a URL of another kind leaves the label only."""
    target = web_url(url)
    if target is None:
        return text(label)
    return LINK.format(url=target, name=text(label))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table: heads as text, cells as markup."""
    head = "".join(f'<th style="{_CELL}">{text(label)}</th>' for label in heads)
    body = "".join(f'<tr style="background:none">{_cells(row)}</tr>' for row in rows)
    return (
        '<table style="border-collapse:collapse;table-layout:auto;margin:.5em 0">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def joined(parts: Iterable[str]) -> str:
    """Pieces of markup with a dot between them; empty ones are left out."""
    return " · ".join(filter(None, parts))


def displayed(make: Callable[[], str], thing: object) -> str:
    """The HTML that a function makes; if it fails, the thing's `repr`: a display never raises."""
    try:
        return make()
    except Exception:  # noqa: BLE001 -- whatever a document or an answer holds
        return plain(thing)


def plain(thing: object) -> str:
    """A thing's `repr` as HTML."""
    try:
        shown = repr(thing)
    except Exception:  # noqa: BLE001 -- likewise
        shown = f"<{type(thing).__name__}>"
    return f"<pre>{chr(10).join(lines(shown))}</pre>"


def _cells(row: Sequence[str]) -> str:
    return "".join(f'<td style="{_CELL}">{cell}</td>' for cell in row)
