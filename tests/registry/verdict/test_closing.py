"""The closed copy of an input schema refuses names that its author didn't list, and no more."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from jsonschema import Draft202012Validator

from limner_registry.schema import Schema, subschemas
from limner_registry.verdict.closing import close
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for

PLUGINS = Path(__file__).parents[3] / "plugins" / "limner_plugins"
NAMES = ("a", "b", "c", "d")
SIZE: Schema = {"type": "object", "properties": {"width": {"type": "integer"}}}
FLAG: Schema = {"properties": {"flag": {"type": "boolean"}}}


def is_valid(schema: Schema, value: Any) -> bool:
    """Whether the closed schema takes a value; both engines must say the same."""
    closed = close(schema)
    Draft202012Validator.check_schema(closed)
    found = engine_for(closed).is_valid(value)
    assert found == Jsonschema(closed).is_valid(value)
    return found


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*/model.json")), ids=lambda p: p.parent.name)
def test_a_usual_document_gains_nothing_but_additional_properties_false(path: Path) -> None:
    """The closed copy is as readable as the original: the same words, and one more."""
    original = json.loads(path.read_text())["input"]
    closed = close(original)
    objects = [part for part in subschemas(closed) if "properties" in part]

    assert all(part.pop("additionalProperties") is False for part in objects)
    assert closed == original


def test_the_input_is_neither_changed_nor_shared() -> None:
    """What is done to the copy doesn't reach the original."""
    schema = {"properties": {"a": {"enum": ["x"]}}, "required": ["a"]}
    before = copy.deepcopy(schema)
    closed = close(schema)
    closed["required"].append("b")
    closed["properties"]["a"]["enum"].append("y")

    assert schema == before


def test_nested_objects_and_items_are_closed_too() -> None:
    """A misspelt member is refused at any depth."""
    schema = {"properties": {"sizes": {"items": {"properties": {"one": SIZE}}}}}

    assert is_valid(schema, {"sizes": [{"one": {"width": 1}}]})
    assert not is_valid(schema, {"sizes": [{"one": {"widht": 1}}]})


@pytest.mark.parametrize("word", ["additionalProperties", "unevaluatedProperties"])
@pytest.mark.parametrize("said", [True, {"type": "integer"}, {}])
def test_an_author_who_says_something_of_other_members_is_heard(word: str, said: Any) -> None:
    """Openness on purpose stays; what is below is closed all the same."""
    schema = {"properties": {"size": SIZE}, word: said}

    assert close(schema)[word] == said
    assert is_valid(schema, {"extra": 1, "size": {"width": 1}})
    assert not is_valid(schema, {"size": {"height": 1}})


def test_an_author_who_speaks_in_a_member_of_all_of_is_heard() -> None:
    """One open part opens the whole object."""
    schema = {"properties": {"a": True}, "allOf": [{**SIZE, "additionalProperties": True}]}

    assert is_valid(schema, {"a": 1, "width": 1, "extra": 1})


def test_a_free_object_stays_free() -> None:
    """An object that lists no properties takes any."""
    assert is_valid({"type": "object"}, {"a": 1})
    assert is_valid({"anyOf": [{"type": "object"}, {"type": "null"}]}, {"a": 1})
    assert is_valid({"patternProperties": {"^x": {"type": "null"}}}, {"a": 1})


def test_an_object_without_any_property_takes_none() -> None:
    """An empty list of properties is a list."""
    assert not is_valid({"type": "object", "properties": {}}, {"a": 1})


def test_names_by_pattern_are_known_names() -> None:
    """`patternProperties` count beside `properties`."""
    schema = {"properties": {"a": True}, "patternProperties": {"^x-": True}}

    assert is_valid(schema, {"a": 1, "x-b": 1})
    assert not is_valid(schema, {"b": 1})


def test_properties_through_all_of_are_closed_as_one_object() -> None:
    """Each member of `allOf` knows some names; only what none knows is refused."""
    schema = {"allOf": [{"$ref": "#/$defs/Size"}, FLAG], "$defs": {"Size": SIZE}}

    assert close(schema)["unevaluatedProperties"] is False
    assert is_valid(schema, {"width": 1, "flag": True})
    assert not is_valid(schema, {"width": 1, "flag": True, "extra": 1})


