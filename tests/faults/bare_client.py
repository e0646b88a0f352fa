"""An HTTP client on a bare socket: it sees what really comes, and hides nothing."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fault_server import FaultServer

KEY = "the-id:the-secret"
FLUX = "/queue/fal-ai/flux/dev"


@dataclass
class Seen:
    """What came, and how it ended.

    Attributes:
        data: All bytes.
        ending: `whole`, `closed`, `reset` or `silence`.
    """

    data: bytes = b""
    ending: str = "silence"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int | None:
        """The status; None if no head came whole."""
        if b"\r\n\r\n" not in self.data or not self.data.startswith(b"HTTP/1.1 "):
            return None
        return int(self.data.split(b" ", 2)[1])

    @property
    def body(self) -> bytes:
        """What came after the head."""
        return self.data.partition(b"\r\n\r\n")[2]

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)

    def read_head(self) -> int | None:
        """The headers into `headers`; the stated length of the body."""
        head, found, _ = self.data.partition(b"\r\n\r\n")
        if not found:
            return None
        pairs = (line.partition(": ") for line in head.decode("latin-1").split("\r\n")[1:])
        self.headers = {name.lower(): value for name, _, value in pairs}
        length = self.headers.get("content-length")
        return None if length is None else int(length)


def call(  # noqa: PLR0913 -- a call has so many parts
    server: FaultServer,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    patience: float = 0.3,
    most: int = 10**6,
    **headers: str,
) -> Seen:
    """Send a request on a connection of its own, and watch what comes.

    Args:
        server: Whom to ask.
        method: What to do.
        path: What with.
        body: What to send.
        patience: Seconds of silence after which watching ends.
        most: Bytes after which it ends, too.
        headers: Besides the key; underscores are hyphens.
    """
    named = {"Host": "x", "Authorization": f"Key {KEY}", "Content-Length": str(len(body))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    seen = Seen()
    try:
        with socket.create_connection(("127.0.0.1", server.port), patience) as sock:
            sock.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            _watch(sock, seen, most)
    except TimeoutError:
        pass
    except ConnectionRefusedError:
        raise
    except ConnectionError:  # as soon as it's made, or later
        seen.ending = "reset"
    return seen


def _watch(sock: socket.socket, seen: Seen, most: int) -> None:
    while len(seen.data) < most:
        piece = sock.recv(65536)
        if not piece:
            seen.ending = "closed"
            return
        seen.data += piece
        length = seen.read_head()
        ended = length is not None and len(seen.body) >= length
        if ended or ("chunked" in seen.headers.values() and seen.data.endswith(b"0\r\n\r\n")):
            seen.ending = "whole"
            return


def submit(server: FaultServer, prompt: str = "a lighthouse") -> Seen:
    """Submit a job."""
    return call(server, "POST", FLUX, json.dumps({"prompt": prompt}).encode())
