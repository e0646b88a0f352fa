"""What is drawn for the objects that one way to fill a place takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from limner_registry.strategies import containers, members
from limner_registry.strategies.containers import Entry
from limner_registry.strategies.errors import Impossible, Strange
from limner_registry.strategies.probing import probed
from limner_registry.strategies.ranges import count_of
from limner_registry.strategies.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

    from limner_registry.schema import Schema
    from limner_registry.strategies.drawing import Drawing
    from limner_registry.strategies.places import Way

_TEXT: Schema = {"type": "string"}


def objects_of(
    drawing: Drawing, way: Way, replaced: tuple[str, Any] | None = None
) -> SearchStrategy[Any]:
    """Objects; in them, what `replaced` says in place of the member of that name."""
    low, high = count_of(way.schemas, "minProperties", "maxProperties")
    entries = [*_entries(drawing, way, replaced)]
    needed = sum(entry.required for entry in entries)
    if high is not None and needed > high:
        raise Impossible(f"it needs {needed} members and takes {high} at most")
    pairs = [*_free_members(drawing, way)]
    if len(entries) < low and not pairs:
        raise Impossible(f"it needs {low} members and knows {len(entries)} names")
    few = max(low - len(entries), 0)
    more = containers.extras(pairs, few, high and max(high - needed, few)) if pairs else None
    return containers.objects(tuple(entries), more, low, high)


def _entries(drawing: Drawing, way: Way, replaced: tuple[str, Any] | None) -> Iterator[Entry]:
    name_is_taken = _name_judge(drawing, way)
    known = members.names(way.schemas)
    for name, required in (known if replaced is None else {replaced[0]: True} | known).items():
        if replaced is not None and name == replaced[0]:
            yield Entry(name, replaced[1], required=True)
            continue
        try:
            place = drawing.places.place(members.member(way.part, name))
            values = drawing.values(place, way.depth)
        except Impossible as reason:
            if required or isinstance(reason, Strange):
                raise reason.inside(name) from None
            continue
        if name_is_taken(name):
            yield Entry(name, values, required)
        elif required:
            raise Impossible("it must be there, and its name isn't taken", (name,))


def _name_judge(drawing: Drawing, way: Way) -> Callable[[str], bool]:
    rules = [schema["propertyNames"] for schema in way.schemas if "propertyNames" in schema]
    if not rules:
        return lambda _: True
    try:
        return drawing.is_valid(drawing.places.place(rules))
    except Strange:
        raise
    except Impossible:
        return lambda _: False


def _free_members(drawing: Drawing, way: Way) -> Iterator[SearchStrategy[tuple[str, Any]]]:
    """Members of names that aren't listed: by each pattern of names, and of all others."""
    known, name_is_taken = members.names(way.schemas), _name_judge(drawing, way)
    patterns = members.patterns(way.schemas)
    for pattern in (*patterns, None):
        fitting = [] if pattern is None else [pattern]

        def is_free(name: str, fitting: list[str] = fitting) -> bool:
            fits = [p for p in patterns if members.fits_pattern(p, name)]
            return name not in known and fits == fitting and name_is_taken(name)

        try:
            place = drawing.places.place(members.others(way.part, pattern))
            values = drawing.values(place, way.depth)
            names = _names(drawing, way, pattern).filter(is_free)
            yield st.tuples(probed(names), values)
        except Strange as reason:
            raise reason.inside("*") from None
        except Impossible:
            continue


def _names(drawing: Drawing, way: Way, pattern: str | None) -> SearchStrategy[str]:
    rules = [schema["propertyNames"] for schema in way.schemas if "propertyNames" in schema]
    if pattern is not None:
        return texts([{"pattern": pattern}])
    if not rules:
        return st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    drawn: SearchStrategy[str] = drawing.values(drawing.places.place([_TEXT, *rules]), way.depth)
    return drawn
