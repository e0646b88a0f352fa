"""One model as an OpenAPI document."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import limner_plugins
from limner_registry.openapi import openapi_document
from limner_registry.schema import resolve, subschemas

DOCUMENTS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(next(iter(limner_plugins.__path__))).glob("*/model.json"))
]


def document(**rest: Any) -> dict[str, Any]:
    return {"endpoint_id": "one/model", "input": {}, "output": {}, **rest}


def components(**rest: Any) -> dict[str, Any]:
    schemas: dict[str, Any] = openapi_document(document(**rest))["components"]["schemas"]
    return schemas


@pytest.mark.parametrize("model", DOCUMENTS, ids=lambda model: model["endpoint_id"])
def test_every_schema_is_whole(model: dict[str, Any]) -> None:
    """Each component is a valid schema, and each reference leads to a component."""
    before = copy.deepcopy(model)

    whole = openapi_document(model)

    for schema in whole["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        for place in subschemas(schema):
            assert resolve(place.get("$ref", "#"), whole)
    assert model == before


@pytest.mark.parametrize("model", DOCUMENTS, ids=lambda model: model["endpoint_id"])
def test_the_model_can_be_found_in_it(model: dict[str, Any]) -> None:
    """The submit's body and the result's answer are the model's own schemas."""
    whole = openapi_document(model)

    path = f"/{model['endpoint_id']}"
    body = whole["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    answers = whole["paths"][f"{path}/requests/{{request_id}}"]["get"]["responses"]
    result = answers["200"]["content"]["application/json"]["schema"]
    for reference, schema in ((body, model["input"]), (result, model["output"])):
        found = resolve(reference["$ref"], whole)
        assert list(found["properties"]) == list(schema["properties"])
        assert found["required"] == schema["required"]
        assert "$defs" not in found


def test_the_four_calls_of_the_queue_are_there() -> None:
    """Submit, status, cancel and result each have a path, a verb and a name."""
    whole = openapi_document(document())

    operations = {
        operation["operationId"]: (verb, path)
        for path, verbs in whole["paths"].items()
        for verb, operation in verbs.items()
    }
    assert operations == {
        "submit": ("post", "/one/model"),
        "status": ("get", "/one/model/requests/{request_id}/status"),
        "cancel": ("put", "/one/model/requests/{request_id}/cancel"),
        "result": ("get", "/one/model/requests/{request_id}"),
    }


def test_it_says_what_it_is() -> None:
    """The version is that of JSON Schema 2020-12, and the key goes into one header."""
    whole = openapi_document(document(title="One", description="Makes\n  one.", provider="fal"))

    assert whole["openapi"] == "3.1.0"
    assert whole["info"]["summary"] == "One"
    assert whole["info"]["description"] == "Makes one."
    assert whole["info"]["x-fal-metadata"] == {"endpointId": "one/model"}
    assert whole["servers"] == [{"url": "https://queue.fal.run"}]
    (scheme,) = whole["security"][0]
    assert whole["components"]["securitySchemes"][scheme]["name"] == "Authorization"


def test_another_providers_address_is_not_made_up() -> None:
    """Only a provider whose queue is known has a server."""
    assert "servers" not in openapi_document(document(provider="sandbox"))


def test_a_deprecated_models_calls_are_deprecated() -> None:
    """Every operation carries the mark that tools show."""
    whole = openapi_document(document(deprecated=True))

    assert all(one["deprecated"] for verbs in whole["paths"].values() for one in verbs.values())


def test_keywords_of_ours_are_kept() -> None:
    """A file's mark is as good in an OpenAPI document."""
    marked = {"properties": {"image": {"type": "string", "x-limner-file": "image"}}}

    assert components(input=marked)["OneModelInput"] == marked


def test_references_of_every_kind_are_led_there() -> None:
    """To a definition, into one, to the root and into it; data that looks like one stays."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {
            "a": {"$ref": "#/$defs/a~1b"},
            "b": {"$ref": "#/definitions/Old/properties/x"},
            "c": {"$ref": "#"},
            "d": {"$ref": "#/properties/a"},
            "e": {"default": {"$ref": "#/$defs/a~1b"}},
        },
        "$defs": {"a/b": {"items": {"$ref": "#/$defs/a~1b"}}},
        "definitions": {"Old": {"properties": {"x": {}}}},
    }

    found = components(input=schema)

    assert found["OneModelInput"] == {
        "properties": {
            "a": {"$ref": "#/components/schemas/a_b"},
            "b": {"$ref": "#/components/schemas/Old/properties/x"},
            "c": {"$ref": "#/components/schemas/OneModelInput"},
            "d": {"$ref": "#/components/schemas/OneModelInput/properties/a"},
            "e": {"default": {"$ref": "#/$defs/a~1b"}},
        }
    }
    assert found["a_b"] == {"items": {"$ref": "#/components/schemas/a_b"}}
    assert found["Old"] == {"properties": {"x": {}}}


def test_both_sides_share_a_definition_that_is_the_same() -> None:
    """One component serves the input and the output, if both mean the same by its name."""
    side = {"properties": {"x": {"$ref": "#/$defs/Size"}}, "$defs": {"Size": {"type": "object"}}}

    found = components(input=side, output=side)

    assert found["OneModelInput"] == found["OneModelOutput"]
    assert found["Size"] == {"type": "object"}


def test_definitions_that_differ_are_kept_apart() -> None:
    """A name that means two things, or is the queue's own, becomes a longer one."""

    def side(kind: str) -> dict[str, Any]:
        return {"items": {"$ref": "#/$defs/Image"}, "$defs": {"Image": {"type": kind}}}

    found = components(
        input=side("string"),
        output={**side("object"), "$defs": {"Image": {"type": "object"}, "QueueStatus": {}}},
    )

    assert found["Image"] == {"type": "string"}
    assert found["OneModelOutputImage"] == {"type": "object"}
    assert found["OneModelOutput"]["items"] == {"$ref": "#/components/schemas/OneModelOutputImage"}
    assert found["QueueStatus"]["required"] == ["status", "request_id"]
    assert found["OneModelOutputQueueStatus"] == {}


def test_what_openapi_has_no_words_for_is_carried() -> None:
    """The members of the document, as they are, and the names of renamed definitions."""
    definitions = {"$defs": {"QueueStatus": {}, "a/b": {}, "Plain": {}}}
    rest = {"provider": "fal", "aliases": ["one/other"], "description": " Makes\n one.  "}

    whole = openapi_document(document(**rest, input=definitions))

    assert whole["x-limner-document"] == {"endpoint_id": "one/model", **rest}
    assert whole["components"]["x-limner-definitions"] == {
        "OneModelInputQueueStatus": "QueueStatus",
        "OneModelInputa_b": "a/b",
        "OneModelInputPlain": "Plain",
    }
    assert "x-limner-definitions" not in openapi_document(document())["components"]
