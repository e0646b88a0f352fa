"""Breaches of the rules for what is in an object or a list: too few, too many, unknown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from limner_registry.strategies import members
from limner_registry.strategies.breaches import Breach, Change
from limner_registry.strategies.drawing import ANY_ITEM, Steps
from limner_registry.strategies.sites import Site, refuses
from limner_registry.values import choices_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry.schema import Schema

MANY = 10_000
"""A list that is too long only with more items isn't made."""

_UNKNOWN = ("unknown", "x", "0", "", "Unknown parameter", "\u00e4", "__proto__", "a/b~c")


def of_members(site: Site, root: Schema) -> Iterator[Breach]:
    """The breaches of an object's rules: a name is missing, misspelt or unknown."""
    schemas = _free(site, "object")
    known = members.names(schemas)
    for name in dict.fromkeys(name for s in schemas for name in s.get("required", ())):
        yield Breach("required", "missing", _without(name), "object")
    unknown = [name for name in _UNKNOWN if refuses(schemas, name, root)]
    if unknown:
        change, ways = _with_one_of(unknown), len(unknown)
        yield Breach("unknown", "unknown_parameter", change, "object", ways=ways)
    for name in known:
        misspelt = [other for other in _misspelt(name) if refuses(schemas, other, root)]
        if misspelt:
            twice = misspelt if known[name] else []
            change, ways = _renamed(name, misspelt, twice), len(misspelt) + len(twice)
            yield Breach("misspelt", "unknown_parameter", change, "object", (name,), ways)
    for least in _numbers(schemas, "minProperties"):
        if least > 0:
            yield Breach("minProperties", "sequence_too_short", _few_members(least), "object")


def of_items(site: Site) -> Iterator[Breach]:
    """The breaches of a list's rules: too short, too long, the same twice."""
    schemas = _free(site, "array")
    for least in _numbers(schemas, "minItems"):
        if least > 0:
            yield Breach("minItems", "sequence_too_short", _cut(least), "array")
    highest = _numbers(schemas, "maxItems")
    for most in highest:
        if most <= MANY:
            within: Steps = (ANY_ITEM,) if min(highest) > 0 else ()
            yield Breach("maxItems", "sequence_too_long", _filled(most), "array", within)
    if any(schema.get("uniqueItems") is True for schema in schemas) and min([2, *highest]) > 1:
        change = _twice(min(highest, default=None))
        yield Breach("uniqueItems", "unique_items", change, "array", (ANY_ITEM,))


def _free(site: Site, kind: str) -> list[Schema]:
    """What is surely said of values of a kind, if these aren't choices."""
    schemas = site.surely(kind) if kind in site.kinds() else []
    return [] if any(choices_of(schema) is not None for schema in schemas) else schemas


def _numbers(schemas: list[Schema], keyword: str) -> list[int]:
    return [math.floor(schema[keyword]) for schema in schemas if keyword in schema]


def _misspelt(name: str) -> list[str]:
    swapped = name[:-2] + name[-2:][::-1]
    spelt = [f"{name}s", name[:-1], swapped, name.swapcase(), f"{name}_", name.replace("_", "-")]
    return [other for other in spelt if other and other != name]


def _without(name: str) -> Change:
    return lambda old, _n: ({key: old[key] for key in old if key != name}, (name,))


def _with_one_of(names: list[str]) -> Change:
    def change(old: dict[str, Any], n: int) -> tuple[Any, Steps]:
        name = names[n % len(names)]
        return {**old, name: (None, 1, "", [], {})[n // len(names) % 5]}, (name,)

    return change


def _renamed(name: str, others: list[str], beside: list[str]) -> Change:
    """A member called otherwise; then also beside itself, so that it isn't missing."""

    def change(old: dict[str, Any], n: int) -> tuple[Any, Steps]:
        n %= len(others) + len(beside)
        if n >= len(others):
            other = beside[n - len(others)]
            return {**old, other: old[name]}, (other,)
        return {others[n] if key == name else key: old[key] for key in old}, (others[n],)

    return change


def _few_members(least: int) -> Change:
    return lambda old, n: (dict(list(old.items())[: max(least - 1 - n, 0)]), ())


def _cut(least: int) -> Change:
    return lambda old, n: (old[: max(least - 1 - n, 0)], ())


def _filled(most: int) -> Change:
    def change(old: list[Any], n: int) -> tuple[Any, Steps]:
        filler = old[-1] if old else None
        return [*old, *[filler] * (most + 1 + n - len(old))], ()

    return change


def _twice(most: int | None) -> Change:
    def change(old: list[Any], _n: int) -> tuple[Any, Steps]:
        full = most is not None and len(old) >= most
        return [*(old[:-1] if full else old), old[0]], ()

    return change
