"""What is suggested in place of a word that nothing is called."""

from __future__ import annotations

import subprocess
import sys

import pytest

from limner_registry.nearest import nearest, nearest_names

PARAMETERS = ["prompt", "num_images", "image_size", "image_url", "num_inference_steps", "seed"]
MODELS = ["fal-ai/flux/dev", "fal-ai/flux-pro", "fal-ai/birefnet/v2", "bria/fibo-edit/relight"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("promt", "prompt"),
        ("rpompt", "prompt"),
        ("inference_num_steps", "num_inference_steps"),
        ("tpmorp", None),
        ("image_size" * 1000, None),
        ("num_image", "num_images"),
        ("numImages", "num_images"),
        ("NUM-IMAGES", "num_images"),
        ("image size", "image_size"),
        ("steps", "num_inference_steps"),
        ("inference_steps", "num_inference_steps"),
        ("url", "image_url"),
        ("image", "image_url"),
        ("zzz", None),
        ("", None),
    ],
)
def test_a_name_is_found_by_its_spelling_or_by_its_part(word: str, meant: str | None) -> None:
    """A typo, another case or hyphen, and a part that only one name has."""
    assert nearest(word, PARAMETERS) == meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("fal-ai/flux/dv", "fal-ai/flux/dev"),
        ("fal-ai/flux-dev", "fal-ai/flux/dev"),
        ("fal_ai/flux/pro", "fal-ai/flux-pro"),
        ("FAL-AI/BiRefNet/v2", "fal-ai/birefnet/v2"),
        ("relight", "bria/fibo-edit/relight"),
    ],
)
def test_model_ids_are_found_too(word: str, meant: str) -> None:
    """The best one comes first."""
    assert nearest_names(word, MODELS)[0] == meant


def test_several_are_given_best_first_and_no_more_than_asked_for() -> None:
    """Three unless said otherwise."""
    names = ["model_a", "model_b", "model_c", "model_d"]

    assert len(nearest_names("model_x", names)) == 3
    assert nearest_names("model_b1", names)[0] == "model_b"
    assert len(nearest_names("model_x", names, most=1)) == 1


def test_a_word_that_is_there_in_other_spelling_is_the_only_one() -> None:
    """No near ones beside the one that is meant."""
    assert nearest_names("Model-A", ["model_a", "model_b"]) == ["model_a"]


def test_difflib_is_imported_when_something_is_looked_for() -> None:
    """A start that suggests nothing doesn't pay for it."""
    code = "import sys, limner_registry.nearest as n; assert 'difflib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
