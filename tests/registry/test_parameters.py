"""The view of a schema that help texts, tables and the reference are made from."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from limner_registry.parameters import MOST, Parameter, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator


def one(schema: Any, **definitions: Any) -> Parameter:
    (parameter,) = parameters({"properties": {"it": schema}, "$defs": definitions})
    return parameter


def places(schema: Any) -> list[str]:
    return [inside.place for top in parameters(schema) for inside in top.walk()]


def test_a_parameter_says_what_its_schema_says() -> None:
    """A plain property gives its name, type, bounds, default and description."""
    schema = {
        "properties": {
            "steps": {
                "type": "integer",
                "minimum": 1,
                "maximum": 50,
                "default": 28,
                "description": "How many steps.",
                "deprecated": True,
            }
        },
        "required": ["steps"],
    }

    (steps,) = parameters(schema)

    assert (steps.name, steps.path, steps.place) == ("steps", ("steps",), "steps")
    assert (steps.types, steps.type_text, steps.nullable) == (("integer",), "integer", False)
    assert (steps.bounds.minimum, steps.bounds.maximum, steps.range_text) == (1, 50, "1 to 50")
    assert (steps.required, steps.has_default, steps.default) == (True, True, 28)
    assert (steps.description, steps.deprecated) == ("How many steps.", True)


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


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "x-limner-file": "image"},
        {"$ref": "#/$defs/Image"},
        {"anyOf": [{"$ref": "#/$defs/Image"}, {"type": "null"}]},
        {"type": "array", "items": {"$ref": "#/$defs/Image"}},
        {"type": "array", "items": {"type": "string", "x-limner-file": "image"}},
    ],
)
def test_files_are_found_wherever_they_are_marked(schema: Any) -> None:
    """The mark counts on the place itself, its definition, an alternative or its elements."""
    assert one(schema, Image={"type": "object", "x-limner-file": "image"}).file == "image"


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


def test_members_are_found_through_references_and_lists() -> None:
    """Objects inside objects and lists come with the path that leads to them."""
    schema = {
        "properties": {
            "masks": {"type": "array", "items": {"$ref": "#/$defs/Mask"}},
            "sizes": {"additionalProperties": {"properties": {"width": {}}}},
        },
        "$defs": {
            "Mask": {"properties": {"url": {}, "path": {"items": {"$ref": "#/$defs/Point"}}}},
            "Point": {"properties": {"x": {"type": "integer"}}, "required": ["x"]},
        },
    }

    assert places(schema) == [
        "masks",
        "masks[].url",
        "masks[].path",
        "masks[].path[].x",
        "sizes",
        "sizes.*.width",
    ]
    assert parameters(schema)[0].members[1].members[0].path == ("masks", "[]", "path", "[]", "x")


def test_a_member_is_required_if_every_kind_of_its_object_needs_it() -> None:
    """Alternatives with members are one object here; only what all demand is required."""
    shape = {
        "anyOf": [
            {"properties": {"kind": {"const": "circle"}, "radius": {}}, "required": ["kind"]},
            {"properties": {"kind": {"const": "dot"}}, "required": ["kind"]},
        ]
    }

    kind, radius = one(shape).members

    assert (kind.required, kind.choices) == (True, ("circle", "dot"))
    assert not radius.required


def test_all_of_adds_up() -> None:
    """Members and demands of all parts of an `allOf` belong to the whole."""
    base = {"properties": {"prompt": {}}, "required": ["prompt"]}
    schema = {"allOf": [base], "properties": {"seed": {}}, "required": ["seed"]}

    assert [(p.name, p.required) for p in parameters(schema)] == [
        ("prompt", True),
        ("seed", True),
    ]


def test_the_providers_order_comes_first() -> None:
    """`x-fal-order-properties` orders what it names; the rest follows in the schema's order."""
    properties: dict[str, Any] = {"a": {}, "b": {}, "c": {}}

    assert places({"properties": properties}) == ["a", "b", "c"]
    assert places({"properties": properties, "x-fal-order-properties": ["c", "x", "a"]}) == [
        "c",
        "a",
        "b",
    ]


def test_a_forbidden_member_is_no_parameter() -> None:
    """A property whose schema is `false` can't be given, so it isn't shown."""
    assert places({"properties": {"no": False, "yes": True}}) == ["yes"]


def test_a_definition_is_not_expanded_inside_itself() -> None:
    """A recursive schema is shown down to where it repeats."""
    schema = {
        "properties": {"root": {"$ref": "#/$defs/Node"}, "whole": {"$ref": "#"}},
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
    }

    assert places(schema) == ["root", "root.next", "whole"]
    assert parameters(schema)[0].members[0].type_text == "Node"


def test_definitions_that_multiply_come_to_an_end() -> None:
    """Definitions that all mention each other stand for millions of members; some are shown."""
    names = [f"D{number}" for number in range(12)]
    mention_all = {name: {"$ref": f"#/$defs/{name}"} for name in names}
    definitions = {name: {"properties": mention_all} for name in names}

    shown = places({"properties": mention_all, "$defs": definitions})

    assert 12 < len(shown) < 2 * MOST


def test_what_is_no_object_has_no_parameters() -> None:
    """The boolean schemas and those of other types are read, and have none."""
    for schema in (True, False, {"type": "string"}):
        assert parameters(cast("Any", schema)) == ()


NAMES = st.sampled_from(["a", "b", "[]", "x.y"])
REFERENCES = st.sampled_from(["#", "#/$defs/a", "#/$defs/b", "#/$defs/gone", "elsewhere"])
LEAVES = st.one_of(
    st.booleans(),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "null", "array", "object", ["number", "null"]]),
            "enum": st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=2))),
            "minimum": st.floats(),
            "maxItems": st.integers(),
            "default": st.one_of(st.none(), st.text(max_size=3), st.floats()),
            "description": st.text(max_size=9),
            "$ref": REFERENCES,
        },
    ),
)


def _larger(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several, named = st.lists(schemas, max_size=3), st.dictionaries(NAMES, schemas, max_size=3)
    optional = {
        "$ref": REFERENCES,
        "properties": named,
        "required": st.lists(NAMES),
        "items": schemas,
        "prefixItems": several,
        "additionalProperties": schemas,
        "anyOf": several,
        "oneOf": several,
        "allOf": several,
    }
    return st.fixed_dictionaries({"$defs": named}, optional=optional)


@settings(max_examples=200, deadline=None)
@given(st.recursive(LEAVES, _larger, max_leaves=12))
def test_every_schema_can_be_read(schema: Any) -> None:
    """Whatever a schema holds, it is read, and its texts are one line each."""
    for parameter in (inside for top in parameters(schema) for inside in top.walk()):
        texts = (parameter.type_text, parameter.range_text, parameter.choices_text)

        for text in (*texts, parameter.default_text, parameter.description or ""):
            assert "\n" not in text


def corpus() -> Iterator[dict[str, Any]]:
    folder = os.environ.get("LIMNER_CORPUS")
    if not folder:
        pytest.skip("LIMNER_CORPUS names no folder with models.jsonl.gz")
    with gzip.open(Path(folder) / "models.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_every_real_schema_can_be_read() -> None:
    """Each property of a real endpoint's input is a parameter, with a type that has a name."""
    for model in corpus():
        found = parameters(model["input"])

        assert {p.name for p in found} == set(model["input"].get("properties", {}))
        assert all(inside.type_text for top in found for inside in top.walk())
        assert all(field.type_text for field in parameters(model["output"] or {}))
