"""The words of a command line about one model: the command's own, and the model's parameters.

click can't tell them apart: which options there are follows from the model's id, which is
itself among the words, and of all the ways to give a parameter the last must win.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from limner.cli.spelling import Spelled, split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ANY_PARAMETER = "-o"
"""The option that takes a parameter's name and its value."""


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
        given: Parameters in the order in which they were given: by options, or as
            words that are still to be taken apart.
    """

    own: Mapping[str, int]
    names: Collection[str]
    for_click: list[str] = field(default_factory=list)
    given: list[str | Spelled] = field(default_factory=list)
    _has_id: bool = False

    def read(self, words: Iterable[str]) -> Parted:
        """Part the words after the command's name."""
        rest = deque(words)
        while rest:
            word = rest.popleft()
            if word == "--":
                while rest:
                    self._position(rest.popleft())
            elif _is_option(word):
                self._option(word, rest)
            else:
                self._position(word)
        return self

    def spelled(self) -> list[Spelled]:
        """The parameters, every word taken apart.

        Raises:
            Misspelled: A word is no parameter.
        """
        return [split(one) if isinstance(one, str) else one for one in self.given]

    def _position(self, word: str) -> None:
        if self._has_id:
            self.given.append(word)
        else:
            self.for_click.append(word)
            self._has_id = True

    def _option(self, word: str, rest: deque[str]) -> None:
        name, equals, value = word.removeprefix("--").partition("=")
        if word == ANY_PARAMETER and len(rest) > 1:
            self.given.append(Spelled(rest.popleft(), rest.popleft()))
        elif word.startswith("--") and name in self.names and (equals or rest):
            self.given.append(Spelled(name, value if equals else rest.popleft()))
        else:
            values = 0 if equals else min(self.own.get(word, 0), len(rest))
            self.for_click += [word, *(rest.popleft() for _ in range(values))]


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"
