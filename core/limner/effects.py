"""The effects: all that the call's path can ask of the world, and nothing else.

The path is written once, as generators that yield an effect and receive its outcome,
or the error that it ended with; `Client` and `AsyncClient` carry them out. Each class
here has a function beside it that yields it and gives its outcome a type, so a path
reads `answer = yield from send(call)`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from limner.errors import ConnectionLost, LimnerError, TransportError
from limner.hiding import NO_SECRETS, Secrets

if TYPE_CHECKING:
    from limner.events import Event
    from limner.journal import Content, Entry
    from limner.transport import AsyncStream, HttpAnswer, HttpCall, Stream

T = TypeVar("T")
P = ParamSpec("P")

LOG = logging.getLogger("limner")


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
    """Read the next piece of a body, within so many seconds if they are given."""

    stream: Stream | AsyncStream = field(repr=False)
    timeout: float | None = None


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
class Record:
    """Put a new row into the journal, also if nobody knows its price where that is told."""

    entry: Entry
    unpriced: bool = False


@dataclass(frozen=True)
class Move:
    """Move a row of the journal to a state; a job found by its id has no row to move.

    Attributes:
        soon: Whether it may be put on record together with what the path puts there next,
            at its end, or after a second: what a crash before that must not cost anything.
    """

    entry_id: str | None
    state: str
    facts: Mapping[str, Any]
    soon: bool = False


@dataclass(frozen=True)
class Note:
    """Add facts to a row of the journal, if there is one; `soon` as in `Move`."""

    entry_id: str | None
    facts: Mapping[str, Any]
    soon: bool = False


@dataclass(frozen=True)
class FindUploads:
    """Ask the journal where contents are, in a provider's storage."""

    provider: str
    contents: tuple[Content, ...]


@dataclass(frozen=True)
class KeepUpload:
    """Let the journal know where a content is."""

    provider: str
    content: Content
    url: str


@dataclass(frozen=True)
class FileStep:
    """A step on a file: a function or method of `limner.disk`, with what it takes."""

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
class Tell:
    """Tell a listener of the caller's something; it may be called on a worker thread."""

    listener: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Together:
    """Drive several paths at the same time; the first that fails ends it for all.

    Those that are still on their way then are abandoned: after their present step they give
    back what they hold.
    """

    paths: tuple[Path[Any], ...]


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
    | Record
    | Move
    | Note
    | FindUploads
    | KeepUpload
    | FileStep
    | CallHook
    | Tell
    | Together
    | Emit
)

Path = Generator[Effect, Any, T]
"""A path, or a part of one, that ends with a `T`."""


def send(call: HttpCall) -> Path[HttpAnswer]:
    """Send a call; its answer, in which the call's key isn't repeated.

    Raises `NotSent`, `ConnectionLost` or another of our errors, in which it isn't either.
    """
    answer: HttpAnswer = yield from _carried(Send(call), call.secrets)
    return answer.without(call.secrets)


def open_stream(call: HttpCall) -> Path[Stream | AsyncStream]:
    """Send a call; its answer, the body unread. Raises as `send`."""
    stream: Stream = yield from _carried(OpenStream(call), call.secrets)
    return stream


def read_stream(stream: Stream | AsyncStream, timeout: float | None = None) -> Path[bytes]:
    """The next piece of a body; empty at its end. Raises as `send`."""
    piece: bytes = yield from _carried(ReadStream(stream, timeout))
    return piece


def close_stream(stream: Stream | AsyncStream) -> Path[None]:
    """Give a stream's connection back; an error at that costs nothing."""
    with suppress(Exception):
        yield CloseStream(stream)


def closing(stream: Stream | AsyncStream, path: Path[T]) -> Path[T]:
    """A path that reads a stream; however it ends, the connection is given back."""
    try:
        outcome = yield from path
    except GeneratorExit:
        raise
    except BaseException:
        yield from close_stream(stream)
        raise
    yield from close_stream(stream)
    return outcome


def _carried(effect: Send | OpenStream | ReadStream, secrets: Secrets = NO_SECRETS) -> Path[Any]:
    """What the transport answers; an error that isn't of its protocol may mean anything.

    One of a call that shows a key loses its cause, whose text and variables may repeat it.
    """
    try:
        return (yield effect)
    except TransportError as error:
        if not secrets.texts:
            raise
        error.args = (secrets.hide(str(error)),)
        error.__context__ = None
        raise error from None
    except LimnerError:
        raise  # in process, a transport may end with a plugin's error or a missing package
    except Exception as error:  # noqa: BLE001 -- as said
        told = secrets.hide(f"the transport raised {type(error).__name__}: {error}")
        raise ConnectionLost(told) from (None if secrets.texts else error)


def sleep(seconds: float) -> Path[None]:
    """Let time pass."""
    yield Sleep(seconds)


def now() -> Path[float]:
    """Seconds on a clock that only goes forward."""
    seconds: float = yield Now()
    return seconds


def record(entry: Entry, *, unpriced: bool = False) -> Path[None]:
    """Put a new row into the journal. Takes and raises what `Journal.add` does."""
    yield from surely(Record(entry, unpriced))


def move(entry_id: str | None, state: str, *, soon: bool = False, **facts: Any) -> Path[None]:
    """Move a row of the journal; one that fails by now costs no job: that's logged."""
    try:
        yield from surely(Move(entry_id, state, facts, soon))
    except Exception:
        LOG.exception("the journal can't note that %s is %s: %s", entry_id, state, facts)


def note(entry_id: str | None, *, soon: bool = False, **facts: Any) -> Path[None]:
    """Add facts to a row of the journal; failing costs no job, as with `move`."""
    try:
        yield from surely(Note(entry_id, facts, soon))
    except Exception:
        LOG.exception("the journal can't note of %s: %s", entry_id, sorted(facts))


def find_uploads(provider: str, contents: Sequence[Content]) -> Path[dict[Content, str]]:
    """The URLs of contents that the journal knows of; of none, if it can't tell."""
    try:
        found: dict[Content, str] | None = yield FindUploads(provider, tuple(contents))
    except Exception as error:  # noqa: BLE001 -- what isn't known is uploaded again
        LOG.info("the journal can't tell what is uploaded already: %s", error)
        return {}
    return found or {}


def keep_upload(provider: str, content: Content, url: str) -> Path[None]:
    """Let the journal know where a content is; failing costs an upload some day."""
    try:
        yield KeepUpload(provider, content, url)
    except Exception as error:  # noqa: BLE001 -- as above
        LOG.info("the journal can't note that a file is uploaded: %s", error)


def surely(effect: Effect) -> Path[Any]:
    """Carry out an effect that may be carried out twice; an interruption waits for it."""
    try:
        return (yield effect)
    except (Exception, GeneratorExit):
        raise
    except BaseException:
        yield effect
        raise


def ask(method: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> Path[T]:
    """Call a hook; its answer. Raises what the hook may raise."""
    answer: T = yield CallHook(method, arguments)
    return answer


def on_disk(step: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> Path[T]:
    """Take a step on a file; its outcome. Raises `OSError`."""
    outcome: T = yield FileStep(step, arguments)
    return outcome


def tell(listener: Callable[P, object], *said: P.args, **_: P.kwargs) -> Path[None]:
    """Tell a listener of the caller's something. Raises what it raises."""
    yield Tell(listener, said)


def together(paths: Sequence[Path[T]]) -> Path[list[T]]:
    """Drive paths at the same time; their outcomes, in order. Raises what the first one raises."""
    if len(paths) == 1:
        return [(yield from paths[0])]
    outcomes: list[T] = yield Together(tuple(paths))
    return outcomes
