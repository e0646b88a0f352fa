"""The words of issues: places, values, choices, and what a schema takes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, alternatives
from limner_registry.bounds import bounds_of
from limner_registry.files import MARK
from limner_registry.values import choices_of, json_text, types_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from limner_registry.schema import Schema

LONGEST = 60
"""How many characters of a value are shown."""

MOST = 8
"""How many choices or names are listed."""

_COMBINATORS = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_BOUNDS = frozenset(
    {
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "multipleOf",
    }
)
_NOUNS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
_FILES = {"image": "an image", "video": "a video", "audio": "a sound"}


def place(path: Sequence[str | int]) -> str:
    """Where something is, as people write it: `loras[0].scale`; the root is `the value`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return shortened(text.removeprefix(".")) or "the value"


def shortened(text: str) -> str:
    """A text of at most 60 characters, with dots for what is left out."""
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def shown(value: Any) -> str:
    """A value, short enough to be read in a sentence; text is in quotes."""
    if isinstance(value, str):
        return shortened(repr(value[: 2 * LONGEST]))
    return shortened(json_text(value))


def brief(value: Any) -> str:
    """A Python object that JSON has no words for, in ASCII."""
    return shortened(ascii(value))


def listed(values: Iterable[Any], *, quoted: bool = True) -> str:
    """Choices or names, the first of them if there are many."""
    shown_values = [
        shown(value) if quoted or not isinstance(value, str) else shortened(value)
        for value in islice(values, MOST + 1)
    ]
    return ", ".join(shown_values[:MOST]) + ", ..." * (len(shown_values) > MOST)


def either(words: Sequence[str]) -> str:
    """Several words for one thing: `text, a number or null`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def ways(schema: Any, root: Schema) -> list[Schema]:
    """The plain schemas of which one must hold, behind references and choices."""
    if not isinstance(schema, dict):
        return [{}] if schema else []
    if _COMBINATORS.isdisjoint(schema):
        return [schema]
    found = islice(alternatives(Alternative(schema), root), 100)
    return [way.schema for way in found]


def types_taken(schema: Any, root: Schema) -> list[str]:
    """The JSON types that a schema takes; none if it takes any."""
    types = [types_of(way) for way in ways(schema, root)]
    return list(dict.fromkeys(name for names in types for name in names)) if all(types) else []


def taken(schema: Any, root: Schema) -> str:
    """What a schema takes, in words: `a whole number from 1 to 4 or null`."""
    words = [word for way in ways(schema, root) for word in _words(way)]
    return either(list(dict.fromkeys(words))) or "nothing"


def _words(way: Schema) -> list[str]:
    choices = choices_of(way)
    if choices is not None:
        return [shown(choices[0]) if len(choices) == 1 else f"one of {listed(choices)}"]
    return [_noun(name, way) for name in types_of(way)] or ["anything"]


def _noun(name: str, way: Schema) -> str:
    noun = _NOUNS.get(name, name)
    if name == "string" and MARK in way:
        return f"the URL or path of {_FILES.get(way[MARK], 'a file')}"
    if name == "object":
        names = listed(way.get("properties", {}), quoted=False)
        return f"{noun} of {names.replace(', ', ' and ') if names.count(',') == 1 else names}"
    bounds = bounds_of([{**way, "type": name}]).text if not _BOUNDS.isdisjoint(way) else ""
    return f"{noun}{_joint(name, bounds)}{bounds}"


def _joint(name: str, bounds: str) -> str:
    """What stands between `a number` and `1 to 20`, `at least 1`, `above 0`, ..."""
    first = bounds.partition(" ")[0]
    if name not in {"integer", "number"} or first in {"at", "exactly"}:
        return " of " if bounds else ""
    return {"": "", "a": ", ", "above": " ", "below": " "}.get(first, " from ")
