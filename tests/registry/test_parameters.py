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
