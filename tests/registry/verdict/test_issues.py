"""Issues: every rule has its code, its sentence, what would be right and what was meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from limner_registry.verdict import Verdict
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from limner_registry.issue import Issue

PLUGINS = Path(__file__).parents[3] / "plugins" / "limner_plugins"


def check(schema: dict[str, Any], arguments: Any) -> tuple[Issue, ...]:
    """The issues, which both engines must tell in the same words."""
    by_the_faster, by_python = (
        Verdict(schema, engine=engine).check(arguments) for engine in (engine_for, Jsonschema)
    )
    assert by_the_faster == by_python
    return by_the_faster


def of_value(schema: Any, value: Any) -> Issue:
    """The one issue of a parameter `p` with this schema and value."""
    (issue,) = check({"properties": {"p": schema}}, {"p": value})
    return issue


@pytest.mark.parametrize(
    ("schema", "value", "code", "allowed", "message"),
    [
        (
            {"type": "number", "minimum": 1, "maximum": 20},
            99,
            "less_than_equal",
            {"minimum": 1, "maximum": 20},
            "99 is too large: p takes a number from 1 to 20",
        ),
        (
            {"type": "integer", "minimum": 1},
            0,
            "greater_than_equal",
            {"minimum": 1},
            "0 is too small: p takes a whole number of at least 1",
        ),
        (
            {"type": "number", "exclusiveMinimum": 0},
            0,
            "greater_than",
            {"exclusiveMinimum": 0},
            "0 is too small: p takes a number above 0",
        ),
        (
            {"exclusiveMaximum": 1, "minimum": 0},
            1.5,
            "less_than",
            {"exclusiveMaximum": 1, "minimum": 0},
            "1.5 is too large: p takes a number of at least 0, below 1",
        ),
        (
            {"type": "integer", "multipleOf": 8},
            12,
            "multiple_of",
            {"multipleOf": 8},
            "12 is not a multiple of 8: p takes a whole number, a multiple of 8",
        ),
        (
            {"type": "array", "minItems": 2},
            [1],
            "sequence_too_short",
            {"minItems": 2},
            "p, with 1 item, is too short: it takes a list of at least 2 items",
        ),
        (
            {"type": "array", "maxItems": 1},
            [1, 2],
            "sequence_too_long",
            {"maxItems": 1},
            "p, with 2 items, is too long: it takes a list of at most 1 item",
        ),
        (
            {"minProperties": 1, "maxProperties": 3},
            {},
            "sequence_too_short",
            {"minProperties": 1, "maxProperties": 3},
            "p has 0 members, fewer than 1",
        ),
        (
            {"maxProperties": 1},
            {"a": 1, "b": 2},
            "sequence_too_long",
            {"maxProperties": 1},
            "p has 2 members, more than 1",
        ),
        (
            {"type": "string", "minLength": 2},
            "x",
            "string_too_short",
            {"minLength": 2},
            "p, with 1 character, is too short: it takes text of at least 2 characters",
        ),
        (
            {"type": "string", "maxLength": 2},
            "abc",
            "string_too_long",
            {"maxLength": 2},
            "p, with 3 characters, is too long: it takes text of at most 2 characters",
        ),
        (
            {"pattern": "^https"},
            "ftp",
            "pattern",
            {"pattern": "^https"},
            "'ftp' isn't formed as p must be: '^https'",
        ),
        (
            {"type": "string"},
            5,
            "type",
            ["string"],
            "p must be text, not 5",
        ),
        (
            {"type": ["integer", "null"], "maximum": 4},
            "4",
            "type",
            ["integer", "null"],
            "p must be a whole number of at most 4 or null, not '4'",
        ),
        (
            {"enum": ["a", "b"]},
            "c",
            "one_of",
            ["a", "b"],
            "'c' is not one of the choices of p: a, b",
        ),
        ({"const": 1}, 2, "one_of", [1], "2 is not one of the choices of p: 1"),
        ({"uniqueItems": True}, [1, 1], "unique_items", None, "p has an item more than once"),
        (False, 1, "unknown_parameter", None, "p is not taken here"),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "property_names", None, None),
        ({"contains": {"type": "null"}}, [1], "contains", None, None),
        ({"not": {"type": "null"}}, None, "not", None, None),
        ({"prefixItems": [True], "items": False}, [1, 2], "sequence_too_long", None, None),
        (
            {"prefixItems": [True], "unevaluatedItems": False},
            [1, 2],
            "unevaluated_items",
            None,
            None,
        ),
    ],
)
def test_every_rule_has_its_code_and_its_sentence(
    schema: Any, value: Any, code: str, allowed: Any, message: str | None
) -> None:
    """What a person reads, and what a program switches on."""
    issue = of_value(schema, value)

    assert issue.pointer.startswith("/p")
    assert (issue.code, issue.allowed) == (code, allowed)
    assert message in {None, issue.message}


def test_a_missing_parameter_is_pointed_at_where_it_should_be() -> None:
    """The message says what it takes."""
    schema = {"properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
    (issue,) = check(schema, {})

    assert (issue.pointer, issue.code, issue.value) == ("/prompt", "missing", None)
    assert issue.message == "prompt is missing: it takes text"


def test_a_parameter_that_another_one_needs_is_missing_too() -> None:
    """The message says which one needs it."""
    schema = {"properties": {"a": True, "b": True}, "dependentRequired": {"a": ["b"]}}
    (issue,) = check(schema, {"a": 1})

    assert (issue.pointer, issue.code) == ("/b", "missing")
    assert issue.message == "b is missing: a can't be given without it"


def test_an_unknown_parameter_comes_with_the_name_that_was_meant() -> None:
    """The value is what was given, the allowed names are all that there are."""
    schema = {"properties": {"num_images": True, "prompt": True}}
    (issue,) = check(schema, {"num_image": 2})

    assert (issue.pointer, issue.code, issue.value) == ("/num_image", "unknown_parameter", 2)
    assert (issue.allowed, issue.suggestion) == (["num_images", "prompt"], "num_images")
    assert issue.message == "unknown parameter 'num_image'; did you mean 'num_images'?"


def test_an_unknown_member_is_told_with_its_owner_and_the_known_names() -> None:
    """Where nothing is near, what there is is listed."""
    schema = {"properties": {"size": {"properties": {"width": True, "height": True}}}}
    (issue,) = check(schema, {"size": {"x/y": 1}})

    assert issue.pointer == "/size/x~1y"
    assert issue.message == "unknown parameter 'x/y' of size; known are width, height"


def test_names_of_every_part_of_an_object_are_known() -> None:
    """`allOf`, `anyOf`, `$ref` and the like add to the allowed names."""
    schema = {
        "properties": {"a": True},
        "allOf": [{"properties": {"b": True}}, {"$ref": "#/$defs/C"}],
        "anyOf": [{"properties": {"d": True, "never": False}}, True],
        "$defs": {"C": {"properties": {"c": True}}},
    }
    (issue,) = check(schema, {"nope": 1})

    assert set(issue.allowed) == {"a", "b", "c", "d"}


def test_a_known_parameter_of_a_part_with_a_fault_is_not_called_unknown() -> None:
    """What merely follows from another fault is kept back."""
    schema = {"properties": {"a": True}, "allOf": [{"properties": {"b": {"maximum": 3}}}]}
    found = check(schema, {"a": 1, "b": 9, "c": 1})

    assert [(issue.pointer, issue.code) for issue in found] == [
        ("/b", "less_than_equal"),
        ("/c", "unknown_parameter"),
    ]


def test_a_parameter_that_does_not_go_with_the_others_is_said_to() -> None:
    """A name may be known, but of a branch that doesn't apply."""
    schema = {
        "properties": {"kind": {"enum": ["a", "b"]}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"radius": True}},
    }
    (issue,) = check(schema, {"kind": "b", "radius": 1})

    assert (issue.pointer, issue.code) == ("/radius", "unknown_parameter")
    assert issue.message == "radius doesn't go with the other arguments"


