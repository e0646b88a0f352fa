"""Coverage: which rules were seen kept and broken, and what can't be, with a proof."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from limner_registry import Model, Origin, Registry, installed, packaged_models
from limner_registry.coverage import Coverage, Report
from limner_registry.strategies import (
    Broken,
    arguments,
    boundary_arguments,
    every_breach,
    invalid_arguments,
)

# What can't be seen is proved by it.
pytest.importorskip("jsonschema_rs", exc_type=ImportError)

REGISTRY = Registry(packaged_models(installed()).models)
MODELS = tuple(REGISTRY.values())
many = settings(max_examples=400, derandomize=True, deadline=None, database=None)


def model(schema: Any) -> Model:
    return Model({"endpoint_id": "example/one", "input": schema}, Origin("here"))


def fed(subject: Model, *every: dict[str, Any]) -> Report:
    coverage = Coverage(subject)
    for one in every:
        coverage.saw(one, subject.check(one))
    return coverage.report()


def test_the_edges_of_our_models_reach_everything() -> None:
    """All 13: every side of every rule is seen in the list of edges alone, or proved unseeable."""
    edges = {one: boundary_arguments(one) for one in MODELS}

    reports = [fed(one, *(edge.arguments for edge in edges[one])) for one in MODELS]

    every = [edge for one in MODELS for edge in edges[one]]
    sides = sum(report.reachable for report in reports)
    print(*(f"\n{report.text()}" for report in reports), sep="\n")
    print(f"\n{len(every):,} edges, {sum(edge.valid for edge in every)} of them valid:")
    print(f"{sum(report.reached for report in reports)} of {sides} sides of rules seen")
    assert [report.missing for report in reports] == [()] * len(MODELS)
    assert {report.percent for report in reports} == {100}
    assert sides > 550
    assert {one.goal.keyword for report in reports for one in report.unreachable} == {"type"}


def test_what_is_drawn_reaches_nearly_everything_too() -> None:
    """800 examples, with a fixed seed, of the model with the most rules."""
    subject = REGISTRY["fal-ai/z-image/base"]
    coverage = Coverage(subject)

    @many
    @given(arguments(subject))
    def valid(drawn: dict[str, Any]) -> None:
        coverage.saw(drawn, subject.check(drawn))

    @many
    @given(invalid_arguments(subject))
    def invalid(broken: Broken) -> None:
        coverage.saw(broken.arguments, subject.check(broken.arguments))

    valid()
    invalid()

    report = coverage.report()
    assert report.percent > 85
    assert {goal.side for goal in report.missing} <= {"broken"}


def test_a_rule_is_broken_only_on_its_own_account() -> None:
    """Arguments that break two rules tell of neither; those that break one tell of it alone."""
    subject = model(
        {
            "type": "object",
            "properties": {"n": {"type": "integer", "minimum": 1}, "s": {"maxLength": 2}},
        }
    )

    def broken(report: Report) -> set[str]:
        return {
            one.goal.keyword for one in report.goals if one.reached and one.goal.side == "broken"
        }

    assert broken(fed(subject, {"n": 0, "s": "too long"})) == set()
    assert broken(fed(subject, {"n": 0})) == {"minimum"}
    assert broken(fed(subject, {"n": 0}, {"s": "too long"})) == {"minimum", "maxLength"}
    assert broken(fed(subject, {"m": 0})) == {"additionalProperties"}


def test_each_use_of_a_definition_is_a_place_of_its_own() -> None:
    """What was seen of one parameter says nothing of another one of the same type."""
    sizes = {"one": {"$ref": "#/$defs/Size"}, "other": {"$ref": "#/$defs/Size"}}
    size = {"type": "integer", "maximum": 4}
    subject = model({"properties": sizes, "$defs": {"Size": size}})

    report = fed(subject, {"one": 4}, {"one": 5})

    assert [row for row in report.rows() if row[1].startswith("maximum")] == [
        ("one", "maximum 4", "1/1", "1/1"),
        ("other", "maximum 4", "0/1", "0/1"),
    ]


def test_what_contains_itself_comes_to_an_end() -> None:
    """A recursive definition has the goals of its first turn, and all of them are reached."""
    node = {
        "type": "object",
        "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}},
        "required": ["next"],
    }
    subject = model({"properties": {"node": {"$ref": "#/$defs/Node"}}, "$defs": {"Node": node}})

    report = fed(subject, *(one.arguments for one in every_breach(subject)))

    assert {one.goal.place for one in report.goals} == {"", "node", "node.next"}
    assert {goal.side for goal in report.missing} == {"kept"}


def test_what_can_make_no_difference_is_proved_and_named() -> None:
    """With the reason; what only wasn't seen is told apart from it."""
    subject = model(
        {
            "type": "object",
            "properties": {
                "mode": {"type": "string", "enum": ["a", "b"]},
                "n": {"type": "integer", "minimum": 2, "exclusiveMinimum": 1},
                "seed": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            },
        }
    )

    lines = fed(subject, {}).text().splitlines()

    assert lines[0] == "example/one: 2 of 16 sides of rules (12.5 %), in 1 arguments"
    assert 'not seen: mode: enum "a", kept' in lines
    assert "type can't be broken (enum beside it says as much): mode" in lines
    assert "exclusiveMinimum can't be broken (minimum beside it says as much): n" in lines
    assert "type can't be broken (another form takes it): seed" in lines
    assert "type can't be broken (arguments are always an object): (arguments)" in lines


def test_the_report_is_for_people_and_programs() -> None:
    """JSON has every rule, Markdown a table, text fits 80 columns."""
    subject = REGISTRY["bria/fibo-edit/relight"]

    report = fed(subject, *(edge.arguments for edge in boundary_arguments(subject)))

    found = json.loads(json.dumps(report.as_json()))
    assert found["percent"] == 100
    assert found["reached"] == found["reachable"] == report.reached
    assert {"place": "light_type", "rule": "required", "kept": "1/1", "broken": "1/1"} in found[
        "rules"
    ]
    assert max(map(len, report.text().splitlines())) <= 80
    assert "| `light_type`" in report.markdown()
    assert len({len(line.split(" | ")) for line in report.markdown().splitlines()[2:-5]}) == 1


def test_what_cant_travel_reaches_nothing() -> None:
    """NaN, and objects that JSON has no words for, are no evidence and no error."""
    subject = model({"type": "object", "properties": {"n": {"type": "number", "minimum": 1}}})

    report = fed(subject, {"n": float("nan")}, {"n": object()})

    assert report.seen == 2
    assert report.reached == 0
