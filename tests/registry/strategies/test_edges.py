"""The list of edges is exhaustive: each bound, choice and length of each parameter, both sides."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from limner_registry import Model, Registry, installed, packaged_models, pointer
from limner_registry.strategies import Edge, boundary_arguments, every_breach

if TYPE_CHECKING:
    from limner_registry.parameters import Parameter

REGISTRY = Registry(packaged_models(installed()).models)
each_model = pytest.mark.parametrize("model", REGISTRY.values(), ids=REGISTRY)
CODES = {
    "minimum": "greater_than_equal",
    "exclusive_minimum": "greater_than",
    "maximum": "less_than_equal",
    "exclusive_maximum": "less_than",
    "max_length": "string_too_long",
    "min_length": "string_too_short",
    "max_items": "sequence_too_long",
    "min_items": "sequence_too_short",
}

edges = cache(boundary_arguments)


def at(edge: Edge) -> Any:
    """The value that an edge is about; its container if it is about a name."""
    value: Any = edge.arguments
    for step in edge.pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value.get(step)
    return value


def place(parameter: Parameter) -> str:
    """Where a parameter's first value is."""
    return pointer(*("0" if step == "[]" else step for step in parameter.path))


@cache
def by_place(model: Model) -> dict[str, list[Edge]]:
    """The edges of each place."""
    found = defaultdict(list)
    for edge in edges(model):
        found[edge.pointer].append(edge)
    return found


@each_model
def test_each_edge_is_judged_as_it_says(model: Model) -> None:
    """Those inside are valid, those outside have the issue, for us and for `jsonschema`."""
    oracle = Draft202012Validator(model.verdict.closed)

    for edge in edges(model):
        found = [(issue.pointer, issue.code) for issue in model.check(edge.arguments)]
        assert edge.valid == oracle.is_valid(edge.arguments), edge
        assert (edge.pointer, edge.code) in found if edge.code else not found, edge


@each_model
def test_each_breach_is_judged_as_it_says(model: Model) -> None:
    """Every way to break every rule has its issue, and is invalid for `jsonschema`."""
    oracle = Draft202012Validator(model.verdict.closed)

    for broken in every_breach(model):
        found = [(issue.pointer, issue.code) for issue in model.check(broken.arguments)]
        assert (broken.pointer, broken.code) in found, broken
        assert not oracle.is_valid(broken.arguments), broken


@each_model
def test_each_bound_is_met_on_both_sides(model: Model) -> None:
    """Where there is a bound, the last value inside and the first outside are in the list."""
    for parameter in (inside for top in model.parameters for inside in top.walk()):
        here = by_place(model)[place(parameter)]
        for bound, code in CODES.items():
            limit = getattr(parameter.bounds, bound)
            if limit is None or (bound.startswith("min_") and not limit):
                continue
            outside = [at(edge) for edge in here if edge.code == code]
            inside = [at(edge) for edge in here if edge.valid]
            assert outside, (parameter, bound)
            if bound in {"minimum", "maximum"}:
                assert limit in inside
                assert all(abs(value - limit) <= 1 for value in outside)
            elif bound.startswith("exclusive"):
                assert limit in outside
                assert min(abs(value - limit) for value in inside if type(value) is int) == 1
            else:
                assert limit in map(len, inside)
                assert {abs(len(value) - limit) for value in outside} == {1}


@each_model
def test_each_choice_and_each_way_to_leave_out_is_there(model: Model) -> None:
    """Every choice, null, both truths, each optional parameter alone, and none of them."""
    required = {top.name for top in model.parameters if top.required}
    for parameter in (inside for top in model.parameters for inside in top.walk()):
        inside = [at(edge) for edge in by_place(model)[place(parameter)] if edge.valid]
        outside = {edge.code for edge in by_place(model)[place(parameter)]}
        assert all(choice in inside for choice in parameter.choices or ())
        assert not parameter.nullable or None in inside
        assert parameter.nullable or outside & {"type", "one_of", "any_of"}
        assert "boolean" not in parameter.types or {True, False} <= set(inside)
        assert not parameter.required or "missing" in outside
    given = [set(edge.arguments) for edge in edges(model) if edge.valid]
    assert required in given
    optional = {top.name for top in model.parameters} - required
    assert all({name} | required in given for name in optional)


def test_the_list_is_finite_and_always_the_same() -> None:
    """All models have 76 parameters, and some 1,000 edges, which are the same each time."""
    assert sum(len(model.parameters) for model in REGISTRY.values()) == 76
    assert 900 < sum(len(edges(model)) for model in REGISTRY.values()) < 2_000
    model = REGISTRY["fal-ai/flux/dev"]
    assert boundary_arguments(model) == edges(model)
