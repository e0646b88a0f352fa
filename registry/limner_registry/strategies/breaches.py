"""Breaches: what can be done to one place of valid arguments so that one rule is broken."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from limner_registry.strategies.drawing import Steps
from limner_registry.strategies.members import fits_pattern
from limner_registry.strategies.ranges import plain, range_of, written
from limner_registry.strategies.spoken import kind_of
from limner_registry.strategies.texts import FILL
from limner_registry.values import choices_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner_registry.schema import Schema
    from limner_registry.strategies.sites import Site

Change = Callable[[Any, int], tuple[Any, Steps]]
"""From the value at a site, and how far to go, to another and the steps on to what is wrong."""


@dataclass(frozen=True)
class Breach:
    """One way to break one rule at a site.

    Attributes:
        rule: What is broken: a keyword of JSON Schema, or `null`, `misspelt`, `unknown`.
        code: The code of the issue.
        change: What is done to the value; 0 is the smallest step beyond the rule, and any
            other number one that is further, or otherwise, beyond.
        kind: The kind of value that must be there before; None for any.
        within: What the value must have in it before: steps on from the site.
        ways: How many numbers break it differently; others go further, or repeat these.
    """

    rule: str
    code: str
    change: Change
    kind: str | None = None
    within: Steps = ()
    ways: int = 1


def of_values(site: Site) -> Iterator[Breach]:
    """The breaches of a site's rules for what stands there, but for those of what is in it."""
    yield from _types(site)
    yield from _choices(site)
    yield from _numbers(site)
    yield from _texts(site)


def by_one_of(values: Sequence[Any], rule: str, code: str) -> Iterator[Breach]:
    """The breach by the first of some values, or another of them; none if there are none."""
    if values:
        yield Breach(rule, code, lambda _, n: (values[n % len(values)], ()), ways=len(values))


_WRONG: dict[str, tuple[Any, ...]] = {
    "null": (None,),
    "boolean": (True, False),
    "integer": (0, 1, 7, -1, 2.0, 10**20),
    "fraction": (1.5, 0.5, -0.25, 1e-300),
    "string": ("1", "0", "", "true", "null", "1.0", "a text", "[]", "{}", "\x00", "\U0001f5bc"),
    "array": ([], [None], [[]], [{}], ["1"]),
    "object": ({}, {"value": 1}, {"url": "https://example.com/a.png"}),
}


def _types(site: Site) -> Iterator[Breach]:
    """Values of each kind that isn't taken: text for a number, `true` for 1, null, ..."""
    if not site.steps:
        return  # arguments that are no object aren't arguments
    for kind, values in _WRONG.items():
        if kind in site.kinds():
            continue
        by_code: dict[str | None, list[Any]] = {}
        for value in (*(_halves(site) if kind == "fraction" else ()), *values):
            by_code.setdefault(site.spoken.refusal(site.place, value), []).append(value)
        for code, refused in by_code.items():
            if code is not None:
                yield from by_one_of(refused, "null" if kind == "null" else "type", code)


def _halves(site: Site) -> Iterator[float]:
    """A number that is in the range of whole ones, and breaks nothing but that it isn't one."""
    if "integer" in site.kinds():
        low, _ = range_of(site.surely("integer")).multiples(Fraction(1))
        yield from () if low is None else (low + 0.5,)


def _choices(site: Site) -> Iterator[Breach]:
    """Values that are nearly a choice: of other case, with a sign too many or too few."""
    near: dict[str, list[Any]] = {}
    for kind in site.kinds():
        for schema in site.surely(kind):
            for choice in choices_of(schema) or ():
                near.setdefault(kind, []).extend(_nearly(choice))
    for values in near.values():
        refused = [v for v in values if site.spoken.refusal(site.place, v) == "one_of"]
        yield from by_one_of(refused, "enum", "one_of")


def _nearly(choice: Any) -> list[Any]:
    if isinstance(choice, str):
        return [f"{choice}x", choice[:-1], choice.swapcase(), f" {choice}", f"{choice}\x00"]
    if isinstance(choice, bool) or not isinstance(choice, int | float):
        return []
    return [choice + 1, choice - 1]


