"""Fal's list of past requests is read whole, or not at all."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from limner.history import HistoryPage, PastRequest
from limner.transport import HttpAnswer
from limner_plugins.fal.history import history_call, read_history

MODEL = "fal-ai/flux/dev"
ITEM = {
    "request_id": "r1",
    "endpoint_id": MODEL,
    "sent_at": "2026-11-23T01:02:03+00:00",
    "json_input": {"prompt": "x"},
}
SENT = 1795395723.0


def page(*items: Any, **more: Any) -> HttpAnswer:
    return HttpAnswer(200, {}, json.dumps({"items": items, **more}).encode())


def test_a_page_is_asked_for_with_payloads_from_a_time_on() -> None:
    call = history_call("https://api.fal.ai/v1", MODEL, SENT, "abc")
    url = urlsplit(call.url)
    assert (call.method, url.path) == ("GET", "/v1/models/requests/by-endpoint")
    assert parse_qs(url.query) == {
        "endpoint_id": [MODEL],
        "start": ["2026-11-23T01:02:03Z"],
        "expand": ["payloads"],
        "limit": ["50"],
        "cursor": ["abc"],
    }


def test_a_page_is_read() -> None:
    read = read_history(MODEL, page(ITEM, has_more=True, next_cursor="2"))
    assert read == HistoryPage((PastRequest("r1", SENT, {"prompt": "x"}),), "2")


@pytest.mark.parametrize(
    "sent", ["2026-11-23T01:02:03Z", "2026-11-23T01:02:03", "2026-11-23T02:02:03+01:00"]
)
def test_times_are_read_with_and_without_a_zone(sent: str) -> None:
    read = read_history(MODEL, page({**ITEM, "sent_at": sent}, has_more=False))
    assert read is not None
    assert read.requests[0].sent_at == SENT


def test_other_models_requests_are_passed_over() -> None:
    others = [{**ITEM, "endpoint_id": other} for other in ("fal-ai/flux-pro", {"id": MODEL})]
    read = read_history(MODEL, page(*others, has_more=False))
    assert read == HistoryPage((), None)


def test_a_request_without_its_payload_says_so() -> None:
    read = read_history(MODEL, page({**ITEM, "json_input": None}, has_more=False))
    assert read is not None
    assert read.requests[0].arguments is None


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(403, {}, b"{}"),
        HttpAnswer(200, {}, b"<html>"),
        HttpAnswer(200, {}, b"[]"),
        HttpAnswer(200, {}, b'{"items": {}}'),
        page(ITEM),
        page(ITEM, next_cursor="2"),
        page("a", has_more=False),
        page({**ITEM, "request_id": 7}, has_more=False),
        page({**ITEM, "sent_at": "soon"}, has_more=False),
        page({**ITEM, "sent_at": None}, has_more=False),
        page(ITEM, has_more=True),
        page(ITEM, has_more=True, next_cursor=""),
    ],
)
def test_what_cannot_be_read_whole_is_no_page(answer: HttpAnswer) -> None:
    assert read_history(MODEL, answer) is None
