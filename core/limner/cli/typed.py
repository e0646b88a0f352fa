"""A call of a model as somebody typed it: its words, and the arguments that they mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from limner.cli.shell import quoted, words_of
from limner.cli.spelling import Misspelled, arguments
from limner.cli.words import Parted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from limner.cli.given import Given
    from limner_registry import Model


T = TypeVar("T")


def text_of(path: str) -> str:
    """The text of a file.

    Raises:
        Misspelled: It can't be read.
    """
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't UTF-8 text"
        raise Misspelled(f"the text of {path!r} can't be read: {reason or error}") from None


@dataclass(frozen=True)
class TypedCall:
    """A call of a model as it was typed, or as it would be right.

    Attributes:
        command: What stands before the words: `limner run`.
        words: The words after it, the model's id among them.
        model: The model.
        own: The command's own options, each with how many values it takes.
        read: Gives the text of a file, each only once: it may be a stream.
    """

    command: str
    words: tuple[str, ...]
    model: Model
    own: Mapping[str, int]
    read: Callable[[str], str] = field(default_factory=lambda: cache(text_of))

    @cached_property
    def parted(self) -> Parted:
        """The words that give parameters, parted from the others."""
        return Parted(self.own, self._names()).read(self.words)

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """The arguments that are meant, coerced by the schema and not judged.

        Raises:
            Misspelled: A word is no parameter.
        """
        return arguments(self.parted.spelled(), self.model.parameters, self.read)

    def givers(self, name: str) -> list[Given]:
        """What gives a parameter; the last of them counts."""
        return [one for one in self.parted.given if one.spelled().name == name]

    def grouped(self, words: Sequence[T]) -> Iterator[Sequence[T]]:
        """Something of each word, that of an option and its values together."""
        starts = self.parted.starts
        return (words[start:end] for start, end in pairwise([*starts, len(words)]))

    def shell_words(self) -> list[str]:
        """The whole call as a shell reads it: each word, or an option with its values."""
        texts = [quoted(word) for word in self.words]
        for one in self.parted.given:
            texts[one.at : one.at + len(one.words)] = words_of(one)
        return [*self.command.split(), *map(" ".join, self.grouped(texts))]

    def changed(
        self, rewritten: Mapping[int, Given | None], added: Sequence[str] = ()
    ) -> TypedCall:
        """The same call with some parameters given otherwise.

        Args:
            rewritten: What stands at the place of a parameter from now on; None leaves it out.
            added: Words that give more parameters; they come after the last one.
        """
        words: list[str] = []
        at = 0
        for one in self.parted.given:
            instead = rewritten.get(one.at, one)
            words += [*self.words[at : one.at], *(instead.words if instead else ())]
            at = one.at + len(one.words)
        if not self.parted.given:
            at = (self.parted.id_at or 0) + 1
            words += self.words[:at]
        return replace(self, words=(*words, *added, *self.words[at:]))

    def _names(self) -> Collection[str]:
        return [one.name for one in self.model.parameters if f"--{one.name}" not in self.own]
