"""The sandbox answers as fal does: refusals, three statuses on a virtual clock, results, files."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from datetime import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import limner
from limner import hookimpl
from limner.errors import JobFailed
from limner.events import Completed, Event, InProgress, Queued
from limner.plugins import Plugins
from limner.rendering import File, Rendering
from limner.sandbox.provider import SandboxProvider
from limner.sandbox.server import QUEUE, RUNNING, WAITING, SandboxServer
from limner.sandbox.transport import AsyncSandboxTransport, SandboxTransport
from limner.transport import HttpAnswer, HttpCall

FLUX = "fal-ai/flux/dev"
BIREFNET = "fal-ai/birefnet/v2"
KLING = "fal-ai/kling-video/v1/standard/image-to-video"
PROMPT: dict[str, Any] = {"prompt": "a lighthouse at dusk"}
SMALL: dict[str, Any] = {**PROMPT, "image_size": {"width": 16, "height": 16}}
PLUGINS = Plugins(environment={})
PROVIDER = SandboxProvider()


class Sandbox:
    """A sandbox whose clock a test sets."""

    def __init__(self, *plugins: object) -> None:
        self.server = SandboxServer(Plugins(plugins, environment={}) if plugins else PLUGINS)
        self.now = 100.0

    def call(self, method: str, url: str, body: Any = None) -> HttpAnswer:
        sent = None if body is None else json.dumps(body).encode()
        return self.server.answer(HttpCall(method, url, body=sent), self.now)

    def submit(self, endpoint_id: str = FLUX, **arguments: Any) -> dict[str, Any]:
        answer = self.call("POST", f"{QUEUE}/{endpoint_id}", arguments or PROMPT)
        assert answer.status == 200, answer.body
        accepted: dict[str, Any] = answer.json()
        return accepted

    def status(self, job: dict[str, Any], query: str = "?logs=true") -> tuple[int, dict[str, Any]]:
        answer = self.call("GET", f"{job['status_url']}{query}")
        return answer.status, answer.json()

    def result(self, job: dict[str, Any]) -> HttpAnswer:
        self.now += WAITING + RUNNING
        return self.call("GET", job["response_url"])


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def test_job_goes_through_three_statuses(sandbox: Sandbox) -> None:
    """Queue, work with more and more log lines, end: 202, 202 and 200."""
    job = sandbox.submit()
    seen = []
    for _ in range(9):
        code, body = sandbox.status(job)
        shown = body.get("queue_position", len(body.get("logs") or ()))
        seen.append((code, body["status"], shown))
        sandbox.now += 0.5

    assert seen == [
        (202, "IN_QUEUE", 1),
        (202, "IN_QUEUE", 0),
        (202, "IN_PROGRESS", 1),
        (202, "IN_PROGRESS", 1),
        (202, "IN_PROGRESS", 2),
        (202, "IN_PROGRESS", 3),
        (202, "IN_PROGRESS", 3),
        (202, "IN_PROGRESS", 4),
        (200, "COMPLETED", 5),
    ]


def test_statuses_have_all_that_clients_need(sandbox: Sandbox) -> None:
    """Each status has the id and the URLs; `logs` is there, and null unless asked for."""
    job = sandbox.submit()
    for query, wanted in [("", 0), ("?logs=false", 0), ("?logs=0", 0), ("?logs=1", 1)]:
        sandbox.now += WAITING if not query else 0
        _, body = sandbox.status(job, query)

        assert {name: body[name] for name in body if name.endswith(("_id", "_url"))} == {
            name: job[name] for name in job if name.endswith(("_id", "_url"))
        }
        assert len(body["logs"] or ()) == wanted
        assert (body["logs"] is None) == (not wanted)


def test_log_lines_have_the_virtual_time(sandbox: Sandbox) -> None:
    """A log line's time is in ISO 8601, and the same at each poll."""
    job = sandbox.submit()
    sandbox.now += WAITING + RUNNING
    first, second = (sandbox.status(job)[1]["logs"] for _ in range(2))

    times = [datetime.fromisoformat(line["timestamp"]) for line in first]
    assert first == second
    assert times == sorted(times)
    assert times[-1].timestamp() == sandbox.now


def test_urls_name_the_app_only(sandbox: Sandbox) -> None:
    """A job's URLs are fal's: owner and app, then the id."""
    job = sandbox.submit(KLING, **PROMPT, image_url="https://x.example/x.png")

    url = f"{QUEUE}/fal-ai/kling-video/requests/{job['request_id']}"
    assert job["response_url"] == url
    assert (job["status_url"], job["cancel_url"]) == (f"{url}/status", f"{url}/cancel")


