"""A schema that vouches for what it accepts accepts only what can travel, and all of that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

pytest.importorskip("jsonschema_rs", exc_type=ImportError)

from limner_registry.verdict import Verdict
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.engine_jsonschema_rs import JsonschemaRs
from limner_registry.verdict.travel import LEVELS
from limner_registry.verdict.vouching import vouching

if TYPE_CHECKING:
    from limner_registry.schema import Schema

CLOSED: dict[str, Any] = {"type": "object", "additionalProperties": False}
PLACES: dict[str, Any] = {
    "text": {"type": "string"},
    "short": {"type": "string", "maxLength": 3},
    "formed": {"type": "string", "pattern": "^"},
    "url": {"type": "string", "format": "uri"},
    "whole": {"type": "integer"},
    "few": {"type": "integer", "minimum": 1, "maximum": 4},
    "number": {"type": "number"},
    "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "multipleOf": 0.01},
    "flag": {"type": "boolean"},
    "none": {"type": "null"},
    "choice": {"enum": ["a", None, True]},
    "amount": {"enum": [0, 1, 0.5]},
    "fixed": {"const": 0},
    "size": {"$ref": "#/$defs/Size"},
    "maybe": {"anyOf": [{"$ref": "#/$defs/Size"}, {"type": "integer"}, {"type": "null"}]},
    "sizes": {"type": "array", "items": {"$ref": "#/$defs/Size"}, "maxItems": 2},
    "grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
    "never": False,
}
SCHEMA: Schema = {
    **CLOSED,
    "properties": PLACES,
    "required": ["flag"],
    "$defs": {
        "Size": {
            **CLOSED,
            "properties": {"width": {"type": "integer"}, "name": {"type": "string"}},
        }
    },
}


class Text(str):
    __slots__ = ()


class Whole(int):
    __slots__ = ()


STRANGE: tuple[Any, ...] = (
    "\ud800", "a\udfff", float("nan"), float("inf"), 10**4300, -(10**5000), b"x", {1}, 1j,
    object(), Text("\ud800"), Whole(10**4300), {1: 2}, {"\ud800": 1}, {"width": 10**4400},
    {"name": "\ud800"}, {"width": float("nan")}, [{"width": b"x"}], [[float("inf")]],
)  # fmt: skip

names = st.sampled_from([*PLACES, "width", "name", "other"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-2, 5)
    | st.sampled_from([0.5, 1.0, 0.015, "a", "abcd", "ä", "\0", 10**18, 10**400, 2.0**70])
    | st.integers(0, len(STRANGE) - 1).map(lambda which: STRANGE[which])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=2).map(tuple)
        | st.dictionaries(names, inner, max_size=3)
    ),
    max_leaves=6,
)


def can_travel(value: Any) -> bool:
    """Whether JSON can be written of it."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        return False
    return True


def accepted(schema: Schema, value: Any) -> bool:
    try:
        return JsonschemaRs(schema).accepts(value)
    except (TypeError, ValueError):
        return False


@pytest.mark.parametrize("name", PLACES)
def test_what_cannot_travel_is_accepted_at_no_place(name: str) -> None:
    """Whatever the type that is asked for there, and how much else is asked."""
    found = [accepted(SCHEMA, {"flag": True, name: strange}) for strange in STRANGE]

    assert vouching(SCHEMA) is not None
    assert not any(found)


@settings(derandomize=True, deadline=None, max_examples=600)
@given(value=st.dictionaries(names, values, max_size=4), flag=st.booleans())
def test_what_is_accepted_is_valid_and_can_travel(value: dict[str, Any], flag: bool) -> None:  # noqa: FBT001
    """And what isn't accepted is looked at more closely: the verdict is that of jsonschema."""
    value = {**value, "flag": flag}
    right = can_travel(value) and Jsonschema(SCHEMA).is_valid(value)

    assert right or not accepted(SCHEMA, value)
    assert (Verdict(SCHEMA).check(value) == ()) == right


@pytest.mark.parametrize("name", [name for name in PLACES if name != "never"])
def test_plain_values_are_accepted_without_a_closer_look(name: str) -> None:
    """At every kind of place."""
    good: dict[str, Any] = {
        "text": "ä" * 100, "short": "abc", "formed": "", "url": "https://acme.example",
        "whole": -5, "few": 4, "number": 1.5, "share": 0.29, "flag": False, "none": None,
        "choice": True, "amount": 1.0, "fixed": 0.0, "size": {"width": 1, "name": "x"},
        "maybe": {}, "sizes": [{"width": 2}, {}], "grid": ([1, 2.5], []),
    }  # fmt: skip

    assert accepted(SCHEMA, {"flag": True, name: good[name]})


def nested(levels: int) -> Schema:
    """A list of lists of ... of numbers, in an object: a value of so many levels."""
    schema: Schema = {"type": "integer"}
    for _ in range(levels - 1):
        schema = {"type": "array", "items": schema}
    return {**CLOSED, "properties": {"a": schema}}


@pytest.mark.parametrize(
    ("schema", "vouches"),
    [
        (CLOSED | {"properties": {"a": {"type": "string"}}}, True),
        (CLOSED, True),
        (CLOSED | {"properties": {"a": {}}}, False),
        (CLOSED | {"properties": {"a": True}}, False),
        (CLOSED | {"properties": {"a": {"maximum": 5}}}, False),
        (CLOSED | {"properties": {"a": {"type": ["integer", "null"]}}}, False),
        (CLOSED | {"properties": {"a": {"type": "array"}}}, False),
        (CLOSED | {"properties": {"a": {"enum": [{}]}}}, False),
        (CLOSED | {"properties": {"a": {"const": [1]}}}, False),
        (CLOSED | {"properties": {"a": {"enum": ["auto", 1]}}}, False),
        (CLOSED | {"additionalProperties": {"type": "string"}}, False),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, False),
        ({"anyOf": [{"type": "null"}, {"type": "object"}]}, False),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"type": "object"}}}, False),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"type": "null"}}}, True),
        (CLOSED | {"properties": {"a": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}}, False),
        (nested(LEVELS), True),
        (nested(LEVELS + 1), False),
    ],
)
def test_a_schema_vouches_if_each_of_its_places_is_known(schema: Schema, vouches: bool) -> None:  # noqa: FBT001
    """Any that takes what it doesn't name, or leads into itself, makes a look necessary."""
    assert (vouching(schema) is not None) is vouches


def test_a_schema_that_refers_to_itself_in_many_ways_is_made_once() -> None:
    """Definitions that each lead to the next one twice don't double the work."""
    definitions: Schema = {
        f"D{i}": CLOSED
        | {"properties": {"a": {"$ref": f"#/$defs/D{i + 1}"}, "b": {"$ref": f"#/$defs/D{i + 1}"}}}
        for i in range(60)
    }
    definitions["D60"] = {"type": "integer"}
    made = vouching({"$ref": "#/$defs/D0", "$defs": definitions})

    assert made is not None
    assert len(made["$defs"]) == 61
