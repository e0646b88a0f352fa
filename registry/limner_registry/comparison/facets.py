"""What can be read off one parameter before and after: each facet narrowed, or widened."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from limner_registry.values import json_text, json_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry.parameter import Parameter

Way = Literal["narrowed", "widened"]


@dataclass(frozen=True)
class Shift:
    """One facet of a parameter that changed.

    Attributes:
        facet: `type`, `null`, `choice`, `range`, `length` or `items`.
        way: Whether fewer or more values are taken.
        message: What changed, in words.
        old: What was there, as JSON.
        new: What is there now.
    """

    facet: str
    way: Way
    message: str
    old: Any = None
    new: Any = None


def shifts(old: Parameter, new: Parameter) -> Iterator[Shift]:
    """The facets in which a parameter changed."""
    yield from _types(old, new)
    if old.nullable != new.nullable and old.types and new.types:
        way: Way = "widened" if new.nullable else "narrowed"
        word = "may be null" if new.nullable else "can't be null any more"
        yield Shift("null", way, word, old.nullable, new.nullable)
    yield from _choices(old, new)
    for facet, low, high in _RANGES:
        yield from _range(facet, low, high, old, new)


_ALL = frozenset({"string", "number", "integer", "boolean", "array", "object"})


def _kinds(parameter: Parameter) -> frozenset[str]:
    """The types of a parameter; every integer is a number."""
    kinds = frozenset(parameter.types) or _ALL
    return (kinds | {"integer"} if "number" in kinds else kinds) - {"null"}


def _types(old: Parameter, new: Parameter) -> Iterator[Shift]:
    before, after = _kinds(old), _kinds(new)
    message = f"{old.type_text} is now {new.type_text}"
    facts = message, list(old.types), list(new.types)
    if before - after:
        yield Shift("type", "narrowed", *facts)
    if after - before:
        yield Shift("type", "widened", *facts)


def _choices(old: Parameter, new: Parameter) -> Iterator[Shift]:
    before, after = _spelled(old), _spelled(new)
    if before is None or after is None:
        if before != after and (new.choices or _still_taken(old, new)):
            yield _chosen(old, new)
        return
    gone = [text for text in before if text not in after]
    come = [text for text in after if text not in before]
    lists = _values(old), _values(new)
    if gone:
        yield Shift("choice", "narrowed", f"{_listed(gone)} gone", *lists)
    if come:
        yield Shift("choice", "widened", f"{_listed(come)} new", *lists)


def _still_taken(old: Parameter, new: Parameter) -> bool:
    """Whether the types that the choices had are taken at all any more."""
    return any(json_type(choice) in _kinds(new) for choice in old.choices or ())


def _chosen(old: Parameter, new: Parameter) -> Shift:
    """Choices where there were none, or none where there were."""
    choices = _values(old), _values(new)
    if new.choices:
        return Shift("choice", "narrowed", f"only {new.choices_text} from now on", *choices)
    return Shift("choice", "widened", f"no longer only {old.choices_text}", *choices)


def _spelled(parameter: Parameter) -> list[str] | None:
    """The choices as JSON texts, so that 1 and true are two; None if anything is taken."""
    return None if parameter.choices is None else [_text(one) for one in parameter.choices]


def _text(choice: Any) -> str:
    """A choice as JSON; 1 and 1.0 are one."""
    whole = isinstance(choice, float) and choice.is_integer()
    return json_text(int(choice) if whole else choice)


def _values(parameter: Parameter) -> list[Any] | None:
    return None if parameter.choices is None else list(parameter.choices)


def _listed(texts: list[str]) -> str:
    return f"{', '.join(texts)} {'is' if len(texts) == 1 else 'are'}"


_RANGES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("range", ("minimum", "exclusive_minimum"), ("maximum", "exclusive_maximum")),
    ("length", ("min_length",), ("max_length",)),
    ("items", ("min_items",), ("max_items",)),
)


def _range(
    facet: str, low: tuple[str, ...], high: tuple[str, ...], old: Parameter, new: Parameter
) -> Iterator[Shift]:
    lows = _end(old, low, -math.inf), _end(new, low, -math.inf)
    highs = _negated(_end(old, high, math.inf)), _negated(_end(new, high, math.inf))
    step = (old.bounds.multiple_of, new.bounds.multiple_of) if facet == "range" else (None, None)
    facts = f"{_words(old)} is now {_words(new)}", old.range_text, new.range_text
    if lows[1] > lows[0] or highs[1] > highs[0] or _coarser(*step):
        yield Shift(facet, "narrowed", *facts)
    if lows[1] < lows[0] or highs[1] < highs[0] or _coarser(*reversed(step)):
        yield Shift(facet, "widened", *facts)


def _end(parameter: Parameter, names: tuple[str, ...], free: float) -> tuple[float, bool]:
    """The tightest lower end, and whether it is excluded itself."""
    stated = [(getattr(parameter.bounds, name), name.startswith("excl")) for name in names]
    known = [(end, excluded) for end, excluded in stated if end is not None]
    return (max if free < 0 else min)(known, default=(free, False))


def _negated(end: tuple[float, bool]) -> tuple[float, bool]:
    return -end[0], end[1]


def _coarser(old: float | None, new: float | None) -> bool:
    """Whether a step refuses what the step before took."""
    if new is None or old == new:
        return False
    return old is None or math.remainder(old, new) != 0


def _words(parameter: Parameter) -> str:
    return parameter.range_text or "any"
