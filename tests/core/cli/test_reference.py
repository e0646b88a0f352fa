"""`limner reference` prints the Model Parameter Reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from click.testing import Result

from limner_registry import Registry, installed, packaged_models
from limner_registry.reference import render

if TYPE_CHECKING:
    import subprocess

Limner = Callable[..., Result]

DOCUMENTS = [model.document for model in Registry(packaged_models(installed()).models).values()]


def test_the_original_comes_to_the_byte(
    piped: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """What reaches a pipe are the rendered bytes, none changed and none added."""
    finished = piped("reference", "--style", "original")

    assert finished.stdout == render(DOCUMENTS, "original")
    assert finished.stderr == ""


def test_into_a_pipe_goes_markdown(limner: Limner) -> None:
    """The reference prints what it names, whoever reads."""
    assert limner("reference").stdout == render(DOCUMENTS)


def test_some_models_can_be_named(limner: Limner) -> None:
    """Ids, and aliases, choose what is printed."""
    text = limner("reference", "fal-ai/flux/dev", "fal-ai/flux/dev").stdout

    chosen = [one for one in DOCUMENTS if one["endpoint_id"] == "fal-ai/flux/dev"]
    assert text == render(chosen)


def test_json_holds_the_markdown(limner: Limner) -> None:
    """`--json` gives the same inside an object."""
    answer = json.loads(limner("reference", "fal-ai/flux/dev", "--json").stdout)

    assert answer["endpoint_ids"] == ["fal-ai/flux/dev"]
    assert answer["style"] == "full"
    assert answer["markdown"] == limner("reference", "fal-ai/flux/dev").stdout


def test_an_unknown_model_is_told_as_text(limner: Limner) -> None:
    """An error of this command is text, for it never answers JSON unasked."""
    answer = limner("reference", "fal-ai/flux/dv")

    assert answer.exit_code == 3
    assert answer.stdout == ""
    assert "did you mean fal-ai/flux/dev" in answer.stderr
