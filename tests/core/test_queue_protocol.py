"""fal's queue protocol: calls as its clients make them, answers as its servers give them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner import queue_protocol
from limner.errors import JobFailed
from limner.events import Completed, InProgress, LogLine, Queued
from limner.job import Ticket
from limner.transport import HttpAnswer

BASE = "https://queue.fal.run"
HOSTS = frozenset({"queue.fal.run"})
FLUX = "fal-ai/flux/dev"
KLING = "fal-ai/kling-video/v1/standard/image-to-video"
ID = "1ddf3e2a-5f5e-4f5b-9f0e-0a7c2b1d4e5f"

MEMBERS = st.text(max_size=3) | st.sampled_from(
    [
        *("status", "request_id", "response_url", "status_url", "cancel_url", "queue_position"),
        *("logs", "message", "timestamp", "level", "metrics", "inference_time", "error"),
        "error_type",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(MEMBERS, inside, max_size=4),
    max_leaves=12,
)
STATUSES = st.sampled_from(["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "", None])


def answer(body: Any, status: int = 200) -> HttpAnswer:
    return HttpAnswer(status, {}, json.dumps(body).encode())


def read_submit(body: Any, status: int = 200) -> Ticket | None:
    return queue_protocol.read_submit(BASE, HOSTS, FLUX, answer(body, status))


@pytest.mark.parametrize(
    ("endpoint_id", "app_id"),
    [
        (FLUX, "fal-ai/flux"),
        ("fal-ai/flux", "fal-ai/flux"),
        (KLING, "fal-ai/kling-video"),
        ("workflows/me/my-flow", "workflows/me/my-flow"),
        ("workflows/me/my-flow/x", "workflows/me/my-flow"),
        ("comfy/me/flow/x/y", "comfy/me/flow"),
        ("comfyui/me/flow", "comfyui/me"),
    ],
)
def test_urls_of_a_job_name_the_app_only(endpoint_id: str, app_id: str) -> None:
    """Of an endpoint id a job's URLs carry owner and alias, and a namespace before them."""
    url = f"{BASE}/{app_id}/requests/{ID}"

    ticket = queue_protocol.ticket(BASE, endpoint_id, ID)

    assert queue_protocol.app_id(endpoint_id) == app_id
    assert ticket == Ticket(ID, f"{url}/status", url, f"{url}/cancel")


def test_request_id_leads_nowhere_else() -> None:
    """An id that somebody typed stays one segment of the URL."""
    ticket = queue_protocol.ticket(BASE, FLUX, "a/../../b?c#d é")

    assert ticket.result_url == f"{BASE}/fal-ai/flux/requests/a%2F..%2F..%2Fb%3Fc%23d%20%C3%A9"


def test_arguments_travel_as_compact_utf_8() -> None:
    """The body has no blanks and no escapes, and its members in the caller's order."""
    call = queue_protocol.submit_call(BASE, FLUX, {"prompt": "a cat", "seed": 1, "emoji": "é😀"})

    assert (call.method, call.url) == ("POST", f"{BASE}/{FLUX}")
    assert call.headers == {"Content-Type": "application/json"}
    assert call.body == '{"prompt":"a cat","seed":1,"emoji":"é😀"}'.encode()


def test_nan_does_not_travel() -> None:
    """What JSON can't say is refused before it becomes a call."""
    with pytest.raises(ValueError, match="JSON"):
        queue_protocol.submit_call(BASE, FLUX, {"guidance_scale": float("nan")})