@pytest.mark.parametrize(
    "beside",
    [
        {"$ref": "#/$defs/Size"},
        {"allOf": [SIZE]},
        {"anyOf": [SIZE, FLAG]},
        {"oneOf": [{**SIZE, "required": ["width"]}, {"required": ["height"]}]},
        {"if": {"required": ["a"]}, "then": SIZE},
        {"dependentSchemas": {"a": SIZE}},
    ],
)
def test_what_stands_beside_properties_adds_to_them(beside: Schema) -> None:
    """The object is closed once, for its own names and those of what is beside it."""
    schema = {"properties": {"a": True}, **beside, "$defs": {"Size": SIZE}}

    assert close(schema)["unevaluatedProperties"] is False
    assert is_valid(schema, {"a": 1, "width": 1})
    assert not is_valid(schema, {"a": 1, "width": 1, "extra": 1})


def test_what_is_below_an_open_part_is_closed() -> None:
    """A part of an object is open at its own top only."""
    part = {"properties": {"size": SIZE}}
    schema = {"properties": {"a": True}, "allOf": [part], "then": part, "if": True}

    assert is_valid(schema, {"a": 1, "size": {"width": 1}})
    assert not is_valid(schema, {"a": 1, "size": {"height": 1}})


def test_conditions_that_name_nothing_need_no_more_than_additional_properties() -> None:
    """Where only the object itself lists names, the plainer word will do."""
    schema = {"properties": {"a": True, "b": True}, "anyOf": [{"required": ["a"]}, {}]}

    assert close(schema) == {**schema, "additionalProperties": False}


@pytest.mark.parametrize("keyword", ["anyOf", "$ref", "allOf"])
def test_a_lone_union_or_reference_is_closed_where_it_leads(keyword: str) -> None:
    """`{"$ref": ...}`, an `allOf` of one, and each branch of a union close themselves."""
    beside: Schema = {"$ref": "#/$defs/Size"}
    member = beside if keyword == "$ref" else {keyword: [beside]}
    schema = {"properties": {"size": {**member, "default": {}}}, "$defs": {"Size": SIZE}}
    closed = close(schema)

    assert closed["properties"] == schema["properties"]
    assert closed["$defs"] == {"Size": {**SIZE, "additionalProperties": False}}
    assert not is_valid(schema, {"size": {"height": 1}})


def test_branches_of_a_union_are_closed_each_for_itself() -> None:
    """Names of two branches don't mix."""
    schema = {"anyOf": [SIZE, FLAG]}

    assert is_valid(schema, {"width": 1})
    assert is_valid(schema, {"flag": True})
    assert not is_valid(schema, {"width": 1, "flag": True})


@pytest.mark.parametrize("keyword", ["not", "if", "contains", "propertyNames"])
def test_conditions_are_left_as_they_are(keyword: str) -> None:
    """Whatever would take more, were it to refuse more, stays open all the way down."""
    condition = {"properties": {"size": SIZE}, "required": ["size"]}

    assert close({keyword: condition}) == {keyword: condition}


def test_branches_of_one_of_are_left_as_they_are() -> None:
    """Of two branches, closing would make one fail and the other the only one that fits."""
    schema = {"oneOf": [{"properties": {"size": SIZE}}, {"required": ["size"]}]}

    assert close(schema) == schema
    assert not is_valid(schema, {"size": {"height": 1}})


def test_a_definition_in_several_uses_is_copied_for_each() -> None:
    """Its own name stays closed; as a part, and under `oneOf`, copies are used."""
    schema = {
        "properties": {
            "own": {"$ref": "#/$defs/Size"},
            "part": {"$ref": "#/$defs/Size", "properties": {"depth": True}},
            "one": {"oneOf": [{"$ref": "#/$defs/Size"}, {"type": "null"}]},
        },
        "$defs": {"Size": SIZE},
    }
    closed = close(schema)

    assert closed["$defs"] == {
        "Size": {**SIZE, "additionalProperties": False},
        "Size.part": SIZE,
        "Size.open": SIZE,
    }
    assert is_valid(schema, {"one": {"extra": 1}, "part": {"width": 1, "depth": 1}})
    assert not is_valid(schema, {"own": {"extra": 1}})
    assert not is_valid(schema, {"part": {"extra": 1}})


def test_a_copy_takes_no_name_that_is_in_use() -> None:
    """A definition that is called like a copy stays what it is."""
    one = {"oneOf": [{"$ref": "#/$defs/Size"}]}
    schema = {"properties": {"one": one}, "$defs": {"Size": SIZE, "Size.open": {"type": "null"}}}

    assert close(schema)["$defs"]["Size.open"] == {"type": "null"}
    assert is_valid(schema, {"one": {"extra": 1}})


def test_a_definition_of_choices_is_never_copied() -> None:
    """What has nothing to close is the same in every use."""
    schema = {
        "oneOf": [{"$ref": "#/$defs/Choice"}, {"type": "null"}],
        "$defs": {"Choice": {"enum": ["a", "b"]}},
    }

    assert close(schema) == schema


