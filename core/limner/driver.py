"""Carries out the effects of a path for `Client`; it holds no rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from limner.course import Course
from limner.effects import (
    CallHook,
    CloseStream,
    Effect,
    Emit,
    FileStep,
    Move,
    Now,
    OpenStream,
    ReadStream,
    Record,
    Send,
    Sleep,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.effects import Path
    from limner.events import Event
    from limner.journal import Journal
    from limner.transport import Transport

T = TypeVar("T")


class Driver:
    """Drives paths in the caller's thread.

    Args:
        transport: Carries the calls and keeps the time.
        journal: Where rows are put; None for nowhere.
    """

    def __init__(self, transport: Transport, journal: Journal | None) -> None:
        self._transport = transport
        self._journal = journal

    def drive(self, path: Path[T]) -> T:
        """Drive a path to its end; its events go nowhere."""
        course = Course(path)
        for _ in self.events(course):
            pass
        return course.result

    def events(self, course: Course[T]) -> Iterator[Event]:
        """Drive a path to its end, handing out its events; `course.result` is what it gave."""
        while (effect := course.effect) is not None:
            if isinstance(effect, Emit):
                yield effect.event
                course.resume(None)
                continue
            try:
                outcome = self.perform(effect)
            except BaseException as error:  # noqa: BLE001 -- the path decides what becomes of it
                course.fail(error)
            else:
                course.resume(outcome)

    def perform(self, effect: Effect) -> Any:  # noqa: PLR0911 -- a table, a line an effect
        """Carry out one effect; its outcome."""
        match effect:
            case Send(call):
                return self._transport.send(call)
            case OpenStream(call):
                return self._transport.open(call)
            case ReadStream(stream):
                return stream.read()
            case CloseStream(stream):
                return stream.close()
            case Sleep(seconds):
                return self._transport.sleep(seconds)
            case Now():
                return self._transport.now()
            case Record(entry) if self._journal is not None:
                return self._journal.add(entry)
            case Move(str(entry_id), state, facts) if self._journal is not None:
                return self._journal.move(entry_id, state, **facts)
            case FileStep(step, arguments) | CallHook(step, arguments):
                return step(*arguments)
        return None
