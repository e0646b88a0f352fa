"""The two engines agree, on every value that JSON can say, about schemas with every keyword."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limner_registry.engine_jsonschema import Jsonschema
from limner_registry.engine_jsonschema_rs import JsonschemaRs
from limner_registry.issues import issues

from limner_registry.schema import Schema, deref
from limner_registry.verdict import Verdict

PLUGINS = Path(__file__).parents[2] / "plugins" / "limner_plugins"
CORPUS = os.environ.get("LIMNER_CORPUS")
NAMES = ("a", "b", "c", "x-1", "kind")

SIZE: Schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": True}}
SCHEMAS: dict[str, Schema] = {
    "type": {"type": ["integer", "null"]},
    "number": {"type": "number", "minimum": -1, "exclusiveMaximum": 3, "multipleOf": 0.1},
    "integer": {"type": "integer", "exclusiveMinimum": 0, "maximum": 2**53, "multipleOf": 3},
    "text": {"type": "string", "minLength": 1, "maxLength": 3, "pattern": r"^[\w\s]+$"},
    "pattern": {"pattern": r"\d\D[^\S]|\bä$|[\s\S]\W"},
    "format": {"format": "uri"},
    "enum": {"enum": [1, True, None, "a", [1], {"a": 0.0}, 1e300, -0.0]},
    "const": {"const": {"a": [1, False]}},
    "list": {"minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"type": ["array"]}},
    "unique": {"type": "array", "uniqueItems": True},
    "tuple": {"prefixItems": [{"type": "integer"}, False], "items": {"type": "string"}},
    "end": {"prefixItems": [True], "items": False},
    "contains": {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3},
    "contains none": {"contains": {"const": 1}, "minContains": 0},
    "unevaluated items": {
        "prefixItems": [True],
        "anyOf": [{"prefixItems": [True, {"type": "integer"}]}, {"minItems": 0}],
        "unevaluatedItems": {"type": "string"},
    },
    "object": {
        "properties": {"a": {"type": "string"}, "b": False},
        "required": ["a", "c"],
        "minProperties": 2,
        "maxProperties": 3,
        "dependentRequired": {"b": ["a", "kind"]},
    },
    "additional": {**SIZE, "additionalProperties": {"type": "integer"}},
    "patterns": {
        "properties": {"a": True},
        "patternProperties": {r"^x-\d$": {"type": "integer"}, "b$": False},
        "additionalProperties": False,
    },
    "names": {"propertyNames": {"maxLength": 1, "pattern": "^[a-c]"}},
    "dependent": {**SIZE, "dependentSchemas": {"a": {"properties": {"c": {"type": "null"}}}}},
    "all": {"allOf": [{"$ref": "#/$defs/S"}, {"properties": {"c": {"minimum": 2}}}]},
    "any": {"anyOf": [{"$ref": "#/$defs/S"}, {"type": "string"}, {"type": "null"}]},
    "one": {"oneOf": [{"$ref": "#/$defs/S"}, {"properties": {"c": True}, "required": ["c"]}]},
    "not": {"not": {"$ref": "#/$defs/S"}},
    "if": {
        "properties": {"kind": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
        "then": {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        "else": {"properties": {"b": {"type": "integer"}}},
    },
    "kinds": {
        "anyOf": [
            {"properties": {"kind": {"const": "a"}, "a": {"type": "string"}}},
            {"properties": {"kind": {"const": "b"}, "b": {"$ref": "#/$defs/S"}}},
        ]
    },
    "tree": {
        "properties": {"a": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}, "b": {"minimum": 0}},
        "unevaluatedProperties": False,
    },
    "beside": {"$ref": "#/$defs/S", "properties": {"c": {"$ref": "#/$defs/S"}}},
    "unevaluated": {
        "properties": {"a": True},
        "oneOf": [{"properties": {"b": {"type": "string"}}}, {"required": ["c"]}],
        "unevaluatedProperties": {"type": "integer"},
    },
    "old": {"dependencies": {"a": ["b"]}, "properties": {"a": True, "b": True}},
    "nothing": {"properties": {"a": {"$ref": "#/$defs/Nothing"}}},
}
"""Schemas that have every keyword of 2020-12 between them."""

numbers = st.one_of(
    st.integers(-4, 4),
    st.integers(),
    st.sampled_from([2**53, 2**53 + 1, 2**64, -(10**400), 10**30]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.1, 0.3, 1.0, -0.0, 19.99, 2.0**53, 1e300, 3e200, 5e-324]),
)
texts = st.one_of(st.sampled_from([*NAMES, "ä", "٣ ", "1x\ufeff", "a\n"]), st.text(max_size=4))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=4),
    ),
    max_leaves=12,
)


def nearly_valid(schema: Any, root: Schema, depth: int = 4) -> st.SearchStrategy[Any]:
    """Values that a schema mostly takes: some are valid, most have one thing wrong."""
    plain = deref(schema, root) if isinstance(schema, dict) else {}
    return st.one_of(*_attempts(plain, root, depth), values) if depth else values


def _attempts(schema: Schema, root: Schema, depth: int) -> list[st.SearchStrategy[Any]]:
    attempts: list[st.SearchStrategy[Any]] = []
    if "enum" in schema or "const" in schema:
        attempts.append(st.sampled_from(schema.get("enum") or [schema.get("const")]))
    for keyword in ("anyOf", "oneOf", "allOf"):
        branches = schema.get(keyword, [])
        attempts += [nearly_valid(branch, root, depth - 1) for branch in branches[:3]]
    if "properties" in schema:
        attempts.append(_object(schema, root, depth))
    if isinstance(schema.get("items"), dict):
        attempts.append(st.lists(nearly_valid(schema["items"], root, depth - 1), max_size=3))
    edges = [schema[k] for k in ("minimum", "maximum", "exclusiveMinimum") if k in schema]
    attempts.append(st.sampled_from([x + d for x in edges for d in (-1, 0, 0.5)] or [1, 1.5]))
    attempts.append(texts if schema.get("type") == "string" else st.booleans())
    return attempts


def _object(schema: Schema, root: Schema, depth: int) -> st.SearchStrategy[Any]:
    properties = schema["properties"]
    required = {name for name in schema.get("required", ()) if name in properties}
    below = {name: nearly_valid(inside, root, depth - 1) for name, inside in properties.items()}
    return st.fixed_dictionaries(
        {name: below[name] for name in properties if name in required},
        optional={name: below[name] for name in properties if name not in required}
        | {"other": values},
    )


def brief_issues(schema: Schema, engine: Any, value: Any) -> set[tuple[str, str]]:
    found = issues(engine(schema).faults(value), schema)
    return {(issue.pointer, issue.code) for issue in found}


def assert_agreement(schema: Schema, value: Any) -> None:
    fast, slow = JsonschemaRs(schema), Jsonschema(schema)
    by_fast, by_slow = (brief_issues(schema, e, value) for e in (JsonschemaRs, Jsonschema))
    assert fast.is_valid(value) == slow.is_valid(value) == (not by_fast)
    assert by_fast == by_slow


def documents() -> list[tuple[str, Schema]]:
    paths = sorted(PLUGINS.glob("*/model.json"))
    return [(path.parent.name, json.loads(path.read_text())["input"]) for path in paths]
