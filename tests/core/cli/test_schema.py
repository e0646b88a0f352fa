"""`limner schema` shows one model, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from limner_registry import Registry, installed, packaged_models

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

MODELS = Registry(packaged_models(installed()).models)


@pytest.mark.parametrize("endpoint_id", MODELS)
def test_the_json_is_the_model(limner: Limner, endpoint_id: str) -> None:
    """Into a pipe goes what the document says, with its identity."""
    model = MODELS[endpoint_id]

    answer = json.loads(limner("schema", endpoint_id).stdout)

    assert answer["endpoint_id"] == endpoint_id
    assert answer["title"] == model.title
    assert answer["input"] == model.input
    assert answer["output"] == model.output
    assert answer["document_sha256"] == model.sha256
    assert ("price" in answer) == ("price" in model.document)


def test_an_alias_shows_its_model(limner: Limner) -> None:
    """The name that the seed gives a model finds it, and the real id is told."""
    answer = json.loads(limner("schema", "fal-ai/kling-video/v1_standard_text-to-video").stdout)

    assert answer["endpoint_id"] == "fal-ai/kling-video/v1/standard/text-to-video"


@pytest.mark.parametrize("endpoint_id", MODELS)
def test_the_json_schema_is_one(limner: Limner, endpoint_id: str) -> None:
    """`--format jsonschema` is valid JSON Schema 2020-12 of the input."""
    schema = json.loads(limner("schema", endpoint_id, "--format", "jsonschema").stdout)

    Draft202012Validator.check_schema(schema)
    assert schema["properties"] == MODELS[endpoint_id].input["properties"]


def test_the_openapi_document_is_one(limner: Limner) -> None:
    """`--format openapi` has the queue's paths."""
    document = json.loads(limner("schema", "fal-ai/flux/dev", "--format", "openapi").stdout)

    assert document["openapi"] == "3.1.0"
    assert "/fal-ai/flux/dev" in document["paths"]


def test_the_table_tells_everything(terminal: Terminal) -> None:
    """Identity, price, links, parameters with nested ones, and the result's fields are shown."""
    seen = terminal("schema", "fal-ai/flux/dev")

    assert max(map(len, seen.lines)) <= 80
    assert seen.lines[0] == "FLUX.1 [dev]"
    for line in (
        "  id        fal-ai/flux/dev",
        "  page      https://fal.ai/models/fal-ai/flux/dev",
        "  plugin    fal_ai_flux_dev (limner 0.1.0)",
        "Parameters",
        "  prompt                 required: string",
        "  num_images             integer, 1 to 4; default 1",
        "    width                integer, above 0, at most 14142; default 512",
        "Result",
        "    url              string",
    ):
        assert line in seen.lines
    assert "0.025 USD per megapixel" in seen.text


@pytest.mark.parametrize("endpoint_id", MODELS)
def test_every_table_fits_the_terminal(limner: Limner, endpoint_id: str) -> None:
    """No line of any table is longer than 80 columns, but for a link or an id that is."""
    text = limner("schema", endpoint_id, "--format", "table").stdout

    long = [line for line in text.splitlines() if len(line) > 80]
    assert [line for line in long if len(line.split()) > 2] == []


def test_what_is_like_another_field_is_shown_once(terminal: Terminal, limner: Limner) -> None:
    """Fields of one and the same kind have their members listed once; JSON has all of them."""
    seen = terminal("schema", "bria/fibo-edit/relight")
    output = json.loads(limner("schema", "bria/fibo-edit/relight").stdout)["output"]

    assert seen.text.count("content_type") == 1
    assert "  images                  list of Image; each as image above" in seen.lines
    assert output == MODELS["bria/fibo-edit/relight"].output


def test_required_parameters_come_first(limner: Limner) -> None:
    """What must be given is read before what may be."""
    text = limner("schema", "fal-ai/birefnet/v2", "--format", "table").stdout

    first = text.partition("Parameters\n")[2].splitlines()[0]
    assert first == "  image_url             required: path or URL (image)"


def test_a_retired_model_says_so(limner: Limner) -> None:
    """A model that its provider retires is shown as such."""
    text = limner("schema", "fal-ai/flux-pro", "--format", "table").stdout

    assert "Its provider retires this model" in text


def test_an_explicit_table_is_never_json(limner: Limner) -> None:
    """`--format table` prints the table into a pipe too, and excludes `--json`."""
    assert limner("schema", "fal-ai/flux/dev", "--format", "table").stdout.startswith("FLUX.1")
    assert limner("schema", "fal-ai/flux/dev", "--format", "table", "--json").exit_code == 2


def test_an_error_beside_an_explicit_format_is_text(limner: Limner) -> None:
    """Who asks for a format by name reads the errors as people do."""
    answer = limner("schema", "fal-ai/flux/dv", "--format", "openapi")

    assert answer.exit_code == 3
    assert answer.stderr.startswith("Error: there is no model 'fal-ai/flux/dv'")
