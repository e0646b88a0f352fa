"""Carries out the effects of a path for `AsyncClient`; it holds no rule."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from limner.course import Course
from limner.effects import (
    CallHook,
    CloseStream,
    Effect,
    Emit,
    FileStep,
    Intend,
    Move,
    Now,
    OpenStream,
    ReadStream,
    Send,
    Sleep,
)
from limner.hooks import BLOCKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from limner.effects import Path
    from limner.events import Event
    from limner.journal import Journal
    from limner.transport import AsyncTransport

T = TypeVar("T")


class AsyncDriver:
    """Drives paths in the running event loop; what blocks runs on a worker thread.

    Args:
        transport: Carries the calls and keeps the time.
        journal: Where rows are put; None for nowhere.
    """

    def __init__(self, transport: AsyncTransport, journal: Journal | None) -> None:
        self._transport = transport
        self._journal = journal

    async def drive(self, path: Path[T]) -> T:
        """Drive a path to its end; its events go nowhere."""
        course = Course(path)
        async for _ in self.events(course):
            pass
        return course.result

    async def events(self, course: Course[T]) -> AsyncIterator[Event]:
        """Drive a path to its end, handing out its events; `course.result` is what it gave."""
        while (effect := course.effect) is not None:
            if isinstance(effect, Emit):
                yield effect.event
                course.resume(None)
                continue
            try:
                outcome = await self.perform(effect)
            except BaseException as error:  # noqa: BLE001 -- the path decides what becomes of it
                course.fail(error)
            else:
                course.resume(outcome)

    async def perform(self, effect: Effect) -> Any:  # noqa: C901, PLR0911 -- a table
        """Carry out one effect; its outcome."""
        match effect:
            case Send(call):
                return await self._transport.send(call)
            case OpenStream(call):
                return await self._transport.open(call)
            case ReadStream(stream):
                return await stream.read()  # type: ignore[misc]  # of this driver's transport
            case CloseStream(stream):
                return await stream.close()  # type: ignore[misc]
            case Sleep(seconds):
                return await self._transport.sleep(seconds)
            case Now():
                return self._transport.now()
            case Intend(entry) if self._journal:
                return await asyncio.to_thread(self._journal.add, entry)
            case Move(str(entry_id), state, facts) if self._journal:
                step = partial(self._journal.move, entry_id, state, **facts)
                return await asyncio.to_thread(step)
            case CallHook(method, arguments) if effect.name not in BLOCKING:
                return method(*arguments)
            case FileStep(step, arguments) | CallHook(step, arguments):
                return await asyncio.to_thread(step, *arguments)
        return None
