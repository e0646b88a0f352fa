"""What is drawn for the lists that one way to fill a place takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from limner_registry.strategies import containers, members
from limner_registry.strategies.containers import identity
from limner_registry.strategies.errors import Impossible, Strange
from limner_registry.strategies.ranges import count_of
from limner_registry.values import choices_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

    from limner_registry.strategies.drawing import Drawing, Held
    from limner_registry.strategies.places import Way


def lists_of(
    drawing: Drawing, way: Way, replaced: tuple[int, Any] | None = None
) -> SearchStrategy[Any]:
    """Lists; in them, what `replaced` says in place of the item of that index."""
    low, high = count_of(way.schemas, "minItems", "maxItems")
    first, unique = _own_items(way), _wants_unique(way)
    heads, high = _first_items(drawing, way, low, high, replaced)
    short = len(heads) < first
    rest = _rest(drawing, way, first, max(low - first, 0), _less(high, first))
    if not heads:
        return rest
    row = containers.rows(heads, st.builds(list) if short else rest, low, high)
    return row.filter(_is_unique) if unique else row


def _first_items(
    drawing: Drawing,
    way: Way,
    low: int,
    high: int | None,
    replaced: tuple[int, Any] | None,
) -> tuple[list[SearchStrategy[Any]], int | None]:
    """The items that have schemas of their own, and how many items there may be then."""
    heads: list[SearchStrategy[Any]] = []
    for index in range(_own_items(way)):
        if replaced is not None and replaced[0] == index:
            heads.append(replaced[1])
            continue
        try:
            place = drawing.places.place(members.item(way.part, index))
            heads.append(drawing.values(place, way.depth))
        except Impossible as reason:
            if index < low or isinstance(reason, Strange):
                raise reason.inside(index) from None
            return heads, index
    return heads, high


def _rest(
    drawing: Drawing, way: Way, first: int, low: int, high: int | None
) -> SearchStrategy[list[Any]]:
    """The items after the first; among them those that `contains` asks for."""
    if high == 0 and low == 0:
        return st.builds(list)
    wanted = [
        (schema["contains"], schema.get("minContains", 1))
        for schema in way.schemas
        if "contains" in schema
    ]
    said = members.item(way.part, first)
    must = [[*said, contained] for contained, count in wanted for _ in range(count)]
    try:
        items = drawing.values(drawing.places.place(said), way.depth)
        found = [drawing.values(drawing.places.place(one), way.depth) for one in must]
    except Impossible as reason:
        if low or must or isinstance(reason, Strange):
            raise reason.inside("-") from None
        return st.builds(list)
    few, unique = max(low - len(found), 0), _wants_unique(way)
    most = _less(high, len(found))
    if unique:
        most = _most_different(drawing, said, way.depth, few, most)
    drawn = containers.lists(items, few, most, unique=unique)
    if not found:
        return drawn
    whole = st.tuples(st.tuples(*found), drawn).map(lambda pair: [*pair[0], *pair[1]])
    return whole.filter(_is_unique) if unique else whole


def _most_different(
    drawing: Drawing, said: list[Any], depth: int, low: int, high: int | None
) -> int | None:
    """How many different items there can be at most."""
    ways = drawing.places.ways(drawing.places.place(said), depth)
    different: set[Any] = set()
    for way in ways:
        choices = [c for schema in way.schemas if (c := choices_of(schema)) is not None]
        if not choices and not set(way.kinds) <= {"null", "boolean"}:
            return high
        plain = [v for k, v in (("null", None), ("boolean", True), ("boolean", False))
                 if k in way.kinds]  # fmt: skip
        different |= {identity(value) for value in (choices[0] if choices else plain)}
    if len(different) < low:
        raise Impossible(f"there are only {len(different)} different ones, and {low} needed")
    return len(different) if high is None else min(high, len(different))


def lists_holding(
    drawing: Drawing, way: Way, step: int, after: Sequence[str | int], kind: str | None
) -> SearchStrategy[Held]:
    """Lists that have, at an index or anywhere, something of a kind at the end of more steps."""
    first = _own_items(way)
    _, high = count_of(way.schemas, "minItems", "maxItems")
    heads, _ = _first_items(drawing, way, 0, high, None)
    if high == 0 or len(heads) < min(step if step >= 0 else first, first):
        raise Impossible("it has no such items")
    inner = drawing.below(way, members.item(way.part, step if step >= 0 else first), after, kind)
    lists = lists_of(drawing, way)

    def put(drawn: tuple[list[Any], Held, int]) -> Held:
        items, (item, path), place = drawn
        if step >= 0 or (items and len(items) == high):
            index = step if step >= 0 else first + place % max(len(items) - first, 1)
            items = [*items[:index], item, *items[index + 1 :]]
        else:
            index = first + place % (max(len(items) - first, 0) + 1)
            items = [*items[:index], item, *items[index:]]
        return items, (index, *path)

    held = st.tuples(lists, inner, st.integers(0, 5))
    found = held.filter(lambda drawn: len(drawn[0]) >= (step if step >= 0 else first)).map(put)
    return found.filter(lambda one: _is_unique(one[0])) if _wants_unique(way) else found


def _own_items(way: Way) -> int:
    """How many items, from the first on, have schemas of their own."""
    return max((len(schema.get("prefixItems", ())) for schema in way.schemas), default=0)


def _wants_unique(way: Way) -> bool:
    return any(schema.get("uniqueItems") is True for schema in way.schemas)


def _less(high: int | None, count: int) -> int | None:
    return high if high is None else max(high - count, 0)


def _is_unique(items: list[Any]) -> bool:
    return len(set(map(identity, items))) == len(items)
