"""A provider out of a script: what the tests of the path put in the place of the network.

A script is a row of answers (or errors), given out one a call, whatever the call. Time
is virtual. The words are fal's, as its documentation and its clients have them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Any

from answers import KEY, NO_STREAM, accepted, completed, file_of, queued, result, running

from limner.async_client import AsyncClient
from limner.async_driver import AsyncDriver
from limner.client import Client
from limner.disk import Temporary
from limner.driver import Driver
from limner.effects import (
    CallHook,
    Emit,
    FileStep,
    Move,
    Note,
    OpenStream,
    Record,
    Send,
    Sleep,
)
from limner.errors import ConnectionLost
from limner.journal import MemoryJournal
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from limner.effects import Effect
    from limner.journal import Entry
    from limner.path.setting import Setting
    from limner.request import Request


@dataclass(frozen=True)
class Cut:
    """A file whose connection breaks, or whose server hangs up, after some bytes.

    Attributes:
        data: The whole file.
        after: How many bytes of it come.
        loudly: Whether the break is an error, or looks like the end.
    """

    data: bytes
    after: int
    loudly: bool = True


OPENED = HttpAnswer(200, {"content-type": "text/event-stream; charset=utf-8"})


@dataclass(frozen=True)
class Events:
    """A stream of events.

    Attributes:
        pieces: What comes: bytes, seconds of silence, or an error in the place of more.
        opened: How its opening is answered.
    """

    pieces: tuple[bytes | float | Exception, ...]
    opened: HttpAnswer = OPENED


def events(*pieces: HttpAnswer | bytes | float | Exception) -> Events:
    """A stream of events; the answer to a status call stands for the event of the same."""
    return Events(tuple(told(p) if isinstance(p, HttpAnswer) else p for p in pieces))


def told(answer: HttpAnswer) -> bytes:
    """What an answer to a status call is in a stream."""
    return b"data: " + answer.body + b"\n\n"


Step = HttpAnswer | BaseException | Cut | Events


class ScriptIsOver(BaseException):
    """More was asked for than a test foresaw; no path may take it for a failure to handle."""


@dataclass
class Script:
    """The steps to play, and what was called for them.

    Attributes:
        calls: All calls, in order, signed as they were.
        time: The virtual clock, in seconds.
        slept: How long each sleep was.
        streams: All streams that were opened.
        served: By URL, the steps of files that are fetched at the same time, in any order.
    """

    steps: Iterator[Step]
    calls: list[HttpCall] = field(default_factory=list)
    time: float = 1000.0
    slept: list[float] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    served: Mapping[str, Iterator[Step]] = field(default_factory=dict)
    closed: int = 0

    @property
    def posts(self) -> int:
        return sum(call.method == "POST" for call in self.calls)

    def play(self, call: HttpCall) -> HttpAnswer | Cut | Events:
        if call.url.endswith("/stream?logs=1") and not self._streams_now():
            return NO_STREAM
        self.calls.append(call)
        steps = self.served.get(call.url, self.steps)
        step = next(steps, ScriptIsOver(f"nothing answers {call}"))
        if isinstance(step, BaseException):
            raise step
        return step

    def _streams_now(self) -> bool:
        """Whether a stream is what comes next; a script that has none tells of polling only."""
        for step in self.steps:
            self.steps = chain([step], self.steps)
            return isinstance(step, Events)
        return False

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.time += seconds


class Stream:
    def __init__(self, step: HttpAnswer | Cut | Events, script: Script) -> None:
        answer = _opened(step)
        self.status = answer.status
        self.headers = answer.headers
        self.closed = False
        self._script = script
        self._events = list(step.pieces) if isinstance(step, Events) else None
        self._pieces = iter(()) if isinstance(step, Events) else self._play(step, answer.body)

    def _play(self, step: HttpAnswer | Cut, body: bytes) -> Iterator[bytes]:
        whole = body if isinstance(step, HttpAnswer) else body[: step.after]
        yield from (whole[start : start + 4096] for start in range(0, len(whole), 4096))
        if isinstance(step, Cut) and step.loudly:
            raise ConnectionLost("the script cuts it here")

    def read(self, timeout: float | None = None) -> bytes:
        assert not self.closed
        return next(self._pieces, b"") if self._events is None else self._event(timeout)

    def _event(self, timeout: float | None) -> bytes:
        piece = self._events.pop(0) if self._events else b""
        if isinstance(piece, Exception):
            raise piece
        if isinstance(piece, bytes):
            return piece
        assert timeout is not None, "nothing ends the silence"
        self._script.time += min(piece, timeout)
        if timeout < piece:
            raise ConnectionLost("the script is silent")
        return self._event(timeout - piece)

    def close(self) -> None:
        self.closed = True


class ScriptedTransport:
    """`Transport`, playing a script."""

    def __init__(self, *steps: Step, then: Iterable[Step] = ()) -> None:
        self.script = Script(iter([*steps]) if not then else _endless(steps, then))

    def send(self, call: HttpCall) -> HttpAnswer:
        answer = self.script.play(call)
        assert isinstance(answer, HttpAnswer)
        return answer

    def open(self, call: HttpCall) -> Stream:
        stream = Stream(self.script.play(call), self.script)
        self.script.streams.append(stream)
        return stream

    def sleep(self, seconds: float) -> None:
        self.script.sleep(seconds)

    def now(self) -> float:
        return self.script.time

    def close(self) -> None:
        self.script.closed += 1


class AsyncStream:
    def __init__(self, inner: Stream) -> None:
        self.status = inner.status
        self.headers = inner.headers
        self._inner = inner

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `Stream`
        await asyncio.sleep(0)
        return self._inner.read(timeout)

    async def close(self) -> None:
        self._inner.close()
        await asyncio.sleep(0)


class AsyncScriptedTransport:
    """`AsyncTransport`, playing a script; a call can be cancelled when it has left."""

    def __init__(self, *steps: Step, then: Iterable[Step] = ()) -> None:
        self._inner = ScriptedTransport(*steps, then=then)
        self.script = self._inner.script

    async def send(self, call: HttpCall) -> HttpAnswer:
        answer = self._inner.send(call)
        await asyncio.sleep(0)
        return answer

    async def open(self, call: HttpCall) -> AsyncStream:
        stream = AsyncStream(self._inner.open(call))
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            await stream.close()
            raise
        return stream

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self._inner.sleep(seconds)

    def now(self) -> float:
        return self._inner.now()

    async def close(self) -> None:
        self._inner.close()


def _opened(step: HttpAnswer | Cut | Events) -> HttpAnswer:
    match step:
        case Events(opened=answer):
            return answer
        case Cut(data):
            return file_of(data)
    return step


def _endless(steps: Iterable[Step], then: Iterable[Step]) -> Iterator[Step]:
    yield from steps
    again = tuple(then)
    while True:
        yield from again


def whole_call() -> list[Step]:
    """A call with everything in it: queue, progress, a result with a file."""
    return [
        accepted(),
        queued(1),
        queued(0),
        running("first"),
        running("first", "second"),
        completed("second", "third"),
        result(),
        file_of(),
    ]


def named(effect: Effect) -> str:  # noqa: PLR0911 -- a table
    """An effect, as far as two calls of the same script must have it in common."""
    kind = type(effect).__name__
    match effect:
        case Send(call) | OpenStream(call):
            return f"{kind} {call.method} {call.url}"
        case Sleep(seconds):
            return f"{kind} {seconds:.6f}"
        case Record(entry):
            return f"{kind} {entry.state}"
        case Move(_, state, facts):
            return f"{kind} {state} {sorted(facts)}"
        case Note(_, facts):
            return f"{kind} {sorted(facts)}"
        case FileStep(step) | CallHook(step):
            return f"{kind} {step.__name__}"
        case Emit(event):
            return f"{kind} {event}"
    return kind


def temporary_of(effect: Effect) -> Temporary | None:
    """The file that a step is about, if it's one that is being written."""
    if not isinstance(effect, FileStep):
        return None
    about = (getattr(effect.step, "__self__", None), *effect.arguments)
    return next((one for one in about if isinstance(one, Temporary)), None)


