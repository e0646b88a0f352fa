"""A random seed is added where a model takes one and none was given, and nowhere else."""

from __future__ import annotations

from typing import Any

import limner
from limner_registry import Model, Origin

PROMPT = {"prompt": "a lighthouse"}


def requested(endpoint_id: str, arguments: dict[str, Any]) -> limner.Request:
    return limner.Client(provider="sandbox", environment={}).validate(endpoint_id, arguments)


def invented(seed: dict[str, Any]) -> limner.Request:
    schema = {"type": "object", "properties": {"prompt": {"type": "string"}, "seed": seed}}
    document = {
        "document_version": 1,
        "endpoint_id": "acme/draw",
        "provider": "fal",
        "title": "Draw",
        "category": "text-to-image",
        "input": schema,
        "output": {"type": "object"},
    }
    return limner.Request(Model(document, Origin("acme")), PROMPT)


def test_two_calls_get_two_seeds() -> None:
    request = requested("fal-ai/flux/dev", PROMPT)
    first, second = request.with_seed(), request.with_seed()
    assert first.arguments["seed"] != second.arguments["seed"]
    assert dict(first.arguments) == {**PROMPT, "seed": first.arguments["seed"]}
    assert not request.model.check(dict(first.arguments))


def test_a_seed_that_was_given_stays() -> None:
    assert requested("fal-ai/flux/dev", {**PROMPT, "seed": 7}).with_seed().arguments["seed"] == 7


def test_a_model_without_a_seed_gets_none() -> None:
    request = requested("fal-ai/kling-video/v1/standard/text-to-video", PROMPT)
    assert request.with_seed() is request


def test_a_bound_is_kept() -> None:
    request = invented({"type": "integer", "minimum": 0, "maximum": 3})
    assert {request.with_seed().arguments["seed"] for _ in range(100)} == {0, 1, 2, 3}


def test_a_seed_of_another_kind_is_left_alone() -> None:
    request = invented({"type": "string"})
    assert request.with_seed() is request
