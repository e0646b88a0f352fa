"""Effective values: arguments with the schema's defaults, for receipts and pictures only.

They are never sent: the provider fills in its own, and four real documents have defaults that
break their own schema.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, as_schema, flat
from limner_registry.verdict.wording import ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry.schema import Schema


def effective(schema: Schema, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with the defaults of absent members filled in, those of nested objects too.

    Where a member may be one of several kinds of object, it is left as it was given, and a
    default is taken as it stands, right or wrong.

    Args:
        schema: The input schema; open or closed makes no difference.
        arguments: What was given; neither it nor anything in it is changed.

    Example:
        >>> effective({"properties": {"steps": {"default": 28}}}, {"prompt": "a lighthouse"})
        {'prompt': 'a lighthouse', 'steps': 28}
    """
    return _object(schema, schema, dict(arguments))


def _object(schema: Schema, root: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    properties = _plain(schema, root).get("properties", {})
    filled = {name: _filled(properties.get(name), root, value) for name, value in given.items()}
    for name, inside in properties.items():
        place = _plain(inside, root)
        if name not in filled and "default" in place:
            filled[name] = _filled(inside, root, copy.deepcopy(place["default"]))
    return filled


def _plain(schema: Any, root: Schema) -> Schema:
    return flat(Alternative(as_schema(schema)), root).schema


def _filled(schema: Any, root: Schema, value: Any) -> Any:
    """A value with the defaults inside it, if there is no doubt what kind of value it is."""
    if isinstance(value, dict):
        objects = [way for way in ways(schema, root) if "properties" in way]
        return _object(objects[0], root, value) if len(objects) == 1 else value
    if isinstance(value, list | tuple):
        lists = [way for way in ways(schema, root) if "items" in way]
        items = lists[0]["items"] if len(lists) == 1 else None
        return type(value)([_filled(items, root, item) for item in value])
    return value
