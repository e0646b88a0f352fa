"""Carries out the effects of a path for `AsyncClient`; it holds no rule."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
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
from limner.hooks import BLOCKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

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
            case Record(entry) if self._journal is not None:
                return await _to_its_end(partial(self._journal.add, entry))
            case Move(str(entry_id), state, facts) if self._journal is not None:
                return await _to_its_end(partial(self._journal.move, entry_id, state, **facts))
            case FileStep(step, arguments):
                return await _to_its_end(partial(step, *arguments))
            case CallHook(method, arguments) if effect.name in BLOCKING:
                return await _on_its_own_thread(partial(method, *arguments))
            case CallHook(method, arguments):
                return method(*arguments)
        return None


async def _to_its_end(step: Callable[[], Any]) -> Any:
    """Take a step on a worker thread; a cancellation waits for it.

    A thread can't be stopped, and what it still does would cross with what the path does next.
    """
    work = asyncio.get_running_loop().run_in_executor(None, copy_context().run, step)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        while not work.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([work])
        raise


async def _on_its_own_thread(hook: Callable[[], Any]) -> Any:
    """Call a hook. It may wait for files, whose steps need workers: it mustn't be one of them."""
    pool = ThreadPoolExecutor(1, "limner-hook")
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, hook)
    finally:
        pool.shutdown(wait=False)
