"""A queue on 127.0.0.1: the sandbox behind HTTP, its clock a hundred times as fast as ours.

It stands for fal, where `LIMNER_FAL_URL` leads to it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import limner
from limner.sandbox.server import HOST, SandboxServer
from limner.transport import HttpCall

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEED = 100


@dataclass
class Queue:
    """A queue that is being served.

    Attributes:
        url: Where it is; its submits go to `/queue/ENDPOINT_ID`.
        calls: What was asked for: method, path and `Authorization`.
        speed: How many of its seconds pass in one of ours.
    """

    url: str
    calls: list[tuple[str, str, str | None]] = field(default_factory=list)
    speed: float = SPEED

    @property
    def methods(self) -> list[str]:
        """The methods of all calls."""
        return [method for method, *_ in self.calls]


@contextlib.contextmanager
def serving(*plugins: object) -> Iterator[Queue]:
    """Serve a queue for the models that are installed, and those of some plugins."""
    with limner.Client(provider="sandbox", plugins=plugins, environment={}) as client:
        sandbox = SandboxServer(client.plugins)
        with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
            queue = Queue(f"http://127.0.0.1:{server.server_port}")
            server.RequestHandlerClass = _handler(sandbox, queue)
            thread = threading.Thread(target=server.serve_forever, args=[0.01])
            thread.start()
            try:
                yield queue
            finally:
                server.shutdown()
                thread.join()


def _handler(sandbox: SandboxServer, queue: Queue) -> type[BaseHTTPRequestHandler]:
    begin = time.monotonic()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_any(self) -> None:
            queue.calls.append((self.command, self.path, self.headers["Authorization"]))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            call = HttpCall(self.command, f"{queue.url}{self.path}", body=body)
            answer = sandbox.answer(call, (time.monotonic() - begin) * queue.speed)
            answered = answer.body.replace(f"https://{HOST}".encode(), queue.url.encode())
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(answered)))
            self.end_headers()
            self.wfile.write(answered)

        def log_message(self, *_: object) -> None:
            """Be silent."""

    for method in ("GET", "POST", "PUT"):
        setattr(Handler, f"do_{method}", Handler.do_any)
    return Handler