@pytest.mark.parametrize("form", ["{app}/requests/{id}", "{id_}/requests/{id}"])
@pytest.mark.parametrize("ending", ["", "/", "/response"])
def test_other_forms_of_a_jobs_urls(sandbox: Sandbox, form: str, ending: str) -> None:
    """The whole endpoint id, a slash at the end and `/response` lead to the result too."""
    job = sandbox.submit(**SMALL)
    sandbox.now += WAITING + RUNNING
    path = form.format(app="fal-ai/flux", id_=FLUX, id=job["request_id"])

    assert sandbox.call("GET", f"{QUEUE}/{path}{ending}").json() == sandbox.result(job).json()


def test_result_waits_for_the_end(sandbox: Sandbox) -> None:
    """Before the end the result is a 400, after it the model's output."""
    job = sandbox.submit(**SMALL)

    early = sandbox.call("GET", job["response_url"])
    late = sandbox.result(job)

    assert (early.status, early.json()) == (400, {"detail": "Request is still in progress"})
    assert late.status == 200
    Draft202012Validator(PLUGINS.registry[FLUX].output).validate(late.json())


def test_unknown_things_are_not_found(sandbox: Sandbox) -> None:
    """Unknown jobs, models, files and paths answer 404, in fal's two forms."""
    job = sandbox.submit(**SMALL)
    unknown = f"{QUEUE}/fal-ai/flux/requests/nobody"
    url = sandbox.result(job).json()["images"][0]["url"]

    for method, asked in [
        ("GET", unknown),
        ("GET", f"{unknown}/status?logs=true"),
        ("PUT", f"{unknown}/cancel"),
        ("GET", url.replace("/0.", "/1.")),
        ("GET", url.replace(job["request_id"], "nobody")),
    ]:
        answer = sandbox.call(method, asked)
        assert (answer.status, answer.json()) == (404, {"status": "NOT_FOUND"})
    for method, asked in [("POST", f"{QUEUE}/acme/model"), ("GET", f"{QUEUE}/{FLUX}")]:
        answer = sandbox.call(method, asked, {})
        assert answer.status == 404
        assert "not found" in answer.json()["detail"]


def test_other_methods_are_not_allowed(sandbox: Sandbox) -> None:
    """A job's URLs take the methods that fal's take."""
    job = sandbox.submit()

    for method, name in [("POST", "status_url"), ("GET", "cancel_url"), ("PUT", "response_url")]:
        assert sandbox.call(method, job[name]).status == 405


@pytest.mark.parametrize("after", [0.0, WAITING + RUNNING / 2])
def test_cancelled_job_is_over(sandbox: Sandbox, after: float) -> None:
    """A cancelled job is completed with an error, and its result is a 499."""
    job = sandbox.submit()
    sandbox.now += after

    cancelled = sandbox.call("PUT", job["cancel_url"])
    code, body = sandbox.status(job)
    result = sandbox.call("GET", job["response_url"])
    error = PROVIDER.error(FLUX, result, job["request_id"])

    assert (cancelled.status, cancelled.json()) == (202, {"status": "CANCELLATION_REQUESTED"})
    assert (code, body["status"], body["error_type"]) == (200, "COMPLETED", "client_cancelled")
    assert (result.status, result.json()["error_type"]) == (499, "client_cancelled")
    assert isinstance(error, JobFailed)
    assert (error.type, error.retryable) == ("client_cancelled", False)


def test_completed_job_cannot_be_cancelled(sandbox: Sandbox) -> None:
    """A cancellation that comes too late, or twice, is a 400 and changes nothing."""
    done, cancelled = sandbox.submit(**SMALL), sandbox.submit(**SMALL)
    sandbox.call("PUT", cancelled["cancel_url"])
    twice = sandbox.call("PUT", cancelled["cancel_url"])
    sandbox.now += WAITING + RUNNING

    late = sandbox.call("PUT", done["cancel_url"])

    for answer in (twice, late):
        assert (answer.status, answer.json()) == (400, {"status": "ALREADY_COMPLETED"})
    assert sandbox.call("GET", done["response_url"]).status == 200


def test_result_is_found_out_once(sandbox: Sandbox) -> None:
    """A result can be fetched more than once, and is the same."""
    job = sandbox.submit(**SMALL)

    assert sandbox.result(job).body == sandbox.result(job).body


def test_file_is_served_as_what_it_is(sandbox: Sandbox) -> None:
    """A file comes with its type and length, the same bytes each time."""
    image = sandbox.result(sandbox.submit(**SMALL)).json()["images"][0]

    first, again = (sandbox.call("GET", image["url"]) for _ in range(2))

    assert first.headers == {
        "content-type": "image/jpeg",
        "content-length": str(len(first.body)),
    }
    assert first.body == again.body
    assert first.body[:2] == b"\xff\xd8"


