"""Search: the models that a few words describe, the best match first."""

from __future__ import annotations

import pytest

from limner_registry import Model, Origin, installed, packaged_models, search

MODELS = packaged_models(installed()).models


def ids(query: str, **wanted: str) -> list[str]:
    return [model.endpoint_id for model in search(MODELS, query, **wanted)]


def model(endpoint_id: str, **facts: object) -> Model:
    plain = {"title": "T", "category": "c", "provider": "fal", "input": {}}
    return Model({**plain, "endpoint_id": endpoint_id, **facts}, Origin("acme"))


def test_part_of_a_word_finds_both_upscalers() -> None:
    """`upscal` finds both upscalers and nothing else."""
    assert ids("upscal") == ["clarityai/crystal-upscaler", "fal-ai/clarity-upscaler"]


def test_nothing_asked_is_everything() -> None:
    """An empty query fits all models, in the order of their ids."""
    assert ids("") == ids("  ") == sorted(model.endpoint_id for model in MODELS)


def test_every_word_must_occur() -> None:
    """More words find fewer models."""
    assert ids("kling text") == ["fal-ai/kling-video/v1/standard/text-to-video"]
    assert ids("kling reseason") == []


@pytest.mark.parametrize("query", ["FLUX dev", "flux DEV", "Dev Flux"])
def test_case_and_order_do_not_count(query: str) -> None:
    """The words may be written in any case and order."""
    assert ids(query)[0] == "fal-ai/flux/dev"


def test_an_alias_is_found() -> None:
    """A model is found by the name that it had in the seed."""
    assert ids("v1_standard_text-to-video") == ["fal-ai/kling-video/v1/standard/text-to-video"]


def test_a_parameter_is_found() -> None:
    """The models that have a parameter are found by its name."""
    assert ids("camera_control") == ["fal-ai/kling-video/v1/standard/text-to-video"]


def test_an_id_counts_more_than_a_description() -> None:
    """A word in the id outweighs one in title, category, parameter or description."""
    places = [
        model("a/described", description="a lamp"),
        model("b/parametrised", input={"properties": {"lamp": {}}}),
        model("c/categorised", category="lamp-to-image"),
        model("d/titled", title="Lamp"),
        model("e/lamp"),
    ]

    assert [found.endpoint_id[0] for found in search(places, "lamp")] == ["e", "d", "c", "b", "a"]


def test_a_model_without_a_description_is_not_called_none() -> None:
    """What is absent, or null, isn't searched as a word."""
    assert search([model("a/one"), model("a/two", description=None)], "none") == []


def test_category_and_provider_narrow() -> None:
    """Only models of the category and provider that are asked for are found."""
    assert all("video" in found for found in ids("", category="text-to-video"))
    assert ids("flux", category="text-to-video") == []
    assert len(ids("", provider="fal")) == 13
    assert ids("", provider="another") == []