@pytest.mark.parametrize(
    ("choices", "value", "suggestion"),
    [
        (["portrait_4_3", "square"], "Portrait 4-3", "portrait_4_3"),
        (["jpeg", "png"], "PNG", "png"),
        (["5", "10"], 5, "5"),
        ([5, 10], "5", "5"),
        (["5", "10"], "15", None),
        (["16:9", "9:16"], "16-9", "16:9"),
        (["none", "high"], "zzz", None),
        ([None, 1], [1], None),
    ],
)
def test_the_nearest_choice_is_suggested(choices: Any, value: Any, suggestion: str | None) -> None:
    """Case, hyphens, spaces and a forgotten quotation mark don't matter."""
    issue = of_value({"enum": choices}, value)

    assert (issue.code, issue.suggestion) == ("one_of", suggestion)
    assert ("did you mean" in issue.message) == (suggestion is not None)


def test_text_and_numbers_are_told_apart_in_messages() -> None:
    """A duration of `5` where `"5"` is meant is a mistake that must be seen."""
    issue = of_value({"type": "string", "enum": ["5", "10"]}, 5)

    assert issue.message == "5 is not one of the choices of p: '5', '10'; did you mean '5'?"


def test_a_wrong_type_is_told_once_by_its_choices() -> None:
    """Both `type` and `enum` fail; the choices say everything."""
    assert of_value({"type": "string", "enum": ["a"]}, 5).code == "one_of"


def test_long_values_and_many_choices_are_shortened() -> None:
    """A sentence stays a sentence."""
    message = of_value({"enum": [f"choice {i}" for i in range(50)]}, "x" * 5000).message

    assert len(message) < 250
    assert "choice 7, ..." in message
    assert "xxx..." in message


@pytest.mark.parametrize(
    ("model", "arguments", "message"),
    [
        (
            "fal_ai_flux_dev",
            {"prompt": "x", "guidance_scale": 99},
            "99 is too large: guidance_scale takes a number from 1 to 20",
        ),
        (
            "fal_ai_flux_dev",
            {"prompt": "x", "num_image": 2},
            "unknown parameter 'num_image'; did you mean 'num_images'?",
        ),
        (
            "fal_ai_flux_dev",
            {"prompt": "x", "steps": 20},
            "unknown parameter 'steps'; did you mean 'num_inference_steps'?",
        ),
    ],
)
def test_real_mistakes_are_told_in_plain_words(
    model: str, arguments: dict[str, Any], message: str
) -> None:
    """What a person reads who calls a real model."""
    schema = json.loads((PLUGINS / model / "model.json").read_text())["input"]
    (issue,) = check(schema, arguments)

    assert issue.message == message
