"""A transport's connections when its process forks, and when several event loops share it."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import pytest
from forks import ended_well, fork
from socket_server import read_request, response, serving

from limner.httpx_transport import AsyncHttpxTransport, HttpxTransport
from limner.transport import HttpCall

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from socket_server import Server


POOLS = pytest.mark.parametrize("concurrent", [False, True])


@pytest.fixture
def server() -> Iterator[Server]:
    """Answers the body of each request, after a while."""

    def echo(connection: socket.socket) -> None:
        while request := read_request(connection):
            time.sleep(0.05)
            connection.sendall(response(request.partition(b"\r\n\r\n")[2]))

    with serving(echo, reading=False) as here:
        yield here


def asked(server: Server, name: str) -> HttpCall:
    return HttpCall("POST", server.url, body=name.encode(), timeout=10.0)


def test_a_child_has_connections_of_its_own(server: Server) -> None:
    """Parent and child get the answers to their own calls, and the parent keeps its connection."""
    transport = HttpxTransport()

    def call(name: str) -> None:
        assert transport.send(asked(server, name)).body == name.encode()

    call("before")
    children = [fork(lambda name=name: call(name)) for name in ("first", "second")]  # type: ignore[misc]
    call("parent")
    assert all(map(ended_well, children))
    call("after")
    transport.close()

    assert server.connections == 3


def test_a_fork_while_a_thread_opens_connections(server: Server) -> None:
    """No child hangs in what a thread of its parent was holding."""
    transport, over = HttpxTransport(), threading.Event()

    def work() -> None:
        while not over.is_set():
            transport._opened()
            transport.close()

    def call() -> None:
        assert transport.send(asked(server, "child")).body == b"child"

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert all(ended_well(fork(call)) for _ in range(8))
    finally:
        over.set()
        thread.join()


@POOLS
def test_a_child_of_a_loop_has_connections_of_its_own(server: Server, *, concurrent: bool) -> None:
    """The same holds for a fork in an event loop, and in the child's own loop."""
    transport = AsyncHttpxTransport(concurrent=concurrent)

    async def call(name: str) -> None:
        assert (await transport.send(asked(server, name))).body == name.encode()

    async def main() -> None:
        await call("before")
        child = fork(lambda: asyncio.run(call("child")))
        await call("parent")
        assert await asyncio.to_thread(ended_well, child)
        await call("after")
        await transport.close()

    asyncio.run(main())

    assert server.connections == 2


@POOLS
def test_loops_at_once(server: Server, *, concurrent: bool) -> None:
    """Loops in threads share a transport: each has its own connection, and closes only that."""
    transport = AsyncHttpxTransport(concurrent=concurrent)
    answers: list[bool] = []

    async def calls(number: int) -> None:
        for count in range(2 + number * 2):
            name = f"{number}.{count}"
            answers.append((await transport.send(asked(server, name))).body == name.encode())
        await transport.close()

    _in_threads(lambda number: asyncio.run(calls(number)))

    assert answers == [True] * 12
    assert server.connections == 3


@POOLS
def test_a_loop_that_has_ended_is_let_go_of(server: Server, *, concurrent: bool) -> None:
    """However many loops there were, a transport that nobody closes holds on to one."""
    transport = AsyncHttpxTransport(concurrent=concurrent)
    for _ in range(3):
        assert asyncio.run(transport.send(asked(server, "x"))).ok

    assert len(transport._pools) == 1


def _in_threads(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
