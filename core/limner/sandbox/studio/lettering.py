"""Text for Pillow's built-in font: what it can show, and how it breaks into lines."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ELLIPSIS = "…"
_MOST_CHARACTERS = 1000
# Left: what the font lacks and Unicode doesn't decompose.
_SIMPLER = str.maketrans(
    dict(zip("\u2013\u2014\u2212\u00d7\u2192\u0131øØłŁđ", "---x>ioOlLd", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
)

_KNOWN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\xa9\xab\xb0\xb1\xb4\xb7\xbb\u2018\u2019\u201c\u201d\u2026\u2039\u203a\u2044\u2122"
)
_MOST_SCRIPTS = 2

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

    The font knows little more than ASCII. A run of letters that it doesn't know is
    replaced by a remark, `[5 Arabic letters]`, and an emoji by its name, `[dog face]`: the
    fonts of a system would draw another picture on each machine.
    """
    whole = unicodedata.normalize("NFC", text[:_MOST_CHARACTERS]).translate(_SIMPLER)
    return " ".join("".join(_shown(whole)).split())


def _shown(text: str) -> Iterator[str]:
    hidden: list[str] = []
    for character in text:
        plain = _plain(character)
        if plain is None:
            hidden.append(character)
        elif not (hidden and plain.isspace()):
            yield _remark(hidden)
            hidden.clear()
            yield plain
    yield _remark(hidden)


def _plain(character: str) -> str | None:
    """What the font can show in place of a character; None for a foreign script's."""
    category = unicodedata.category(character)
    if character in _KNOWN:
        return character
    if character.isspace() or category[0] == "C":
        return " "
    if category[0] == "S":
        return f" [{unicodedata.name(character, 'symbol').lower()}] "
    whole = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in whole if not unicodedata.combining(c))
    return base if base and _KNOWN.issuperset(base) else None


def _remark(hidden: Sequence[str]) -> str:
    """What stands for a run of characters: how many letters it has, and of which scripts."""
    names = [unicodedata.name(c, "unknown").split(" ")[0] for c in hidden if c.isalpha()]
    if not names:
        return " " if hidden else ""
    scripts = [name if name == "CJK" else name.capitalize() for name in dict.fromkeys(names)]
    if len(scripts) > _MOST_SCRIPTS:
        scripts[1:] = ["other"]
    count = f"{len(names)} {' and '.join(scripts)}"
    return f" [{count} letter{'s' if len(names) > 1 else ''}] "


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
