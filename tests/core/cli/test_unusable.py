"""A model whose document has a broken schema: listed, and refused when it is used."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from limner_registry.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

DOCUMENT: dict[str, Any] = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "provider": "sandbox",
    "title": "Lamp",
    "category": "text-to-image",
    "input": {"type": "object", "properties": {"steps": {"type": "integer", "minimum": "8"}}},
    "output": {"type": "object"},
}


@pytest.fixture(params=["packaged", "catalog"])
def origin(request: pytest.FixtureRequest, install: Callable[..., Any]) -> str:
    """Where the document comes from: a package, or the user's catalog."""
    if request.param == "packaged":
        install("acme", {"acme/model.json": json.dumps(DOCUMENT)}, models="acme = acme")
        return "acme (acme"
    Catalog(os.environ["LIMNER_HOME"]).add([DOCUMENT])
    return "catalog"


@pytest.mark.parametrize(
    "words",
    [
        ("schema", "acme/lamp"),
        ("schema", "acme/lamp", "--format", "jsonschema"),
        ("schema", "acme/lamp", "--format", "openapi"),
        ("schema", "diff", "acme/lamp", "fal-ai/flux/dev"),
        ("reference", "acme/lamp"),
        ("validate", "acme/lamp"),
        ("validate", "acme/lamp", "steps=9"),
        ("run", "acme/lamp", "--sandbox"),
    ],
    ids=" ".join,
)
def test_whatever_uses_it_says_whose_it_is_and_where_it_is_broken(
    words: tuple[str, ...], origin: str, limner: Callable[..., Result]
) -> None:
    """Before anything is shown, judged or sent; the exit code is that of a broken plugin."""
    result = limner(*words, "--json") if "--format" not in words else limner(*words)

    told = " ".join(result.stderr.split()).replace('\\"', '"')

    assert result.exit_code == 13
    assert result.stdout == ""
    assert f"the document of acme/lamp, by {origin}" in told
    assert '/input/properties/steps/minimum: "8" is not a number' in told


@pytest.mark.usefixtures("origin")
def test_it_is_listed_and_found_and_the_others_work(limner: Callable[..., Result]) -> None:
    """A listing doesn't look at schemas."""
    found = json.loads(limner("models", "lamp", "--json").stdout)["models"]

    assert [model["endpoint_id"] for model in found] == ["acme/lamp"]
    assert limner("validate", "fal-ai/flux/dev", "prompt=x").exit_code == 0
