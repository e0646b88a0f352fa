"""Carries out the effects of a path for `AsyncClient`; it holds no rule."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from limner.course import Abandoned, Course
from limner.effects import (
    CallHook,
    CloseStream,
    Effect,
    Emit,
    FileStep,
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
from limner.hooks import may_block
from limner.journal import AsyncJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

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
                try:
                    yield effect.event
                except GeneratorExit:
                    await self._abandon(course)
                    raise
                course.resume(None)
                continue
            try:
                outcome = await self.perform(effect)
            except BaseException as error:  # noqa: BLE001 -- the path decides what becomes of it
                course.fail(error)
            else:
                course.resume(outcome)

    async def _abandon(self, course: Course[T]) -> None:
        with suppress(Abandoned):
            course.fail(Abandoned())
            async for _ in self.events(course):
                pass

    async def perform(self, effect: Effect) -> Any:  # noqa: C901, PLR0911, PLR0912 -- a table
        """Carry out one effect; its outcome."""
        match effect:
            case Send(call):
                return await self._transport.send(call)
            case OpenStream(call):
                return await self._transport.open(call)
            case ReadStream(stream, timeout):
                return await stream.read(timeout)  # type: ignore[misc]  # of this driver's transport
            case CloseStream(stream):
                return await stream.close()  # type: ignore[misc]
            case Sleep(seconds):
                return await self._transport.sleep(seconds)
            case Now():
                return self._transport.now()
            case Record(entry, unpriced) if self._journal is not None:
                return await _journaled(self._journal, "add", entry, unpriced=unpriced)
            case Move(str(entry_id), state, facts) if self._journal is not None:
                return await _journaled(self._journal, "move", entry_id, state, **facts)
            case Note(str(entry_id), facts) if self._journal is not None:
                return await _journaled(self._journal, "note", entry_id, **facts)
            case FileStep(step, arguments):
                return await _to_its_end(_on_a_worker(partial(step, *arguments)))
            case CallHook(method, arguments) if may_block(method):
                return await _on_its_own_thread(partial(method, *arguments))
            case CallHook(method, arguments) | Tell(method, arguments):
                return method(*arguments)
            case Together(paths):
                return await self._together(paths)
        return None

    async def _together(self, paths: Iterable[Path[T]]) -> list[T]:
        tasks = [asyncio.ensure_future(self.drive(path)) for path in paths]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _journaled(
    journal: Journal, method: Literal["add", "move", "note"], *arguments: Any, **facts: Any
) -> None:
    """Change the journal, on a worker thread if it needs one."""
    if isinstance(journal, AsyncJournal):
        change: Awaitable[None] = journal.change(method, *arguments, **facts)
    else:
        change = _on_a_worker(partial(getattr(journal, method), *arguments, **facts))
    await _to_its_end(change)


def _on_a_worker(step: Callable[[], T]) -> Awaitable[T]:
    return asyncio.get_running_loop().run_in_executor(None, copy_context().run, step)


async def _to_its_end(step: Awaitable[T]) -> T:
    """Wait for a step; a cancellation waits for it too.

    A thread can't be stopped, and what it still does would cross with what the path does next.
    """
    work = asyncio.ensure_future(step)
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
