"""A path on its way: its effects come out one by one, their outcomes go in."""

from __future__ import annotations

from inspect import GEN_CLOSED, getgeneratorstate
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.effects import Effect, Path

T = TypeVar("T")


class Abandoned(BaseException):
    """Nobody wants a path's events any more: it gives back what it holds, and ends."""


class Course(Generic[T]):
    """One path, driven from outside.

    Args:
        path: The path; it runs to its first effect at once.

    Attributes:
        effect: What the path asks for now; None when it has ended.
        result: What it ended with.
    """

    effect: Effect | None
    result: T

    def __init__(self, path: Path[T]) -> None:
        self._path = path
        self._advance(next, path)

    @property
    def has_ended(self) -> bool:
        """Whether the path has returned, or raised."""
        return getgeneratorstate(self._path) == GEN_CLOSED

    def resume(self, outcome: Any) -> None:
        """Give the effect's outcome; raises what the path raises."""
        self._advance(self._path.send, outcome)

    def fail(self, error: BaseException) -> None:
        """Let the effect have failed; raises what the path raises."""
        self._advance(self._path.throw, error)

    def _advance(self, step: Callable[[Any], Effect], given: Any) -> None:
        try:
            self.effect = step(given)
        except StopIteration as end:
            self.effect = None
            self.result = end.value
