"""What a path records for `AsyncClient`: at once, or together with what it records next."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from limner.journal import Change, Entry, MemoryJournal
from limner.journal.sqlite import SqliteJournal
from limner.recorder import PATIENCE, Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Counting(SqliteJournal):
    """A journal that counts its transactions."""

    transactions = 0

    async def change_all(self, changes: Sequence[Change]) -> None:
        self.transactions += 1
        await super().change_all(changes)


@pytest.fixture
def journal(tmp_path: Path) -> Counting:
    return Counting(tmp_path / "journal.sqlite3")


def change(method: Any, *arguments: Any, **facts: Any) -> Change:
    return Change(method, arguments, facts, time.time())


def on_record(journal: SqliteJournal) -> str:
    """The state that another process reads of the only row."""
    other = SqliteJournal(journal.path)
    (row,) = other.entries()
    other.close()
    return row.state


async def submitted(recorder: Recorder) -> Entry:
    entry = Entry("a/b", "fal", "0" * 64, {})
    await recorder.record(change("add", entry))
    await recorder.record(change("move", entry.id, "submitted", request_id="r"))
    return entry


def test_what_may_wait_goes_together_with_the_next(journal: Counting) -> None:
    """Three changes are one transaction, in their order, on disk when the last one returns."""

    async def act() -> None:
        recorder = Recorder(journal)
        entry = await submitted(recorder)
        await recorder.record(change("move", entry.id, "running"), soon=True)
        await recorder.record(change("move", entry.id, "finished"), soon=True)
        assert (on_record(journal), journal.transactions) == ("submitted", 2)
        await recorder.record(change("move", entry.id, "kept"))

    asyncio.run(act())

    assert (on_record(journal), journal.transactions) == ("kept", 3)


def test_it_waits_for_a_second_at_most(journal: Counting) -> None:
    """Where nothing comes, it is put on record by itself."""

    async def act() -> None:
        recorder = Recorder(journal)
        entry = await submitted(recorder)
        await recorder.record(change("move", entry.id, "running"), soon=True)
        await asyncio.sleep(PATIENCE + 0.3)

    asyncio.run(act())

    assert on_record(journal) == "running"


def test_it_is_on_record_at_the_end(journal: Counting) -> None:
    """`flush` waits for nothing, and does nothing where nothing waits."""

    async def act() -> None:
        recorder = Recorder(journal)
        entry = await submitted(recorder)
        await recorder.record(change("move", entry.id, "running"), soon=True)
        await recorder.flush()
        await recorder.flush()

    asyncio.run(act())

    assert (on_record(journal), journal.transactions) == ("running", 3)


def test_one_that_fails_takes_no_other_along(
    journal: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    """A change that can't be made is logged, and those around it are made."""

    async def act() -> None:
        recorder = Recorder(journal)
        entry = await submitted(recorder)
        await recorder.record(change("move", entry.id, "running"), soon=True)
        await recorder.record(change("note", "no such row", detail="x"), soon=True)
        await recorder.record(change("move", entry.id, "finished"))
        with pytest.raises(ValueError, match="can't become"):
            await recorder.record(change("move", entry.id, "rejected"))

    asyncio.run(act())

    assert on_record(journal) == "finished"
    assert "can't note what became of a job" in caplog.text


def test_a_journal_that_changes_one_by_one_is_told_at_once() -> None:
    """One that knows no transactions of several has each change when it's made."""
    journal = MemoryJournal()

    async def act() -> None:
        recorder = Recorder(journal)
        entry = await submitted(recorder)
        await recorder.record(change("move", entry.id, "running"), soon=True)
        assert journal.find(entry.id).state == "running"

    asyncio.run(act())


def test_a_cancelled_task_leaves_its_change_on_record(journal: Counting) -> None:
    """A cancellation waits for the transaction that is under way."""

    async def act() -> None:
        recorder = Recorder(journal)
        entry = await submitted(recorder)
        task = asyncio.create_task(recorder.record(change("move", entry.id, "finished")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert on_record(journal) == "finished"

    asyncio.run(act())
