"""The fal provider: URLs, headers and bytes are those that fal's own clients send."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

import limner
from limner import __version__
from limner.errors import CredentialError, JobFailed, MissingKey
from limner.files import LocalFile
from limner.journal import MemoryJournal
from limner.transport import HttpAnswer, HttpCall, Stream
from limner_plugins.fal import provider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FLUX = "fal-ai/flux/dev"
KLING = "fal-ai/kling-video/v1/standard/image-to-video"
KEY = "kid:secret"
ID = "1ddf0f3a-8c6e-4b0e-9b61-7a0f5e3f9d2c"
IMAGE = "https://x.example/é.png"

FLUX_BODY = '{"prompt":"a cat, é","seed":1}'.encode()
KLING_BODY = f'{{"prompt":"a cat","image_url":"{IMAGE}"}}'.encode()


@dataclass(frozen=True)
class Sent:
    """A request as it left.

    Attributes:
        line: Method and URL (over HTTP, its path).
        headers: By lower-case name.
        body: Its bytes; None if the call has none.
    """

    line: str
    headers: dict[str, str]
    body: bytes | None


def answers(path: str, method: str, base: str) -> tuple[int, dict[str, Any]]:
    """What fal answers on its queue: a job that is done when its stream has ended."""
    app = path.partition("/requests/")[0]
    url = f"{base}{app}/requests/{ID}"
    if method == "POST":
        owner_and_app = "/".join(path.split("/")[:3])
        url = f"{base}{owner_and_app}/requests/{ID}"
        urls = {"response_url": url, "status_url": f"{url}/status", "cancel_url": f"{url}/cancel"}
        body = {"status": "IN_QUEUE", "request_id": ID, "queue_position": 0, "logs": None}
        return 200, {**body, **urls}
    if method == "PUT":
        return 202, {"status": "CANCELLATION_REQUESTED"}
    if path.endswith("/status/stream"):
        return 200, {"status": "IN_PROGRESS", "logs": None}
    if path.endswith("/status"):
        return 200, {"status": "COMPLETED", "logs": None, "metrics": {"inference_time": 1.5}}
    return 200, {"images": [], "timings": {}, "seed": 1, "has_nsfw_concepts": [], "prompt": "x"}


def written(path: str, said: dict[str, Any]) -> tuple[str, bytes]:
    """An answer's media type and bytes: a stream's are an event."""
    if path.endswith("/stream"):
        return "text/event-stream", f"data: {json.dumps(said)}\n\n".encode()
    return "application/json", json.dumps(said).encode()


class Told:
    """`Stream` of an answer that is there."""

    def __init__(self, answer: HttpAnswer) -> None:
        self.status, self.headers = answer.status, answer.headers
        self._pieces = iter([answer.body])

    def read(self, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- as `Stream`
        return next(self._pieces, b"")

    def close(self) -> None:
        pass


class RecordingTransport:
    """`Transport` that notes each call and answers as fal does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.sent: list[Sent] = []

    def send(self, call: HttpCall) -> HttpAnswer:
        headers = {name.lower(): value for name, value in call.headers.items()}
        self.sent.append(Sent(f"{call.method} {call.url}", headers, call.body))
        path = call.url.removeprefix(self.base).partition("?")[0]
        status, body = answers(path, call.method, self.base)
        media_type, data = written(path, body)
        return HttpAnswer(status, {"content-type": media_type}, data)

    def open(self, call: HttpCall) -> Stream:
        return Told(self.send(call))

    def sleep(self, seconds: float) -> None:
        pass

    def now(self) -> float:
        return 0.0

    def close(self) -> None:
        pass


@dataclass
class Recorder:
    """A server that stands for all of fal.

    Attributes:
        url: What `LIMNER_FAL_URL` is set to.
        sent: The requests that arrived.
    """

    url: str
    sent: list[Sent] = field(default_factory=list)


