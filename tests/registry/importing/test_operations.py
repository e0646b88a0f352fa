"""Which calls are the model's, and where its schemas are."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import OPEN, call, import_, json_of, object_of, plain, queued

from limner_registry.errors import NotImportable

LIT = object_of(lit={"type": "boolean"})


def test_the_result_is_what_the_queue_gives_at_last() -> None:
    """Not what it answers to the submission."""
    assert import_(queued(OPEN, LIT)).document["output"] == LIT


def test_the_queues_paths_may_have_a_part_of_the_id_only() -> None:
    """As on fal's servers, where the owner and the app are enough."""
    openapi = queued(OPEN, LIT)
    openapi["paths"]["/acme/lamp/big"] = openapi["paths"].pop("/acme/lamp")
    openapi["info"].pop("x-fal-metadata")

    document = import_(openapi).document

    assert (document["endpoint_id"], document["output"]) == ("acme/lamp/big", LIT)


@pytest.mark.parametrize("code", ["200", "201", "202", "2XX"])
def test_a_plain_answer_is_the_result(code: str) -> None:
    """Whichever of the codes of success it has."""
    openapi = plain(OPEN)
    openapi["paths"]["/acme/lamp"]["post"] = call(OPEN, LIT, code)

    assert import_(openapi).document["output"] == LIT


@pytest.mark.parametrize(
    "media", ["application/json; charset=utf-8", "Application/JSON", "application/x+json", "*/*"]
)
def test_json_has_several_names(media: str) -> None:
    """A body of any of these is JSON."""
    openapi = plain(OPEN)
    body = openapi["paths"]["/acme/lamp"]["post"]["requestBody"]
    body["content"] = {"multipart/form-data": {}, media: {"schema": LIT}}

    assert import_(openapi).document["input"] == LIT


def test_bodies_and_answers_may_be_references() -> None:
    """OpenAPI lets every part of a call stand elsewhere."""
    openapi = plain(OPEN)
    openapi["components"] |= {
        "requestBodies": {"Lamp": json_of(LIT)},
        "responses": {"Lamp": json_of(LIT)},
        "pathItems": {"Lamp": {"post": {}}},
    }
    openapi["components"]["pathItems"]["Lamp"]["post"] = {
        "requestBody": {"$ref": "#/components/requestBodies/Lamp"},
        "responses": {"200": {"$ref": "#/components/responses/Lamp"}},
    }
    openapi["paths"]["/acme/lamp"] = {"$ref": "#/components/pathItems/Lamp"}

    document = import_(openapi).document

    assert (document["input"], document["output"]) == (LIT, LIT)


def two_posts() -> dict[str, Any]:
    openapi = plain(OPEN)
    openapi["paths"] = {"/v1/acme/lamp": {"post": call(LIT, OPEN)}, "/acme/torch/": {}}
    openapi["paths"]["/acme/torch/"]["post"] = call(OPEN, OPEN)
    return openapi


def test_the_id_chooses_among_several() -> None:
    """By the end of the path; the metadata's id does so too."""
    openapi = two_posts()
    assert import_(openapi, endpoint_id="acme/lamp").document["input"] == LIT

    openapi["info"]["x-fal-metadata"] = {"endpointId": "acme/lamp"}
    assert import_(openapi).document["input"] == LIT


@pytest.mark.parametrize("endpoint_id", [None, "acme/candle"])
def test_several_are_listed_where_nothing_chooses(endpoint_id: str | None) -> None:
    """So that the next attempt can."""
    with pytest.raises(NotImportable) as refused:
        import_(two_posts(), endpoint_id=endpoint_id)

    assert refused.value.pointer == "/paths"
    assert refused.value.reason == (
        "there are several POST operations; choose one by its endpoint id: "
        "acme/torch, v1/acme/lamp."
    )


def test_what_else_the_call_demands_is_noted() -> None:
    """Arguments are the JSON body; a header that is needed would be lost in silence."""
    openapi = plain(OPEN)
    openapi["components"]["parameters"] = {"T": {"name": "tenant", "in": "header"}}
    openapi["components"]["parameters"]["T"]["required"] = True
    openapi["paths"]["/acme/lamp"]["parameters"] = [{"$ref": "#/components/parameters/T"}]
    openapi["paths"]["/acme/lamp"]["post"]["parameters"] = [{"name": "hook", "in": "query"}]

    assert import_(openapi).notes == (
        (
            "/paths/~1acme~1lamp/parameters/0: the call needs 'tenant' in its header, "
            "which a model document can't say."
        ),
    )


def missing_answer() -> dict[str, Any]:
    openapi = plain(OPEN)
    openapi["paths"]["/acme/lamp"]["post"]["responses"] = {"200": {"description": "Lit."}}
    return openapi


@pytest.mark.parametrize(
    ("openapi", "place"),
    [
        (missing_answer(), "/paths/~1acme~1lamp/post/responses"),
        (
            plain(OPEN, {"$ref": "#/components/schemas/Gone"}),
            "/paths/~1acme~1lamp/post/responses/200/content/application~1json/schema",
        ),
        (
            plain(OPEN, object_of(request_id={}, status={}, response_url={})),
            "/paths/~1acme~1lamp/post/responses",
        ),
    ],
    ids=["none", "a reference to nothing", "the status of a queue"],
)
def test_a_missing_output_is_an_open_object(openapi: dict[str, Any], place: str) -> None:
    """The model can be called; what it gives is taken as it comes."""
    made = import_(openapi)

    assert made.document["output"] == {"type": "object"}
    assert made.notes == (f"{place}: the output isn't described, so it is an open object.",)
