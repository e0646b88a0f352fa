"""A job's event stream: every change the moment it happens, for as long as the stream is good.

One that is refused, cut, silent or not to be understood says nothing of the job: it is
left for a look at the status, and opened again a few times.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from limner.effects import Path, closing, now, open_stream, read_stream
from limner.errors import TransportError
from limner.events import Completed
from limner.pace import LONGEST_CALM
from limner.retry import LAST_LOOK, STATUS, pause
from limner.sse import MEDIA_TYPE, EventReader, EventTooLong
from limner.transport import HttpAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.events import Event
    from limner.path.watch import Watch
    from limner.transport import AsyncStream, Stream

MOST_FAILURES = 3
"""How many streams of a job may end badly, one after another, before it is polled."""

LASTING = 30.0
"""Seconds after which the end of a stream is none to count: something on the way limits them."""

_NO_STREAM = frozenset({404, 405, 501})
_CLOCK = 0.01


class StatusStream:
    """The stream of one job, opened again and again.

    Args:
        watch: The job.
        usable: Whether there may be one at all.
    """

    def __init__(self, watch: Watch, *, usable: bool) -> None:
        self._watch = watch
        self._failures = 0
        self._missing = False
        account = watch.setting.account
        call = account.provider.stream(watch.ticket) if usable else None
        self._call = call and account.sign(call)
        self._calm = LONGEST_CALM
        self._quiet_until = 0.0

    def good(self, left: float) -> bool:
        """Whether it is worth a try, or another one, with so many seconds left."""
        return bool(self._call) and self._failures < MOST_FAILURES and left > LAST_LOOK

    def pause(self) -> float:
        """Seconds until it should be opened again."""
        return pause(self._failures, None, STATUS, self._watch.setting.chance())

    def was_compared(self) -> Path[None]:
        """Note that the status could be read: a stream that is missing is missing for all."""
        if self._missing:
            setting = self._watch.setting
            setting.following.has_no_stream(setting.account.provider.name, (yield from now()))

    def follow(self) -> Path[Completed | None]:
        """Tell what it says until the job is done; None when its status has to be looked at."""
        opened = yield from now()
        if self._call is None:
            return None
        self._quiet_until = opened + self._calm
        completed = None
        with suppress(TransportError):
            call = self._call.within(STATUS.seconds(self._watch.until - opened))
            stream = yield from open_stream(call)
            completed = yield from closing(stream, self._read(stream))
        if completed is None:
            self._judge(opened, (yield from now()))
        return completed

    def _read(self, stream: Stream | AsyncStream) -> Path[Completed | None]:
        if not _has_events(stream):
            self._call = None
            self._missing = stream.status in _NO_STREAM
            return None
        reader, begun = EventReader(), False
        while (wait := min(self._quiet_until, self._watch.until) - (yield from now())) > 0:
            for event in self._events(reader, (yield from read_stream(stream, wait))):
                if event is None:
                    return None
                yield from self._watch.tell(event, at_once=begun)
                if isinstance(event, Completed):
                    return event
                self._quiet_until = (yield from now()) + self._calm
                begun = True
        return None

    def _events(self, reader: EventReader, piece: bytes) -> Iterator[Event | None]:
        """What a piece completes; None where the stream ends, or can't be read on."""
        account = self._watch.setting.account
        try:
            for text in reader.feed(piece):
                answer = HttpAnswer(HTTPStatus.OK, body=text.encode())
                yield account.provider.read_event(answer.without(account.secrets))
        except EventTooLong:
            yield None
        if not piece:
            yield None

    def _judge(self, opened: float, ended: float) -> None:
        """Count how it ended: silence is patience's end, and no fault of the stream."""
        if ended >= min(self._quiet_until, self._watch.until) - _CLOCK:
            self._calm *= 2
        else:
            self._failures = 1 if ended - opened >= LASTING else self._failures + 1


def _has_events(stream: Stream | AsyncStream) -> bool:
    media_type = stream.headers.get("content-type", "").partition(";")[0]
    return stream.status == HTTPStatus.OK and media_type.strip().lower() == MEDIA_TYPE
