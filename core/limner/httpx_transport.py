"""Transports over httpx: the only module that imports it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx

from limner import __version__
from limner.errors import ConnectionLost, NotSent
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""Seconds: to connect; and for a piece to be read or written, or a connection to get free."""

HEADERS = {"User-Agent": f"limner/{__version__}"}

LONGEST_ANSWER = 256 * 1024**2
"""Bytes that an answer read whole may have; a result with data URLs in it can be large."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.LocalProtocolError,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class HttpxTransport:
    """`Transport` over HTTP/1.1 with httpx; connections are kept and used again."""

    def __init__(self) -> None:
        self._client: httpx.Client | None = None

    def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        stream = self.open(call)
        pieces, size = [], 0
        try:
            while piece := stream.read():
                size += len(piece)
                _check(size)
                pieces.append(piece)
        finally:
            stream.close()
        return HttpAnswer(stream.status, stream.headers, b"".join(pieces))

    def open(self, call: HttpCall) -> _HttpxStream:
        """As `Transport.open`."""
        try:
            client = self._client = self._client or httpx.Client(timeout=TIMEOUT, headers=HEADERS)
            return _HttpxStream(client.send(_request(client, call), stream=True))
        except (httpx.TransportError, httpx.InvalidURL, ValueError) as error:
            raise _translated(error) from error

    def sleep(self, seconds: float) -> None:
        """As `Transport.sleep`."""
        time.sleep(seconds)

    def now(self) -> float:
        """As `Transport.now`."""
        return time.monotonic()

    def close(self) -> None:
        """As `Transport.close`."""
        client, self._client = self._client, None
        if client:
            client.close()


class AsyncHttpxTransport:
    """`AsyncTransport` over HTTP/1.1 with httpx; each event loop has connections of its own."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        stream = await self.open(call)
        pieces, size = [], 0
        try:
            while piece := await stream.read():
                size += len(piece)
                _check(size)
                pieces.append(piece)
        finally:
            await stream.close()
        return HttpAnswer(stream.status, stream.headers, b"".join(pieces))

    async def open(self, call: HttpCall) -> _AsyncHttpxStream:
        """As `Transport.open`."""
        try:
            client = self._of_this_loop()
            return _AsyncHttpxStream(await client.send(_request(client, call), stream=True))
        except (httpx.TransportError, httpx.InvalidURL, ValueError) as error:
            raise _translated(error) from error

    async def sleep(self, seconds: float) -> None:
        """As `Transport.sleep`."""
        await asyncio.sleep(seconds)

    def now(self) -> float:
        """As `Transport.now`."""
        return time.monotonic()

    async def close(self) -> None:
        """As `Transport.close`."""
        client, self._client = self._client, None
        if client and self._loop is asyncio.get_running_loop():
            await client.aclose()

    def _of_this_loop(self) -> httpx.AsyncClient:
        """A client of the running loop: one of a loop that has ended can't be used any more."""
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._client = httpx.AsyncClient(timeout=TIMEOUT, headers=HEADERS)
            self._loop = loop
        return self._client


class _HttpxStream:
    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = dict(response.headers.items())
        self._response = response
        self._pieces = response.iter_bytes()

    def read(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
            raise ConnectionLost(_words(error)) from error

    def close(self) -> None:
        self._response.close()


class _AsyncHttpxStream:
    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = dict(response.headers.items())
        self._response = response
        self._pieces = response.aiter_bytes()

    async def read(self) -> bytes:
        try:
            return await anext(self._pieces, b"")
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
            raise ConnectionLost(_words(error)) from error

    async def close(self) -> None:
        await self._response.aclose()


def _request(client: httpx.Client | httpx.AsyncClient, call: HttpCall) -> httpx.Request:
    headers: dict[str, Any] = dict(call.headers)
    return client.build_request(call.method, call.url, headers=headers, content=call.body)


def _translated(error: Exception) -> NotSent | ConnectionLost:
    """A call that could not even be made, or connected, was certainly not sent."""
    if isinstance(error, httpx.TransportError) and not isinstance(error, _NOT_SENT):
        return ConnectionLost(_words(error))
    return NotSent(_words(error))


def _check(size: int) -> None:
    if size > LONGEST_ANSWER:
        raise ConnectionLost(f"the answer has more than {LONGEST_ANSWER:,} bytes")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
