"""What can travel as JSON: looked at before an engine is asked, which doesn't see all of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.schema import Schema

LEVELS = 100
"""How deep lists and objects may be nested, the arguments themselves being the first."""

HUGE = 10**4300
"""The least whole number of so many digits that Python refuses to write it."""

SMALLEST = -HUGE


def names_travel(names: Iterable[Any]) -> bool:
    """Whether names surely can travel as JSON; False means that a closer look is needed."""
    try:
        return "".join(names).isascii()
    except TypeError:  # a name that isn't text
        return False


def values_travel(  # noqa: C901 -- every valid call comes through here: no calls inside
    values: Iterable[Any],
    levels: int = LEVELS - 1,
    names_known: bool = False,  # noqa: FBT001, FBT002 -- by its place: half the time
) -> bool:
    """Whether values, and all that is in them, surely can travel as JSON.

    A quick look. False may also mean that a closer one is needed, as for subclasses of `str`.

    Args:
        values: The members of an object, or the items of a list.
        levels: How many levels there may be in each.
        names_known: Whether the names in them needn't be looked at; see `knows_names`.
    """
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
        elif kind is dict and levels:
            names_travel_too = names_known or "".join(value).isascii()
            if not (names_travel_too and values_travel(value.values(), levels - 1, names_known)):
                return False
        elif not (
            (kind is list or kind is tuple)
            and levels
            and values_travel(value, levels - 1, names_known)
        ):
            return False
    return True


def knows_names(root: Schema) -> bool:
    """Whether each name in a value that a schema allows, however deep, is one that it has.

    A quick look. False may also mean that the schema has words for it that aren't looked at.
    """
    return all(map(_knows_names, [root, *root.get("$defs", {}).values()]))


def _knows_names(schema: Any) -> bool:
    if not isinstance(schema, dict) or "prefixItems" in schema:
        return schema is False
    if "enum" in schema or "const" in schema:
        return True
    if "anyOf" in schema:
        return all(map(_knows_names, schema["anyOf"]))
    if "$ref" in schema:
        return _OF_DEFS.fullmatch(schema["$ref"]) is not None
    types = schema.get("type", ("array", "object"))
    if "array" in types and not _knows_names(schema.get("items", True)):
        return False
    return "object" not in types or (
        schema.get("additionalProperties") is False
        and "patternProperties" not in schema
        and all(map(_knows_names, schema.get("properties", {}).values()))
    )


_OF_DEFS = re.compile(r"#/\$defs/[^/]+")


def is_plain(value: Any) -> bool:
    """Whether all names in a value whose values travel are ASCII, and no subclasses of `str`."""
    if type(value) is dict:
        names_are_text = {*map(type, value)} <= _STR
        return names_are_text and "".join(value).isascii() and all(map(is_plain, value.values()))
    return type(value) not in {list, tuple} or all(map(is_plain, value))


_STR = frozenset({str})


def is_unicode(text: str) -> bool:
    """Whether a text has no lone half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
