"""Many things to do -> some of them at a time."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

from limner.effects import Path, together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


def by_turns(work: Callable[[T], Path[R]], items: Sequence[T], at_once: int) -> Path[list[R]]:
    """Do something with each item; what came of them, in their order.

    Args:
        work: What to do. If it raises, that ends it for all.
        items: With what.
        at_once: How many are under way at a time.
    """
    left = deque(enumerate(items))
    outcomes: dict[int, R] = {}

    def lane() -> Path[None]:
        while True:
            try:
                number, item = left.popleft()
            except IndexError:
                return
            outcomes[number] = yield from work(item)

    try:
        yield from together([lane() for _ in range(min(at_once, len(left)))])
    finally:
        left.clear()
    return [outcomes[number] for number in range(len(items))]
