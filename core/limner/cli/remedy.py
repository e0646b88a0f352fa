"""What would mend one issue, by what it says itself and what the parameter takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from limner.cli.blame import MISSING, UNKNOWN
from limner.cli.spelling import coerced
from limner_registry.reference.calls import FILES, example
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from limner_registry import Issue
    from limner_registry.parameter import Parameter

URL = "https://example.com/"
"""Where the files are that stand for those of the caller's own."""

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_WORDS = {"yes": True, "on": True, "1": True, "no": False, "off": False, "0": False}


@dataclass(frozen=True)
class Put:
    """Another value.

    Attributes:
        value: It.
        guessed: Whether it is one that would pass, and nobody asked for.
    """

    value: Any
    guessed: bool = False


@dataclass(frozen=True)
class Rename:
    """Another name for the same value."""

    name: str


@dataclass(frozen=True)
class Drop:
    """Leave it out."""


Remedy = Put | Rename | Drop


def remedy(issue: Issue, parameter: Parameter | None) -> Remedy | None:
    """What would mend an issue; None if that can't be told.

    Args:
        issue: What is wrong.
        parameter: What stands at its place, where the model knows it.
    """
    if issue.code == UNKNOWN:
        return Rename(issue.suggestion) if issue.suggestion else Drop()
    if issue.code == MISSING:
        return Put(_with_urls(example(parameter))) if parameter else None
    if issue.code in {"type", "any_of"}:
        return _of_type(issue, parameter)
    if isinstance(issue.allowed, list):
        return _choice(issue, issue.allowed, parameter)
    if issue.suggestion is not None:
        return Put(issue.suggestion)
    return _nearest(issue, parameter)


def nearest_number(value: float, bounds: Mapping[str, Any], *, whole: bool) -> float | None:
    """The number closest to a value that bounds allow; None if they allow none.

    Args:
        value: What was given.
        bounds: By JSON Schema's keywords.
        whole: Whether only whole numbers will do.

    Example:
        >>> nearest_number(99, {"minimum": 1, "maximum": 20}, whole=False)
        20
        >>> nearest_number(0, {"exclusiveMinimum": 0}, whole=True)
        1
        >>> nearest_number(100, {"multipleOf": 64}, whole=True)
        128
    """
    exact = {keyword: Fraction(str(bound)) for keyword, bound in bounds.items()}
    step = exact.get("multipleOf") or (Fraction(1) if whole else None)
    wanted = Fraction(str(value))
    found = _on_steps(wanted, exact, step) if step else _between(wanted, exact)
    if found is None:
        return None
    return int(found) if found.denominator == 1 else float(found)


def _of_type(issue: Issue, parameter: Parameter | None) -> Put | None:
    """The same thing as another type; else the default or an example, but no text of ours."""
    types = parameter.types if parameter else tuple(issue.allowed or ())
    if found := _as_type(issue.value, types):
        return Put(found[0])
    if parameter is None or ("string" in types and not parameter.choices):
        return None
    known = parameter.default is not None
    return Put(parameter.default if known else _with_urls(example(parameter)), guessed=True)


def _as_type(value: Any, types: Sequence[str]) -> list[Any]:
    """What somebody meant who wrote a value of the wrong type, if that can be told."""
    if isinstance(value, str):
        return _text_as_type(value, types)
    if isinstance(value, float) and math.isfinite(value) and "integer" in types:
        return [round(value)]
    return [json_text(value)] if isinstance(value, int | float) and "string" in types else []


def _text_as_type(text: str, types: Sequence[str]) -> list[Any]:
    read = coerced(text, [name for name in types if name != "string"])
    if read != text:
        return [read]
    number = coerced(text, ("number",))
    if "integer" in types and not isinstance(number, str):
        return [round(number)]
    if "boolean" in types and text.lower() in _WORDS:
        return [_WORDS[text.lower()]]
    return [[text]] if "array" in types else []


def _choice(issue: Issue, choices: Sequence[Any], parameter: Parameter | None) -> Put | None:
    """The choice that was probably meant, else the default, else the first one."""
    near = [one for one in choices if issue.suggestion in (one, json_text(one))]
    usual = [parameter.default] if parameter and parameter.default in choices else []
    found = [*near, *usual, *choices]
    return Put(found[0], guessed=not near) if found else None


def _nearest(issue: Issue, parameter: Parameter | None) -> Put | None:
    value, allowed = issue.value, issue.allowed
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not isinstance(allowed, dict) or not _BOUNDS.issuperset(allowed):
        return None
    types = parameter.types if parameter else ()
    whole = "number" not in types if types else isinstance(value, int)
    found = nearest_number(value, allowed, whole=whole)
    return None if found is None else Put(found)


def _on_steps(wanted: Fraction, bounds: Mapping[str, Fraction], step: Fraction) -> Fraction | None:
    lows = [math.ceil(bounds["minimum"] / step)] if "minimum" in bounds else []
    highs = [math.floor(bounds["maximum"] / step)] if "maximum" in bounds else []
    if "exclusiveMinimum" in bounds:
        lows.append(math.floor(bounds["exclusiveMinimum"] / step) + 1)
    if "exclusiveMaximum" in bounds:
        highs.append(math.ceil(bounds["exclusiveMaximum"] / step) - 1)
    count = min([max([math.floor(wanted / step + Fraction(1, 2)), *lows]), *highs])
    return step * count if all(count >= low for low in lows) else None


def _between(wanted: Fraction, bounds: Mapping[str, Fraction]) -> Fraction | None:
    """The nearest number; beside an end that isn't allowed itself, one step or half the way."""
    low, above = bounds.get("minimum"), bounds.get("exclusiveMinimum")
    high, below = bounds.get("maximum"), bounds.get("exclusiveMaximum")
    found = min(
        [max([wanted, *([] if low is None else [low])]), *([] if high is None else [high])]
    )
    if above is not None and found <= above:
        end = min((one for one in (high, below) if one is not None), default=above + 2)
        found = min(above + 1, (above + end) / 2)
    elif below is not None and found >= below:
        end = max((one for one in (low, above) if one is not None), default=below - 2)
        found = max(below - 1, (below + end) / 2)
    return found


def _with_urls(value: Any) -> Any:
    """An example with URLs at the places of files: these need not exist to be checked."""
    if isinstance(value, dict):
        return {name: _with_urls(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_urls(item) for item in value]
    return URL + value if value in FILES.values() else value