@contextlib.contextmanager
def recording() -> Iterator[Recorder]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recorder.sent.append(Sent(f"{self.command} {self.path}", headers, body))
            path = self.path.removeprefix("/queue").partition("?")[0]
            status, said = answers(path, self.command, f"{recorder.url}/queue")
            media_type, data = written(path, said)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 -- the names that the base class calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        recorder = Recorder(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield recorder
        finally:
            server.shutdown()
            thread.join(10)


def go_the_whole_way(client: limner.Client) -> None:
    """Submit, follow, fetch and cancel a job of both models."""
    client.submit(FLUX, {"prompt": "a cat, é", "seed": 1}).result()
    job = client.submit(KLING, {"prompt": "a cat", "image_url": IMAGE})
    job.cancel()


async def go_the_whole_way_async(client: limner.AsyncClient) -> None:
    """The same, with asyncio."""
    async with client:
        await (await client.submit(FLUX, {"prompt": "a cat, é", "seed": 1})).result()
        job = await client.submit(KLING, {"prompt": "a cat", "image_url": IMAGE})
        await job.cancel()


POST = {"authorization": f"Key {KEY}", "content-type": "application/json"}
SIGNED = {"authorization": f"Key {KEY}"}
STREAM = {"accept": "text/event-stream", "accept-encoding": "identity"}


def test_calls_are_those_of_fals_clients() -> None:
    """Submit, stream, status, result and cancel have the URLs, headers and bytes of fal's."""
    queue = "https://queue.fal.run"
    flux, kling = f"{queue}/fal-ai/flux", f"{queue}/fal-ai/kling-video"
    transport = RecordingTransport(queue)

    go_the_whole_way(limner.Client(key=KEY, transport=transport, environment={}))

    assert transport.sent == [
        Sent(f"POST {flux}/dev", POST, FLUX_BODY),
        Sent(f"GET {flux}/requests/{ID}/status/stream?logs=1", {**SIGNED, **STREAM}, None),
        Sent(f"GET {flux}/requests/{ID}/status?logs=true", SIGNED, None),
        Sent(f"GET {flux}/requests/{ID}", SIGNED, None),
        Sent(f"POST {kling}/v1/standard/image-to-video", POST, KLING_BODY),
        Sent(f"PUT {kling}/requests/{ID}/cancel", SIGNED, b""),
    ]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_requests_on_the_wire_are_those_of_fals_clients(*, asynchronous: bool) -> None:
    """Over real HTTP the same requests arrive, with the headers that every request has."""
    with recording() as fal:
        environment = {"LIMNER_FAL_URL": fal.url, "FAL_KEY": KEY}
        if asynchronous:
            asyncio.run(go_the_whole_way_async(limner.AsyncClient(environment=environment)))
        else:
            with limner.Client(environment=environment) as client:
                go_the_whole_way(client)

    host = fal.url.removeprefix("http://")
    always = {
        "host": host,
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
        "connection": "keep-alive",
        "user-agent": f"limner/{__version__}",
    }
    assert fal.sent == [
        Sent(
            "POST /queue/fal-ai/flux/dev",
            {**always, **POST, "content-length": str(len(FLUX_BODY))},
            FLUX_BODY,
        ),
        Sent(
            f"GET /queue/fal-ai/flux/requests/{ID}/status/stream?logs=1",
            {**always, **SIGNED, **STREAM},
            b"",
        ),
        Sent(f"GET /queue/fal-ai/flux/requests/{ID}/status?logs=true", {**always, **SIGNED}, b""),
        Sent(f"GET /queue/fal-ai/flux/requests/{ID}", {**always, **SIGNED}, b""),
        Sent(
            "POST /queue/fal-ai/kling-video/v1/standard/image-to-video",
            {**always, **POST, "content-length": str(len(KLING_BODY))},
            KLING_BODY,
        ),
        Sent(
            f"PUT /queue/fal-ai/kling-video/requests/{ID}/cancel",
            {**always, **SIGNED, "content-length": "0"},
            b"",
        ),
    ]


@pytest.mark.parametrize(
    "environment",
    [{}, {"FAL_KEY": " "}, {"FAL_KEY_ID": "kid"}, {"FAL_KEY_SECRET": "s"}, {"FAL_KEY_ID": " "}],
)
def test_missing_key_names_the_sandbox(environment: dict[str, str]) -> None:
    """Without a key nothing is sent, the exit code is 4, and the way without one is told."""
    transport = RecordingTransport("https://queue.fal.run")
    client = limner.Client(transport=transport, environment=environment)

    with pytest.raises(MissingKey) as caught:
        client.run(FLUX, {"prompt": "x"})

    assert caught.value.exit_code == 4
    assert all(
        way in str(caught.value)
        for way in (
            "FAL_KEY",
            "--sandbox",
            "LIMNER_PROVIDER=sandbox",
            "Client(provider='sandbox')",
        )
    )
    assert transport.sent == []


@pytest.mark.parametrize("key", ["kid:sec\r\nX-Evil: 1", "kid:se cret", "kid:sécret", "kid:\x00s"])
def test_impossible_key_is_refused(key: str) -> None:
    """A key that no header can carry is refused in words that don't repeat it; nothing is sent."""
    with recording() as fal:
        client = limner.Client(key=key, environment={"LIMNER_FAL_URL": fal.url})
        with pytest.raises(CredentialError) as caught:
            client.run(FLUX, {"prompt": "x"})

    assert (caught.value.exit_code, fal.sent) == (4, [])
    assert "kid" not in str(caught.value)
    assert isinstance(client.journal, MemoryJournal)
    assert client.journal.entries() == ()


def test_key_given_to_the_client_goes_first() -> None:
    """A key that is passed in is taken before the environment's."""
    transport = RecordingTransport("https://queue.fal.run")

    limner.Client(key="mine", transport=transport, environment={"FAL_KEY": KEY}).submit(
        FLUX, {"prompt": "x"}
    )

    assert transport.sent[0].headers["authorization"] == "Key mine"


def test_key_goes_to_no_url_of_an_answer() -> None:
    """Nobody else's URLs in the answer to a submit are followed, with the key or without."""

    class Misled(RecordingTransport):
        def send(self, call: HttpCall) -> HttpAnswer:
            answer = super().send(call)
            body = answer.body.replace(b"https://queue.fal.run/", b"https://evil.example/")
            return HttpAnswer(answer.status, answer.headers, body)

    transport = Misled("https://queue.fal.run")

    limner.Client(key=KEY, transport=transport, environment={}).run(FLUX, {"prompt": "x"})

    assert [sent.line.partition("/fal-ai")[0] for sent in transport.sent] == [
        "POST https://queue.fal.run",
        *["GET https://queue.fal.run"] * 3,
    ]


def test_key_is_in_no_error_and_no_journal() -> None:
    """Neither what is printed nor what is kept shows the key."""

    class Locked(RecordingTransport):
        def send(self, call: HttpCall) -> HttpAnswer:
            super().send(call)
            return HttpAnswer(403, {}, b'{"detail": "User is locked. Reason: TOP_UP."}')

    client = limner.Client(
        key=KEY, transport=Locked("https://queue.fal.run"), environment={"FAL_KEY": KEY}
    )

    with pytest.raises(CredentialError) as caught:
        client.run(FLUX, {"prompt": "x"})

    assert isinstance(client.journal, MemoryJournal)
    shown = [
        caught.value,
        client,
        client.journal.entries(),
        client.connections.of(client.registry[FLUX]),
    ]
    assert "secret" not in "".join(f"{one} {one!r}" for one in shown)


def body_of(sent: Sent) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(sent.body or b"")
    return body


def test_media_type_of_bytes() -> None:
    """Bytes of which nobody knows what they are travel as such."""
    file = LocalFile("file", "application/octet-stream", data=b"\x00\xff")

    assert provider({}).file_url("/x", file, b"\x00\xff") == (
        "data:application/octet-stream;base64,AP8="
    )


def test_failed_job_is_told_in_fals_words() -> None:
    """A job that failed at fal ends with fal's type, its own words, and what can be done."""

    class Failing(RecordingTransport):
        def send(self, call: HttpCall) -> HttpAnswer:
            answer = super().send(call)
            if not call.url.endswith(ID):
                return answer
            body = {"detail": "Request timed out", "error_type": "startup_timeout"}
            return HttpAnswer(
                504, {"x-fal-error-type": "startup_timeout"}, json.dumps(body).encode()
            )

    client = limner.Client(key=KEY, transport=Failing("https://queue.fal.run"), environment={})

    with pytest.raises(JobFailed) as caught:
        client.run(FLUX, {"prompt": "x"})

    error = caught.value
    assert (error.type, error.status, error.retryable) == ("startup_timeout", 504, True)
    assert (error.request_id, error.exit_code) == (ID, 6)
    assert "Request timed out" in str(error)