def test_calls_about_a_job_follow_its_ticket() -> None:
    """A status is asked for with its log lines; a cancellation is a PUT without content."""
    ticket = queue_protocol.ticket(BASE, KLING, ID)
    url = f"{BASE}/fal-ai/kling-video/requests/{ID}"

    status = queue_protocol.status_call(ticket)
    stream = queue_protocol.stream_call(ticket)
    result = queue_protocol.result_call(ticket)
    cancel = queue_protocol.cancel_call(ticket)

    assert (status.method, status.url, status.body) == ("GET", f"{url}/status?logs=true", None)
    assert (stream.method, stream.url) == ("GET", f"{url}/status/stream?logs=1")
    assert stream.headers == {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
    assert (result.method, result.url, result.body) == ("GET", url, None)
    assert (cancel.method, cancel.url, cancel.body) == ("PUT", f"{url}/cancel", b"")


def test_query_of_a_status_url_is_kept() -> None:
    """A token in the query of a status URL isn't lost, as the official client loses it."""
    ticket = Ticket(ID, f"{BASE}/s?token=1", f"{BASE}/r", f"{BASE}/c")

    assert queue_protocol.status_call(ticket).url == f"{BASE}/s?token=1&logs=true"
    assert queue_protocol.stream_call(ticket).url == f"{BASE}/s/stream?token=1&logs=1"


@pytest.mark.parametrize("status", [200, 201, 202])
def test_urls_of_the_submit_are_taken(status: int) -> None:
    """The URLs that the answer gives are followed where they're at the provider's own host."""
    urls = {f"{name}_url": f"{BASE}/some/way/{name}" for name in ("status", "response", "cancel")}

    ticket = read_submit({"request_id": ID, "queue_position": 0, "logs": None, **urls}, status)

    assert ticket == Ticket(ID, urls["status_url"], urls["response_url"], urls["cancel_url"])


@pytest.mark.parametrize("url", [None, 7, "https://evil.example/x", "http://queue.fal.run/x", ""])
def test_urls_elsewhere_are_replaced(url: object) -> None:
    """Where the answer names no URL, or one of somebody else's, the one built here is taken."""
    body = {"request_id": ID, "status_url": url, "response_url": url, "cancel_url": url}

    assert read_submit(body) == queue_protocol.ticket(BASE, FLUX, ID)


@pytest.mark.parametrize("request_id", [ID, "a", "A_b-c.d~e:f", "x" * 200])
def test_request_id_is_all_that_a_submit_needs(request_id: str) -> None:
    """An answer with nothing but a request id gives a ticket."""
    assert read_submit({"request_id": request_id}) == queue_protocol.ticket(BASE, FLUX, request_id)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": "IN_QUEUE"},
        {"request_id": None},
        {"request_id": 7},
        {"request_id": ""},
        {"request_id": ".."},
        {"request_id": "a/b"},
        {"request_id": "a\n"},
        {"request_id": "é"},
        {"request_id": "x" * 201},
        [],
        None,
        "764cabcf",
    ],
)
def test_submit_without_a_readable_id_gives_no_ticket(body: object) -> None:
    """What has no id that could stand in a URL isn't an acceptance that can be followed."""
    assert read_submit(body) is None


@pytest.mark.parametrize("status", [302, 400, 422, 500])
def test_only_success_is_read(status: int) -> None:
    """An answer that is no success holds neither a ticket nor an event nor a result."""
    body = {"request_id": ID, "status": "COMPLETED"}

    assert read_submit(body, status) is None
    assert queue_protocol.read_event(answer(body, status)) is None
    assert queue_protocol.read_result(answer(body, status)) is None


def test_three_statuses_are_three_events() -> None:
    """A status is an event, with what the provider says of it."""
    log = {"message": "step 1", "timestamp": "2026-11-22T10:00:00Z", "level": "INFO"}
    line = LogLine("step 1", "2026-11-22T10:00:00Z", "INFO")
    bodies = [
        {"status": "IN_QUEUE", "queue_position": 3, "request_id": ID},
        {"status": "IN_PROGRESS", "logs": [{**log, "source": "USER", "labels": {"a": 1}}]},
        {"status": "COMPLETED", "logs": [log], "metrics": {"inference_time": 2.5}},
    ]

    events = [queue_protocol.read_event(answer(body)) for body in bodies]

    assert events == [Queued(3), InProgress((line,)), Completed((line,), 2.5)]


