"""Words as a POSIX shell reads them: quoted where needed, a long command on several lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from limner.cli.screen import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner.cli.given import Given

GOES_ON = " \\"
"""What ends a line of a command that goes on in the next one."""

_BARE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_WORDS = re.compile(r"""(?:'[^']*'|"[^"]*"|[^\s'"])+""")
_APOSTROPHE = "'\"'\"'"
_LITERAL = re.compile(r"[^\"$`\\!\n]*")


def _quote_for(text: str) -> str:
    """The quotation mark that a text needs: none, `"` where that changes nothing in it, `'`."""
    if _BARE.fullmatch(text) and text.strip("."):
        return ""
    return '"' if _LITERAL.fullmatch(text) else "'"


def signs_of(text: str) -> tuple[str, list[str]]:
    """The quotation mark that a text needs, and its signs as they stand between two of them."""
    quote = _quote_for(text)
    return quote, [_APOSTROPHE if sign == quote == "'" else sign for sign in text]


def quoted(text: str) -> str:
    """A text as part of a word of a shell's."""
    quote, signs = signs_of(text)
    return f"{quote}{''.join(signs)}{quote}"


def words_of(given: Given) -> list[str]:
    """The words that give a parameter, each quoted as people write them: `prompt="a dune"`."""
    return ["".join(quoted(text) for _, text in word) for word in given.parts()]


def words_in(command: str) -> list[str]:
    """The words of a command, quoted as they are."""
    return _WORDS.findall(command)


def folded(words: Iterable[str], columns: int, indent: int = 2) -> list[str]:
    """A command on one line if it fits, else on several that a shell reads as one.

    Args:
        words: Quoted already.
        columns: Of the terminal; a word that is longer has a line to itself.
        indent: Of the first line; the others have two more.
    """
    first, *rest = words
    lines = [" " * indent + first]
    for word in rest:
        if columns_of(f"{lines[-1]} {word}{GOES_ON}") > columns:
            lines.append(" " * (indent + 1))
        lines[-1] += f" {word}"
    return [*(line + GOES_ON for line in lines[:-1]), lines[-1]]
