"""A file's URL -> its bytes: streamed, followed through redirects, gone on with when cut."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from limner.data_urls import is_data_url, read_data_url
from limner.disk import GATHERED
from limner.effects import (
    LOG,
    Path,
    close_stream,
    closing,
    now,
    on_disk,
    open_stream,
    read_stream,
    sleep,
)
from limner.errors import ConnectionLost, TransportError
from limner.path.again import url_now
from limner.path.intake import Intake, NoSuchFile, NotTheFile
from limner.provider import is_private
from limner.ranges import mark_of, rest_from, size_of, total_of
from limner.retry import FILE, pause
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

    from limner.path.intake import Sink
    from limner.path.setting import Setting
    from limner.result import ArtifactFacts
    from limner.transport import AsyncStream, Stream

WATCHED = 60.0
"""Seconds over which a download's speed is looked at."""

LEAST = 60 * 1024
"""Bytes that come in these seconds at the least; a server that trickles isn't waited for."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_GONE = frozenset({403, 404, 410})
"""Answers to a URL that was right once, or will be: another one may be had."""

_PART, _NO_SUCH_PART = 206, 416


class ServerBusy(ConnectionLost):
    """The server asks to come again later.

    Attributes:
        answer: What it said.
    """

    def __init__(self, answer: HttpAnswer) -> None:
        self.answer = answer
        super().__init__(_words(answer))


class Trickling(ConnectionLost):
    """The file comes too slowly."""


class _Gone(NoSuchFile):
    """There's nothing at the file's URL any more."""


def pour(artifact: ArtifactFacts, sink: Sink, setting: Setting) -> Path[str]:
    """Bring a file's bytes into a sink: all of them, from wherever they are.

    Where a connection breaks, it's gone on with from there. No key is ever sent.

    Args:
        artifact: What the result says of the file.
        sink: Where its bytes go.
        setting: Whose file it is, for a URL that has expired.

    Returns:
        What the file is, by its content; where that tells nothing, by what is said of it.

    Raises:
        TransportError: It failed each time, for as long as a file is worth trying.
        NoSuchFile: Trying again can't help.
        OSError: The disk refuses.
    """
    if is_data_url(artifact.url):
        return (yield from _from_data(artifact, sink))
    if artifact.url[:5].lower() == "file:" and artifact.job.answer is not None:
        return (yield from _from_disk(artifact, sink))
    return (yield from _Download(artifact, sink, setting).run())


def _from_data(artifact: ArtifactFacts, sink: Sink) -> Path[str]:
    try:
        media_type, data = read_data_url(artifact.url)
    except ValueError as error:
        raise NoSuchFile(f"its data URL can't be read: {error}") from None
    return (yield from _at_once(Intake(artifact, sink), media_type or "", data))


def _at_once(intake: Intake, media_type: str, data: bytes) -> Path[str]:
    try:
        yield from intake.begin(media_type, len(data))
        yield from intake.take(data)
        return intake.end()
    except NotTheFile as error:
        raise NoSuchFile(str(error)) from None


def _from_disk(artifact: ArtifactFacts, sink: Sink) -> Path[str]:
    """A file of this machine's that a plugin's answer names."""
    from pathlib import Path as FilePath
    from urllib.request import url2pathname

    intake, path = Intake(artifact, sink), FilePath(url2pathname(urlsplit(artifact.url).path))
    try:
        file = yield from on_disk(path.open, "rb")
    except OSError as error:
        raise NoSuchFile(f"the plugin's file {path} can't be read: {error}") from error
    try:
        yield from intake.begin("", None)
        while piece := (yield from on_disk(file.read, GATHERED)):
            yield from intake.take(piece)
        return intake.end()
    except NotTheFile as error:
        raise NoSuchFile(str(error)) from None
    finally:
        file.close()


class _Download:
    """A file on its way from a server: how far it came, and how the rest is asked for."""

    def __init__(self, artifact: ArtifactFacts, sink: Sink, setting: Setting) -> None:
        self._artifact = artifact
        self._setting = setting
        self._intake = Intake(artifact, sink)
        self._url = artifact.url
        self._mark: str | None = None
        self._came_whole: int | None = None
        self._chunked = False

    def run(self) -> Path[str]:
        """Try, and go on or try again where the connection fails."""
        attempt, left, had = 1, FILE.patience, 0
        while True:
            try:
                yield from self._once()
                return self._intake.end()
            except _Gone as gone:
                yield from self._find_again(gone)
            except TransportError as failure:
                slow = isinstance(failure, Trickling)
                self._mark = None if isinstance(failure, NotTheFile) else self._mark
                attempt = 1 if self._intake.size > had and not slow else attempt
                answer = failure.answer if isinstance(failure, ServerBusy) else None
                wait = pause(attempt, answer, FILE, self._setting.chance())
                left -= wait + (WATCHED if slow else 0)
                if left < 0:
                    raise
                yield from sleep(wait)
                attempt, had = attempt + 1, self._intake.size

    def _once(self) -> Path[None]:
        """Read what is missing, as far as it comes."""
        stream = yield from self._open()
        yield from closing(stream, self._drain(stream))

    def _open(self) -> Path[Stream | AsyncStream]:
        """The answer to a call for what is missing; the end of redirects."""
        url, inside = self._url, self._may_be_inside()
        local = inside and _is_local(url)
        for _ in range(_MOST_REDIRECTS + 1):
            address = _followable(url, local=local)
            if not inside:
                _refuse_inside(address)
            stream = yield from open_stream(HttpCall("GET", address, self._wishes()))
            if 200 <= stream.status < 300:  # noqa: PLR2004 -- the class of HTTP statuses
                return stream
            yield from close_stream(stream)
            answer = HttpAnswer(stream.status, stream.headers)
            if answer.status not in _REDIRECTS:
                raise self._refusal(answer)
            url = _target(url, answer)
        raise NoSuchFile("its server redirects in a circle")

    def _may_be_inside(self) -> bool:
        """Whether a file may be in this network, or on this machine: if its result was."""
        ticket = self._artifact.job.ticket
        return ticket is None or is_private(_parts(ticket.result_url).hostname or "")

    def _wishes(self) -> Mapping[str, str]:
        size = self._intake.size
        rest = rest_from(size, self._mark) if size and self._mark else {}
        return {"Accept-Encoding": "identity", **rest}

    def _refusal(self, answer: HttpAnswer) -> Exception:
        if answer.status == _NO_SUCH_PART and self._mark:
            self._mark = None
            return ConnectionLost("its server hasn't got the rest of it")
        if answer.status in _GONE:
            return _Gone(_words(answer))
        return ServerBusy(answer) if FILE.admits(answer) else NoSuchFile(_words(answer))

    def _drain(self, stream: Stream | AsyncStream) -> Path[None]:
        yield from self._begin(stream)
        yield from self._read(stream)
        self._intake.refuse_words()
        self._refuse_half()

    def _begin(self, stream: Stream | AsyncStream) -> Path[None]:
        """Go on where it was cut, if that is what comes; else begin anew."""
        headers, mark, self._mark = stream.headers, self._mark, None
        size = self._intake.size
        if stream.status == _PART:
            known = total_of(headers, size, mark, self._intake.known) if size and mark else None
            if known is None:
                raise ConnectionLost("its server sent another part of it than was asked for")
            self._mark, self._intake.known = mark, known
        else:
            served = headers.get("content-type", "").partition(";")[0].strip().lower()
            self._mark = mark_of(headers)
            self._chunked = "chunked" in headers.get("transfer-encoding", "").lower()
            yield from self._intake.begin(served, size_of(headers))
        self._intake.refuse_too_large(self._intake.known or 0)

    def _read(self, stream: Stream | AsyncStream) -> Path[None]:
        since, had = (yield from now()), self._intake.size
        while piece := (yield from read_stream(stream)):
            yield from self._intake.take(piece)
            if len(piece) >= LEAST:
                continue  # enough, however long it took
            time = yield from now()
            if time - since < WATCHED:
                continue
            if self._intake.size - had < LEAST:
                raise Trickling(f"it comes too slowly: {self._intake.size:,} bytes so far")
            since, had = time, self._intake.size

    def _refuse_half(self) -> None:
        """See to it that as many bytes came as the server states, and no less than the result.

        More than the result states can't be half of it: its size is wrong then. So it is where
        the server states fewer, and sends just these, twice in a row.
        """
        size, known, stated = self._intake.size, self._intake.known, self._artifact.size or 0
        ended = size == known or (known is None and self._chunked)
        sure = ended and 0 < size == self._came_whole
        self._came_whole = size if ended else None
        if size < (known or 0) or (size < stated and not sure):
            whole = max(known or 0, stated)
            raise ConnectionLost(f"it was cut: {size:,} of {whole:,} bytes came")
        if stated and size != stated:  # no URL in a log: it may let in whoever has it
            where = f"{self._artifact.pointer} of {self._artifact.job}"
            LOG.warning("%s has %s bytes, and its result says %s", where, size, stated)

    def _find_again(self, gone: _Gone) -> Path[None]:
        """Ask for the result once more: it may name a URL that hasn't expired."""
        if self._url != self._artifact.url:
            raise gone
        self._url = yield from url_now(self._artifact, self._setting, str(gone))
        self._mark = None


def _target(url: str, answer: HttpAnswer) -> str:
    try:
        return urljoin(url, answer.headers.get("location", ""))
    except ValueError as error:
        raise NoSuchFile(f"its server redirects to what is no URL: {error}") from None


def _followable(url: str, *, local: bool) -> str:
    parts = _parts(url)
    if parts.scheme == "https" or (parts.scheme == "http" and local and _is_local(url)):
        return url
    raise NoSuchFile(f"its URL is not https: {url[:100]}")


def _refuse_inside(url: str) -> None:
    """See to it that nobody on the internet gets us to call a service that only we can reach."""
    if is_private(name := _parts(url).hostname or ""):
        raise NoSuchFile(f"its URL is inside of this network, at {name}; its provider isn't")


def _is_local(url: str) -> bool:
    """Whether a URL is of a server on this machine, such as a test's."""
    return _parts(url).hostname in _LOOPBACK


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise NoSuchFile(f"its URL can't be read: {error}") from None


def _words(answer: HttpAnswer) -> str:
    return f"its server answered with HTTP {answer.status}"
