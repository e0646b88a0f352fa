"""The words of a command line about one model: the command's own, and the model's parameters.

click can't tell them apart: which options there are follows from the model's id, which is
itself among the words, and of all the ways to give a parameter the last must win.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from limner.cli.given import ANY_PARAMETER, Given

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from limner.cli.given import Form
    from limner.cli.spelling import Spelled


def model_id(words: Iterable[str], own: Mapping[str, int]) -> str | None:
    """The first word that is no option, and no option's value.

    Args:
        words: The words after the command's name.
        own: The command's own options, each with how many values it takes; any other
            one stands for a parameter and takes one.
    """
    rest = deque(words)
    while rest:
        word = rest.popleft()
        if word == "--":
            return rest[0] if rest else None
        if not _is_option(word):
            return word
        for _ in range(0 if "=" in word else min(own.get(word, 1), len(rest))):
            rest.popleft()
    return None


@dataclass
class Parted:
    """The words, parted for click from those that give parameters.

    Attributes:
        own: The command's own options, each with how many values it takes.
        names: The model's parameters that can be given as `--name value`.
        for_click: The model's id, the command's own options, and options that nobody
            knows or that lack a value; click says what is wrong with these.
        given: Parameters in the order in which they were given.
        id_at: The place of the model's id among the words.
        starts: The places of words that begin something; the others belong to the one before.
    """

    own: Mapping[str, int]
    names: Collection[str]
    for_click: list[str] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    id_at: int | None = None
    starts: list[int] = field(default_factory=list)
    _at: int = 0

    def read(self, words: Iterable[str]) -> Parted:
        """Part the words after the command's name."""
        rest = deque(words)
        while rest:
            word = rest[0]
            if word == "--":
                self._take(rest)
                while rest:
                    self._position(rest)
            elif _is_option(word):
                self._option(word, rest)
            else:
                self._position(rest)
        return self

    def spelled(self) -> list[Spelled]:
        """The parameters, every word taken apart.

        Raises:
            Misspelled: A word is no parameter.
        """
        return [one.spelled() for one in self.given]

    def _take(self, rest: deque[str], count: int = 1) -> list[str]:
        self.starts.append(self._at)
        self._at += count
        return [rest.popleft() for _ in range(count)]

    def _give(self, rest: deque[str], count: int, form: Form) -> None:
        self.given.append(Given(self._at, tuple(self._take(rest, count)), form))

    def _position(self, rest: deque[str]) -> None:
        if self.id_at is not None:
            self._give(rest, 1, "word")
        else:
            self.id_at = self._at
            self.for_click += self._take(rest)

    def _option(self, word: str, rest: deque[str]) -> None:
        name, equals, _ = word.removeprefix("--").partition("=")
        values = len(rest) - 1
        if word == ANY_PARAMETER and values > 1:
            self._give(rest, 3, "pair")
        elif word.startswith("--") and name in self.names and (equals or values):
            self._give(rest, 1 if equals else 2, "joined" if equals else "option")
        else:
            self.for_click += self._take(rest, 1 + min(self.own.get(word, 0), values))


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"
