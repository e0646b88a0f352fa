"""A parameter as it was given: by which words, and how these can be written anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from limner.cli.spelling import Spelled, split

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY_PARAMETER = "-o"
"""The option that takes a parameter's name and its value."""

Form = Literal["word", "option", "joined", "pair"]
"""`name=value` and its kin, `--name value`, `--name=value`, `-o name value`."""

Role = Literal["name", "value", "other"]
"""What a part of a word is."""


@dataclass(frozen=True)
class Given:
    """A parameter that was given.

    Attributes:
        at: The place of its first word among the words after the command's name.
        words: The words that give it, one to three.
        form: How they do.
    """

    at: int
    words: tuple[str, ...]
    form: Form

    def spelled(self) -> Spelled:
        """Name and value.

        Raises:
            Misspelled: The word is no parameter.
        """
        if self.form == "word":
            return split(self.words[0])
        if self.form == "joined":
            name, _, value = self.words[0].removeprefix("--").partition("=")
            return Spelled(name, value)
        return Spelled(self.words[-2].removeprefix("--" * (self.form == "option")), self.words[-1])

    def parts(self) -> Sequence[Sequence[tuple[Role, str]]]:
        """Each of its words, taken apart."""
        one = self.spelled()
        name: tuple[Role, str] = ("name", one.name)
        value: tuple[Role, str] = ("value", one.text)
        return {
            "word": ((name, ("other", one.sign), value),),
            "joined": ((("other", "--"), name, ("other", "="), value),),
            "option": ((("other", "--"), name), (value,)),
            "pair": ((("other", ANY_PARAMETER),), (name,), (value,)),
        }[self.form]

    def rewritten(self, one: Spelled) -> Given:
        """The same place with another name or value, in the same form where that can say it."""
        form = self.form if one.sign == "=" else "word"
        words = {
            "word": (f"{one.name}{one.sign}{one.text}",),
            "joined": (f"--{one.name}={one.text}",),
            "option": (f"--{one.name}", one.text),
            "pair": (ANY_PARAMETER, one.name, one.text),
        }[form]
        return replace(self, words=words, form=form)
