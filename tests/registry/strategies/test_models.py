"""For each of our models: what is drawn is judged as it says, by us and by `jsonschema`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from limner_registry import Model, Registry, installed, packaged_models
from limner_registry.files import file_places
from limner_registry.strategies import Broken, arguments, invalid_arguments, results

REGISTRY = Registry(packaged_models(installed()).models)
each_model = pytest.mark.parametrize("model", REGISTRY.values(), ids=REGISTRY)
many = settings(max_examples=300, derandomize=True, deadline=None, database=None)


@each_model
def test_valid_arguments_are_taken(model: Model) -> None:
    """300 of them pass `check` and `jsonschema` on the closed schema, with URLs for files."""
    oracle = Draft202012Validator(model.verdict.closed)

    @many
    @given(arguments(model))
    def taken(drawn: dict[str, Any]) -> None:
        assert model.check(drawn) == ()
        assert oracle.is_valid(drawn)
        for file in file_places(model.input, drawn):
            assert file.value.startswith(("https://", "data:")), file

    taken()


@each_model
def test_invalid_arguments_are_refused_where_and_as_they_say(model: Model) -> None:
    """300 of them have an issue of the code at the pointer, and are invalid for `jsonschema`."""
    oracle = Draft202012Validator(model.verdict.closed)

    @many
    @given(invalid_arguments(model))
    def refused(broken: Broken) -> None:
        found = [(issue.pointer, issue.code) for issue in model.check(broken.arguments)]
        assert (broken.pointer, broken.code) in found, found
        assert not oracle.is_valid(broken.arguments)

    refused()


@each_model
def test_results_satisfy_the_output(model: Model) -> None:
    """300 of them pass `check_result` and `jsonschema`."""
    oracle = Draft202012Validator(model.output)

    @many
    @given(results(model))
    def taken(drawn: dict[str, Any]) -> None:
        assert model.check_result(drawn) == ()
        assert oracle.is_valid(drawn)

    taken()


def drawn(model: Model, examples: int) -> list[Any]:
    """What is drawn of a model's arguments, in order."""
    found: list[Any] = []

    @settings(many, max_examples=examples)
    @given(arguments(model))
    def note(value: dict[str, Any]) -> None:
        found.append(value)

    note()
    return found


def test_what_is_drawn_is_reproducible() -> None:
    """The same model gives the same examples, at boundaries often, with none and all names."""
    model = REGISTRY["fal-ai/flux/dev"]

    found = drawn(model, 300)

    assert drawn(model, 60) == drawn(model, 60)
    steps = [value["num_inference_steps"] for value in found if "num_inference_steps" in value]
    assert sum(step in {1, 50} for step in steps) > len(steps) / 5
    assert any(isinstance(step, float) for step in steps)
    assert {len(value) for value in found} >= {1, len(model.parameters)}
    texts = "".join(value["prompt"] for value in found)
    assert any(ord(sign) > 0xFFFF for sign in texts)
    assert not any(0xD800 <= ord(sign) < 0xE000 for sign in texts)


def test_one_thing_is_changed_in_every_way() -> None:
    """Every rule of the camera's model is broken in 1500 examples, inside objects too."""
    model = REGISTRY["fal-ai/kling-video/v1/standard/text-to-video"]
    found: set[tuple[str, str]] = set()

    @settings(many, max_examples=1500)
    @given(invalid_arguments(model))
    def note(broken: Broken) -> None:
        found.add((broken.pointer, broken.rule))

    note()
    value = "/advanced_camera_control/movement_value"
    assert {(value, rule) for rule in ("minimum", "maximum", "null", "type", "required")} <= found
    assert {rule for _, rule in found} == {
        *("enum", "maxLength", "maximum", "minimum", "misspelt", "null", "required", "type"),
        "unknown",
    }
