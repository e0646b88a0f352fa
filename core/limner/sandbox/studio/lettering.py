"""Text for Pillow's built-in font: what it can show, and how it breaks into lines."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ELLIPSIS = "…"
_MOST_CHARACTERS = 1000
# Left: what the font lacks and Unicode doesn't decompose.
_SIMPLER = str.maketrans(
    dict(zip("\u2013\u2014\u2212\u00d7\u2192\u0131øØłŁđ", "---x>ioOlLd", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Column = tuple[Font, float]


def font_of(size: float) -> Font:
    """The font that comes with Pillow, so that every machine draws the same letters.

    Args:
        size: In pixels.
    """
    return ImageFont.load_default(size)


def showable(text: str) -> str:
    """The text as the font can show it: no accents, no line breaks, not endless.

    The font knows little more than ASCII; what it doesn't know is drawn as a box.
    """
    whole = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS].translate(_SIMPLER))
    kept = (c for c in whole if not unicodedata.combining(c))
    visible = (" " if c.isspace() or unicodedata.category(c)[0] == "C" else c for c in kept)
    return " ".join("".join(visible).split())


def wrapped(text: str, font: Font, width: float, most_lines: int) -> list[str]:
    """Break a text at its spaces; what doesn't fit is replaced by an ellipsis.

    Args:
        text: As `showable` gives it.
        font: What it will be drawn with.
        width: Of a line, in pixels.
        most_lines: How many lines there may be.
    """
    return _set(text.split(" "), " ", (font, width), most_lines)


def flowed(items: Iterable[str], font: Font, width: float, most_lines: int) -> list[str]:
    """Set short items one after another, as many in a line as fit; the rest likewise.

    Args:
        items: As `showable` gives them.
        font: What they will be drawn with.
        width: Of a line, in pixels.
        most_lines: How many lines there may be.
    """
    whole = (_clipped(item, font, width) for item in items)
    return _set(whole, "  ·  ", (font, width), most_lines)


def _set(words: Iterable[str], glue: str, column: Column, most_lines: int) -> list[str]:
    if most_lines < 1:
        return []
    lines = list(islice(_lines(words, glue, *column), most_lines + 1))
    if len(lines) <= most_lines:
        return lines
    *kept, last, beyond = lines
    return [*kept, _clipped(f"{last}{glue}{beyond}", *column)]


def _lines(words: Iterable[str], glue: str, font: Font, width: float) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line}{glue}{word}" if line else word
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *full, line = _pieces(word, font, width)
        yield from full
    if line:
        yield line


def _pieces(word: str, font: Font, width: float) -> Iterator[str]:
    """Cut a word that is wider than a line."""
    while font.getlength(word) > width and len(word) > 1:
        count = _fitting(word, font, width)
        yield word[:count]
        word = word[count:]
    yield word


def _fitting(word: str, font: Font, width: float) -> int:
    """How many of a word's first letters fit, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        fits = font.getlength(word[:middle]) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _clipped(text: str, font: Font, width: float) -> str:
    if font.getlength(text) <= width:
        return text
    room = width - font.getlength(ELLIPSIS)
    return text[: _fitting(text, font, room)].rstrip(" ·") + ELLIPSIS
