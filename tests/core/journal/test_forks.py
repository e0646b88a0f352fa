"""A journal is in use while its process forks."""

from __future__ import annotations

import asyncio
import ctypes
import os
import threading
import time
from typing import TYPE_CHECKING

import pytest
from forks import ended_well, fork, signals
from writers import writers

from limner.errors import JournalError
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from limner.journal import Entry


def names(journal: SqliteJournal) -> list[str]:
    """What is on record, by the provider's ids."""
    return [entry.request_id or "" for entry in journal.entries()]


@pytest.mark.parametrize("own", [True, False])
def test_rows_of_a_child_outlive_what_its_parent_does(
    journal: SqliteJournal, row: Callable[..., Entry], *, own: bool
) -> None:
    """A child writes on when its parent closes the journal and others come and go."""
    journal.add(row(request_id="parent"))
    with signals() as (ready, go):

        def work() -> None:
            ours = SqliteJournal(journal.path) if own else journal
            ours.add(row(request_id="before"))
            ready.give()
            go.wait()
            ours.add(row(request_id="after"))

        child = fork(work)
        ready.wait()
        journal.close()
        with writers(journal) as (passing,):
            passing.do("intend")
        go.give()
        assert ended_well(child)

    assert names(journal) == ["parent", "before", "", "after"]


def test_forks_while_threads_write_and_close(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """No child hangs, and no row is lost or twice, whatever the threads are in the middle of."""
    over, written = threading.Event(), []

    def work() -> None:
        while not over.is_set():
            journal.add(entry := row())
            journal.move(entry.id, "submitted", request_id=entry.id)
            written.append(entry.id)

    def close() -> None:
        while not over.wait(0.01):
            journal.close()

    threads = [threading.Thread(target=one) for one in (work, work, work, close)]
    for thread in threads:
        thread.start()
    theirs = [row() for _ in range(12)]
    try:
        for number, entry in enumerate(theirs):
            ours = journal if number % 2 else SqliteJournal(journal.path)
            assert ended_well(fork(lambda ours=ours, entry=entry: ours.add(entry)))  # type: ignore[misc]
    finally:
        over.set()
        for thread in threads:
            thread.join()

    assert sorted(entry.id for entry in journal.entries()) == sorted(
        written + [entry.id for entry in theirs]
    )


def test_a_parent_stays_the_owner_of_its_intents(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """A fork in the middle of a call makes nobody take its intent for a dead process's."""
    journal.add(entry := row())

    assert ended_well(fork(journal.entries))

    with writers(journal) as (other,):
        other.do("intend")  # looks after the dead
        assert journal.find(entry.id).state == "intended"
    journal.add(row())
    assert len(journal.entries(own=True)) == 2
    journal.close()
    assert journal.sweep() == 3


def test_a_fork_in_an_event_loop(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """Changes under way in the loop that forks are made once, and so are those after it."""
    rows = [row() for _ in range(40)]

    async def main() -> None:
        await journal.change("add", rows[0])
        tasks = [asyncio.ensure_future(journal.change("add", one)) for one in rows[1:20]]
        await asyncio.sleep(0)
        child = fork(lambda: journal.add(rows[39]))
        tasks += [asyncio.ensure_future(journal.change("add", one)) for one in rows[20:39]]
        await asyncio.gather(*tasks)
        assert await asyncio.to_thread(ended_well, child)

    asyncio.run(main())

    assert {entry.id for entry in journal.entries()} == {entry.id for entry in rows}


def test_a_fork_in_the_middle_of_a_transaction(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """What a signal's handler interrupts by forking is made again, and so made once."""
    journal.add(row())
    forked: list[int] = []

    def step(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE entries SET detail = coalesce(detail, '') || 'x'")
        if not forked:
            forked.append(os.fork())
            if forked == [0]:
                os._exit(0)

    journal._do(lambda opened: opened.commits.write(step), "can't be written")

    assert ended_well(forked[0])
    assert [entry.detail for entry in journal.entries()] == ["x"]


def test_a_fork_in_a_transaction_that_others_wait_for(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """Neither hangs, and both are made once."""

    def work() -> None:
        journal.add(row())
        asyncio.run(journal.change("add", row()))  # from now on a thread writes for all
        other = threading.Thread(target=journal.add, args=[row()])
        forked: list[int] = []

        def step(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE entries SET detail = coalesce(detail, '') || 'x'")
            if not forked:
                other.start()
                time.sleep(0.1)
                forked.append(fork(lambda: None))

        journal._do(lambda opened: opened.commits.write(step), "can't be written")
        other.join()
        assert ended_well(forked[0])

    assert ended_well(fork(work))
    assert sorted(entry.detail or "" for entry in journal.entries()) in (["", "x", "x"], ["x"] * 3)


def test_damage_that_a_fork_brings_to_light(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """It's mended by the process whose journal it is, as at any other time."""
    for _ in range(150):
        journal.add(row(detail="x" * 500))
    assert ended_well(fork(lambda: None))  # all is closed, and in the file
    size = journal.path.stat().st_size
    with journal.path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)

    assert 100 < len(journal.entries()) <= 150
    assert list(journal.path.parent.glob("*.damaged-*"))


def test_a_fork_that_python_does_not_make_is_refused(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """Where nobody could close the file before a fork, the child writes nothing into it."""
    journal.add(row(request_id="parent"))
    child = ctypes.PyDLL(None).fork()
    if child == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        refused = 0
        for ours in (journal, SqliteJournal(journal.path)):
            try:
                ours.add(row())
            except JournalError as error:
                refused += "forked" in str(error) and "nothing was sent" in str(error)
        os._exit(0 if refused == 2 else 1)

    assert ended_well(child)
    journal.add(row(request_id="parent again"))
    assert names(journal) == ["parent", "parent again"]
