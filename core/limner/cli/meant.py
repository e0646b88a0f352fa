"""What somebody probably meant who wrote a word that is no command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ELSEWHERE = {
    **dict.fromkeys(("list", "ls", "search"), "models"),
    **dict.fromkeys(("auth", "login"), "keys set"),
    **dict.fromkeys(("call", "generate", "create"), "run"),
    **dict.fromkeys(("history", "logs", "status"), "jobs"),
    **dict.fromkeys(("describe", "info"), "schema"),
    "version": "--version",
    "completion": "--help",
}
"""What other programs call it."""


def meant(word: str, commands: Sequence[str], after: Mapping[str, Sequence[str]]) -> str:
    """The end of a sentence that says that there is no such command.

    Args:
        word: What was written first; a model's id is what people try.
        commands: What there is.
        after: By command, the words that make another one of it.

    Example:
        >>> meant("modles", ["models"], {})
        '; did you mean models?'
        >>> meant("verify", ["receipts"], {"receipts": ["verify"]})
        '; did you mean receipts verify?'
        >>> meant("login", ["models"], {})
        '; did you mean keys set?'
    """
    if "/" in word:
        return f"; limner run {word} calls a model."
    whole = [f"{command} {word}" for command, words in after.items() if word in words]
    near = ELSEWHERE.get(word) or " or ".join(whole) or nearest(word, commands)
    return f"; did you mean {near}?" if near else "."


def meant_after(command: str, word: str, words: Sequence[str]) -> str:
    """The same for a word after a command that takes none but these.

    Example:
        >>> meant_after("jobs", "lst", ["list", "show"])
        '; did you mean jobs list?'
        >>> meant_after("receipts", "a.png", ["show", "verify"])
        '; limner receipts show a.png tells of it.'
    """
    if near := nearest(word, words):
        return f"; did you mean {command} {near}?"
    return f"; limner {command} show {word} tells of it." if "show" in words else "."


def slip(word: str, words: Sequence[str]) -> str | None:
    """The command that is meant by a word where a model's id stands; None if it may be one."""
    if "/" in word:
        return None
    from limner.cli.listing import listing

    return None if listing().registry.get(word) else nearest(word, words)
