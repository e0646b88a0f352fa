"""Transports over httpx: the only module that imports it."""

from __future__ import annotations

import asyncio
import re
import threading
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

HEADERS = {"User-Agent": f"limner/{__version__}", "Accept-Encoding": "gzip, deflate"}

LONGEST_ANSWER = 256 * 1024**2
"""Bytes that an answer read whole may have; a result with data URLs in it can be large."""

LONGEST_READING = 600.0
"""Seconds that it may take, however steadily it comes."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""All that happens before the first byte leaves, and never later."""

_LAST_PORT = 65_535
_HEADER_VALUE = re.compile(r"([!-~]+([ \t]+[!-~]+)*)?")


class HttpxTransport:
    """`Transport` over HTTP/1.1 with httpx; connections are kept and used again."""

    def __init__(self) -> None:
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()

    def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        stream, body = self.open(call), _Body()
        try:
            while piece := stream.read():
                body.add(piece)
        finally:
            stream.close()
        return HttpAnswer(stream.status, stream.headers, body.whole())

    def open(self, call: HttpCall) -> _HttpxStream:
        """As `Transport.open`."""
        client = self._opened()
        request = _request(client, call)
        try:
            return _HttpxStream(client.send(request, stream=True))
        except (httpx.RequestError, ValueError, RuntimeError) as error:
            raise _translated(error) from error

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

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(timeout=TIMEOUT, headers=HEADERS)
            return self._client


class AsyncHttpxTransport:
    """`AsyncTransport` over HTTP/1.1 with httpx; each event loop has connections of its own."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        stream, body = await self.open(call), _Body()
        try:
            while piece := await stream.read():
                body.add(piece)
        finally:
            await stream.close()
        return HttpAnswer(stream.status, stream.headers, body.whole())

    async def open(self, call: HttpCall) -> _AsyncHttpxStream:
        """As `Transport.open`."""
        client = self._of_this_loop()
        request = _request(client, call)
        try:
            return _AsyncHttpxStream(await client.send(request, stream=True))
        except (httpx.RequestError, ValueError, RuntimeError) as error:
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
        _check_encoding(self.headers)
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
        _check_encoding(self.headers)
        try:
            return await anext(self._pieces, b"")
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
            raise ConnectionLost(_words(error)) from error

    async def close(self) -> None:
        await self._response.aclose()


class _Body:
    """An answer's body, as far as it has come, within limits."""

    def __init__(self, most: int = LONGEST_ANSWER, seconds: float = LONGEST_READING) -> None:
        self._pieces: list[bytes] = []
        self._left = most
        self._end = time.monotonic() + seconds

    def add(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._left -= len(piece)
        if self._left < 0:
            raise ConnectionLost("the answer is too long to be read whole")
        if time.monotonic() > self._end:
            raise ConnectionLost("the answer takes too long to arrive")

    def whole(self) -> bytes:
        return b"".join(self._pieces)


def _request(client: httpx.Client | httpx.AsyncClient, call: HttpCall) -> httpx.Request:
    for name, value in call.headers.items():
        # httpx would put the value, perhaps a key, into its error.
        if not _HEADER_VALUE.fullmatch(value):
            raise NotSent(f"the header {name} has a character that no header may have")
    headers: dict[str, Any] = dict(call.headers)
    try:
        request = client.build_request(call.method, call.url, headers=headers, content=call.body)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotSent(_words(error)) from error
    if (request.url.port or 0) > _LAST_PORT:
        raise NotSent(f"there is no port {request.url.port}")
    return request


def _translated(error: Exception) -> NotSent | ConnectionLost:
    return (NotSent if isinstance(error, _NOT_SENT) else ConnectionLost)(_words(error))


def _check_encoding(headers: Mapping[str, str]) -> None:
    """Refuse encodings that can make a gigabyte of a few bytes; none was asked for."""
    codings = [coding.strip() for coding in headers.get("content-encoding", "").lower().split(",")]
    undone = [coding for coding in codings if coding in {"gzip", "deflate", "br", "zstd"}]
    if len(undone) > 1 or not {"gzip", "deflate"}.issuperset(undone):
        raise ConnectionLost(
            f"the answer is encoded as {', '.join(codings)}: that wasn't asked for"
        )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
