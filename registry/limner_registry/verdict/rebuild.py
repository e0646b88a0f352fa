"""Making a schema anew: the same keywords, with other schemas inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.schema import MANY, NAMED, ONE, Schema

if TYPE_CHECKING:
    from collections.abc import Callable


def rebuilt(schema: Schema, change: Callable[[str, Any], Any]) -> Schema:
    """A schema with each schema directly inside it replaced.

    Args:
        schema: It isn't changed; its data are shared with the new one.
        change: Called with the keyword and the schema (an object or a boolean)
            that it holds; gives the schema to put there.
    """
    return {keyword: _inside(keyword, value, change) for keyword, value in schema.items()}


def _inside(keyword: str, value: Any, change: Callable[[str, Any], Any]) -> Any:
    if keyword in ONE:
        return change(keyword, value)
    if keyword in MANY and isinstance(value, list):
        return [change(keyword, schema) for schema in value]
    if keyword in NAMED and isinstance(value, dict):
        return {name: change(keyword, schema) for name, schema in value.items()}
    return value
