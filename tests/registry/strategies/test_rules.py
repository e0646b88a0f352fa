"""Rules that hold under a condition, in one of several forms, or by comparison are broken too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from limner_registry import Model, Origin
from limner_registry.comparison.containment import covers
from limner_registry.coverage import Coverage
from limner_registry.strategies import (
    Broken,
    boundary_arguments,
    every_breach,
    invalid_arguments,
)

Schema = dict[str, Any]
CIRCLE: Schema = {
    "type": "object",
    "properties": {"kind": {"const": "circle"}, "radius": {"type": "integer", "maximum": 9}},
    "required": ["kind", "radius"],
    "additionalProperties": False,
}
SQUARE: Schema = {
    "type": "object",
    "properties": {"kind": {"const": "square"}, "size": {"type": "string", "maxLength": 3}},
    "required": ["kind"],
    "additionalProperties": False,
}
MODE: Schema = {
    "type": "object",
    "properties": {"mode": {"enum": ["a", "b"]}, "n": {"type": "integer"}},
    "required": ["mode"],
}
RULES: dict[str, tuple[Schema, set[str]]] = {
    "not": ({"type": "integer", "not": {"multipleOf": 2}}, {"not"}),
    "contains": (
        {"type": "array", "contains": {"const": 7}, "minContains": 2, "maxContains": 3},
        {"contains", "maxContains", "minContains"},
    ),
    "first items": (
        {"type": "array", "prefixItems": [{"type": "null"}, {"maximum": 3}], "items": False},
        {"items", "maximum"},
    ),
    "other items": (
        {"type": "array", "prefixItems": [True], "unevaluatedItems": False},
        {"unevaluatedItems"},
    ),
    "names": ({"type": "object", "propertyNames": {"maxLength": 2}}, {"propertyNames"}),
    "patterns": (
        {"type": "object", "patternProperties": {"^x-": {"type": "integer", "minimum": 3}}},
        {"minimum", "type"},
    ),
    "many": ({"type": "object", "maxProperties": 2}, {"maxProperties"}),
    "forbidden": ({"type": "object", "properties": {"a": False, "b": True}}, {"false"}),
    "several forms": (
        {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
        {"oneOf", "minimum"},
    ),
    "dependent": (
        {
            "type": "object",
            "properties": {"a": True, "b": True, "c": True, "d": {"type": "integer"}},
            "dependentRequired": {"a": ["b"]},
            "dependentSchemas": {"b": {"required": ["c"], "properties": {"d": {"minimum": 2}}}},
        },
        {"dependentRequired", "minimum", "required"},
    ),
    "condition": (
        {
            **MODE,
            "if": {"properties": {"mode": {"const": "a"}}},
            "then": {"required": ["n"]},
            "else": {"properties": {"n": {"maximum": 0}}},
        },
        {"maximum", "required"},
    ),
    "tagged": ({"oneOf": [CIRCLE, SQUARE]}, {"const", "maxLength", "maximum", "required"}),
    "parts": (
        {"allOf": [MODE, {"properties": {"n": {"minimum": 3}}}], "unevaluatedProperties": False},
        {"minimum", "unknown"},
    ),
    "forms alike": (
        {"anyOf": [MODE, {"type": "object", "required": ["z"], "additionalProperties": True}]},
        {"type"},
    ),
}
some = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
each_rule = pytest.mark.parametrize("name", RULES)


def model(name: str) -> Model:
    """A model that needs one parameter of this kind."""
    schema = {"type": "object", "properties": {"v": RULES[name][0]}, "required": ["v"]}
    return Model({"endpoint_id": f"example/{name}", "input": schema}, Origin("here"))


def found(model: Model, drawn: Any) -> list[tuple[str, str]]:
    return [(issue.pointer, issue.code) for issue in model.check(drawn)]


@each_rule
def test_each_rule_is_broken_where_and_as_it_says(name: str) -> None:
    """What is drawn has the issue that it says, and is invalid for `jsonschema`."""
    subject = model(name)
    oracle = Draft202012Validator(subject.verdict.closed)

    @some
    @given(invalid_arguments(subject))
    def refused(broken: Broken) -> None:
        assert (broken.pointer, broken.code) in found(subject, broken.arguments)
        assert not oracle.is_valid(broken.arguments)

    refused()


@each_rule
def test_the_finite_lists_reach_both_sides_of_each_rule(name: str) -> None:
    """Each edge and each breach is judged as it says, and nothing that can be seen is missing."""
    subject, breaches = model(name), every_breach(model(name))
    coverage = Coverage(subject)
    for one in (*boundary_arguments(subject), *breaches):
        issues = subject.check(one.arguments)
        codes = [(issue.pointer, issue.code) for issue in issues]
        assert (one.pointer, one.code) in codes if one.code else not codes, one
        coverage.saw(one.arguments, issues)

    assert RULES[name][1] <= {one.rule for one in breaches}
    can_prove = covers({}, {}) is not None
    assert coverage.report().missing == () or not can_prove
