"""A call as httpx sends it, and what an error of httpx's, or aiohttp's, says of it."""

from __future__ import annotations

import os
import re
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

import httpx

from limner import __version__
from limner.errors import ConnectionLost, NotSent

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterator

    from limner.transport import HttpCall

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""Seconds: to connect; and for a piece to be read or written, or a connection to get free."""

HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
    "User-Agent": f"limner/{__version__}",
}

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""All that happens before the first byte leaves, and never later."""

PIECE = 256 * 1024
"""Bytes of a body that are handed over at a time."""

_LAST_PORT = 65_535
_HEADER_VALUE = re.compile(r"([!-~]+([ \t]+[!-~]+)*)?")
_UNTOLD = re.compile(r"""[\s:]*(bytearray\()?\bb['"].*|\?[^\s'"]+""", re.DOTALL)
"""In an error's text: what the other side said, which may be a key's half; a URL's query."""


class _Address(httpx.URL):
    """A URL that httpx's log shows without its query, which may let in whoever reads it."""

    def __str__(self) -> str:
        return str(self.copy_with(query=None))


def httpx_request(call: HttpCall) -> httpx.Request:
    """A call as httpx's request; raises `NotSent` where there can't be one."""
    check_headers(call)
    headers = httpx.Headers(HEADERS)
    headers.update(call.headers)
    timeout = {"timeout": time_limits(call).as_dict()}
    body: dict[str, Any] = {"content": call.body}
    try:
        if call.body and len(call.body) > PIECE:
            headers["Host"] = httpx.URL(call.url).netloc.decode()
            headers["Content-Length"] = str(len(call.body))
            body = {"stream": Pieces(call.body)}
        request = httpx.Request(call.method, call.url, headers=headers, extensions=timeout, **body)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotSent(words(error)) from error
    if (request.url.port or 0) > _LAST_PORT:
        raise NotSent(f"there is no port {request.url.port}")
    request.url = _Address(request.url)
    return request


def check_headers(call: HttpCall) -> None:
    """Raise `NotSent` for a header that can't travel, without its value: it may be a key."""
    for name, value in call.headers.items():
        if not _HEADER_VALUE.fullmatch(value):
            raise NotSent(f"the header {name} has a character that no header may have")


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body, sent once: what's left of a piece is copied at each step, so they are small.

    It is let go of then; httpx's answers hold their calls, and themselves, until the
    collector comes.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        body, self._body = self._body, b""
        for start in range(0, len(body), PIECE):
            yield body[start : start + PIECE]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def time_limits(call: HttpCall) -> httpx.Timeout:
    """How long each step of a call may take."""
    if call.timeout is None:
        return TIMEOUT
    return httpx.Timeout(call.timeout, connect=min(call.timeout, TIMEOUT.connect or inf))


def translated(error: Exception) -> NotSent | ConnectionLost:
    """What an error means: that the call didn't leave, or that it may have."""
    return (NotSent if _certainly_not_sent(error) else ConnectionLost)(words(error))


def _certainly_not_sent(error: Exception) -> bool:
    """Whether an error came before the first byte left."""
    if not type(error).__module__.startswith("aiohttp."):
        return isinstance(error, _NOT_SENT)
    import aiohttp

    return isinstance(
        error,
        aiohttp.ClientConnectorError
        | aiohttp.ConnectionTimeoutError
        | aiohttp.InvalidURL
        | aiohttp.NonHttpUrlClientError,
    )


def words(error: BaseException) -> str:
    """An error in words, none of which are the other side's."""
    message = getattr(error, "message", None)  # aiohttp's: its text has a status that none sent
    told = _UNTOLD.sub("", message if isinstance(message, str) else str(error))
    return f"{type(error).__name__}: {' '.join(told.split())}".removesuffix(": ")


def tls() -> ssl.SSLContext:
    """What TLS is spoken by: one for the process, as reading its certificates takes long."""
    return _tls(*(os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")))


@cache
def _tls(*_places: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()
