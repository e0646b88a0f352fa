"""Schemas that vouch for what they accept: it can travel as JSON, and nobody has to look again.

`jsonschema-rs` doesn't see all of a value. What it does see, it takes as JSON or not at all:
at a place of a known type it refuses NaN, Python objects and lone surrogates, and an object
that takes no other members has no strange names. Where every place is of that kind, being
valid is enough, and a valid call costs half.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from limner_registry.references import target
from limner_registry.verdict.narrowing import ASKED
from limner_registry.verdict.travel import LEVELS

if TYPE_CHECKING:
    from limner_registry.schema import Schema

_READ = {"not": {"const": "\0"}}
"""For a text to be read, something must be asked of it; one that is this is looked at closely."""

_COUNTED = {"allOf": [{"type": "number"}]}
"""A number with too many digits is taken for an `integer` and for 0, but not for a `number`."""

_Made = tuple[Any, float]
"""A schema, and how many levels a value has at most that it accepts."""

_UNKNOWN: _Made = (True, math.inf)
_OF_ITS_OWN = frozenset(ASKED)
_UNCOUNTED = frozenset({type(None), bool, str})
_NUMBERS = frozenset({int, float})


def vouching(root: Schema) -> Schema | None:
    """A schema that accepts the same, as far as it can travel; None where that can't be told.

    It has only the keywords that judge, and those that close two gaps of `jsonschema-rs`.

    Args:
        root: A valid schema that `can_narrow`.
    """
    making = _Making(root)
    made, levels = making.of(root)
    return {**made, "$defs": making.definitions} if levels <= LEVELS else None


class _Making:
    """One schema being made, with the definitions that its references lead to."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._referred: dict[str, _Made] = {}
        self.definitions: dict[str, Any] = {}

    def of(self, schema: Any) -> _Made:
        if not isinstance(schema, dict):
            return (False, 0) if schema is False else _UNKNOWN
        if "$ref" in schema:
            return self._of_reference(schema["$ref"])
        if "anyOf" in schema:
            branches = [self.of(branch) for branch in schema["anyOf"]]
            return {"anyOf": [made for made, _ in branches]}, max(levels for _, levels in branches)
        made = {keyword: schema[keyword] for keyword in schema if keyword in _OF_ITS_OWN}
        if "enum" in made or "const" in made:
            return _of_choices(made)
        return self._of_type(schema, made)

    def _of_reference(self, reference: str) -> _Made:
        if reference not in self._referred:
            self._referred[reference] = _UNKNOWN  # for one that leads to itself
            name = str(len(self._referred))
            self.definitions[name], levels = self.of(target(reference, self._root))
            self._referred[reference] = {"$ref": f"#/$defs/{name}"}, levels
        return self._referred[reference]

    def _of_type(self, schema: Schema, made: Schema) -> _Made:
        match schema.get("type"):
            case "string":
                return {**made, **_READ}, 0
            case "integer":
                return {**made, **_COUNTED}, 0
            case "number" | "boolean" | "null":
                return made, 0
            case "array" if "items" in schema:
                items, levels = self.of(schema["items"])
                return {**made, "items": items}, 1 + levels
            case "object" if schema.get("additionalProperties") is False:
                return self._of_object(schema, made)
        return _UNKNOWN

    def _of_object(self, schema: Schema, made: Schema) -> _Made:
        members = {name: self.of(inside) for name, inside in schema.get("properties", {}).items()}
        made["properties"] = {name: inside for name, (inside, _) in members.items()}
        made["required"] = schema.get("required", [])
        made["additionalProperties"] = False
        return made, 1 + max((levels for _, levels in members.values()), default=0)


def _of_choices(made: Schema) -> _Made:
    types = {type(choice) for choice in made.get("enum", [made.get("const")])}
    if types <= _UNCOUNTED:
        return made, 0
    return ({**made, **_COUNTED}, 0) if types <= _NUMBERS else _UNKNOWN