def test_failure_arrives_as_completed() -> None:
    """A failed job is a completed one that says what went wrong."""
    failed = {"status": "COMPLETED", "logs": None, "error": "gone", "error_type": "runner_error"}

    event = queue_protocol.read_event(answer(failed))

    assert event == Completed((), None, "gone", "runner_error")


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ({"status": "IN_QUEUE"}, Queued(None)),
        ({"status": "IN_QUEUE", "queue_position": None}, Queued(None)),
        ({"status": "IN_QUEUE", "queue_position": "soon"}, Queued(None)),
        ({"status": "IN_PROGRESS"}, InProgress()),
        ({"status": "IN_PROGRESS", "logs": None}, InProgress()),
        ({"status": "IN_PROGRESS", "logs": {}}, InProgress()),
        ({"status": "IN_PROGRESS", "logs": ["a", {"message": "b"}]}, InProgress((LogLine("b"),))),
        (
            {"status": "COMPLETED", "logs": [{"message": "cut \ud83d", "timestamp": 7}]},
            Completed((LogLine("cut \ud83d"),)),
        ),
        ({"status": "COMPLETED", "metrics": None}, Completed()),
        ({"status": "COMPLETED", "metrics": {"inference_time": None}}, Completed()),
        ({"status": "COMPLETED", "metrics": {"inference_time": 10**400}}, Completed()),
        ({"status": "COMPLETED", "metrics": []}, Completed()),
        ({"status": "COMPLETED", "error": {"a": 1}, "error_type": 7}, Completed()),
    ],
)
def test_odd_member_does_not_hide_the_status(body: object, event: object) -> None:
    """Where a member isn't as it should be it counts as absent: a finished job is finished."""
    assert queue_protocol.read_event(answer(body)) == event


@pytest.mark.parametrize(
    "body", [{}, {"status": "FAILED"}, {"status": None}, {"status": ["COMPLETED"]}, [], None, 7]
)
def test_unknown_status_is_no_event(body: object) -> None:
    """A status that the protocol doesn't have can't be read."""
    assert queue_protocol.read_event(answer(body)) is None


def test_result_is_the_body_itself() -> None:
    """A result has no envelope."""
    assert queue_protocol.read_result(answer({"images": []})) == {"images": []}


@pytest.mark.parametrize("body", [[], None, 7, "text", True])
def test_result_is_an_object(body: object) -> None:
    """What is JSON and no object is no result."""
    assert queue_protocol.read_result(answer(body)) is None


DAMAGED = [
    b"",
    b"\xff\xfe\x00",
    b"<html>nginx</html>",
    b'{"status": "COMPLETED"',
    b"1" * 5000,
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"status":"COMPLETED","logs":' + b"[" * 100_000,
    b"\xef\xbb\xbf{}\xef\xbb\xbf",
]


@pytest.mark.parametrize("body", DAMAGED, ids=range(len(DAMAGED)))
def test_damaged_body_is_read_as_nothing(body: bytes) -> None:
    """Bytes that are no JSON, or too deep a one, give nothing and raise nothing."""
    damaged = HttpAnswer(200, {}, body)

    assert queue_protocol.read_submit(BASE, HOSTS, FLUX, damaged) is None
    assert queue_protocol.read_event(damaged) is None
    assert queue_protocol.read_result(damaged) is None


@given(st.binary(max_size=60), st.sampled_from([200, 202, 404]))
def test_any_bytes_can_be_read(body: bytes, status: int) -> None:
    """Whatever bytes arrive, no reader raises anything."""
    arrived = HttpAnswer(status, {}, body)

    assert queue_protocol.read_submit(BASE, HOSTS, FLUX, arrived) is None
    assert queue_protocol.read_event(arrived) is None
    assert isinstance(queue_protocol.read_result(arrived), dict | None)


@given(JSON)
def test_any_json_can_be_read(body: Any) -> None:
    """Whatever JSON arrives, no reader raises anything."""
    arrived = answer(body)

    assert isinstance(queue_protocol.read_submit(BASE, HOSTS, FLUX, arrived), Ticket | None)
    assert queue_protocol.read_event(arrived) is None or body["status"] is not None
    assert isinstance(queue_protocol.read_result(arrived), dict | None)


@given(STATUSES, st.dictionaries(MEMBERS, JSON, max_size=6))
def test_a_known_status_is_always_an_event(status: str | None, members: dict[str, Any]) -> None:
    """One of the three statuses is read as its event, whatever stands beside it."""
    kinds = {"IN_QUEUE": Queued, "IN_PROGRESS": InProgress, "COMPLETED": Completed}

    event = queue_protocol.read_event(answer({**members, "status": status}))

    assert type(event) is kinds.get(status or "", type(None))


@pytest.mark.parametrize("request_id", ["", ".", ".."])
def test_what_leads_elsewhere_is_no_request_id(request_id: str) -> None:
    """Dots would lead a signed call away from the job."""
    with pytest.raises(JobFailed, match="no request id") as refused:
        queue_protocol.ticket(BASE, FLUX, request_id)

    assert refused.value.status == 404
