"""Transports over httpx: this module and `httpx_calls` alone import it."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
import weakref
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.request import getproxies

import httpx

from limner.errors import ConnectionLost, NotSent
from limner.httpx_calls import httpx_request, time_limits, tls, translated, words
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator, Mapping
    from typing import Self

    from limner.aiohttp_pool import AiohttpPool, Answering
    from limner.transport import AsyncStream, Stream

    _Pool = httpx.AsyncClient | AiohttpPool

T = TypeVar("T")

LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=5.0)
"""How many connections there are at most, and for how many seconds an idle one is kept."""

LONGEST_ANSWER = 256 * 1024**2
"""Bytes that an answer read whole may have; a result with data URLs in it can be large."""

LONGEST_READING = 600.0
"""Seconds that it may take, however steadily it comes."""

_PROXIES = frozenset({"all", "http", "https"})


class HttpxTransport:
    """`Transport` over HTTP/1.1 with httpx; connections are kept and used again.

    The child of a fork has connections of its own.
    """

    def __init__(self) -> None:
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()
        _EVERY.add(self)

    def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        body, stream = _Body.of(call), self.open(call)
        try:
            while piece := stream.read():
                body.add(piece)
        finally:
            stream.close()
        return HttpAnswer(stream.status, stream.headers, body.whole())

    def open(self, call: HttpCall) -> Stream:
        """As `Transport.open`."""
        client, request = self._opened(), httpx_request(call)
        try:
            return _HttpxStream(client.send(request, stream=True), time_limits(call).read)
        except (httpx.RequestError, ValueError, RuntimeError) as error:
            raise translated(error) from error

    def sleep(self, seconds: float) -> None:
        """As `Transport.sleep`."""
        time.sleep(seconds)

    def now(self) -> float:
        """As `Transport.now`."""
        return time.monotonic()

    def close(self) -> None:
        """As `Transport.close`."""
        with self._lock:
            client, self._client = self._client, None
        if client:
            client.close()

    def forget(self) -> None:
        """Leave the connections to the process that this one was forked from."""
        self._lock = threading.Lock()
        _INHERITED.append(self._client)
        self._client = None

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(limits=LIMITS, verify=tls())
            return self._client


class AsyncHttpxTransport:
    """`AsyncTransport` over HTTP/1.1 with httpx; each event loop has connections of its own.

    They are closed when the loop ends, and by `close` in that loop. Several loops may run at
    once, in threads; the child of a fork has connections of its own.

    Where the extra `concurrent` is installed they are aiohttp's: what a call costs httpx's own
    pool grows with the number of calls under way.

    Args:
        concurrent: Whether aiohttp's are taken; by default if they can be, and if no proxy
            has to be gone through, for which aiohttp would look anew at each call.
    """

    def __init__(self, *, concurrent: bool | None = None) -> None:
        self._concurrent = _can_be_aiohttps() if concurrent is None else concurrent
        # Threads share it without a lock: each step on it is one of a dict's own.
        self._pools: dict[asyncio.AbstractEventLoop, tuple[_Pool, AsyncGenerator[None]]] = {}
        _EVERY.add(self)

    async def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        return await _within(call.timeout, self._send(call))

    async def open(self, call: HttpCall) -> AsyncStream:
        """As `Transport.open`."""
        return await _within(call.timeout, self._open(call))

    async def _send(self, call: HttpCall) -> HttpAnswer:
        body, stream = _Body.of(call), await self._open(call)
        try:
            while piece := await stream.read():
                body.add(piece)
        finally:
            await stream.close()
        return HttpAnswer(stream.status, stream.headers, body.whole())

    async def _open(self, call: HttpCall) -> _AsyncHttpxStream:
        pool = await self._of_this_loop()
        try:
            if isinstance(pool, httpx.AsyncClient):
                return _AsyncHttpxStream(await pool.send(httpx_request(call), stream=True))
            return _AsyncHttpxStream(await pool.open(call))
        except NotSent:
            raise
        except Exception as error:  # aiohttp lets errors of the system through
            raise translated(error) from error

    async def sleep(self, seconds: float) -> None:
        """As `Transport.sleep`."""
        await asyncio.sleep(seconds)

    def now(self) -> float:
        """As `Transport.now`."""
        return time.monotonic()

    async def close(self) -> None:
        """As `Transport.close`, for the running loop: others may be in the middle of a call."""
        if found := self._pools.pop(asyncio.get_running_loop(), None):
            _, ending = found
            await ending.aclose()

    def forget(self) -> None:
        """As `HttpxTransport.forget`."""
        _INHERITED.append(self._pools)
        self._pools = {}

    async def _of_this_loop(self) -> _Pool:
        """The pool of the running loop."""
        loop = asyncio.get_running_loop()
        if found := self._pools.get(loop):
            pool, _ = found
            return pool
        for ended in [one for one in tuple(self._pools) if one.is_closed()]:
            self._pools.pop(ended, None)
        pool = _aiohttps() if self._concurrent else _httpxs()
        ending = _open_until_closed(pool)
        self._pools[loop] = pool, ending
        await anext(ending)
        return pool


_EVERY: weakref.WeakSet[HttpxTransport | AsyncHttpxTransport] = weakref.WeakSet()

_INHERITED: list[object] = []
"""What a child has of its parent: to close it would speak into the parent's connections."""


