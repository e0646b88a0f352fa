"""A file's URL -> its bytes: streamed, followed through redirects, tried again when cut."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from limner.data_urls import is_data_url, read_data_url
from limner.disk import CEILING
from limner.effects import Path, close_stream, closing, open_stream, read_stream, sleep
from limner.errors import ConnectionLost, LimnerError, TransportError
from limner.retry import FILE, pause
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.result import ArtifactFacts
    from limner.transport import AsyncStream, Stream

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_WORDS = frozenset({*_PAGES, "application/json", "application/xml", "text/plain", "text/xml"})
"""What a network or a server says instead of sending a picture."""

LEEWAY = 1024**2
"""Bytes by which a file may be longer than twice the size that its result states."""


class NoSuchFile(LimnerError):
    """The file can't be had from its URL, now or later."""


class ServerBusy(ConnectionLost):
    """The server asks to come again later.

    Attributes:
        answer: What it said.
    """

    def __init__(self, answer: HttpAnswer) -> None:
        self.answer = answer
        super().__init__(_words(answer))


def patient_download(once: Callable[[], Path[T]], chance: Callable[[], float]) -> Path[T]:
    """Do a download, and again from its start where its connection fails.

    Args:
        once: One try.
        chance: A number from 0 to below 1, anew at each call, for the jitter.

    Raises:
        TransportError: It failed each time, for as long as a file is worth trying.
        NoSuchFile: Trying again can't help.
    """
    left = FILE.patience
    for attempt in count(1):
        try:
            return (yield from once())
        except TransportError as failure:
            answer = failure.answer if isinstance(failure, ServerBusy) else None
            wait = pause(attempt, answer, FILE, chance())
            left -= wait
            if left < 0:
                raise
            yield from sleep(wait)
    raise AssertionError("counting doesn't end")


def pour(artifact: ArtifactFacts, sink: Callable[[bytes], Path[None]]) -> Path[str | None]:
    """Read a file once, piece by piece, into a sink; the media type that its server states.

    No key is ever sent.

    Raises:
        ConnectionLost: It was cut, it can't be the file, or the server asks to come again later.
        NotSent: The server can't be reached.
        NoSuchFile: There is no such file, or its URL isn't one that may be followed.
    """
    if is_data_url(artifact.url):
        return (yield from _pour_data(artifact.url, sink))
    stream = yield from _open(artifact.url)
    yield from closing(stream, _drain(stream, sink, artifact))
    return _media_type(stream) or None


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
        yield from close_stream(stream)
        answer = HttpAnswer(stream.status, stream.headers)
        if answer.status not in _REDIRECTS:
            raise ServerBusy(answer) if FILE.admits(answer) else NoSuchFile(_words(answer))
        url = _target(url, answer)
    raise NoSuchFile("its server redirects in a circle")


def _target(url: str, answer: HttpAnswer) -> str:
    try:
        return urljoin(url, answer.headers.get("location", ""))
    except ValueError as error:
        raise NoSuchFile(f"its server redirects to what is no URL: {error}") from None


def _followable(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise NoSuchFile(f"its URL can't be read: {error}") from None
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url
    raise NoSuchFile(f"its URL is not https: {url[:100]}")


def _words(answer: HttpAnswer) -> str:
    return f"its server answered with HTTP {answer.status}"


def _drain(
    stream: Stream | AsyncStream, sink: Callable[[bytes], Path[None]], artifact: ArtifactFacts
) -> Path[None]:
    served, words = _media_type(stream), _PAGES if artifact.kind == "file" else _WORDS
    if served in words and served != artifact.media_type:
        raise ConnectionLost(f"its server sent {served} instead of the {artifact.kind}")
    size, most = 0, _most(artifact)
    while piece := (yield from read_stream(stream)):
        size += len(piece)
        if size > most:
            raise ConnectionLost(f"it doesn't end: it should have {artifact.size or most:,} bytes")
        yield from sink(piece)
    if not size:
        raise ConnectionLost("it came empty")
    stated = stream.headers.get("content-length", "")
    whole = "content-encoding" in stream.headers or not stated.isdecimal() or int(stated) == size
    if not whole:
        raise ConnectionLost(f"the file was cut: {size:,} of {int(stated):,} bytes came")


def _most(artifact: ArtifactFacts) -> int:
    """How many bytes may come: far more than the result states, or what the disk takes."""
    return CEILING if artifact.size is None else 2 * artifact.size + LEEWAY


def _media_type(stream: Stream | AsyncStream) -> str:
    return stream.headers.get("content-type", "").partition(";")[0].strip().lower()
