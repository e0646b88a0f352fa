"""Finding faults by asking `jsonschema-rs` about smaller and smaller pieces of a value.

It says at once whether a value is right, but slowly what is wrong: each of its errors comes
with sentences and copies that nobody reads here. So a wrong value is taken apart, along the
keywords that lead into it, and each of the others is asked alone. It judges as before; what
is done here is only to follow `properties`, `items`, `anyOf` and references.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

from limner_registry.references import target
from limner_registry.schema import Schema, subschemas
from limner_registry.verdict.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASKED = frozenset(
    {
        "const",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "type",
        "uniqueItems",
    }
)
"""Keywords that are about a value alone, whatever stands beside them."""

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
    if leading and (len(leading) > 1 or not (ASKED | FOLLOWED).isdisjoint(schema)):
        return False
    try:
        return "$ref" not in schema or isinstance(_behind(schema, root), dict)
    except LookupError:
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


class _Place:
    """A schema, behind its references, and who is asked about its keywords."""

    def __init__(self, schema: Any, root: Schema) -> None:
        schema = _behind(schema, root)
        self.schema: Schema = schema if isinstance(schema, dict) else {}
        self.judges: list[tuple[str, Callable[[Any], bool]]] = [
            (keyword, Draft202012Validator({keyword: value}).is_valid)
            for keyword, value in self.schema.items()
            if keyword in ASKED
        ]
        if schema is False:
            self.judges = [("false", lambda _: False)]


class Narrowing:
    """A schema that `can_narrow`, whose faults are looked for piece by piece.

    Several threads may use it at once: a place made ready twice is the same place.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._places: dict[int, _Place] = {}

    def faults(self, value: Any) -> list[Fault]:
        """Everything that is wrong with a value."""
        return self._faults(self._root, value, ())

    def _faults(self, schema: Any, value: Any, path: _Path) -> list[Fault]:
        place = self._places.get(id(schema))
        if place is None:
            place = self._places[id(schema)] = _Place(schema, self._root)
        schema = place.schema
        found = [
            Fault(keyword, path, schema, value)
            for keyword, is_valid in place.judges
            if not is_valid(value)
        ]
        if "anyOf" in schema:
            found += self._of_branches(schema, value, path)
        elif isinstance(value, dict):
            found += self._of_members(schema, value, path)
        elif isinstance(value, list | tuple) and "items" in schema:
            for i, item in enumerate(value):
                found += self._faults(schema["items"], item, (*path, i))
        return found

    def _of_branches(self, schema: Schema, value: Any, path: _Path) -> Iterator[Fault]:
        branches = [tuple(self._faults(branch, value, path)) for branch in schema["anyOf"]]
        if all(branches):
            yield Fault("anyOf", path, schema, value, tuple(branches))

    def _of_members(self, schema: Schema, value: dict[str, Any], path: _Path) -> Iterator[Fault]:
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for name in schema.get("required", ()):
            if name not in value:
                yield Fault("required", (*path, name), schema)
        for name, member in value.items():
            if name in properties:
                yield from self._faults(properties[name], member, (*path, name))
            elif others is False:
                yield Fault("additionalProperties", (*path, name), schema, member)
            elif others is not True:
                yield from self._faults(others, member, (*path, name))