def _forget_all() -> None:
    for transport in _EVERY:
        transport.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _can_be_aiohttps() -> bool:
    return find_spec("aiohttp") is not None and _PROXIES.isdisjoint(getproxies())


def _aiohttps() -> AiohttpPool:
    from limner.aiohttp_pool import AiohttpPool

    return AiohttpPool(LIMITS.max_connections or 0, LIMITS.keepalive_expiry or 0.0)


def _httpxs() -> httpx.AsyncClient:
    return httpx.AsyncClient(limits=LIMITS, verify=tls())


async def _open_until_closed(pool: _Pool) -> AsyncGenerator[None]:
    """Hold a pool open; a loop that ends closes its generators, and so the pool."""
    try:
        yield
    finally:
        await pool.aclose()


async def _within(seconds: float | None, work: Coroutine[Any, Any, T]) -> T:
    if seconds is None:
        return await work
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        raise ConnectionLost(f"nothing came within {seconds:g} s") from error


def _pieces(response: httpx.Response) -> Iterator[bytes]:
    """A body; one that is as it came doesn't go through httpx's decoders."""
    if "content-encoding" in response.headers:
        return response.iter_bytes()
    body = response.stream
    return iter(body) if isinstance(body, httpx.SyncByteStream) else response.iter_bytes()


def _async_pieces(response: httpx.Response | Answering) -> AsyncIterator[bytes]:
    if isinstance(response, httpx.Response) and "content-encoding" not in response.headers:
        body = response.stream
        return aiter(body) if isinstance(body, httpx.AsyncByteStream) else response.aiter_bytes()
    return response.aiter_bytes()


class _HttpxStream:
    def __init__(self, response: httpx.Response, patience: float | None) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = dict(response.headers.items())
        self._response = response
        self._pieces = _pieces(response)
        self._patience = patience or 0.0
        self._cut = False

    def read(self, timeout: float | None = None) -> bytes:
        _check_encoding(self.headers)
        if timeout is None or timeout >= self._patience:
            return self._read()
        # httpx fixes its timeout when the call is made: a sooner end has to cut the connection.
        watch = threading.Timer(timeout, self._hang_up)
        watch.start()
        try:
            piece = self._read()
        finally:
            watch.cancel()
        if self._cut:
            raise ConnectionLost(f"nothing came within {timeout:g} s")
        return piece

    def _read(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
            raise ConnectionLost(words(error)) from error

    def _hang_up(self) -> None:
        self._cut = True
        connection = self._response.extensions["network_stream"].get_extra_info("socket")
        with suppress(OSError):
            # Not the method of TLS's socket, which would take that from under the reader.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def close(self) -> None:
        self._response.close()


class _AsyncHttpxStream:
    def __init__(self, response: httpx.Response | Answering) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = dict(response.headers.items())
        self._response = response
        self._pieces = _async_pieces(response)

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `Stream`
        _check_encoding(self.headers)
        return await _within(timeout, self._read())

    async def _read(self) -> bytes:
        try:
            return await anext(self._pieces, b"")
        except Exception as error:  # as in `_open`
            raise ConnectionLost(words(error)) from error

    async def close(self) -> None:
        await self._response.aclose()


class _Body:
    """An answer's body, as far as it has come, within limits."""

    def __init__(self, most: int = LONGEST_ANSWER, seconds: float = LONGEST_READING) -> None:
        self._pieces: list[bytes] = []
        self._left = most
        self._end = time.monotonic() + seconds

    @classmethod
    def of(cls, call: HttpCall) -> Self:
        """The body of the answer to a call that is about to be sent."""
        return cls(seconds=LONGEST_READING if call.timeout is None else call.timeout)

    def add(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._left -= len(piece)
        if self._left < 0:
            raise ConnectionLost("the answer is too long to be read whole")
        if time.monotonic() > self._end:
            raise ConnectionLost("the answer takes too long to arrive")

    def whole(self) -> bytes:
        return b"".join(self._pieces)


def _check_encoding(headers: Mapping[str, str]) -> None:
    """Refuse encodings that can make a gigabyte of a few bytes; none was asked for."""
    if "content-encoding" not in headers:
        return
    codings = [coding.strip() for coding in headers.get("content-encoding", "").lower().split(",")]
    undone = [coding for coding in codings if coding in {"gzip", "deflate", "br", "zstd"}]
    if len(undone) > 1 or not {"gzip", "deflate"}.issuperset(undone):
        raise ConnectionLost(
            f"the answer is encoded as {', '.join(undone)}: that wasn't asked for"
        )
