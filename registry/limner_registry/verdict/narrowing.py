"""Finding faults by asking `jsonschema-rs` about smaller and smaller pieces of a value.

It says at once whether a value is right, but slowly what is wrong: each of its errors comes
with sentences and copies that nobody reads here. So a wrong value is taken apart, along the
keywords that lead into it, and each of the others is asked alone. It judges as before; what
is done here is only to follow `properties`, `items`, `anyOf` and references.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

from limner_registry.references import target
from limner_registry.schema import Schema, subschemas
from limner_registry.verdict.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = (
    "exclusiveMinimum",
    "minimum",
    "exclusiveMaximum",
    "maximum",
    "multipleOf",
    "const",
    "enum",
    "pattern",
    "maxItems",
    "maxProperties",
    "minItems",
    "minProperties",
    "maxLength",
    "minLength",
    "type",
    "uniqueItems",
)
"""Keywords that are about a value alone, whatever stands beside them, in their codes' order."""

FOLLOWED = frozenset({"additionalProperties", "items", "properties", "required"})
"""Keywords that lead into a value, beside those that lead elsewhere in the schema."""

LEFT = frozenset(
    {
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveRef",
        "allOf",
        "contains",
        "contentSchema",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "not",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords that aren't followed: a schema with one of them is left to the engine as a whole."""

_Path = tuple[str | int, ...]


def can_narrow(root: Schema) -> bool:
    """Whether a schema, and all that is in it, is made of keywords that are followed or asked."""
    return all(_is_plain(schema, root) for schema in subschemas(root))


def _is_plain(schema: Schema, root: Schema) -> bool:
    if not LEFT.isdisjoint(schema) or ("$id" in schema and schema is not root):
        return False
    leading = schema.keys() & {"$ref", "anyOf"}
    if leading and (len(leading) > 1 or not FOLLOWED.union(ASKED).isdisjoint(schema)):
        return False
    try:
        return "$ref" not in schema or isinstance(_behind(schema, root), dict)
    except (LookupError, TypeError):
        return False


def _behind(schema: Any, root: Schema) -> Any:
    """What a reference, or one that it leads to, comes down to.

    Raises:
        LookupError: They lead nowhere, out of the schema, or in a circle.
    """
    seen = []
    while isinstance(schema, dict) and "$ref" in schema:
        if schema["$ref"] in seen:
            raise LookupError(schema["$ref"])
        seen.append(schema["$ref"])
        schema = target(schema["$ref"], root)
    return schema


class Narrowing:
    """A schema that `can_narrow`, whose faults are looked for piece by piece.

    Several threads may use it at once: a place made ready twice is the same place.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._places: dict[int, _Place] = {}

    def faults(self, value: Any) -> list[Fault]:
        """Everything that is wrong with a value, as an engine that is `in_order` tells it."""
        found: list[Fault] = []
        self.place(self._root).look(value, (), found)
        return found

    def place(self, schema: Any) -> _Place:
        """The place of a schema of the document; one that references share is one place."""
        schema = _behind(schema, self._root)
        place = self._places.get(id(schema))
        if place is None:
            place = self._places[id(schema)] = _Place(schema, self)
        return place


class _Place:
    """A schema behind its references, with who is asked about its keywords, and where they lead.

    All that costs anything is made ready when a value comes here that needs it.
    """

    def __init__(self, schema: Any, narrowing: Narrowing) -> None:
        self._schema: Schema = schema if isinstance(schema, dict) else {}
        self._is_false = schema is False
        self._narrowing = narrowing

    def look(self, value: Any, path: _Path, found: list[Fault]) -> None:
        """Add what is wrong with a value."""
        for keyword, is_valid in self._judges:
            if not is_valid(value):
                found.append(Fault(keyword, path, self._schema, value))
        if self._look_inside:
            self._look_inside(value, path, found)

    @cached_property
    def _look_inside(self) -> Callable[[Any, _Path, list[Fault]], None] | None:
        if "anyOf" in self._schema:
            return self._look_at_branches
        return None if FOLLOWED.isdisjoint(self._schema) else self._look_at_members

    @cached_property
    def _judges(self) -> list[tuple[str, Callable[[Any], bool]]]:
        if self._is_false:
            return [("false", lambda _: False)]
        return [
            (keyword, Draft202012Validator({keyword: self._schema[keyword]}).is_valid)
            for keyword in ASKED
            if keyword in self._schema
        ]

    @cached_property
    def _branches(self) -> list[_Place]:
        return [self._narrowing.place(branch) for branch in self._schema.get("anyOf", ())]

    @cached_property
    def _items(self) -> _Place | None:
        return self._narrowing.place(self._schema["items"]) if "items" in self._schema else None

    @cached_property
    def _members(self) -> dict[str, _Place]:
        named = self._schema.get("properties", {})
        return {name: self._narrowing.place(schema) for name, schema in named.items()}

    @cached_property
    def _others(self) -> _Place | None:
        """Who looks at members without a name in the schema; None if none is taken."""
        others = self._schema.get("additionalProperties", True)
        return None if others is False else self._narrowing.place(others)

    def _look_at_branches(self, value: Any, path: _Path, found: list[Fault]) -> None:
        branches = []
        for branch in self._branches:
            inside: list[Fault] = []
            branch.look(value, path, inside)
            if not inside:
                return
            branches.append(tuple(inside))
        found.append(Fault("anyOf", path, self._schema, value, tuple(branches)))

    def _look_at_members(self, value: Any, path: _Path, found: list[Fault]) -> None:
        if isinstance(value, dict):
            self._look_at_named(value, path, found)
        elif self._items and isinstance(value, list | tuple):
            for i, item in enumerate(value):
                self._items.look(item, (*path, i), found)

    def _look_at_named(self, value: dict[str, Any], path: _Path, found: list[Fault]) -> None:
        members, others = self._members, self._others
        for name, member in value.items():
            there = members.get(name, others)
            if there is None:
                found.append(Fault("additionalProperties", (*path, name), self._schema, member))
            else:
                there.look(member, (*path, name), found)
        for name in self._schema.get("required", ()):
            if name not in value:
                found.append(Fault("required", (*path, name), self._schema))  # noqa: PERF401