def test_recursion_is_closed_at_every_level() -> None:
    """A tree is checked to its leaves, whether it refers to a definition or to the root."""
    for reference in ("#/$defs/Tree", "#"):
        tree = {"properties": {"left": {"$ref": reference}, "leaf": True}}
        schema = {**tree, "$defs": {"Tree": tree}}

        assert is_valid(schema, {"left": {"left": {"leaf": 1}}})
        assert not is_valid(schema, {"left": {"left": {"laef": 1}}})


def test_recursion_in_an_open_place_is_open_at_every_level() -> None:
    """A copy that refers to itself refers to the copy."""
    tree = {"properties": {"left": {"$ref": "#/$defs/Tree"}, "leaf": {"type": "null"}}}
    schema = {"properties": {"not": {"not": {"$ref": "#/$defs/Tree"}}}, "$defs": {"Tree": tree}}

    assert is_valid(schema, {"not": {"left": {"leaf": 1}}})
    assert not is_valid(schema, {"not": {"left": {"laef": 1}}})


@pytest.mark.parametrize(
    "reference",
    [
        "#/properties/size",
        "#/definitions/Size",
        "#/properties/sizes/items",
        "#/components/schemas/Size",
        "#/$defs/Image%20Size",
        "#/$defs/Image Size",
        "#/allOf/0/properties/size",
    ],
)
def test_references_to_any_place_keep_working(reference: str) -> None:
    """A definition needn't be under `$defs` to be found, and to be closed."""
    schema = {
        "properties": {"size": SIZE, "sizes": {"items": SIZE}, "used": {"$ref": reference}},
        "allOf": [{"properties": {"size": SIZE}}],
        "definitions": {"Size": SIZE},
        "components": {"schemas": {"Size": SIZE}},
        "$defs": {"Image Size": SIZE},
    }

    assert is_valid(schema, {"used": {"width": 1}})
    assert not is_valid(schema, {"used": {"width": "1"}})
    assert not is_valid(schema, {"used": {"height": 1}})


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#size"}}, "$defs": {"S": {"$anchor": "size", **SIZE}}},
        {"properties": {"a": {"$dynamicRef": "#size"}}, "$defs": {"size": SIZE}},
        {"properties": {"a": {"$id": "https://example.com/a", **SIZE}}},
    ],
)
def test_a_schema_with_places_beyond_pointers_is_copied_as_it_is(schema: Schema) -> None:
    """What is closed where couldn't be told, so nothing is broken by guessing."""
    assert close(schema) == schema


def test_data_that_look_like_schemas_are_data() -> None:
    """`enum`, `const`, `default` and `examples` are never touched, nor is a name mistaken."""
    data = {"properties": {"a": {"$ref": "#/nowhere"}}}
    schema = {
        "properties": {
            "default": {"enum": [data], "default": data, "examples": [data]},
            "properties": {"const": data},
        }
    }

    assert close(schema) == {**schema, "additionalProperties": False}


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Schema]:
    several = st.lists(inner, min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
            "additionalProperties": inner,
            "required": st.lists(st.sampled_from(NAMES), max_size=1),
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "dependentSchemas": st.dictionaries(st.sampled_from(NAMES), inner, max_size=1),
            "items": inner,
            "contains": inner,
            "unevaluatedProperties": inner,
        },
    )


LEAVES = st.sampled_from([True, {}, {"type": "integer"}, {"const": 1}, SIZE, {"type": "object"}])
REFERRING = st.sampled_from([{"$ref": "#/$defs/S"}, {"$ref": "#/$defs/S", **FLAG}])
BELOW = st.sampled_from([{"properties": {"a": {"$ref": "#"}}}, {"items": {"$ref": "#/$defs/T"}}])
SCHEMAS = st.builds(
    lambda root, s, t: {**root, "$defs": {"S": s, "T": t}},
    objects(st.recursive(LEAVES | REFERRING | BELOW, objects, max_leaves=6)),
    objects(LEAVES | BELOW),
    objects(LEAVES | REFERRING | BELOW),
)
VALUES = st.recursive(
    st.sampled_from([1, None, "x", {}, {"width": 1}]),
    lambda inner: (
        st.dictionaries(st.sampled_from((*NAMES, "z")), inner, max_size=3)
        | st.lists(inner, max_size=2)
    ),
    max_leaves=8,
)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=400,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(schema=SCHEMAS, value=VALUES)
def test_closing_never_makes_a_value_valid(schema: Schema, value: Any) -> None:
    """Whatever the closed copy takes, the schema as its author wrote it takes too."""
    if is_valid(schema, value):
        assert engine_for(schema).is_valid(value)
