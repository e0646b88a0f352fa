"""What is broken and can be helped: with a note that says where and what was done."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import LAMP, OPEN, import_, member, object_of, plain

PLACE = "/components/schemas/Lamp/properties/x"


@pytest.mark.parametrize(
    ("broken", "repaired", "note"),
    [
        (
            {"$ref": "#/components/x", "title": "X"},
            {"title": "X"},
            '/$ref: the reference "#/components/x" leads nowhere, so anything is taken.',
        ),
        (
            {"$ref": "https://acme.example/lamp.json"},
            {},
            (
                '/$ref: the reference "https://acme.example/lamp.json" leads nowhere, '
                "so anything is taken."
            ),
        ),
        (
            {"$ref": "#/info"},
            {},
            '/$ref: the reference "#/info" leads nowhere, so anything is taken.',
        ),
        ({"$ref": 5}, {}, "/$ref: the reference 5 leads nowhere, so anything is taken."),
        ({"minimum": "0.5"}, {"minimum": 0.5}, '/minimum: "0.5" is read as 0.5.'),
        ({"maxLength": "5"}, {"maxLength": 5}, '/maxLength: "5" is read as 5.'),
        ({"required": "a"}, {"required": ["a"]}, '/required: "a" is read as ["a"].'),
        (
            {"type": ["string", "string"]},
            {"type": ["string"]},
            '/type: ["string", "string"] is read as ["string"].',
        ),
        ({"required": ["", "", 5]}, {"required": [""]}, '/required: ["", "", 5] is read as [""].'),
        ({"enum": None}, {}, "/enum: removed: null says nothing."),
        ({"items": None}, {}, "/items: removed: null says nothing."),
        ({"title": 3}, {}, "/title: removed, for it can't be 3."),
        ({"examples": {"a": 1}}, {}, '/examples: removed, for it can\'t be {"a": 1}.'),
        ({"x-limner-file": "film"}, {}, '/x-limner-file: removed, for it can\'t be "film".'),
        (
            {"pattern": "(?P<"},
            {},
            '/pattern: removed, for the pattern "(?P<" can\'t be read.',
        ),
        ({"allOf": []}, {}, "/allOf: removed, for it is empty."),
        ({"nullable": "yes"}, {}, "/nullable: removed, for it is neither true nor false."),
        (
            {"exclusiveMinimum": True},
            {},
            "/exclusiveMinimum: removed, for there is no minimum that it excludes.",
        ),
        (
            {"items": [{"type": "string"}], "additionalItems": False},
            {"prefixItems": [{"type": "string"}], "items": False},
            "/items: a list of schemas; it is `prefixItems` in 2020-12.",
        ),
        (
            {"$id": "https://acme.example/x"},
            {},
            '/$id: removed: "https://acme.example/x" means nothing inside a document.',
        ),
        (
            {"properties": {"a": None}},
            {"properties": {"a": {}}},
            "/properties/a: it says nothing, so anything is taken.",
        ),
        (
            {"properties": {"a": {"required": True}}},
            {"properties": {"a": {}}, "required": ["a"]},
            "/properties/a/required: read as a word of the object's.",
        ),
        (
            {"properties": {"a": {}}, "required": ["a", "b"]},
            {"properties": {"a": {}, "b": {}}, "required": ["a", "b"]},
            "/required: 'b' is demanded and not described, so it may be anything.",
        ),
        (
            {"properties": {"a": {}}, "x-fal-order-properties": ["a", "b"]},
            {"properties": {"a": {}}},
            (
                "/x-fal-order-properties: it lists members that aren't described, so they are "
                "unknown: ['b']."
            ),
        ),
        (
            {"maximum": 9, "default": 10},
            {"maximum": 9, "default": 10},
            "/default: 10 breaks its own schema; it is kept, and never sent.",
        ),
    ],
)
def test_it_is_repaired_with_a_note(broken: Any, repaired: Any, note: str) -> None:
    """What remains passes the check of documents."""
    assert member(broken) == (repaired, (PLACE + note,))


def test_a_default_is_held_against_all_that_its_schema_says() -> None:
    """Through references, and by decimal arithmetic."""
    size = object_of(width={"type": "integer", "exclusiveMinimum": 0})
    right = {"$ref": "#/components/schemas/Size", "default": {"width": 1}}
    wrong = {"$ref": "#/components/schemas/Size", "default": {"width": 0}}
    step = {"multipleOf": 1e-06, "default": 0.1}

    made = import_(plain(object_of(a=right, b=wrong, c=step), Size=size))

    assert len(made.notes) == 1
    assert "/properties/b/default: " in made.notes[0]


def test_what_others_describe_may_be_demanded() -> None:
    """A demand and a description may stand in different parts of an object."""
    parts = [object_of(a={}), {"required": ["a"], "properties": {"b": {}}, "allOf": [object_of()]}]

    made = import_(plain({"allOf": [{**parts[1], "allOf": [parts[0]]}]}))

    assert made.notes == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"minimum": "low"},
        {"enum": "a"},
        {"type": "file"},
        {"anyOf": []},
        {"oneOf": [5]},
        {"properties": []},
        {"properties": {"a": 5}},
        {"patternProperties": {"(": {}}},
        {"dependencies": {"a": ["b"]}},
    ],
)
def test_a_broken_limit_of_an_output_goes_with_a_note(broken: Any) -> None:
    """It decides of no call; the same in an input is a refusal."""
    made = import_(plain(OPEN, {"$ref": LAMP}, Lamp=object_of(x=broken)))

    (note,) = made.notes
    assert note.startswith(PLACE)
    assert "removed from the output" in note


def test_a_component_of_both_sides_is_noted_once() -> None:
    """It is one place."""
    x = {"$ref": "#/components/schemas/X"}

    made = import_(plain(object_of(x=x), object_of(x=x), X={"title": 5}))

    assert made.notes == ("/components/schemas/X/title: removed, for it can't be 5.",)
