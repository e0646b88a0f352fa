"""Who the model is: id, provider, title, description, category, links."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from handmade import OPEN, call, import_, object_of, plain, queued

from limner_registry.document import check_document


def test_a_document_of_fals_queue() -> None:
    """What its metadata says is taken; the words that all of fal's documents have aren't."""
    made = import_(
        queued(
            object_of(prompt={"type": "string"}),
            object_of(seed={"type": "integer"}),
            category="text-to-image",
            about="Draws\n  lamps.",
            playgroundUrl="https://fal.ai/models/acme/lamp",
            documentationUrl="https://fal.ai/models/acme/lamp/api",
        )
    )

    assert made.notes == ()
    assert made.document == {
        "document_version": 1,
        "endpoint_id": "acme/lamp",
        "provider": "fal",
        "title": "acme/lamp",
        "description": "Draws\n  lamps.",
        "category": "text-to-image",
        "links": {
            "page": "https://fal.ai/models/acme/lamp",
            "documentation": "https://fal.ai/models/acme/lamp/api",
        },
        "input": object_of(prompt={"type": "string"}),
        "output": object_of(seed={"type": "integer"}),
    }


def test_a_plain_document_of_another_provider() -> None:
    """The path is the id, the server's host the provider, `info` the title and description."""
    openapi = plain(object_of(prompt={"type": "string"}), object_of(url={"type": "string"}))
    openapi["info"]["description"] = "Draws lamps."
    openapi["externalDocs"] = {"url": "https://acme.example/lamp"}

    made = import_(openapi)

    assert made.notes == ()
    assert made.document == {
        "document_version": 1,
        "endpoint_id": "acme/lamp",
        "provider": "acme",
        "title": "Acme Lamp",
        "description": "Draws lamps.",
        "category": "unknown",
        "links": {"documentation": "https://acme.example/lamp"},
        "input": object_of(prompt={"type": "string"}),
        "output": object_of(url={"type": "string"}),
    }


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("https://api.acme.example/v1", "acme"),
        ("https://queue.models.acme.example", "models-acme"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1", "127-0-0-1"),
        ("https://{region}.acme.example", "acme"),
        ("https://fal.run", "fal"),
        ("https://rest.fal.ai/x", "fal"),
    ],
)
def test_the_provider_is_named_by_the_server(address: str, provider: str) -> None:
    """By the labels of its host that name somebody."""
    openapi = plain(OPEN) | {"servers": [{"url": address}]}

    assert import_(openapi).document["provider"] == provider


def test_the_caller_names_the_provider_unless_it_is_fal() -> None:
    """What fal publishes is fal's, whoever passes it on."""
    assert import_(plain(OPEN), provider="lamps").document["provider"] == "lamps"
    assert import_(queued(OPEN), provider="lamps").document["provider"] == "fal"


def test_the_callers_id_wins_and_the_documents_is_noted() -> None:
    """A model that is asked for by another name isn't passed over in silence."""
    made = import_(queued(OPEN), endpoint_id="acme/other")

    assert made.document["endpoint_id"] == "acme/other"
    assert made.notes == (
        (
            "/info/x-fal-metadata/endpointId: the document calls the model 'acme/lamp'; "
            "'acme/other' is used."
        ),
    )


def test_an_id_that_isnt_the_paths_is_noted() -> None:
    """The id is what the provider is called by; where the path differs, somebody is wrong."""
    (note,) = import_(queued(OPEN, endpointId="acme/torch")).notes

    assert "its POST is for 'acme/lamp', its id is 'acme/torch'" in note


def test_a_deprecated_post_is_a_deprecated_model() -> None:
    """OpenAPI says it of an operation."""
    openapi = plain(OPEN)
    openapi["paths"]["/acme/lamp"]["post"]["deprecated"] = True

    assert import_(openapi).document["deprecated"] is True


def test_a_link_that_isnt_https_is_left_out() -> None:
    """With a note, for a document takes no other."""
    made = import_(queued(OPEN, playgroundUrl="ftp://acme.example"))

    assert "links" not in made.document
    assert made.notes == (
        "/info/x-fal-metadata/playgroundUrl: left out, for it is no https address.",
    )


def test_metadata_of_the_wrong_type_says_nothing() -> None:
    """Nothing of it is worth a refusal."""
    made = import_(queued(OPEN, endpointId=5, category=[], about={}, documentationUrl=""))

    assert made.document["endpoint_id"] == "acme/lamp"
    assert made.document["category"] == "unknown"


def test_yamls_number_keys_are_text() -> None:
    """`200:` is a number to a YAML reader, and a name to OpenAPI."""
    openapi: Any = plain(OPEN)
    openapi["paths"]["/acme/lamp"]["post"] = call(OPEN, object_of(a={}))
    responses = openapi["paths"]["/acme/lamp"]["post"]["responses"]
    openapi["paths"]["/acme/lamp"]["post"]["responses"] = {200: responses["200"]}

    assert import_(openapi).document["output"] == object_of(a={})


def test_what_is_given_is_not_changed_nor_shared() -> None:
    """The document is one's own afterwards."""
    openapi = queued(object_of(x={"enum": [[1]], "nullable": True, "type": "array"}))
    before = copy.deepcopy(openapi)

    document = import_(openapi).document
    document["input"]["properties"]["x"]["enum"][0].append(2)

    assert openapi == before


def test_every_document_passes_the_check() -> None:
    """An import that would break the rules of documents is a refusal."""
    check_document(import_(plain(OPEN)).document, "lamp.json")
