"""Effective values: arguments with the schema's defaults, for receipts and pictures only.

They are never sent: the provider fills in its own, and four real documents have defaults that
break their own schema.
"""

from __future__ import annotations

import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, as_schema, flat
from limner_registry.references import reachable
from limner_registry.schema import MANY, NAMED, ONE
from limner_registry.verdict.wording import ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry.schema import Schema

_INWARDS = ONE | MANY | NAMED | {"$ref"}


class Defaults:
    """The defaults of one kind of object, looked for once; threads may share them.

    Args:
        schema: The input schema, which mustn't change; open or closed makes no difference.
        root: Where its references lead, if it isn't a whole schema itself.

    Example:
        >>> defaults = Defaults({"properties": {"steps": {"default": 28}}})
        >>> defaults.effective({"prompt": "a lighthouse"})
        {'steps': 28, 'prompt': 'a lighthouse'}
    """

    def __init__(self, schema: Schema, root: Schema | None = None) -> None:
        root = schema if root is None else root
        properties = _plain(schema, root).get("properties", {})
        plain = {name: _plain(inside, root) for name, inside in properties.items()}
        self._defaults = {name: at["default"] for name, at in plain.items() if "default" in at}
        places = {name: _Place(inside, root) for name, inside in properties.items()}
        self._nested = {
            name: place
            for name, place in places.items()
            if place.has_defaults or isinstance(self._defaults.get(name), dict | list)
        }

    def effective(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments with the defaults of absent members filled in, those of nested objects too.

        Where a member may be one of several kinds of object, it is left as it was given, and a
        default is taken as it stands, right or wrong.

        Args:
            arguments: What was given. Nothing in it is changed; what has no place for defaults
                is shared with it.
        """
        filled = {**self._defaults, **arguments}
        for name, place in self._nested.items():
            if name in arguments:
                filled[name] = place.filled(arguments[name])
            elif name in filled:
                filled[name] = place.filled(copy.deepcopy(filled[name]))
        return filled


class _Place:
    """What there is to fill in at a place, if there is no doubt what kind of value it takes."""

    def __init__(self, schema: Any, root: Schema) -> None:
        self._root = root
        every = ways(schema, root)
        self._objects = [way for way in every if "properties" in way]
        self._lists = [way for way in every if "items" in way]

    @cached_property
    def has_defaults(self) -> bool:
        """Whether there is a default somewhere inside."""
        properties = [inside for way in self._objects for inside in way["properties"].values()]
        inner = [*properties, *(way["items"] for way in self._lists)]
        parts = (reachable(s, self._root, _INWARDS) for s in inner if isinstance(s, dict))
        return any("default" in part for found in parts for part in found)

    @cached_property
    def _members(self) -> Defaults | None:
        return Defaults(self._objects[0], self._root) if len(self._objects) == 1 else None

    @cached_property
    def _items(self) -> _Place | None:
        return _Place(self._lists[0]["items"], self._root) if len(self._lists) == 1 else None

    def filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            members = self._members
            return members.effective(value) if members else value
        if isinstance(value, list | tuple) and self._items:
            return type(value)([self._items.filled(item) for item in value])
        return value


def _plain(schema: Any, root: Schema) -> Schema:
    return flat(Alternative(as_schema(schema)), root).schema
