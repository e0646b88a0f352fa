"""A model document, written as OpenAPI and imported again, is the same."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from handmade import import_, object_of

import limner_plugins
from limner_registry.openapi import openapi_document

DOCUMENTS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(next(iter(limner_plugins.__path__))).glob("*/model.json"))
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda model: model["endpoint_id"])
def test_a_model_comes_back_to_the_letter(document: dict[str, Any]) -> None:
    """The order of everything included; twice is as once."""
    once = import_(json.loads(json.dumps(openapi_document(document))))
    twice = import_(openapi_document(once.document))

    assert once.notes == twice.notes == ()
    assert json.dumps(once.document) == json.dumps(twice.document) == json.dumps(document)


def lamp(**members: Any) -> dict[str, Any]:
    return {
        "document_version": 1,
        "endpoint_id": "acme/lamp",
        "provider": "acme",
        "title": "Lamp",
        "category": "text-to-image",
        "input": object_of(),
        "output": {},
        **members,
    }


def test_what_openapi_has_no_words_for_comes_back() -> None:
    """Aliases, successor, price, white space, and a provider whose address isn't known."""
    document = lamp(
        aliases=["acme/lantern"],
        description="\n  Draws\n  lamps.",
        deprecated=True,
        successor="acme/lamp/v2",
        links={"openapi": "https://acme.example/openapi.json"},
        price={
            "amount": 1,
            "unit": "image",
            "currency": "EUR",
            "source": "acme",
            "date": "2026-11-22",
        },
    )

    assert import_(openapi_document(document)).document == document


def test_definitions_of_one_name_come_back_under_it() -> None:
    """Components need names of their own; the document's are remembered beside them."""

    def side(kind: str) -> dict[str, Any]:
        inner, items = {"$ref": "#/$defs/a~1b"}, {"items": {"$ref": "#/$defs/a~1b"}}
        definitions = {"Image": {"type": kind}, "QueueStatus": {}, "a/b": items}
        members = {name: {"$ref": f"#/$defs/{name}"} for name in ("Image", "QueueStatus")}
        return {**object_of(**members, ab=inner, again={"$ref": "#"}), "$defs": definitions}

    document = lamp(input=side("string"), output=side("object"))

    made = import_(openapi_document(document))

    assert made.document == document
    assert made.notes == ()


def test_what_wasnt_marked_stays_unmarked() -> None:
    """A document of ours was looked through by its author; the rules don't know better."""
    document = lamp(input=object_of(image_url={"type": "string"}))

    assert import_(openapi_document(document)).document == document


def test_another_id_may_be_given() -> None:
    """The document's own id isn't sacred."""
    made = import_(openapi_document(lamp()), endpoint_id="acme/torch")

    assert made.document == lamp(endpoint_id="acme/torch")


def test_the_envelope_shares_nothing() -> None:
    """What is written is the caller's."""
    document = lamp(aliases=["acme/lantern"])
    before = copy.deepcopy(document)

    openapi_document(document)["x-limner-document"]["aliases"].append("acme/torch")

    assert document == before


def test_remembered_names_that_are_none_do_no_harm() -> None:
    """Whoever edits the envelope gets odd names, or a refusal, and no crash."""
    document = lamp(input={**object_of(x={"$ref": "#/$defs/X"}), "$defs": {"X": {}}})
    openapi = openapi_document(document)
    openapi["components"]["x-limner-definitions"] = {"X": ["Y"]}

    assert import_(openapi).document["input"]["$defs"] == {"['Y']": {}}
