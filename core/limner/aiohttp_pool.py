"""aiohttp's connections for `AsyncHttpxTransport`: this module alone imports it.

What a call costs httpx's own pool grows with the number of calls under way, and putting
aiohttp under httpx makes each of them twice as dear as aiohttp's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from limner.errors import NotSent
from limner.httpx_calls import HEADERS, PIECE, Pieces, check_headers, time_limits, tls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from limner.transport import HttpCall

_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_LAST_PORT = 65_535


class AiohttpPool:
    """Connections of one event loop.

    Args:
        most: How many there are to a host at most.
        idle: For how many seconds an idle one is kept.
    """

    def __init__(self, most: int, idle: float) -> None:
        connector = aiohttp.TCPConnector(
            limit=0, limit_per_host=most, keepalive_timeout=idle, ssl=tls()
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=HEADERS,
            skip_auto_headers=["Content-Type"],
        )

    async def open(self, call: HttpCall) -> Answering:
        """Send a call; its answer, the body unread. Raises `NotSent`, or as aiohttp does."""
        check_headers(call)
        limits, body, headers = time_limits(call), call.body or None, call.headers
        if body and len(body) > PIECE:
            headers = {**headers, "Content-Length": str(len(body))}
        response = await self._session.request(
            call.method,
            _url(call.url),
            headers=headers,
            data=Pieces(body) if body and len(body) > PIECE else body,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                sock_connect=limits.connect, sock_read=limits.read, connect=limits.pool
            ),
        )
        return Answering(response)

    async def aclose(self) -> None:
        """Give all connections back."""
        await self._session.close()


class Answering:
    """An answer whose body is read piece by piece.

    Attributes:
        status_code: The status.
        headers: By lower-case name.
    """

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.status_code = response.status
        self.headers = _headers(response)
        self._response = response

    async def aiter_bytes(self) -> AsyncIterator[bytes]:
        """The body, its encoding undone."""
        while piece := await self._response.content.readany():
            yield piece

    async def aclose(self) -> None:
        """Give the connection back; one with an unread rest is closed."""
        self._response.release()


def _headers(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.raw_headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _url(text: str) -> URL:
    """A URL as aiohttp takes it: one that can travel as it is isn't encoded once more."""
    if _CONTROL.search(text):
        raise NotSent("the URL has a character that no URL may have")
    try:
        url = URL(text, encoded=text.isascii())
        known = url.scheme in {"http", "https"} and url.host and (url.port or 0) <= _LAST_PORT
    except ValueError as error:
        raise NotSent(f"it isn't a URL: {error}") from error
    if not known:
        raise NotSent("it isn't a URL of the web")
    return url
