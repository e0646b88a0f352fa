"""What can travel as JSON: looked at before an engine is asked, which doesn't see all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = 100
"""How deep lists and objects may be nested, the arguments themselves being the first."""

HUGE = 10**4300
"""The least whole number of so many digits that Python refuses to write it."""

SMALLEST = -HUGE


def names_travel(names: Iterable[Any]) -> bool:
    """Whether names surely can travel as JSON; False means that a closer look is needed."""
    try:
        return "".join(names).isascii()
    except TypeError:  # a name that isn't text
        return False


def values_travel(  # noqa: C901 -- every valid call comes through here: no calls inside
    values: Iterable[Any], levels: int = LEVELS - 1
) -> bool:
    """Whether values, and all that is in them, surely can travel as JSON.

    A quick look. False may also mean that a closer one is needed, as for subclasses of `str`.

    Args:
        values: The members of an object, or the items of a list.
        levels: How many levels there may be in each.
    """
    for value in values:
        kind = type(value)
        if kind is str:
            if not (value.isascii() or is_unicode(value)):
                return False
        elif kind is bool or value is None:
            continue
        elif kind is int:
            if not SMALLEST < value < HUGE:
                return False
        elif kind is float:
            if value - value != 0:  # neither infinite nor NaN
                return False
        elif kind is dict and levels:
            if not ("".join(value).isascii() and values_travel(value.values(), levels - 1)):
                return False
        elif not ((kind is list or kind is tuple) and levels and values_travel(value, levels - 1)):
            return False
    return True


def is_unicode(text: str) -> bool:
    """Whether a text has no lone half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
