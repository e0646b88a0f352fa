"""Several processes use one journal, and some of them die."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from writers import writers

from limner.journal import Entry
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_eight_processes_at_once(journal: SqliteJournal) -> None:
    """Fifty calls of each of eight processes are all on record, and none twice."""
    with writers(journal, 8) as processes:
        for one in processes:
            one.begin("calls 50")
        assert [one.end() for one in processes] == ["50"] * 8

    rows = journal.entries()
    assert len({row.id for row in rows}) == len(rows) == 400
    assert {(row.state, row.request_id == row.id) for row in rows} == {("kept", True)}
    assert len({row.owner for row in rows}) == 8


def test_one_of_two_processes_gets_a_row(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """Of processes that claim the same rows at once, each row goes to exactly one."""
    rows = [row("planned") for _ in range(20)]
    for entry in rows:
        journal.add(entry)

    with writers(journal, 2) as processes:
        for entry in rows:
            for one in processes:
                one.begin(f"claim {entry.id} planned")
        won = [[one.end() for _ in rows] for one in processes]

    assert all({mine, theirs} == {"True", "False"} for mine, theirs in zip(*won, strict=True))


def test_an_intent_whose_process_is_killed_is_unknown(journal: SqliteJournal) -> None:
    """Kill -9 leaves an intent that nobody has: the next one to look makes it `unknown`."""
    with writers(journal, 2) as (killed, alive):
        ids = [one.do("intend") for one in (killed, alive)]
        killed.kill()

        assert journal.sweep() == 1
        assert [journal.find(one).state for one in ids] == ["unknown", "intended"]
        assert "process ended" in (journal.find(ids[0]).detail or "")
        assert journal.sweep() == 0


def test_whoever_writes_first_looks_after_the_dead(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """A process that begins to write makes the intents of dead ones `unknown` by itself."""
    with writers(journal) as (killed,):
        left = killed.do("intend")
        killed.kill()

    journal.add(row())

    assert journal.find(left).state == "unknown"


def test_a_row_that_turned_unknown_too_soon_is_mended(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """Where a lock was taken away from a living process, its next move says what is true."""
    journal.add(entry := row())
    for lock in (journal.path.parent / f"{journal.path.name}.owners").glob("*.lock"):
        lock.unlink()
    other = SqliteJournal(journal.path)
    assert other.sweep() == 1
    other.close()

    journal.move(entry.id, "submitted", request_id="r")

    assert journal.find(entry.id).state == "submitted"


def test_a_forked_child_is_another_owner(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """A child uses the journal without harm to its parent's, and doesn't keep a lock alive."""
    journal.add(mine := row())
    theirs = row()
    child = os.fork()
    if child == 0:
        try:
            journal.add(theirs)
        finally:
            os._exit(0)
    os.waitpid(child, 0)

    journal.move(mine.id, "submitted", request_id="r")
    assert journal.sweep() == 1
    states = {entry.id: (entry.state, entry.owner) for entry in journal.entries()}
    assert [states[one.id][0] for one in (mine, theirs)] == ["submitted", "unknown"]
    assert states[mine.id][1] != states[theirs.id][1]


def test_a_parents_lock_does_not_live_on_in_its_child(journal: SqliteJournal) -> None:
    """When a process has ended, its forked child keeps nobody from seeing that it did.

    The child lets go of the lock when it runs first, so its parent lives until then.
    """
    reading, writing = os.pipe()
    hearing, telling = os.pipe()
    parent = os.fork()
    if parent == 0:
        journal.add(_intent("parent"))
        if os.fork() == 0:
            os.write(telling, b"x")
            os.read(reading, 1)
        else:
            os.read(hearing, 1)
        os._exit(0)
    os.waitpid(parent, 0)

    try:
        assert journal.sweep() == 1
    finally:
        os.write(writing, b"x")
        for end in (writing, reading, hearing, telling):
            os.close(end)


def _intent(entry_id: str) -> Entry:
    return Entry("a/b", "fal", "0" * 64, {}, id=entry_id)


def test_many_threads_write_at_once(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """Threads that share transactions each get their own outcome, good or bad."""
    start = threading.Barrier(16)

    def work(_: int) -> None:
        start.wait()
        for _ in range(10):
            journal.add(entry := row())
            journal.move(entry.id, "submitted", request_id=entry.id)
            with pytest.raises(ValueError, match="can't become rejected"):
                journal.move(entry.id, "rejected")
            with pytest.raises(KeyError):
                journal.move("nothing", "kept")
            journal.note(entry.id, result={"id": entry.id})

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))

    rows = journal.entries()
    assert len(rows) == 160
    assert all(one.result == {"id": one.id} == {"id": one.request_id} for one in rows)


def test_nothing_is_left_behind(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """A journal that is closed leaves its file, and no lock of its own."""
    journal.add(row())
    journal.close()

    home = journal.path.parent
    names = {path.name for path in home.rglob("*") if path.is_file()}
    assert names == {"journal.sqlite3", "opening"}


def test_closing_while_others_write_loses_nothing(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """Whoever writes while the journal is closed writes all the same: it's opened again."""
    over = threading.Event()

    def close_often() -> None:
        while not over.wait(0.01):
            journal.close()

    def work(_: int) -> list[str]:
        rows = [row() for _ in range(10)]
        for entry in rows:
            journal.add(entry)
            journal.move(entry.id, "submitted", request_id=entry.id)
        return [entry.id for entry in rows]

    with ThreadPoolExecutor(9) as pool:
        closing = pool.submit(close_often)
        try:
            written = {one for ids in pool.map(work, range(8)) for one in ids}
        finally:
            over.set()
        closing.result()

    assert {entry.request_id for entry in journal.entries()} == written


def test_a_journal_that_is_forgotten_gives_back_what_it_held(
    tmp_path: Path, row: Callable[..., Entry]
) -> None:
    """A journal that nobody closed is closed when nobody has it any more."""
    forgotten = SqliteJournal(tmp_path / "journal.sqlite3")
    forgotten.add(entry := row())
    watching = SqliteJournal(forgotten.path)
    assert watching.sweep() == 0

    del forgotten

    assert watching.sweep() == 1
    assert watching.find(entry.id).state == "unknown"
    watching.close()