def close_file(temporary: Temporary) -> None:
    """Close a file as the end of its process would."""
    if temporary._file:
        temporary._file.close()


class RecordingDriver(Driver):
    """A driver that notes what it carries out."""

    effects: list[str]

    def perform(self, effect: Effect) -> Any:
        self.effects.append(named(effect))
        return super().perform(effect)


class RecordingAsyncDriver(AsyncDriver):
    """The same, for asyncio."""

    effects: list[str]

    async def perform(self, effect: Effect) -> Any:
        self.effects.append(named(effect))
        return await super().perform(effect)


class ScriptedClient(Client):
    """A client of fal over a script; its jitter is the same in every run.

    Attributes:
        effects: What was carried out, events aside.
    """

    driver: type[RecordingDriver] = RecordingDriver

    def __init__(self, *steps: Step, then: Iterable[Step] = (), **options: Any) -> None:
        transport = ScriptedTransport(*steps, then=then)
        super().__init__(transport=transport, **_options(options))
        self.script = transport.script
        self.effects: list[str] = []
        self._chance = Random(7).random  # noqa: S311 -- it is to be the same each time

    def _setting(self, request: Request, provider: str | None = None) -> tuple[Setting, Driver]:
        setting, _ = super()._setting(request, provider)
        driver = self.driver(self.connections.of(request.model, provider).transport, self.journal)
        driver.effects = self.effects
        return replace(setting, chance=self._chance), driver

    @property
    def row(self) -> Entry:
        """The journal's only row."""
        return only_row(self)


class AsyncScriptedClient(AsyncClient):
    """The same, for asyncio."""

    driver: type[RecordingAsyncDriver] = RecordingAsyncDriver

    def __init__(self, *steps: Step, then: Iterable[Step] = (), **options: Any) -> None:
        transport = AsyncScriptedTransport(*steps, then=then)
        super().__init__(transport=transport, **_options(options))
        self.script = transport.script
        self.effects: list[str] = []
        self._chance = Random(7).random  # noqa: S311 -- it is to be the same each time

    def _setting(
        self, request: Request, provider: str | None = None
    ) -> tuple[Setting, AsyncDriver]:
        setting, _ = super()._setting(request, provider)
        driver = self.driver(self.connections.of(request.model, provider).transport, self.journal)
        driver.effects = self.effects
        return replace(setting, chance=self._chance), driver

    @property
    def row(self) -> Entry:
        """The journal's only row."""
        return only_row(self)


def only_row(client: Client | AsyncClient) -> Entry:
    assert isinstance(client.journal, MemoryJournal)
    (row,) = client.journal.entries()
    return row


def _options(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": KEY, "environment": {}, "receipts": None, **options}
