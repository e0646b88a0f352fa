"""A server between us and the provider answers in its place: what that costs a finished job."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

import limner
from limner.errors import JobFailed, NotCollected
from limner.httpx_transport import HttpxTransport
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Iterator

FLUX = "fal-ai/flux/dev"
RESULT = {"images": [], "seed": 7}
Answer = tuple[int, Any]


class Hasty(HttpxTransport):
    """The real transport, which doesn't wait between two tries."""

    def sleep(self, seconds: float) -> None:
        """Let no time pass."""


@contextmanager
def provider(*results: Answer) -> Iterator[limner.Client]:
    """A client of a provider whose jobs are done at once; its results, the last for ever."""
    left = list(results)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.say(200, {"status": "IN_QUEUE", "request_id": "r-1"})

        def do_GET(self) -> None:
            if self.path.partition("?")[0].endswith("/stream"):
                self.say(404, {"detail": "Path /stream not found"})
            elif "/status" in self.path:
                self.say(200, {"status": "COMPLETED", "logs": []})
            else:
                self.say(*(left.pop(0) if len(left) > 1 else left[0]))

        def say(self, status: int, body: Any) -> None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.01]).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    environment = {"FAL_KEY": "the-id:the-secret-of-the-tests", "LIMNER_FAL_URL": url}
    try:
        with limner.Client(
            environment=environment, journal=MemoryJournal(), transport=Hasty()
        ) as client:
            yield client
    finally:
        server.shutdown()
        server.server_close()


def state(client: limner.Client) -> str:
    assert client.journal is not None
    (row,) = client.journal.entries()
    return row.state


@pytest.mark.parametrize(
    "said",
    [
        (503, {"status": 503, "error": "Service Unavailable", "path": "/"}),
        (502, {"status": "error", "message": "upstream connect error"}),
        (307, {"detail": "moved"}),
        (400, {"status": "bad"}),
    ],
)
def test_words_of_a_proxy_end_no_job(said: Answer) -> None:
    """They are JSON, and not the provider's: the result is asked for again."""
    with provider(said, said, (200, RESULT)) as client:
        assert client.run(FLUX, {"prompt": "x"}).raw == RESULT
        assert state(client) == "kept"


def test_failure_that_was_not_the_last_word() -> None:
    """A job that somebody said had failed is collected by its row, and kept."""
    with provider((500, {"detail": "Internal Server Error"}), (200, RESULT)) as client:
        with pytest.raises(JobFailed):
            client.run(FLUX, {"prompt": "x"})
        assert state(client) == "failed"

        assert client.resume("r-1").result().raw == RESULT
        assert state(client) == "kept"


def test_picture_in_the_place_of_a_result() -> None:
    """What came is in the error, and the job can be collected still."""
    picture = b"\xff\xd8\xff\xe0" + bytes(range(256))
    with provider((200, picture), (200, picture), (200, RESULT)) as client:
        with pytest.raises(NotCollected, match="image/jpeg, 260 bytes") as caught:
            client.run(FLUX, {"prompt": "x"})

        assert caught.value.answer
        assert caught.value.answer.body == picture
        assert state(client) == "finished"
        assert client.resume("r-1").result().raw == RESULT
