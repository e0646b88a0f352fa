"""A call ends when its time is over, a stream when it is silent; by each kind of connection."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from socket_server import read_request, response, serving

from limner.errors import ConnectionLost
from limner.httpx_transport import AsyncHttpxTransport, HttpxTransport
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENT = b"9\r\ndata: 1\n\n\r\n"
END = b"0\r\n\r\n"
LONG = 5.0
"""Seconds that a server waits for its client to hang up, before it goes on after all."""

Read = Callable[[HttpCall, list[float | None]], tuple[list[bytes], HttpAnswer | None]]


def until_it_hangs_up(connection: socket.socket) -> None:
    """Wait for the client to hang up; raises where it has, so that no more is said."""
    connection.settimeout(LONG)
    with contextlib.suppress(TimeoutError):
        if not read_request(connection):
            raise ConnectionAbortedError


def hang(connection: socket.socket) -> None:
    until_it_hangs_up(connection)
    connection.sendall(response())


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(LONG / 100)


def fall_silent(connection: socket.socket) -> None:
    connection.sendall(HEAD + EVENT)
    until_it_hangs_up(connection)
    connection.sendall(EVENT + END)


class Sync:
    """A transport that is driven the same way as the other two."""

    def __init__(self) -> None:
        self._transport = HttpxTransport()

    def send(self, call: HttpCall) -> HttpAnswer:
        return self._transport.send(call)

    def read(self, call: HttpCall, *timeouts: float | None) -> list[bytes]:
        stream = self._transport.open(call)
        try:
            return [stream.read(timeout) for timeout in timeouts]
        finally:
            stream.close()

    def close(self) -> None:
        self._transport.close()


class Async:
    """The same for asyncio, in a loop of its own."""

    concurrent = False

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._transport = AsyncHttpxTransport(concurrent=self.concurrent)

    def send(self, call: HttpCall) -> HttpAnswer:
        return self._runner.run(self._transport.send(call))

    def read(self, call: HttpCall, *timeouts: float | None) -> list[bytes]:
        async def opened() -> list[bytes]:
            stream = await self._transport.open(call)
            try:
                return [await stream.read(timeout) for timeout in timeouts]
            finally:
                await stream.close()

        return self._runner.run(opened())

    def close(self) -> None:
        self._runner.close()


class Concurrent(Async):
    """The same with aiohttp's connections."""

    concurrent = True


@pytest.fixture(params=[Sync, Async, Concurrent])
def transport(request: pytest.FixtureRequest) -> Iterator[Sync | Async]:
    made = request.param()
    yield made
    made.close()


def test_answer_that_does_not_come(transport: Sync | Async) -> None:
    """A call that isn't answered in its time is lost, and hung up."""
    with serving(hang) as server, pytest.raises(ConnectionLost):
        transport.send(HttpCall("GET", server.url, timeout=0.2))


def test_answer_that_comes_byte_by_byte(transport: Sync | Async) -> None:
    """Its time is that of the whole answer, however steadily it comes."""
    with serving(drip) as server, pytest.raises(ConnectionLost):
        transport.send(HttpCall("GET", server.url, timeout=0.2))


def test_head_that_does_not_come(transport: Sync | Async) -> None:
    """Where the body is left to be read, the head has to be there in time."""
    with serving(hang) as server, pytest.raises(ConnectionLost):
        transport.read(HttpCall("GET", server.url, timeout=0.2))


@pytest.mark.parametrize("patience", [None, 0.1, 60.0])
def test_stream_that_falls_silent(transport: Sync | Async, patience: float | None) -> None:
    """A piece that isn't there in time is waited for no longer."""
    with serving(fall_silent) as server, pytest.raises(ConnectionLost):
        transport.read(HttpCall("GET", server.url, timeout=patience), 4.0, 0.2)


def test_stream_that_is_read_in_time(transport: Sync | Async) -> None:
    """A timeout that isn't reached changes nothing, and the connection is kept at the end."""
    with serving(HEAD + EVENT + EVENT + END) as server:
        for _ in range(3):
            pieces = transport.read(HttpCall("GET", server.url), 4.0, None, 4.0)
            assert b"".join(pieces) == b"data: 1\n\n" * 2

        assert (server.connections, len(server.requests)) == (1, 3)
        transport.close()


def test_get_leaves_nothing_behind(transport: Sync | Async) -> None:
    """A call without a body is its head and nothing else: the next one on its connection fits."""
    with serving(response()) as server:
        for _ in range(3):
            transport.send(HttpCall("GET", server.url, timeout=5.0))
        transport.close()

    assert server.connections == 1
    assert {request[:16] for request in server.requests} == {b"GET / HTTP/1.1\r\n"}
    assert all(request.endswith(b"\r\n\r\n") for request in server.requests)


@pytest.mark.parametrize("size", [0, 1, 100_000, 5_000_000])
def test_body_arrives_whole(transport: Sync | Async, size: int) -> None:
    """A body of any size is the bytes that were given, its length stated once."""
    body = bytes(range(256)) * (size // 256) + b"!" * (size % 256)
    with serving(response()) as server:
        transport.send(HttpCall("POST", server.url, {"Content-Type": "x/y"}, body))
        transport.close()

    head, _, arrived = server.requests[0].partition(b"\r\n\r\n")
    assert arrived == body
    assert head.lower().count(b"\r\ncontent-length: %d" % size) == 1
    assert b"transfer-encoding" not in head.lower()


def test_post_on_a_kept_connection_is_sent_once(transport: Sync | Async) -> None:
    """A connection that breaks after the request is no reason to send it on another."""

    def once(connection: socket.socket) -> None:
        if len(server.requests) > 1:
            raise ConnectionAbortedError
        connection.sendall(response())

    with serving(once) as server:
        transport.send(HttpCall("GET", server.url))
        with pytest.raises(ConnectionLost):
            transport.send(HttpCall("POST", server.url, {"Content-Type": "x/y"}, b"{}"))
        transport.close()

    assert [request[:4] for request in server.requests] == [b"GET ", b"POST"]


def test_loop_that_ends_closes_its_connections(caplog: pytest.LogCaptureFixture) -> None:
    """Who forgets to close a transport is told nothing when the loop ends: it's closed then."""
    with serving(response()) as server:
        for concurrent in (False, True):
            transport = AsyncHttpxTransport(concurrent=concurrent)
            for _ in range(2):
                asyncio.run(transport.send(HttpCall("GET", server.url)))
            del transport

    assert len(server.requests) == 4
    assert caplog.records == []


def test_proxy_of_the_environment_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """The call goes to the proxy, whichever connections are installed."""
    monkeypatch.setenv("NO_PROXY", "")
    with serving(response()) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        asyncio.run(AsyncHttpxTransport().send(HttpCall("GET", "http://fal.invalid/x")))

    assert server.requests[0].startswith(b"GET http://fal.invalid/x HTTP/1.1\r\n")
