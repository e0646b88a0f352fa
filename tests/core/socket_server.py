"""Servers of all kinds on this machine's own sockets, for the tests of transports."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Behaviour = Callable[[socket.socket], None]
"""What a server does when it has read a request."""


@dataclass
class Server:
    """A server of one behaviour, for as many connections as come.

    Attributes:
        url: Where it is.
        requests: The heads and bodies that arrived, one for each answer.
        connections: How many connections were accepted.
    """

    url: str
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0


@contextlib.contextmanager
def serving(behave: Behaviour | bytes, *, reading: bool = True) -> Iterator[Server]:
    """Run a server: it reads a request, behaves, and so on until either side hangs up.

    Args:
        behave: What it does after a request, or the bytes that it answers.
        reading: Whether it reads requests at all before it behaves and hangs up.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(f"http://127.0.0.1:{listening.getsockname()[1]}")
        threads: list[threading.Thread] = []

        def talk(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                while not reading or (request := read_request(connection)):
                    if reading:
                        server.requests.append(request)
                    if isinstance(behave, bytes):
                        connection.sendall(behave)
                    else:
                        behave(connection)
                    if not reading:
                        return

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    connection.settimeout(20)
                    server.connections += 1
                    threads.append(threading.Thread(target=talk, args=[connection]))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(10)
            for thread in threads:
                thread.join(10)
                assert not thread.is_alive()


def read_request(connection: socket.socket) -> bytes:
    """A request with its body; empty when the client has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < wanted:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def response(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def say(data: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        connection.sendall(data)
        hang_up(connection)

    return behave