def test_whole_job_through_a_client() -> None:
    """A client sees each change once, and each log line once, without waiting for it."""
    with limner.Client(provider="sandbox") as client:
        events = list(client.submit(FLUX, PROMPT).events())

    def kinds(kind: type[Event]) -> list[Any]:
        return [event for event in events if isinstance(event, kind)]

    lines = [line.message for event in kinds(InProgress) + kinds(Completed) for line in event.logs]
    assert [event.position for event in kinds(Queued)] == [1, 0]
    assert lines == [f"sandbox: {percent} % done" for percent in (0, 25, 50, 75, 100)]
    assert kinds(Completed)[0].inference_seconds == RUNNING
    assert isinstance(events[-1], Completed)


def test_typed_failure_through_a_client() -> None:
    """A picture too large to draw ends the job as it ends at fal."""
    huge = {**PROMPT, "num_images": 4, "image_size": {"width": 4000, "height": 4000}}

    with limner.Client(provider="sandbox") as client, pytest.raises(JobFailed) as caught:
        client.run(FLUX, huge)

    assert (caught.value.type, caught.value.status) == ("image_too_large", 422)
    assert caught.value.retryable is False


class Slow:
    """Draws a file only when another one is being drawn at the same time."""

    def __init__(self) -> None:
        self.together = threading.Barrier(2, timeout=20)

    def draw(self) -> bytes:
        self.together.wait()
        return b"drawn"

    @hookimpl(tryfirst=True)  # before the model's own
    def render_sandbox(self) -> Rendering:
        return Rendering([File("image/svg+xml", self.draw)])


def test_drawing_stands_in_nobodys_way() -> None:
    """Two threads' files are drawn at once, of two jobs or of one."""
    sandbox = Sandbox(Slow())
    one, other = sandbox.submit(), sandbox.submit()
    url = sandbox.result(one).json()["images"][0]["url"]
    other_url = sandbox.result(other).json()["images"][0]["url"]
    drawn: list[bytes] = []

    def fetch(wanted: str) -> None:
        drawn.append(sandbox.call("GET", wanted).body)

    for pair in ([url, other_url], [url, url]):
        threads = [threading.Thread(target=fetch, args=[wanted]) for wanted in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    assert drawn == [b"drawn"] * 4
    assert url.endswith(".svg")


def test_slow_drawing_lets_others_submit() -> None:
    """While one thread draws, another one's calls are answered."""
    sandbox = Sandbox(slow := Slow())
    url = sandbox.result(sandbox.submit()).json()["images"][0]["url"]
    transport = SandboxTransport(sandbox.server)
    drawing = threading.Thread(target=transport.send, args=[HttpCall("GET", url)])
    drawing.start()
    while not slow.together.n_waiting:
        time.sleep(0.001)
    body = json.dumps(PROMPT).encode()

    answer = transport.send(HttpCall("POST", f"{QUEUE}/{FLUX}", body=body))

    assert answer.status == 200
    slow.together.wait()
    drawing.join(20)


def test_sleeping_moves_the_clock() -> None:
    """A transport's clock is virtual: it goes as far as all have slept, at once."""
    transport = SandboxTransport(SandboxServer(PLUGINS))
    threads = [threading.Thread(target=transport.sleep, args=[1000.0]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert transport.now() == 8000.0
    transport.close()
    assert transport.now() == 8000.0


def test_stream_of_the_sandbox() -> None:
    """A stream gives its whole body once, then nothing."""
    transport = SandboxTransport(SandboxServer(PLUGINS))
    stream = transport.open(HttpCall("GET", f"{QUEUE}/nowhere"))

    assert stream.status == 404
    assert stream.read()
    assert stream.read() == b""
    stream.close()


def test_asyncio_shares_the_same_sandbox() -> None:
    """The transport for asyncio answers, sleeps and streams as the other one does."""
    transport = AsyncSandboxTransport(SandboxTransport(SandboxServer(PLUGINS)))

    async def whole() -> list[Any]:
        body = json.dumps(SMALL).encode()
        job = (await transport.send(HttpCall("POST", f"{QUEUE}/{FLUX}", body=body))).json()
        await transport.sleep(WAITING + RUNNING)
        result = (await transport.send(HttpCall("GET", job["response_url"]))).json()
        stream = await transport.open(HttpCall("GET", result["images"][0]["url"]))
        pieces = [await stream.read(), await stream.read()]
        await stream.close()
        await transport.close()
        return [stream.status, stream.headers["content-type"], pieces[0][:2], pieces[1]]

    assert asyncio.run(whole()) == [200, "image/jpeg", b"\xff\xd8", b""]
    assert transport.now() == WAITING + RUNNING


def test_eight_threads_share_one_client() -> None:
    """Eight threads of one client get each its own pictures."""
    client, seeds = limner.Client(provider="sandbox"), []

    def run(seed: int) -> None:
        for again in range(3):
            result = client.run(FLUX, {**SMALL, "seed": 10 * seed + again})
            seeds.append((result.seed, len(result.images[0].bytes()) > 0))

    threads = [threading.Thread(target=run, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(seeds) == [(10 * seed + again, True) for seed in range(8) for again in range(3)]
