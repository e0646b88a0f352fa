"""The transport's connections: kept, closed, shared, and of one event loop each."""

from __future__ import annotations

import asyncio
import gc
import threading
from typing import TYPE_CHECKING

import pytest
from socket_server import response, serving

from limner.errors import TransportError
from limner.httpx_transport import AsyncHttpxTransport, HttpxTransport
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Callable


def test_connection_is_kept_and_used_again() -> None:
    """Calls one after another share one connection."""
    transport = HttpxTransport()
    with serving(response()) as server:
        for _ in range(3):
            transport.send(HttpCall("GET", server.url))
        transport.close()

    assert (server.connections, len(server.requests)) == (1, 3)


def test_closed_transport_can_be_used_again() -> None:
    """A call after `close` opens a new connection; closing twice, or unused, does nothing."""
    transport = HttpxTransport()
    transport.close()
    with serving(response()) as server:
        for _ in range(2):
            assert transport.send(HttpCall("GET", server.url)).ok
            transport.close()
            transport.close()

    assert server.connections == 2


def test_closed_async_transport_can_be_used_again() -> None:
    """The same holds in one event loop."""

    async def twice(url: str) -> None:
        transport = AsyncHttpxTransport()
        await transport.close()
        for _ in range(2):
            assert (await transport.send(HttpCall("GET", url))).ok
            await transport.close()
            await transport.close()

    with serving(response()) as server:
        asyncio.run(twice(server.url))

    assert server.connections == 2


def test_two_event_loops_one_after_the_other() -> None:
    """A transport whose event loop has ended works in the next, and can be closed there."""
    transport = AsyncHttpxTransport()
    with serving(response(b"[1]")) as server:

        async def once(*, closing: bool) -> HttpAnswer:
            answer = await transport.send(HttpCall("POST", server.url, body=b"{}"))
            if closing:
                await transport.close()
            return answer

        answers = [asyncio.run(once(closing=closing)) for closing in (False, True, True)]
        gc.collect()  # closes what the first loop left behind

    assert [answer.json() for answer in answers] == [[1]] * 3
    assert len(server.requests) == 3


def test_unused_async_transport_can_be_closed() -> None:
    """A transport that no event loop ever used can be closed in any."""
    transport = AsyncHttpxTransport()
    asyncio.run(transport.close())

    asyncio.run(transport.close())


def test_eight_threads_share_a_transport() -> None:
    """Threads that call at once get their own answers, and no connection too many is left."""
    transport, failures = HttpxTransport(), []
    with serving(response()) as server:

        def call() -> None:
            try:
                for _ in range(5):
                    assert transport.send(HttpCall("GET", server.url)).ok
            except (AssertionError, TransportError) as error:
                failures.append(error)

        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()

    assert failures == []
    assert len(server.requests) == 40
    assert server.connections <= 8


@pytest.mark.parametrize("make", [HttpxTransport, AsyncHttpxTransport])
def test_time_goes_forward(make: Callable[[], HttpxTransport | AsyncHttpxTransport]) -> None:
    """The clock never goes back, and sleeping takes the time that it says."""
    transport = make()
    before = transport.now()

    if isinstance(transport, HttpxTransport):
        transport.sleep(0.02)
    else:
        asyncio.run(transport.sleep(0.02))

    assert 0.02 <= transport.now() - before < 5
