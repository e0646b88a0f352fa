"""Each keyword of JSON Schema 2020-12 is heeded, and what contradicts itself is told at once."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings

from limner_registry.strategies import NotDrawable, UnsatisfiableSchema, from_schema
from limner_registry.verdict import Verdict
from limner_registry.verdict.closing import close
from limner_registry.verdict.engine_jsonschema import Jsonschema

Schema = dict[str, Any]
NODE: Schema = {
    "type": "object",
    "properties": {
        "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
        "all": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
    },
    "required": ["next"],
}
SIZE: Schema = {"type": "object", "properties": {"w": {"type": "integer"}}, "required": ["w"]}
SCHEMAS: dict[str, Schema] = {
    "types": {"type": ["integer", "null", "string"]},
    "range": {"type": "integer", "minimum": -3, "exclusiveMaximum": 3},
    "huge": {"type": "integer", "minimum": 2**53, "maximum": 10**20},
    "open range": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-300},
    "step": {"type": "number", "multipleOf": 0.1, "minimum": 0.25, "maximum": 2},
    "whole step": {"type": "integer", "multipleOf": 8, "minimum": 60, "maximum": 2048},
    "steps": {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6}]},
    "choices": {"enum": [1, True, None, "a", [1], {"a": 0.0}, 1e300]},
    "choices of a type": {"type": "string", "enum": ["a", None, "b"]},
    "constant": {"const": {"a": [1]}},
    "lengths": {"type": "string", "minLength": 2, "maxLength": 5},
    "long": {"type": "string", "minLength": 2_000, "maxLength": 2_500},
    "pattern": {"type": "string", "pattern": "^#([0-9A-Fa-f]{3}){1,2}$"},
    "wide pattern": {"type": "string", "pattern": r"^\S\D\W$", "maxLength": 3},
    "uri": {"type": "string", "format": "uri", "minLength": 60},
    "list": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 3},
    "unique": {"type": "array", "items": {"enum": [1, 1.0, True, 2]}, "uniqueItems": True},
    "tuple": {"type": "array", "prefixItems": [{"type": "null"}, False], "items": True},
    "row": {"type": "array", "prefixItems": [{"const": 1}], "items": {"const": 2}, "minItems": 2},
    "contains": {"type": "array", "contains": {"const": 7}, "minContains": 2, "maxContains": 3},
    "unevaluated items": {"type": "array", "prefixItems": [True], "unevaluatedItems": False},
    "object": {**SIZE, "minProperties": 1, "maxProperties": 1},
    "additional": {"type": "object", "additionalProperties": {"type": "integer"}},
    "patterns": {
        "type": "object",
        "patternProperties": {"^x-": {"type": "integer"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "names": {"type": "object", "propertyNames": {"maxLength": 2}, "minProperties": 2},
    "dependent": {
        "type": "object",
        "properties": {"a": True, "b": True, "c": True},
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"b": {"required": ["c"]}},
    },
    "all": {"allOf": [{"$ref": "#/$defs/Size"}, {"properties": {"w": {"minimum": 9}}}]},
    "any": {"anyOf": [{"$ref": "#/$defs/Size"}, {"type": "string"}, {"type": "null"}]},
    "one": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
    "not": {"type": "integer", "minimum": 0, "not": {"multipleOf": 2}},
    "if": {
        "type": "object",
        "properties": {"mode": {"enum": ["a", "b"]}, "n": {"type": "integer"}},
        "required": ["mode"],
        "if": {"properties": {"mode": {"const": "a"}}},
        "then": {"required": ["n"]},
        "else": {"properties": {"n": {"maximum": 0}}},
    },
    "unevaluated": {
        "type": "object",
        "anyOf": [{"properties": {"a": {"type": "null"}}}, {"properties": {"b": True}}],
        "unevaluatedProperties": False,
    },
    "reference": {"$ref": "#/$defs/Size", "minProperties": 1},
    "recursion": {"$ref": "#/$defs/Node"},
}
DEFINITIONS = {"Size": SIZE, "Node": NODE}
some = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_keyword_is_heeded(name: str, closed: bool) -> None:  # noqa: FBT001 -- a parameter
    """What is drawn satisfies the schema, closed or as it is, by our verdict and `jsonschema`."""
    schema = SCHEMAS[name] | {"$defs": DEFINITIONS}
    judged = close(schema) if closed else schema
    oracle = Jsonschema(judged)
    verdict = Verdict(judged, closing=False)

    @some
    @given(from_schema(schema, closed=closed))
    def satisfies(value: Any) -> None:
        assert oracle.is_valid(value)
        assert verdict.check(value) == ()

    satisfies()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("range", lambda value: isinstance(value, float)),
        ("range", lambda value: str(value) == "-0.0"),
        ("range", lambda value: value == 2),
        ("open range", lambda value: 0 < value < 1e-320),
        ("lengths", lambda value: len(value) == 5),
        ("lengths", lambda value: any(ord(sign) > 0xFFFF for sign in value)),
        ("lengths", lambda value: "\0" in value),
        ("long", lambda value: len(value) == 2_500),
        ("list", lambda value: len(value) == 3),
        ("uri", lambda value: value.startswith("data:")),
        ("recursion", lambda value: value["next"] and value["next"].get("all")),
    ],
    ids=range(11),
)
def test_what_is_rare_is_drawn(name: str, wanted: Any) -> None:
    """Edges, whole numbers as floats, long texts and signs of any kind turn up."""
    schema = SCHEMAS[name] | {"$defs": DEFINITIONS}

    assert wanted(find(from_schema(schema), wanted, settings=settings(some, max_examples=2_000)))


def test_a_part_of_a_document_finds_its_definitions() -> None:
    """With `root`, a reference leads into the document; and numbers are numbers."""
    drawn = from_schema({"$ref": "#/$defs/Size"}, root={"$defs": DEFINITIONS})

    assert find(drawn, lambda value: value["w"] > 2, settings=some) == {"w": 3}
    assert math.isfinite(find(from_schema({"type": "number"}), bool, settings=some))
    assert find(from_schema(True), lambda value: value == "", settings=some) == ""  # noqa: FBT003


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        (False, ""),
        ({"type": "integer", "minimum": 5, "maximum": 3}, ""),
        ({"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 3}, ""),
        ({"type": "number", "multipleOf": 10, "minimum": 1, "maximum": 9}, ""),
        ({"enum": [1, 2], "minimum": 3}, ""),
        ({"allOf": [{"type": "string"}, {"type": "null"}]}, ""),
        ({"type": "string", "minLength": 3, "maxLength": 2}, ""),
        ({"type": "array", "items": False, "minItems": 1}, "/-"),
        ({"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True, "minItems": 3}, ""),
        ({"type": "object", "properties": {"a": False}, "required": ["a"]}, "/a"),
        (
            {"type": "object", "properties": {"a": {"enum": []}}, "required": ["a"]},
            "/a",
        ),
        ({"not": {}}, ""),
        ({"$ref": "#"}, ""),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}, "/a/a/a/a/a"),
    ],
)
def test_a_contradiction_is_told(schema: Any, pointer: str) -> None:
    """It is an error of ours that names the place, before anything is drawn."""
    with pytest.raises(UnsatisfiableSchema) as raised:
        from_schema(schema)

    assert raised.value.pointer == pointer
    assert str(raised.value).startswith("nothing satisfies the schema of ")


@pytest.mark.parametrize(
    "inside",
    [{"$ref": "https://example.com/other.json"}, {"type": "string", "pattern": r"\p{Lu}"}],
)
def test_what_cant_be_read_is_told(inside: Schema) -> None:
    """A schema that can't be read isn't drawn around in silence, even if it is optional."""
    with pytest.raises(NotDrawable) as raised:
        from_schema({"type": "object", "properties": {"a": inside}})

    assert raised.value.pointer == "/a"


def test_what_is_impossible_is_left_out() -> None:
    """An optional member, or a branch, that nothing satisfies is never drawn."""
    schema = {
        "type": "object",
        "properties": {"a": {"anyOf": [{"enum": []}, {"const": 1}]}, "b": {"enum": []}},
    }

    @some
    @given(from_schema(schema))
    def satisfies(value: dict[str, Any]) -> None:
        assert value in ({}, {"a": 1})

    satisfies()
