"""Fal's model list: the calls are those that it documents, and every answer is read or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limner.errors import CredentialError, KeyRefused, LimnerError, ListUnreadable
from limner.provider import Account, Catalogued
from limner.transport import HttpAnswer
from limner_plugins.fal import FalProvider, provider
from limner_registry.syncing import ListedModel, ListPage

OPENAPI = {"openapi": "3.0.4"}


@pytest.fixture
def fal() -> FalProvider:
    return provider({})


def answer(body: Any, status: int = 200) -> HttpAnswer:
    return HttpAnswer(status, {}, json.dumps(body).encode())


def read(entry: Any) -> ListedModel:
    page = provider({}).read_catalog(answer({"models": [entry], "has_more": False}))
    assert page
    return page.models[0]


def test_fal_publishes_a_list(fal: FalProvider) -> None:
    """It has the methods of the protocol; whoever asks for it finds them."""
    assert isinstance(fal, Catalogued)


@pytest.mark.parametrize(
    ("wanted", "query"),
    [
        ({}, "expand=openapi-3.0&status=active&limit=10"),
        ({"cursor": "Mg=="}, "expand=openapi-3.0&status=active&limit=10&cursor=Mg%3D%3D"),
        (
            {"category": "text-to-image", "query": "a & b"},
            "expand=openapi-3.0&status=active&limit=10&category=text-to-image&q=a+%26+b",
        ),
        (
            {"ids": ["fal-ai/flux/dev", "a/b"]},
            "expand=openapi-3.0&endpoint_id=fal-ai/flux/dev&endpoint_id=a/b",
        ),
    ],
)
def test_calls_are_those_that_fal_documents(
    fal: FalProvider, wanted: dict[str, Any], query: str
) -> None:
    """A page has ten models, the most that come with their documents."""
    call = fal.catalog(**wanted)

    assert (call.method, call.url) == ("GET", f"https://api.fal.ai/v1/models?{query}")
    assert call.body is None


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, True),
        ({"LIMNER_FAL_URL": "http://127.0.0.1:1"}, True),
        ({"FAL_RUN_HOST": "fal.example"}, True),
    ],
)
def test_the_key_goes_to_the_lists_host(environment: dict[str, str], *, shown: bool) -> None:
    """Wherever it is; the provider trusts it."""
    fal = provider(environment)

    signed = Account(fal, "kid:secret").sign(fal.catalog())

    assert ("Authorization" in signed.headers) == shown


def test_a_model_is_read_with_what_the_list_tells() -> None:
    """Its document, its title, category and description, and whether it's retired."""
    facts = {
        "display_name": " FLUX.1 [dev]\n",
        "category": "text-to-image",
        "description": "Draws.",
        "status": "deprecated",
    }

    model = read({"endpoint_id": "fal-ai/flux/dev", "metadata": facts, "openapi": OPENAPI})

    told = ("FLUX.1 [dev]", "text-to-image", "Draws.", "deprecated")
    assert model == ListedModel("fal-ai/flux/dev", OPENAPI, "", *told)


@pytest.mark.parametrize(
    ("metadata", "status"),
    [(None, ""), ({}, ""), ({"display_name": "x"}, "active"), ({"status": "new"}, "")],
)
def test_a_status_is_one_that_fal_documents(metadata: Any, status: str) -> None:
    """A model without metadata isn't known to the list, though its document may be there."""
    assert read({"endpoint_id": "a/b", "metadata": metadata}).status == status


@pytest.mark.parametrize(
    ("openapi", "reason"),
    [
        ({"error": {"code": "expansion_failed", "message": "Too large"}}, "Too large"),
        ({"error": {"code": "expansion_failed"}}, "expansion_failed"),
        (None, ""),
        ("text", ""),
    ],
)
def test_a_model_without_a_document_has_the_reason(openapi: Any, reason: str) -> None:
    """Fal's words, if it says any."""
    model = read({"endpoint_id": "a/b", "openapi": openapi})

    assert model.openapi is None
    assert model.reason.endswith(reason)


@pytest.mark.parametrize("entry", [None, 7, [], "x", {}, {"endpoint_id": 7, "metadata": [1]}])
def test_what_is_no_model_has_no_id(entry: Any) -> None:
    """It takes its place in the page all the same, and can be told of."""
    assert read(entry) == ListedModel("")


def test_a_text_that_cannot_be_written_down_is_mended() -> None:
    """Half a pair of surrogates, which JSON can hold and no file, becomes a question mark."""
    assert read({"endpoint_id": "a/b", "metadata": {"display_name": "A\ud800"}}).title == "A?"


@pytest.mark.parametrize(
    ("more", "cursor", "read_as"),
    [(False, None, None), (False, "Mg==", None), (True, "Mg==", "Mg==")],
)
def test_the_last_page_has_no_cursor(
    fal: FalProvider, *, more: bool, cursor: str | None, read_as: str | None
) -> None:
    """Whatever stands there: `has_more` decides."""
    body = {"models": [], "has_more": more, "next_cursor": cursor}

    assert fal.read_catalog(answer(body)) == ListPage((), read_as)
    assert fal.read_catalog(answer({"models": [], "has_more": False})) == ListPage(())


@pytest.mark.parametrize(
    ("status", "words", "error", "told"),
    [
        (401, {"message": "Unknown key"}, KeyRefused, "Unknown key. Its model list needs none"),
        (403, {"message": "Locked"}, CredentialError, "Locked"),
        (400, {"type": "validation_error", "message": "limit"}, ListUnreadable, "limit"),
        (500, {"type": "server_error"}, ListUnreadable, "HTTP 500"),
    ],
)
def test_what_fal_says_is_told(
    fal: FalProvider, status: int, words: Any, error: type[LimnerError], told: str
) -> None:
    """Its words are in the error, and a refused key is one."""
    said = fal.catalog_error(answer({"error": words}, status))

    assert type(said) is error
    assert told in str(said)


@pytest.mark.parametrize(
    "said",
    [
        HttpAnswer(502, {}, b"<html>nginx</html>"),
        answer([1], 500),
        answer({"error": "text"}, 400),
        answer({"error": {"message": "x"}}, 200),
    ],
    ids=["html", "list", "text", "success"],
)
def test_what_is_not_fals_is_no_word_of_it(fal: FalProvider, said: HttpAnswer) -> None:
    """An ingress, a proxy: nothing is concluded from what they say."""
    assert fal.catalog_error(said) is None
    assert fal.read_catalog(said) is None
