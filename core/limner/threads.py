"""A thread of its own for a piece of work."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


def in_a_thread(work: Callable[[], T]) -> Future[T]:
    """Do some work in a new thread, in the caller's context.

    The thread doesn't keep the process from its end, so neither does work that hangs.

    Returns:
        What comes of it; the work itself can't be cancelled.
    """
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- whoever waits for it gets it
            future.set_exception(error)

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
    return future


def on_a_worker(step: Callable[[], T]) -> Awaitable[T]:
    """Take a step on a worker thread of the running event loop, in the caller's context."""
    import asyncio  # it is there already where there is a loop, and a listing has none

    return asyncio.get_running_loop().run_in_executor(None, copy_context().run, step)


async def to_its_end(step: Awaitable[T]) -> T:
    """Wait for what a thread does; a cancellation waits for it too.

    A thread can't be stopped, and what it still does would cross with what comes next.
    """
    import asyncio

    work = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        while not work.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([work])
        raise
