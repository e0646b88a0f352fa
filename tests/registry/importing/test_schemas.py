"""Schemas: what they refer to comes along, and old spellings become those of 2020-12."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import LAMP, OPEN, import_, member, object_of, plain

TEXT = {"type": "string"}
NULL = {"type": "null"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_only_what_is_reached_comes_along_in_the_documents_order() -> None:
    """Names are kept, also of what refers to itself."""
    components = {
        "Unused": TEXT,
        "Shade": object_of(inner=ref("Shade"), colour=ref("Colour")),
        "Colour": TEXT,
    }
    openapi = plain(object_of(a=ref("Colour"), b=ref("Shade")), ref("Colour"), **components)

    document = import_(openapi).document

    assert document["input"] == {
        **object_of(a={"$ref": "#/$defs/Colour"}, b={"$ref": "#/$defs/Shade"}),
        "$defs": {
            "Shade": object_of(inner={"$ref": "#/$defs/Shade"}, colour={"$ref": "#/$defs/Colour"}),
            "Colour": TEXT,
        },
    }
    assert list(document["input"]["$defs"]) == ["Shade", "Colour"]
    assert document["output"] == TEXT


def test_references_of_every_kind() -> None:
    """Through an alias, to the root, into a component, percent-encoded, beside other words."""
    openapi = plain(
        ref("Alias"),
        Alias=ref("Lamp"),
        Lamp=object_of(
            again=ref("Lamp"),
            part=ref("Shade/properties/x"),
            odd={"$ref": "#/components/schemas/a%20b", "description": "Odd."},
        ),
        Shade=object_of(x=TEXT),
        **{"a b": TEXT},
    )

    made = import_(openapi)

    assert made.notes == ()
    assert made.document["input"] == {
        **object_of(
            again={"$ref": "#"},
            part={"$ref": "#/$defs/Shade/properties/x"},
            odd={"$ref": "#/$defs/a_b", "description": "Odd."},
        ),
        "$defs": {"Shade": object_of(x=TEXT), "a_b": TEXT},
    }


def test_definitions_outside_of_components() -> None:
    """Wherever a reference leads, its target comes along; two of one name are kept apart."""
    openapi = plain(object_of(a=ref("Size"), b={"$ref": "#/definitions/Size"}), Size=TEXT)
    openapi["definitions"] = {"Size": {"type": "integer"}}

    assert import_(openapi).document["input"]["$defs"] == {
        "Size": TEXT,
        "Size_": {"type": "integer"},
    }


def test_a_reference_into_its_own_component_is_read_so() -> None:
    """Generators that paste a schema with its `$defs` mean these."""
    inside = {**object_of(x={"$ref": "#/$defs/X"}), "$defs": {"X": TEXT}}

    made = import_(plain({"$ref": LAMP}, Lamp=inside))

    assert made.document["input"] == inside
    assert made.notes == (
        (
            '/components/schemas/Lamp/properties/x/$ref: the reference "#/$defs/X" is read as one '
            "into the same component."
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, TEXT),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "const": "a", "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"enum": ["a"], "nullable": True}, {"anyOf": [{"enum": ["a"]}, NULL]}),
        ({"anyOf": [TEXT], "nullable": True}, {"anyOf": [TEXT, NULL]}),
        ({"anyOf": [TEXT, NULL], "nullable": True}, {"anyOf": [TEXT, NULL]}),
        (
            {"allOf": [TEXT], "nullable": True, "description": "A word."},
            {"anyOf": [{"allOf": [TEXT]}, NULL], "description": "A word."},
        ),
        (
            {"type": "string", "anyOf": [{"maxLength": 3}], "nullable": True},
            {"type": ["string", "null"], "anyOf": [{"anyOf": [{"maxLength": 3}]}, NULL]},
        ),
        ({"nullable": True, "title": "X"}, {"title": "X"}),
        ({"minimum": 0, "exclusiveMinimum": True}, {"exclusiveMinimum": 0}),
        ({"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}),
        ({"maximum": 9, "exclusiveMaximum": False}, {"maximum": 9}),
        ({"exclusiveMinimum": 0}, {"exclusiveMinimum": 0}),
        ({"example": 3}, {"examples": [3]}),
        ({"example": 3, "examples": [4, 3]}, {"examples": [4, 3]}),
        ({"example": None, "examples": [4]}, {"examples": [4, None]}),
    ],
)
def test_old_spellings(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Each says the same in the words of 2020-12, and needs no note."""
    assert member(old) == (new, ())


def test_a_reference_that_may_be_null() -> None:
    """The reference stays one."""
    made = import_(plain(object_of(x={**ref("X"), "nullable": True}), X=TEXT))

    assert made.document["input"]["properties"]["x"] == {"anyOf": [{"$ref": "#/$defs/X"}, NULL]}


def test_members_stand_in_fals_order() -> None:
    """Which says no more then, and is dropped; what it doesn't list comes last."""
    schema = {**object_of(c={}, b={}, a={}), "x-fal-order-properties": ["a", "b"]}

    found = import_(plain(schema)).document["input"]

    assert found == object_of(a={}, b={}, c={})
    assert list(found["properties"]) == ["a", "b", "c"]


def test_everything_else_is_kept() -> None:
    """Words that nobody here knows, white space, and data that looks like schemas."""
    schema = {
        "description": "\n    A lamp.\n  ",
        "ui": {"field": "lamp"},
        "x-acme": {"$ref": "#/nowhere"},
        "const": {"nullable": True, "$ref": "#/nowhere"},
        "default": {"nullable": True, "$ref": "#/nowhere"},
    }

    assert member(schema) == (schema, ())


def test_a_property_may_be_called_as_a_keyword() -> None:
    """`nullable`, `example`, `required` and `$ref` are names too."""
    inside = object_of(nullable=TEXT, example=TEXT, required=TEXT, **{"$ref": TEXT})

    assert member(inside) == (inside, ())


def test_true_is_a_schema() -> None:
    """Of a parameter, and of a whole output."""
    document = import_(plain(object_of(x=True), True)).document  # noqa: FBT003 -- a schema

    assert document["input"] == object_of(x=True)
    assert document["output"] == {}
    assert import_(plain(OPEN, False)).document["output"] == {"not": {}}  # noqa: FBT003 -- a schema
