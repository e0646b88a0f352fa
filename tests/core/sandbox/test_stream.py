"""The sandbox streams a job's statuses as fal does; its clock moves on as they are read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import limner
from limner.errors import ConnectionLost
from limner.plugins import Plugins
from limner.sandbox.provider import SandboxProvider
from limner.sandbox.server import QUEUE, RUNNING, WAITING, SandboxServer
from limner.sandbox.transport import SandboxTransport
from limner.sse import EventReader
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from limner.job import Ticket

FLUX = "fal-ai/flux/dev"
PLUGINS = Plugins(environment={})
PROMPT = {"prompt": "a lighthouse at dusk"}


@pytest.fixture
def transport() -> SandboxTransport:
    return SandboxTransport(SandboxServer(PLUGINS))


def submit(transport: SandboxTransport) -> dict[str, Any]:
    body = json.dumps(PROMPT).encode()
    job: dict[str, Any] = transport.send(HttpCall("POST", f"{QUEUE}/{FLUX}", body=body)).json()
    return job


def statuses(transport: SandboxTransport, job: dict[str, Any], query: str) -> list[dict[str, Any]]:
    stream = transport.open(HttpCall("GET", f"{job['status_url']}/stream{query}"))
    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
    reader = EventReader()
    return [json.loads(text) for piece in iter(stream.read, b"") for text in reader.feed(piece)]


def test_stream_tells_each_change_once(transport: SandboxTransport) -> None:
    """The queue, the start, each log line by itself, the end: when it happens."""
    transport.sleep(0.1)  # a number whose sums are rounded
    job = submit(transport)

    told = statuses(transport, job, "?logs=1")

    assert [status["status"] for status in told] == [
        *("IN_QUEUE", "IN_QUEUE", *["IN_PROGRESS"] * 4, "COMPLETED"),
    ]
    assert [status.get("queue_position") for status in told[:2]] == [1, 0]
    assert [len(status["logs"]) for status in told[2:]] == [1] * 5
    assert transport.now() == pytest.approx(0.1 + WAITING + RUNNING)


def test_lines_come_when_they_are_wanted(transport: SandboxTransport) -> None:
    """Without `logs`, `logs` is null."""
    told = statuses(transport, submit(transport), "")

    assert {repr(status["logs"]) for status in told[2:]} == {"None"}


def test_stream_of_a_job_that_is_over(transport: SandboxTransport) -> None:
    """It says so, with all lines, and ends."""
    job = submit(transport)
    transport.sleep(WAITING + RUNNING)

    (status,) = statuses(transport, job, "?logs=1")

    assert (status["status"], len(status["logs"])) == ("COMPLETED", 5)


def test_stream_of_a_job_that_is_cancelled(transport: SandboxTransport) -> None:
    """A stream that is open tells of the cancellation next, and ends."""
    job = submit(transport)
    stream = transport.open(HttpCall("GET", f"{job['status_url']}/stream?logs=1"))
    stream.read()
    transport.send(HttpCall("PUT", job["cancel_url"], body=b""))

    assert b"client_cancelled" in stream.read()
    assert stream.read() == b""


def test_next_change_may_be_too_late(transport: SandboxTransport) -> None:
    """A read that has a timeout ends with it; so much time has passed then."""
    job = submit(transport)
    stream = transport.open(HttpCall("GET", f"{job['status_url']}/stream?logs=1"))
    stream.read(0.2)

    with pytest.raises(ConnectionLost, match=r"0\.2 s"):
        stream.read(0.2)

    assert transport.now() == pytest.approx(0.2)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_stream_of_nothing(transport: SandboxTransport, method: str) -> None:
    """An unknown job has no stream, and nothing is posted to one."""
    job = (
        submit(transport) if method == "POST" else {"status_url": f"{QUEUE}/a/b/requests/c/status"}
    )

    stream = transport.open(HttpCall(method, f"{job['status_url']}/stream?logs=1"))

    assert stream.status == (405 if method == "POST" else 404)


class Polled(SandboxProvider):
    """A sandbox whose stream leads nowhere."""

    def stream(self, ticket: Ticket) -> HttpCall | None:
        call = super().stream(ticket)
        return call and replace(call, url=f"{QUEUE}/a/b/requests/nobody/status/stream")


def test_polling_tells_the_same() -> None:
    """A job that is polled has the same lines, and the same end, as one that is streamed."""

    def lines(provider: SandboxProvider) -> list[str]:
        with limner.Client(provider, environment={}) as client:
            happened = list(client.submit(FLUX, PROMPT).events())
        return [line.message for event in happened for line in getattr(event, "logs", ())]

    assert lines(Polled()) == lines(SandboxProvider()) != []


def test_whole_stream_is_no_answer() -> None:
    """What waits for a whole answer gets none: a stream has to be opened."""
    server = SandboxServer(PLUGINS)
    body = json.dumps(PROMPT).encode()
    job = server.answer(HttpCall("POST", f"{QUEUE}/{FLUX}", body=body), 0.0).json()

    answer: HttpAnswer = server.answer(HttpCall("GET", f"{job['status_url']}/stream"), 0.0)

    assert answer.status == 405
