"""Carries out the effects of a path for `Client`; it holds no rule."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_EXCEPTION, wait
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from limner.course import Abandoned, Course
from limner.effects import (
    CallHook,
    CloseStream,
    Effect,
    Emit,
    FileStep,
    FindUploads,
    KeepUpload,
    Move,
    Note,
    Now,
    OpenStream,
    ReadStream,
    Record,
    Send,
    Sleep,
    Tell,
    Together,
)
from limner.threads import in_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner.effects import Path
    from limner.events import Event
    from limner.journal import Journal
    from limner.transport import Transport

T = TypeVar("T")

CLEARING = 2.0
"""Seconds for which paths that are given up are waited for, so that they clear away."""


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
        """Drive a path to its end, handing out its events; `course.result` is what it gave.

        The path hears of an interruption that comes between two of its effects, too: as if the
        effect that it has asked for had failed.
        """
        while True:
            try:
                return (yield from self._events(course))
            except BaseException as error:
                if course.has_ended:
                    raise
                course.fail(error)

    def _events(self, course: Course[T]) -> Iterator[Event]:
        while (effect := course.effect) is not None:
            if isinstance(effect, Emit):
                try:
                    yield effect.event
                except GeneratorExit:
                    self._abandon(course)
                    raise
                course.resume(None)
                continue
            self._carry_out(course, effect)

    def _carry_out(self, course: Course[T], effect: Effect) -> None:
        try:
            outcome = self.perform(effect)
        except BaseException as error:  # noqa: BLE001 -- the path decides what becomes of it
            course.fail(error)
        else:
            course.resume(outcome)

    def _abandon(self, course: Course[T]) -> None:
        with suppress(Abandoned):
            course.fail(Abandoned())
            for _ in self.events(course):
                pass

    def perform(self, effect: Effect) -> Any:  # noqa: C901, PLR0911, PLR0912 -- a table
        """Carry out one effect; its outcome."""
        match effect:
            case Send(call):
                return self._transport.send(call)
            case OpenStream(call):
                return self._transport.open(call)
            case ReadStream(stream, timeout):
                return stream.read(timeout)
            case CloseStream(stream):
                return stream.close()
            case Sleep(seconds):
                return self._transport.sleep(seconds)
            case Now():
                return self._transport.now()
            case Record(entry, unpriced) if self._journal is not None:
                return self._journal.add(entry, unpriced=unpriced)
            case Move(str(entry_id), state, facts) if self._journal is not None:
                return self._journal.move(entry_id, state, **facts)
            case Note(str(entry_id), facts) if self._journal is not None:
                return self._journal.note(entry_id, **facts)
            case FindUploads(provider, contents) if self._journal is not None:
                return self._journal.uploads(provider, contents)
            case KeepUpload(provider, content, url) if self._journal is not None:
                return self._journal.keep_upload(provider, content, url)
            case FileStep(step, arguments) | CallHook(step, arguments) | Tell(step, arguments):
                return step(*arguments)
            case Together(paths):
                return self._together(paths)
        return None

    def _together(self, paths: Iterable[Path[T]]) -> list[T]:
        """Drive each path in a thread of its own; none keeps the process from its end."""
        over = threading.Event()
        futures = [in_a_thread(partial(self._drive_until, over, path)) for path in paths]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()  # raises what it failed with
        except BaseException:
            over.set()
            wait(futures, CLEARING)
            raise
        return [future.result() for future in futures]

    def _drive_until(self, over: threading.Event, path: Path[T]) -> T:
        """Drive a path; when it's over for all, the path gives back what it holds, and ends."""
        course = Course(path)
        while not over.is_set() and course.effect is not None:
            self._carry_out(course, course.effect)
        if course.effect is not None:
            self._abandon(course)
            raise Abandoned
        return course.result
