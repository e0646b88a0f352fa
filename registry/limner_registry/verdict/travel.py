"""What can travel as JSON: looked at before an engine is asked, which doesn't see all of it."""

from __future__ import annotations

from typing import Any

LEVELS = 100
"""How deep lists and objects may be nested, the arguments themselves being the first."""

HUGE = 10**4300
"""The least whole number of so many digits that Python refuses to write it."""

SMALLEST = -HUGE


def is_plain(container: Any, levels: int = LEVELS) -> bool:  # noqa: C901, PLR0911 -- no calls inside
    """Whether a dict, list or tuple surely can travel as it is.

    A quick look. False may also mean that a closer one is needed, as for subclasses of `str`
    and for names that aren't ASCII.

    Args:
        container: An exact dict, list or tuple, or anything else, which isn't plain.
        levels: How many levels it may have.
    """
    values = container
    if type(container) is dict:
        if not (_STR.issuperset(map(type, container)) and "".join(container).isascii()):
            return False
        values = container.values()
    elif type(container) is not list and type(container) is not tuple:
        return False
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
        elif levels == 1 or not is_plain(value, levels - 1):
            return False
    return True


_STR = frozenset({str})


def is_unicode(text: str) -> bool:
    """Whether a text has no lone half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
