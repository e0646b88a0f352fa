"""A step on a worker thread is done before its cancellation takes effect."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from limner.async_driver import AsyncDriver
from limner.effects import move, on_disk, record, sleep
from limner.journal import Entry, MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripted import AsyncScriptedTransport

    from limner.effects import Path

ROW = Entry("a/b", "fal", "0" * 64, {})


@pytest.fixture
def transport() -> AsyncScriptedTransport:
    from scripted import AsyncScriptedTransport

    return AsyncScriptedTransport()


class SlowJournal(MemoryJournal):
    """A journal whose disk takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go_on = threading.Event(), threading.Event()

    def move(self, entry_id: str, state: str, **facts: object) -> None:
        self.began.set()
        self.go_on.wait(10)
        super().move(entry_id, state, **facts)


@pytest.mark.parametrize("times", [1, 3])
def test_cancelled_move_is_made(transport: AsyncScriptedTransport, times: int) -> None:
    """A request id that is on its way into the journal arrives, however often one cancels."""
    journal = SlowJournal()
    journal.add(ROW)

    async def call() -> None:
        driver = AsyncDriver(transport, journal)
        task = asyncio.create_task(driver.drive(move(ROW.id, "submitted", request_id="r")))
        await asyncio.to_thread(journal.began.wait, 10)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0.01)
            assert not task.done()
        journal.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(call())

    (row,) = journal.entries()
    assert (row.state, row.request_id) == ("submitted", "r")


def test_move_is_made_when_all_workers_are_busy(transport: AsyncScriptedTransport) -> None:
    """A step that hasn't begun when its task is cancelled is done all the same."""
    journal, gate = SlowJournal(), threading.Event()
    journal.add(ROW)
    journal.go_on.set()

    async def call() -> None:
        loop = asyncio.get_running_loop()
        driver = AsyncDriver(transport, journal)
        busy = [loop.run_in_executor(None, gate.wait, 10) for _ in range(64)]
        task = asyncio.create_task(driver.drive(move(ROW.id, "submitted", request_id="r")))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
        gate.set()
        await asyncio.gather(*busy)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(call())

    assert journal.entries()[0].request_id == "r"


def test_cancelled_step_on_a_file_is_done_first(transport: AsyncScriptedTransport) -> None:
    """The path hears of a cancellation when the file's step is over, never during it."""
    steps: list[str] = []
    began = threading.Event()

    def slowly() -> None:
        began.set()
        threading.Event().wait(0.05)
        steps.append("done")

    def path(step: Callable[[], None]) -> Path[None]:
        try:
            yield from on_disk(step)
        except asyncio.CancelledError:
            steps.append("cancelled")
            raise

    async def call() -> None:
        task = asyncio.create_task(AsyncDriver(transport, None).drive(path(slowly)))
        await asyncio.to_thread(began.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(call())

    assert steps == ["done", "cancelled"]


def test_errors_of_a_step_are_the_paths(transport: AsyncScriptedTransport) -> None:
    """What a step raises on its thread reaches the path."""

    def broken() -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        asyncio.run(AsyncDriver(transport, None).drive(on_disk(broken)))


def test_no_journal_is_no_step(transport: AsyncScriptedTransport) -> None:
    """Without a journal, rows go nowhere, and sleeping is all that happens."""

    def path() -> Path[str]:
        yield from record(ROW)
        yield from move(ROW.id, "submitted")
        yield from sleep(5)
        return "end"

    assert asyncio.run(AsyncDriver(transport, None).drive(path())) == "end"
    assert transport.script.slept == [5]
