"""Failed unions: told about the branch that was meant, by both engines in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from limner_registry.verdict import Verdict
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from limner_registry.issue import Issue


def check(schema: dict[str, Any], arguments: Any) -> tuple[Issue, ...]:
    """The issues, which both engines must tell in the same words."""
    by_the_faster, by_python = (
        Verdict(schema, engine=engine).check(arguments) for engine in (engine_for, Jsonschema)
    )
    assert by_the_faster == by_python
    return by_the_faster


SIZE = {
    "anyOf": [
        {"$ref": "#/$defs/Size"},
        {"type": "string", "enum": ["square", "square_hd"]},
    ]
}
SHAPES = {
    "anyOf": [
        {"properties": {"kind": {"const": "circle"}, "r": {"type": "number"}}, "type": "object"},
        {"properties": {"kind": {"const": "box"}, "w": {"type": "number"}}, "type": "object"},
    ]
}
UNIONS = {
    "properties": {
        "size": SIZE,
        "seed": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
        "shape": SHAPES,
        "either": {
            "anyOf": [
                {"properties": {"path": {"type": "string"}, "scale": {"type": "number"}}},
                {"properties": {"url": {"type": "string"}}, "required": ["url"]},
            ]
        },
        "one": {"oneOf": [{"type": "integer"}, {"type": "number", "maximum": 5}]},
        "items": {"items": {"anyOf": [{"$ref": "#/$defs/Size"}, {"type": "null"}]}},
    },
    "$defs": {"Size": {"type": "object", "properties": {"width": {"type": "integer"}}}},
}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"size": "squre"}, [("/size", "one_of")]),
        ({"size": {"width": "1"}}, [("/size/width", "type")]),
        ({"size": {"widht": 1}}, [("/size/widht", "unknown_parameter")]),
        ({"size": 5}, [("/size", "any_of")]),
        ({"seed": "x"}, [("/seed", "type")]),
        ({"seed": -1}, [("/seed", "greater_than_equal")]),
        ({"shape": {"kind": "box", "w": "1"}}, [("/shape/w", "type")]),
        ({"shape": {"kind": "box", "r": 1}}, [("/shape/r", "unknown_parameter")]),
        ({"shape": {"kind": "hexagon"}}, [("/shape/kind", "one_of")]),
        ({"either": {"path": "x", "scale": "big"}}, [("/either/scale", "type")]),
        ({"either": {"url": 5}}, [("/either/url", "type")]),
        ({"one": 3}, [("/one", "any_of")]),
        ({"one": "x"}, [("/one", "any_of")]),
        ({"items": [{"width": 1}, None, {"width": 1.5}]}, [("/items/2/width", "type")]),
    ],
)
def test_a_failed_union_is_told_about_the_branch_that_was_meant(
    arguments: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """By its type, by a constant that marks it, else by how little is wrong."""
    assert [(i.pointer, i.code) for i in check(UNIONS, arguments)] == expected


def test_null_is_among_the_types_of_what_may_be_null() -> None:
    """`anyOf` of a type and null reads as the type, or null."""
    (issue,) = check(UNIONS, {"seed": "x"})

    assert issue.allowed == ["integer", "null"]
    assert issue.message == "seed must be a whole number of at least 0 or null, not 'x'"


def test_the_other_form_is_mentioned() -> None:
    """Who misspells a choice learns that an object is taken too."""
    (issue,) = check(UNIONS, {"size": "squre"})

    assert issue.message == (
        "'squre' is not one of the choices of size: square, square_hd; did you mean 'square'? "
        "(an object of width is taken too)"
    )
    assert (issue.allowed, issue.suggestion) == (["square", "square_hd"], "square")


def test_what_fits_no_branch_is_told_what_is_taken() -> None:
    """One issue, in words."""
    (issue,) = check(UNIONS, {"size": 5})

    assert issue.allowed == ["object", "string"]
    assert issue.message == (
        "5 is not what size takes: an object of width or one of 'square', 'square_hd'"
    )


def test_a_mark_that_no_branch_has_is_told_with_all_marks() -> None:
    """`kind` of a union is a choice like any other."""
    (issue,) = check(UNIONS, {"shape": {"kind": "circel"}})

    assert (issue.allowed, issue.suggestion) == (["circle", "box"], "circle")
