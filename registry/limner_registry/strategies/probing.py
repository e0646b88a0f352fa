"""Whether anything can be found in a strategy, told before somebody draws from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable

from limner_registry.strategies.errors import Impossible

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

# The first example is the simplest there is; only a filter makes it another one.
_QUICK = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=50,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def simplest(drawn: SearchStrategy[T]) -> T:
    """The simplest value that can be drawn, or nearly so; always the same.

    Raises:
        Impossible: None was found.
    """
    try:
        return find(drawn, lambda _: True, settings=_QUICK)
    except (NoSuchExample, Unsatisfiable):
        raise Impossible("nothing was found that keeps all of its rules") from None


def probed(drawn: SearchStrategy[T]) -> SearchStrategy[T]:
    """The same strategy, if there is anything to be found in it.

    Raises:
        Impossible: There isn't.
    """
    simplest(drawn)
    return drawn
