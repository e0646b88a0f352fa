"""Closing an input schema: what it doesn't name is refused.

Nearly every real input schema leaves its objects open, so that a misspelt parameter is legal
and costs a generation with default settings. In the closed copy, an object that lists
`properties` and says nothing of others takes no others:

- by `additionalProperties: false`, where nothing else names members of it;
- by `unevaluatedProperties: false`, where schemas beside its properties (`allOf`, `anyOf`,
  `$ref`, `then`, ...) name some too. Those stay open at their own top, closed below;
- a lone `$ref`, `anyOf` or member of `allOf` is closed at the place it leads to.

Closing only ever refuses more. So whatever would accept more if it refused more (`oneOf`,
`not`, `if`, `contains`) is left as its author wrote it, all the way down.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal
from urllib.parse import quote

from limner_registry.issue import steps
from limner_registry.references import (
    ALTERNATIVES,
    UNITING,
    in_place,
    place_of,
    reachable,
    target,
)
from limner_registry.schema import MANY, NAMED, ONE, Schema, resolve, subschemas
from limner_registry.verdict.rebuild import rebuilt

Mode = Literal["closed", "part", "open"]
"""How a schema is copied: closed, open at its own top only (a part of an object), or as it is."""

CONDITIONAL = ("dependentSchemas", "else", "then")
LEFT_OPEN = ("contains", "contentSchema", "if", "not", "oneOf", "propertyNames")
WORD = ("additionalProperties", "unevaluatedProperties")
"""Where an author says something of members that aren't listed."""

_WITH_SCHEMAS = ONE | MANY | NAMED | {"$ref"}
_OF_A_DOCUMENT = ("$anchor", "$defs", "$id", "$schema", "definitions")


def close(schema: Schema) -> Schema:
    """The closed copy of an input schema.

    A definition that is used in several ways (as an object, as a part of one, under `oneOf`)
    is closed under its own name and copied under new ones (`ImageSize.part`, `ImageSize.open`).
    A schema that refers to places by more than a JSON pointer (`$dynamicRef`, `$anchor`, an
    inner `$id`) is copied as it is, for what is closed where can't be told.

    Args:
        schema: JSON Schema 2020-12; it isn't changed, and shares nothing with the copy.
    """
    root: Schema = json.loads(json.dumps(schema))
    return root if any(map(_Reading(root).is_foreign, subschemas(root))) else _Closing(root).root()


class _Reading:
    """What the schemas of one document say about the members of an object."""

    def __init__(self, root: Schema) -> None:
        self._root = root

    def is_foreign(self, schema: Schema) -> bool:
        """Whether it leads to, or is, a place that has no JSON pointer of this document."""
        if "$dynamicRef" in schema or ("$id" in schema and schema is not self._root):
            return True
        if "$ref" in schema:
            try:
                target(schema["$ref"], self._root)
            except (LookupError, TypeError):
                return True
        return False

    def lists(self, schema: Schema) -> bool:
        """Whether it lists the members of an object, and nothing is said of others."""
        parts = reachable(schema, self._root, UNITING, past=lambda part: not _says(part))
        return any("properties" in part and not _says(part) for part in parts)

    def knows(self, schema: Schema) -> bool:
        """Whether there is a member that it says something of."""
        parts = reachable(schema, self._root, UNITING | ALTERNATIVES)
        return any(_says(part) or _names(part) for part in parts)

    def sources(self, schema: Schema) -> int:
        """How many schemas, this one included, each know some members of its object."""
        united = in_place(schema, self._root, frozenset({"$ref", "allOf"}))
        parts = [self.knows(part) for part in united]
        groups = [
            any(map(self.knows, in_place(schema, self._root, frozenset({keyword}))))
            for keyword in ALTERNATIVES
            if keyword in schema
        ]
        return sum((_names(schema), *parts, *groups))

    def lists_anywhere(self, schema: Schema) -> bool:
        """Whether anything in it, or that it refers to, would be closed."""
        parts = reachable(schema, self._root, _WITH_SCHEMAS)
        return any("properties" in part and not _says(part) for part in parts)


