"""Why nothing can be drawn, as errors of the registry's tree.

LimnerError
├── HypothesisMissing            the extra that draws isn't installed
└── NotDrawable                  the schema has something that can't be drawn from
    └── UnsatisfiableSchema      no value at all satisfies it
"""

from __future__ import annotations

from limner_registry.errors import LimnerError
from limner_registry.issue import pointer
from limner_registry.verdict.wording import place


class HypothesisMissing(LimnerError, ImportError):
    """Hypothesis, which everything is drawn with, isn't installed."""

    def __init__(self) -> None:
        self.hint = 'pip install "limner[testing]"'
        super().__init__(f"drawing values from a schema needs Hypothesis: {self.hint}")


class NotDrawable(LimnerError):
    """A schema has something that no value can be drawn from.

    Attributes:
        pointer: JSON pointer to the place in a value that it is about; `-` stands for any
            item of a list, `*` for a member of any name.
        reason: Why, as the end of a sentence.
    """

    exit_code = 3

    def __init__(self, path: tuple[str | int, ...], reason: str) -> None:
        self.pointer = pointer(*path)
        self.reason = reason
        super().__init__(f"{self._what} {place(path)}: {reason}")

    _what = "no value can be drawn for"


class UnsatisfiableSchema(NotDrawable):
    """Nothing satisfies a schema, because it contradicts itself."""

    _what = "nothing satisfies the schema of"


class Impossible(Exception):
    """Nothing can be drawn at a place, which whoever asked for it may do without."""

    error: type[NotDrawable] = UnsatisfiableSchema

    def __init__(self, reason: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path

    def inside(self, step: str | int) -> Impossible:
        """The same, seen from the object or list around the place."""
        return type(self)(self.reason, (step, *self.path))

    def told(self) -> NotDrawable:
        """The same, as an error for people."""
        return self.error(self.path, self.reason)


class Strange(Impossible):
    """Something can't be read, so nobody may do without it in silence."""

    error = NotDrawable
