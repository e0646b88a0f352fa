"""Carries out the effects of a path for `AsyncClient`; it holds no rule."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

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
from limner.hooks import may_block
from limner.journal import Change
from limner.recorder import Recorder
from limner.threads import in_a_thread, on_a_worker, to_its_end

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

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
        self._recorder = Recorder(journal)

    async def drive(self, path: Path[T]) -> T:
        """Drive a path to its end; its events go nowhere."""
        course = Course(path)
        await self._finish(course)
        return course.result

    async def events(self, course: Course[T]) -> AsyncIterator[Event]:
        """Drive a path to its end, handing out its events; `course.result` is what it gave."""
        try:
            while (effect := course.effect) is not None:
                if not isinstance(effect, Emit):
                    await self._step(course, effect)
                    continue
                await self._recorder.flush()
                yield effect.event
                course.resume(None)
        except GeneratorExit:
            with suppress(Abandoned):
                course.fail(Abandoned())
                await self._finish(course)
            raise
        finally:
            await self._recorder.flush()

    async def _finish(self, course: Course[Any]) -> None:
        try:
            while (effect := course.effect) is not None:
                await self._step(course, effect)
        finally:
            await self._recorder.flush()

    async def _step(self, course: Course[Any], effect: Effect) -> None:
        try:
            outcome = await self.perform(effect)
        except BaseException as error:  # noqa: BLE001 -- the path decides what becomes of it
            course.fail(error)
        else:
            course.resume(outcome)

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
            case Record(entry, unpriced):
                await self._recorder.record(_change("add", entry, unpriced=unpriced))
            case Move(str(entry_id), state, facts, soon):
                await self._recorder.record(_change("move", entry_id, state, **facts), soon=soon)
            case Note(str(entry_id), facts, soon):
                await self._recorder.record(_change("note", entry_id, **facts), soon=soon)
            case FindUploads(provider, contents) if self._journal is not None:
                ask = partial(self._journal.uploads, provider, contents)
                return await to_its_end(on_a_worker(ask))
            case KeepUpload(provider, content, url) if self._journal is not None:
                keep = partial(self._journal.keep_upload, provider, content, url)
                return await to_its_end(on_a_worker(keep))
            case FileStep(step, arguments):
                return await to_its_end(on_a_worker(partial(step, *arguments)))
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


def _change(method: Literal["add", "move", "note"], *arguments: Any, **facts: Any) -> Change:
    return Change(method, arguments, facts, time.time())


async def _on_its_own_thread(hook: Callable[[], Any]) -> Any:
    """Call a hook. It may wait for files, whose steps need workers: it mustn't be one of them."""
    return await asyncio.wrap_future(in_a_thread(hook))