class _Closing:
    """One document being copied, with the copies of definitions that become necessary."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._reading = _Reading(root)
        self._names: dict[tuple[str, Mode], str] = {}
        self._copies: dict[str, Schema] = {}

    def root(self) -> Schema:
        closed: Schema = self._schema(self._root, "closed")
        if self._copies:
            closed["$defs"] = {**closed.get("$defs", {}), **self._copies}
        return closed

    def _schema(self, schema: Any, mode: Mode) -> Any:
        if not isinstance(schema, dict) or _WITH_SCHEMAS.isdisjoint(schema):
            return schema
        modes = {
            keyword: self._mode(keyword, schema, mode)
            for keyword in schema
            if keyword in _WITH_SCHEMAS
        }
        new = rebuilt(schema, lambda keyword, child: self._schema(child, modes[keyword]))
        if "$ref" in new:
            new["$ref"] = self._reference(new["$ref"], modes["$ref"])
        closer = self._closer(schema, mode)
        definitions = {"$defs": new.pop("$defs")} if closer and "$defs" in new else {}
        return {**new, **closer, **definitions}

    def _closer(self, schema: Schema, mode: Mode) -> Schema:
        if mode != "closed" or not self._reading.lists(schema):
            return {}
        if self._reading.sources(schema) > 1:
            return {"unevaluatedProperties": False}
        return {"additionalProperties": False} if "properties" in schema else {}

    def _mode(self, keyword: str, schema: Schema, mode: Mode) -> Mode:
        """How what a keyword holds is copied, by how the schema around it is."""
        if mode == "open" or keyword in LEFT_OPEN:
            return "open"
        if keyword in CONDITIONAL:
            return "part"
        if keyword in UNITING and (mode == "part" or _says(schema)):
            return "part"
        return "part" if keyword in UNITING and self._reading.sources(schema) > 1 else "closed"

    def _reference(self, reference: str, mode: Mode) -> str:
        place = place_of(reference, self._root)
        there = self._mode_at(steps(place))
        if self._differs(resolve(place, self._root), {mode, there}):
            place = "#/$defs/" + self._copy(place, mode)
        # The engine reads references as URIs, in which a space or an umlaut is an error.
        return "#" + quote(place[1:], safe="/~!$&'()*+,;=:@")

    def _differs(self, found: Any, modes: set[Mode]) -> bool:
        if len(modes) == 1 or not isinstance(found, dict):
            return False
        if "open" in modes:
            return self._reading.lists_anywhere(found)
        return self._reading.lists(found)

    def _mode_at(self, steps: list[str]) -> Mode:
        """How the place that a pointer leads to is copied where it stands."""
        schema: Any = self._root
        mode: Mode = "closed"
        while steps:
            keyword, *steps = steps
            if not isinstance(schema, dict) or keyword not in ONE | MANY | NAMED:
                return "open"
            mode = self._mode(keyword, schema, mode)
            schema = schema[keyword]
            if keyword not in ONE and steps:
                name, *steps = steps
                schema = schema[name] if isinstance(schema, dict) else schema[int(name)]
        return mode

    def _copy(self, place: str, mode: Mode) -> str:
        if (place, mode) not in self._names:
            name = self._names[place, mode] = self._new_name(place, mode)
            self._copies[name] = {}  # its place among the copies, before those it needs itself
            found = resolve(place, self._root)
            alone = {key: found[key] for key in found if key not in _OF_A_DOCUMENT}
            self._copies[name] = self._schema(alone, mode)
        return self._names[place, mode]

    def _new_name(self, place: str, mode: Mode) -> str:
        last = (steps(place) or [str(self._root.get("title", "input"))])[-1]
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", last) + f".{mode}"
        while name in self._root.get("$defs", {}) or name in self._copies:
            name += "_"
        return name


def _says(schema: Schema) -> bool:
    return any(keyword in schema for keyword in WORD)


def _names(schema: Schema) -> bool:
    return "properties" in schema or "patternProperties" in schema
