"""The effects: all that the call's path can ask of the world, and nothing else.

The path is written once, as generators that yield an effect and receive its outcome,
or the error that it ended with; `Client` and `AsyncClient` carry them out. Each class
here has a function beside it that yields it and gives its outcome a type, so a path
reads `answer = yield from send(call)`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from limner.events import Event
    from limner.journal import Entry
    from limner.transport import AsyncStream, HttpAnswer, HttpCall, Stream

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Send:
    """Send a call and read its whole answer."""

    call: HttpCall


@dataclass(frozen=True)
class OpenStream:
    """Send a call and leave its body to be read."""

    call: HttpCall


@dataclass(frozen=True)
class ReadStream:
    """Read the next piece of a body."""

    stream: Stream | AsyncStream = field(repr=False)


@dataclass(frozen=True)
class CloseStream:
    """Give a stream's connection back."""

    stream: Stream | AsyncStream = field(repr=False)


@dataclass(frozen=True)
class Sleep:
    """Let time pass."""

    seconds: float


@dataclass(frozen=True)
class Now:
    """Read the clock."""


@dataclass(frozen=True)
class Intend:
    """Put a new row into the journal."""

    entry: Entry


@dataclass(frozen=True)
class Move:
    """Move a row of the journal to a state; without a journal there's nothing to do."""

    entry_id: str | None
    state: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class FileStep:
    """A step on a file: a function of `limner.disk`, with what it takes."""

    step: Callable[..., Any]
    arguments: tuple[Any, ...] = field(repr=False)


@dataclass(frozen=True)
class CallHook:
    """Call a hook: a method of `limner.hooks.Hooks`, with what it takes."""

    method: Callable[..., Any]
    arguments: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The hook's name."""
        return self.method.__name__


@dataclass(frozen=True)
class Emit:
    """Hand an event to the caller."""

    event: Event


Effect = (
    Send
    | OpenStream
    | ReadStream
    | CloseStream
    | Sleep
    | Now
    | Intend
    | Move
    | FileStep
    | CallHook
    | Emit
)

Path = Generator[Effect, Any, T]
"""A path, or a part of one, that ends with a `T`."""


def send(call: HttpCall) -> Path[HttpAnswer]:
    """Send a call; its answer. Raises `NotSent` or `ConnectionLost`."""
    answer: HttpAnswer = yield Send(call)
    return answer


def open_stream(call: HttpCall) -> Path[Stream | AsyncStream]:
    """Send a call; its answer, the body unread. Raises as `send`."""
    stream: Stream = yield OpenStream(call)
    return stream


def read_stream(stream: Stream | AsyncStream) -> Path[bytes]:
    """The next piece of a body; empty at its end. Raises `ConnectionLost`."""
    piece: bytes = yield ReadStream(stream)
    return piece


def sleep(seconds: float) -> Path[None]:
    """Let time pass."""
    yield Sleep(seconds)


def now() -> Path[float]:
    """Seconds on a clock that only goes forward."""
    seconds: float = yield Now()
    return seconds


def move(entry_id: str | None, state: str, **facts: Any) -> Path[None]:
    """Move a row of the journal."""
    yield Move(entry_id, state, facts)


def ask(method: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> Path[T]:
    """Call a hook; its answer. Raises what the hook may raise."""
    answer: T = yield CallHook(method, arguments)
    return answer


def on_disk(step: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> Path[T]:
    """Take a step on a file; its outcome. Raises `OSError`."""
    outcome: T = yield FileStep(step, arguments)
    return outcome
