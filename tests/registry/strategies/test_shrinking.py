"""What fails is shrunk to as little as fails, whichever edge it was found at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import find, settings

from limner_registry import Registry, installed, packaged_models
from limner_registry.strategies import Broken, arguments, invalid_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

REGISTRY = Registry(packaged_models(installed()).models)
FLUX = REGISTRY["fal-ai/flux/dev"]
KLING = REGISTRY["fal-ai/kling-video/v1/standard/image-to-video"]
FILE = "https://example.com/.png"
thorough = settings(max_examples=1_000, derandomize=True, deadline=None, database=None)


@pytest.mark.parametrize(
    ("fails", "smallest"),
    [
        (lambda a: a.get("num_images", 1) > 2, {"num_images": 3}),
        (lambda a: a.get("guidance_scale", 1) > 7.5, {"guidance_scale": 8}),
        (lambda a: "acceleration" in a and "seed" in a, {"acceleration": "none", "seed": 0}),
        (lambda a: len(a["prompt"]) > 5, {"prompt": "000000"}),
        (
            lambda a: a.get("image_size") and "width" in a["image_size"],
            {"image_size": {"width": 1}},
        ),
    ],
)
def test_arguments_shrink(
    fails: Callable[[dict[str, Any]], bool], smallest: dict[str, Any]
) -> None:
    """Only what matters is left, with the smallest value that matters."""
    assert find(arguments(FLUX), fails, settings=thorough) == {"prompt": "", **smallest}


def test_what_is_deep_inside_shrinks() -> None:
    """One mask with one point is left of many."""

    def fails(drawn: dict[str, Any]) -> bool:
        masks = drawn.get("dynamic_masks", [])
        return any(point["x"] > 100 for m in masks for point in m.get("trajectories", []))

    assert find(arguments(KLING), fails, settings=thorough) == {
        "prompt": "",
        "image_url": FILE,
        "dynamic_masks": [{"mask_url": FILE, "trajectories": [{"x": 101, "y": 0}]}],
    }


def test_invalid_arguments_shrink() -> None:
    """A broken bound comes down to the smallest step beyond it, and what can't be left out."""
    found = find(
        invalid_arguments(FLUX),
        lambda one: (one.pointer, one.rule) == ("/num_images", "maximum"),
        settings=thorough,
    )

    assert found == Broken(
        {"prompt": "", "num_images": 5}, "/num_images", "less_than_equal", "maximum"
    )
