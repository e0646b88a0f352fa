"""The last values that keep the rules of a place: least, greatest, shortest, each choice, ..."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.files import MARK
from limner_registry.strategies import members
from limner_registry.strategies.drawing import ANY_ITEM, Drawing, Steps
from limner_registry.strategies.errors import Impossible
from limner_registry.strategies.ranges import count_of, plain, range_of
from limner_registry.strategies.texts import FILL
from limner_registry.values import choices_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from limner_registry.schema import Schema
    from limner_registry.strategies.sites import Site

MOST = 100_000
"""A text or list isn't made longer than this to reach its longest."""


@dataclass(frozen=True)
class Kept:
    """One value at the edge of a rule of a site.

    Attributes:
        rule: The rule that it is at the edge of.
        change: What makes it of the value that stands there.
        kind: The kind of value that must stand there before; None for any.
        within: What the value must have in it: steps on from the site.
    """

    rule: str
    change: Callable[[Any], Any]
    kind: str | None = None
    within: Steps = ()


def at_edges(site: Site, drawing: Drawing) -> Iterator[Kept]:
    """The values at the edges of the rules of a site."""
    if site.steps:
        yield from _choices(site, drawing)
    kinds = site.kinds()
    if "null" in kinds and not _chosen(site, "null"):
        yield Kept("null", lambda _: None)
    if "boolean" in kinds and not _chosen(site, "boolean"):
        yield from (_value("boolean", truth) for truth in (True, False))
    if kinds & {"integer", "fraction"}:
        yield from _numbers(site)
    if "string" in kinds and not _chosen(site, "string"):
        yield from _texts(site.surely("string"))
    if "array" in kinds and not _chosen(site, "array"):
        yield from _lists(site)
    if "object" in kinds and not _chosen(site, "object"):
        yield from _objects(site)


def _value(rule: str, value: Any) -> Kept:
    return Kept(rule, lambda _: deepcopy(value))


def _choices(site: Site, drawing: Drawing) -> Iterator[Kept]:
    is_valid = drawing.is_valid(site.place)
    for way in drawing.places.ways(site.place, drawing.depth):
        for choice in next(filter(None, map(choices_of, way.schemas)), ()):
            if is_valid(choice):
                yield _value("enum", choice)


def _chosen(site: Site, kind: str) -> bool:
    return any(choices_of(schema) is not None for schema in site.surely(kind))


def _numbers(site: Site) -> Iterator[Kept]:
    kind = "fraction" if "fraction" in site.kinds() else "integer"
    schemas = site.surely(kind)
    if any(choices_of(schema) is not None for schema in schemas):
        return
    range_ = range_of(schemas)
    step = range_.step if kind == "fraction" else range_.whole_step()
    low, high = range_.floats()
    if step is not None:
        low, high = (n if n is None else plain(n * step) for n in range_.multiples(step))
    if low is None and high is None:
        yield Kept("type", lambda old: old, kind)
    yield from (_value(_keyword(schemas, "inimum"), n) for n in _spelt(low))
    yield from (_value(_keyword(schemas, "aximum"), n) for n in _spelt(high))


def _spelt(number: float | None) -> list[float]:
    """A whole number as such and as a float; nothing for no number."""
    if number is None or not float(number).is_integer():
        return [] if number is None else [number]
    return [int(number), float(number)] if abs(number) <= 2**53 else [number]


def _keyword(schemas: list[Schema], ending: str) -> str:
    """`minimum` or `exclusiveMinimum`: the one that is there."""
    names = (f"m{ending}", f"exclusiveM{ending}")
    return next((name for name in names for schema in schemas if name in schema), names[0])


def _texts(schemas: list[Schema]) -> Iterator[Kept]:
    try:
        low, high = count_of(schemas, "minLength", "maxLength")
    except Impossible:
        return
    if any("pattern" in schema for schema in schemas):
        yield Kept("pattern", lambda old: old, "string")
    elif any(MARK in schema or schema.get("format") == "uri" for schema in schemas):
        yield Kept("file", lambda old: old, "string")
    else:
        yield Kept("minLength", lambda old: old[:low].ljust(low, FILL), "string")
        if high is not None and high <= MOST:
            yield Kept("maxLength", lambda old: old.ljust(high, FILL), "string")
            yield _value("maxLength", "\U0001f5bc" * high)


def _lists(site: Site) -> Iterator[Kept]:
    schemas = site.surely("array")
    try:
        low, high = count_of(schemas, "minItems", "maxItems")
    except Impossible:
        return
    yield Kept("minItems", lambda old: old, "array")
    if high != 0:
        yield Kept("minItems", lambda old: old, None, (ANY_ITEM,))
    unique = any(schema.get("uniqueItems") is True for schema in schemas)
    if high is not None and max(low, 1) < high <= MOST and not unique:
        fill: Callable[[Any], Any] = lambda old: [*old, *old[-1:] * (high - len(old))]  # noqa: E731
        yield Kept("maxItems", fill, None, (ANY_ITEM,))


def _objects(site: Site) -> Iterator[Kept]:
    yield Kept("none", lambda old: old, "object")
    for name, required in members.names(site.surely("object")).items():
        if not required:
            yield Kept("alone", lambda old: old, None, (name,))
