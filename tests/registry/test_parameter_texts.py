"""The texts of a parameter: its type, bounds, choices, default and description."""

from __future__ import annotations

from typing import Any

import pytest

from limner_registry.parameters import Parameter, parameters


def one(schema: Any, **definitions: Any) -> Parameter:
    (parameter,) = parameters({"properties": {"it": schema}, "$defs": definitions})
    return parameter


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": ["string", "null"]}, "string or null"),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, "string or null"),
        ({"type": "string", "enum": ["a", "b"]}, "choice"),
        ({"enum": ["a", None]}, "choice or null"),
        ({"const": 4}, "choice"),
        ({"anyOf": [{"$ref": "#/$defs/Size"}, {"enum": ["hd"]}]}, "Size or choice"),
        (
            {"anyOf": [{"$ref": "#/$defs/Size"}, {"enum": ["hd"]}, {"type": "null"}]},
            "Size, choice or null",
        ),
        ({"$ref": "#/$defs/Size"}, "Size"),
        ({"allOf": [{"$ref": "#/$defs/Size"}]}, "Size"),
        ({"type": "array", "items": {"$ref": "#/$defs/Size"}}, "list of Size"),
        ({"type": "array", "items": {"type": ["string", "null"]}}, "list of (string or null)"),
        ({"type": "array"}, "list"),
        ({"type": "object"}, "object"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "object of number"),
        ({"$ref": "#/$defs/Name"}, "string"),
        ({}, "any"),
        (True, "any"),
        ({"anyOf": [False]}, "nothing"),
        ({"$ref": "#/$defs/Nowhere"}, "Nowhere"),
    ],
)
def test_types_are_said_as_people_read_them(schema: Any, text: str) -> None:
    """A definition goes by its name if it is an object; values to choose from are a choice."""
    parameter = one(schema, Size={"type": "object"}, Name={"type": "string"})

    assert parameter.type_text == text


def test_types_keep_the_schemas_order() -> None:
    """Types come in the order of the schema's alternatives, each once."""
    assert one({"anyOf": [{"type": "number"}, {"type": ["integer", "number"]}]}).types == (
        "number",
        "integer",
    )


def test_a_choice_that_leaves_null_out_refuses_it() -> None:
    """`enum` decides over `type`: a null that isn't among the choices isn't taken."""
    refusing = one({"type": ["string", "null"], "enum": ["a"]})
    taking = one({"type": ["string", "null"], "enum": ["a", None]})

    assert (refusing.types, refusing.nullable) == (("string",), False)
    assert (taking.types, taking.nullable, taking.choices) == (("string", "null"), True, ("a",))


def test_choices_are_found_within_alternatives() -> None:
    """Choices of `enum` and `const` add up over the alternatives and are told apart as JSON."""
    parameter = one({"anyOf": [{"enum": [1, True, "1"]}, {"const": "x"}, {"enum": ["x"]}]})

    assert parameter.choices == (1, True, "1", "x")
    assert parameter.choices_text == '1, true, "1", "x"'


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "number", "minimum": 1, "maximum": 20}, "1 to 20"),
        ({"type": "number", "minimum": 0.0, "maximum": 1.0}, "0 to 1"),
        ({"type": "integer", "exclusiveMinimum": 0, "maximum": 14142}, "above 0, at most 14142"),
        ({"type": "number", "minimum": 0, "exclusiveMaximum": 1}, "at least 0, below 1"),
        ({"type": "integer", "minimum": 64, "multipleOf": 8}, "at least 64, a multiple of 8"),
        ({"type": "integer", "minimum": 4, "maximum": 4}, "exactly 4"),
        ({"type": "string", "maxLength": 2500}, "at most 2500 characters"),
        ({"type": "string", "minLength": 1}, "at least 1 character"),
        ({"type": "string", "minLength": 0}, ""),
        ({"type": "array", "minItems": 1, "maxItems": 4}, "1 to 4 items"),
        ({"type": "array", "minItems": 2, "maxItems": 2}, "exactly 2 items"),
        (
            {"type": "array", "maxItems": 3, "items": {"minimum": 0, "maximum": 255}},
            "at most 3 items, each 0 to 255",
        ),
        ({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}, "at least 0"),
        ({"$ref": "#/$defs/Share"}, "0 to 1"),
        ({"type": "string"}, ""),
    ],
)
def test_bounds_are_said_in_words(schema: Any, text: str) -> None:
    """Bounds are found beside the type, behind references, in alternatives and in items."""
    assert one(schema, Share={"type": "number", "minimum": 0, "maximum": 1}).range_text == text


def test_a_bound_of_one_alternative_is_no_bound_of_the_whole() -> None:
    """What one alternative forbids another may allow, so only common bounds count."""
    loose = one({"anyOf": [{"type": "integer", "minimum": 5}, {"type": "number"}]})
    common = one({"anyOf": [{"type": "integer", "minimum": 5}, {"type": "number", "minimum": 2}]})

    assert loose.range_text == ""
    assert common.range_text == "at least 2"


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"default": True}, "true"),
        ({"default": "png"}, '"png"'),
        ({"default": ""}, '""'),
        ({"default": 3.5}, "3.5"),
        ({"default": None}, "null"),
        ({"default": ["é"]}, '["é"]'),
        ({"default": "\x1b[31m\u2028"}, '"\\u001b[31m\\u2028"'),
        ({}, ""),
        ({"$ref": "#/$defs/Size", "default": "hd"}, '"hd"'),
        ({"$ref": "#/$defs/Size"}, '"sd"'),
        ({"anyOf": [{"type": "string", "default": "not of the whole"}]}, ""),
    ],
)
def test_defaults_are_written_as_json(schema: Any, text: str) -> None:
    """A default is JSON on one line; an explicit null is one, an absent default isn't."""
    parameter = one(schema, Size={"default": "sd"})

    assert parameter.default_text == text
    assert parameter.has_default == bool(text)


def test_a_description_becomes_one_line() -> None:
    """Lines are joined, indentation and what steers a terminal are dropped."""
    parameter = one({"description": "\n    The first line\n    and the second.\x1b\n  "})

    assert parameter.description == "The first line and the second."


def test_a_description_is_never_made_up() -> None:
    """Without one of its own a parameter has its definition's, if it can be nothing else."""
    size = {"type": "object", "description": "A size."}

    assert one({"$ref": "#/$defs/Size"}, Size=size).description == "A size."
    assert one({"anyOf": [{"$ref": "#/$defs/Size"}, {"type": "null"}]}, Size=size).description
    assert one({"anyOf": [{"$ref": "#/$defs/Size"}, {}]}, Size=size).description is None
    assert one({"description": " \n "}).description is None
