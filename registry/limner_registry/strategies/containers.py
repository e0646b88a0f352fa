"""Objects and lists, made of what is drawn for their members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from hypothesis.strategies import DrawFn, SearchStrategy

MORE = 5
"""How many more items than it must have a list mostly has at most."""

MANY = 64
"""Lists of more items are in no hurry to be drawn."""

RARE = 4
"""Of so many objects and one more, one has members that aren't listed."""

# Each member is there if its number is 2 or 3. The numbers of the last two are among those of
# the first, so that a find shrinks from "all" or "none" to just what it needs.
_SOME = st.integers(0, 3)
_HOW_MANY = (_SOME, _SOME, st.integers(0, 1), st.integers(2, 3))
_RARE = st.integers(0, RARE)
_STYLES = st.integers(0, len(_HOW_MANY) - 1)


@dataclass(frozen=True)
class Entry:
    """A member that an object may have.

    Attributes:
        name: Its name.
        values: What it may be.
        required: Whether it must be there.
    """

    name: str
    values: SearchStrategy[Any]
    required: bool


def objects(
    entries: tuple[Entry, ...],
    extras: SearchStrategy[dict[str, Any]] | None,
    low: int,
    high: int | None,
) -> SearchStrategy[dict[str, Any]]:
    """Objects of some members; often with all of them, and often with none that needn't be.

    Args:
        entries: The members that have names.
        extras: Members of other names; None if there are none.
        low: How many members there must be.
        high: How many there may be.
    """
    needed = [sum(entry.required for entry in entries[i:]) for i in range(len(entries) + 1)]
    optional = len(entries) > needed[0]

    @st.composite
    def object_(draw: DrawFn) -> dict[str, Any]:
        presence = _HOW_MANY[draw(_STYLES)] if optional else _SOME
        value: dict[str, Any] = {}
        for i, entry in enumerate(entries):
            if not entry.required:
                if high is not None and len(value) + needed[i] >= high:
                    continue
                is_there = draw(presence) > 1
                if not is_there and low - len(value) < len(entries) - i:
                    continue
            value[entry.name] = draw(entry.values)
        if extras is not None and (len(entries) < low or draw(_RARE) == RARE):
            value |= list(draw(extras).items())[: high and high - len(value)]
        return value

    return object_()


def extras(
    pairs: list[SearchStrategy[tuple[str, Any]]], low: int, high: int | None
) -> SearchStrategy[dict[str, Any]]:
    """Members of names that aren't listed: a few more than there must be."""
    most = low + 2 if high is None else min(low + 2, high)
    return st.lists(st.one_of(pairs), min_size=low, max_size=most, unique_by=_name).map(dict)


def lists(
    items: SearchStrategy[Any], low: int, high: int | None, *, unique: bool
) -> SearchStrategy[list[Any]]:
    """Lists of like items: few, and sometimes as many as there may be."""
    by: Callable[[Any], Hashable] | None = identity if unique else None
    most = low + MORE if high is None else min(max(low + MORE, 12), high)
    few = st.lists(items, min_size=low, max_size=most, unique_by=by)
    if high is None or high == most or high > MANY:
        return few
    return st.one_of(few, few, few, st.lists(items, min_size=high, max_size=high, unique_by=by))


def rows(
    first: list[SearchStrategy[Any]], rest: SearchStrategy[list[Any]], low: int, high: int | None
) -> SearchStrategy[list[Any]]:
    """Lists whose first items differ in kind from each other and from the rest.

    Args:
        first: What each of the first items may be.
        rest: What follows where all of these are there.
        low: How many of the first there must be.
        high: How many of them there may be.
    """
    most = len(first) if high is None else min(high, len(first))

    @st.composite
    def row(draw: DrawFn) -> list[Any]:
        count = draw(st.integers(min(low, most), most))
        value = [draw(item) for item in first[:count]]
        return value + draw(rest) if count == len(first) else value

    return row()


def identity(value: Any) -> Hashable:
    """Equal where JSON values are: 1 and 1.0 are the same, 1 and true aren't."""
    if isinstance(value, dict):
        return "object", frozenset((name, identity(item)) for name, item in value.items())
    if isinstance(value, list | tuple):
        return "array", tuple(map(identity, value))
    return type(value).__name__ if isinstance(value, bool) else "value", value


def anything() -> SearchStrategy[Any]:
    """Any JSON value, of few levels."""
    plain = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=8),
    )
    names = st.text(max_size=6)
    return st.one_of(
        plain,
        st.lists(st.one_of(plain, st.lists(plain, max_size=2)), max_size=3),
        st.dictionaries(names, plain, max_size=3),
    )


def _name(pair: tuple[str, Any]) -> str:
    return pair[0]