_BOUNDS = {
    "minimum": ("greater_than_equal", -1),
    "exclusiveMinimum": ("greater_than", -1),
    "maximum": ("less_than_equal", 1),
    "exclusiveMaximum": ("less_than", 1),
}


def _numbers(site: Site) -> Iterator[Breach]:
    heard: dict[str, list[Schema]] = {
        kind: [] if _has_choices(site.surely(kind)) else site.surely(kind)
        for kind in ("integer", "fraction")
        if kind in site.kinds()
    }
    every = {id(schema): schema for schemas in heard.values() for schema in schemas}
    for schema in every.values():
        kinds = {kind for kind in heard if any(schema is one for one in heard[kind])}
        step = range_of(one for kind in kinds for one in heard[kind]).step
        for keyword, (code, out) in _BOUNDS.items():
            if keyword in schema:
                bound, exclusive = schema[keyword], "exclusive" in keyword
                beyond = (
                    _numbers_beyond(bound, out, kinds, exclusive=exclusive)
                    if step is None
                    else _multiples_beyond(bound, out, step, exclusive=exclusive)
                )
                values = [value for value in beyond if kind_of(value) in kinds]
                yield from by_one_of(values, keyword, code)
        if "multipleOf" in schema:
            yield from by_one_of(_no_multiples(schema, kinds), "multipleOf", "multiple_of")


def _numbers_beyond(bound: float, out: int, kinds: set[str], *, exclusive: bool) -> list[float]:
    """Numbers beyond a bound, the nearest first."""
    whole = math.floor(bound) if out < 0 else math.ceil(bound)
    at_it = exclusive or whole != bound
    values: list[float] = []
    if exclusive and kind_of(bound) in kinds:
        values.append(bound)
    elif "fraction" in kinds and abs(bound) < 2**52:
        values.append(math.nextafter(bound, out * math.inf))
    if "integer" in kinds:
        start = whole if at_it else whole + out
        values += [start + out * n for n in (0, 1, 2, 9, 1000, 10**9, 10**20)]
    if "fraction" in kinds and abs(bound) < 2**40:
        values += [math.floor(bound) + out * (n + 1.5) for n in (0, 10, 10**6)]
    return values


def _multiples_beyond(bound: float, out: int, step: Fraction, *, exclusive: bool) -> list[float]:
    """The same where only multiples of a step break nothing else."""
    factor = written(bound) / step
    nearest = math.floor(factor) if out < 0 else math.ceil(factor)
    start = nearest if exclusive or nearest != factor else nearest + out
    return [plain(step * (start + out * n)) for n in (0, 1, 2, 9, 1000)]


def _no_multiples(schema: Schema, kinds: set[str]) -> list[float]:
    step, range_ = written(schema["multipleOf"]), range_of([schema])
    first, _ = range_.multiples(step)
    near = [step * ((first or 0) + n) + part for n in range(3) for part in (1, step / 2, step / 3)]
    numbers = [plain(Fraction(one)) for one in near]
    return [n for n in numbers if written(n) % step and kind_of(n) in kinds]


def _texts(site: Site) -> Iterator[Breach]:
    schemas = site.surely("string") if "string" in site.kinds() else []
    if _has_choices(schemas):
        return
    for schema in schemas:
        if "maxLength" in schema:
            yield Breach("maxLength", "string_too_long", _longer(schema["maxLength"]), "string")
        if schema.get("minLength", 0) > 0:
            yield Breach("minLength", "string_too_short", _shorter(schema["minLength"]), "string")
        if "pattern" in schema:
            wrong = [t for t in _ODD if not fits_pattern(schema["pattern"], t)]
            yield from by_one_of(wrong, "pattern", "pattern")


_ODD = ("", " ", "\x00", "0", "a", "A", "\n", "~", "\U0001f5bc", "not like this")


def _longer(most: float) -> Change:
    return lambda old, n: (old.ljust(int(most) + 1 + n, FILL), ())


def _shorter(least: float) -> Change:
    return lambda old, n: (old[: max(math.ceil(least) - 1 - n, 0)], ())


def _has_choices(schemas: Sequence[Schema]) -> bool:
    return any(choices_of(schema) is not None for schema in schemas)
