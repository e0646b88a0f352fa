"""A file's URL -> its bytes: streamed, followed through redirects, tried again when cut."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from limner.data_urls import is_data_url, read_data_url
from limner.effects import CloseStream, Path, now, open_stream, read_stream, sleep
from limner.errors import ConnectionLost, LimnerError, TransportError
from limner.retry import FILE, pause
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.transport import AsyncStream, Stream

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NoSuchFile(LimnerError):
    """The file can't be had from its URL, now or later."""


def patient_download(once: Callable[[], Path[T]], chance: Callable[[], float]) -> Path[T]:
    """Do a download, and again from its start where its connection fails.

    Args:
        once: One try.
        chance: A number from 0 to below 1, anew at each call, for the jitter.

    Raises:
        TransportError: It failed each time, for as long as a file is worth trying.
        NoSuchFile: Trying again can't help.
    """
    end = (yield from now()) + (FILE.patience or 0.0)
    for attempt in count(1):
        try:
            return (yield from once())
        except TransportError:
            wait = pause(attempt, None, FILE, chance())
            if (yield from now()) + wait > end:
                raise
            yield from sleep(wait)
    raise AssertionError("counting doesn't end")


def pour(url: str, sink: Callable[[bytes], Path[None]]) -> Path[str | None]:
    """Read a URL once, piece by piece, into a sink; the media type that its server states.

    No key is ever sent.

    Raises:
        ConnectionLost: It was cut, or the server asks to come again later.
        NotSent: The server can't be reached.
        NoSuchFile: There is no such file, or its URL isn't one that may be followed.
    """
    if is_data_url(url):
        return (yield from _pour_data(url, sink))
    stream = yield from _open(url)
    try:
        yield from _drain(stream, sink)
    except GeneratorExit:
        raise
    except BaseException:
        yield CloseStream(stream)
        raise
    yield CloseStream(stream)
    return stream.headers.get("content-type", "").partition(";")[0].strip() or None


def _pour_data(url: str, sink: Callable[[bytes], Path[None]]) -> Path[str | None]:
    try:
        media_type, data = read_data_url(url)
    except ValueError as error:
        raise NoSuchFile(f"its data URL can't be read: {error}") from None
    yield from sink(data)
    return media_type


def _open(url: str) -> Path[Stream | AsyncStream]:
    for _ in range(_MOST_REDIRECTS + 1):
        stream = yield from open_stream(HttpCall("GET", _followable(url)))
        if 200 <= stream.status < 300:  # noqa: PLR2004 -- the class of HTTP statuses
            return stream
        yield CloseStream(stream)
        if stream.status not in _REDIRECTS:
            reason = f"its server answered with HTTP {stream.status}"
            retryable = FILE.admits(HttpAnswer(stream.status))
            raise ConnectionLost(reason) if retryable else NoSuchFile(reason)
        url = urljoin(url, stream.headers.get("location", ""))
    raise NoSuchFile("its server redirects in a circle")


def _followable(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url
    raise NoSuchFile(f"its URL is not https: {url[:100]}")


def _drain(stream: Stream | AsyncStream, sink: Callable[[bytes], Path[None]]) -> Path[None]:
    size = 0
    while piece := (yield from read_stream(stream)):
        size += len(piece)
        yield from sink(piece)
    stated = stream.headers.get("content-length", "")
    whole = "content-encoding" in stream.headers or not stated.isdecimal() or int(stated) == size
    if not whole:
        raise ConnectionLost(f"the file was cut: {size:,} of {int(stated):,} bytes came")
