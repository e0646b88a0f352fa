"""A journal that is damaged doesn't forget its budget, nor what was spent of it."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from forks import fork
from spending import CENT, left, priced

from limner.errors import JournalError
from limner.journal import Budget, salvage
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.journal import Entry

    Row = Callable[..., Entry]


def test_a_budget_outlives_damage(journal: SqliteJournal, row: Row) -> None:
    """A journal that is set aside hands its budget, and what is spent of it, to the new one."""
    journal.set_budget(Budget(Decimal(1), "USD", "month"))
    for _ in range(200):
        journal.add(priced(row, "0.001"))
    overwrite(journal, "entries_by_state")

    assert journal.budget() == Budget(Decimal(1), "USD", "month")
    assert left(journal) == Decimal("0.8")
    assert list(journal.path.parent.glob("*.damaged-*"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")
def test_killed_while_a_damaged_journal_is_saved(
    journal: SqliteJournal, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next process saves all of it."""
    journal.set_budget(Budget(Decimal(1), "USD"))
    for _ in range(200):
        journal.add(priced(row, "0.001"))
    overwrite(journal, "entries_by_state")

    def killed(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(salvage, "_rows", killed)
        os.waitpid(fork(journal.entries), 0)

    assert (len(journal.entries()), left(journal)) == (200, Decimal("0.8"))


def test_a_row_of_garbage_does_not_keep_the_others_from_being_saved(
    journal: SqliteJournal, row: Row
) -> None:
    """Bytes where a price should be: that row is lost, and so it isn't known what was spent."""
    journal.set_budget(Budget(Decimal(1), "USD"))
    for _ in range(200):
        journal.add(priced(row, "0.001"))
    journal.close()
    with closing(sqlite3.connect(journal.path)) as connection, connection:
        connection.execute("UPDATE entries SET estimate = x'ff' WHERE rowid = 7")
    overwrite(journal, "entries_by_state")

    with pytest.raises(JournalError, match="its budget"):
        journal.add(priced(row))
    assert len(journal.entries()) == 199


def overwrite(journal: SqliteJournal, what: str) -> None:
    """Damage the first page of a table or an index."""
    journal.close()
    with closing(sqlite3.connect(journal.path)) as connection:
        wanted = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (root,) = connection.execute(wanted, [what]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with journal.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("lost", ["budget", "entries"])
@pytest.mark.parametrize("choice", [Budget(Decimal(1), "USD"), None])
def test_nothing_is_spent_after_a_budget_was_damaged(
    lost: str,
    choice: Budget | None,
    journal: SqliteJournal,
    row: Row,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Until a person says what may be spent, whether the budget is lost or what is spent."""
    journal.set_budget(Budget(CENT, "USD"))
    journal.add(priced(row))
    overwrite(journal, lost)

    again: list[Callable[[], Any]] = [
        lambda: journal.add(priced(row)),
        lambda: asyncio.run(journal.change("add", priced(row), unpriced=True)),
        journal.budget,
        lambda: SqliteJournal(journal.path).add(priced(row)),
    ]
    for one in again:
        with pytest.raises(JournalError, match=r"its budget, or part .*`limner budget set` or"):
            one()

    assert "so nothing is submitted until `limner budget set`" in caplog.text
    journal.set_budget(choice)
    assert journal.budget() == choice
    journal.add(priced(row))


def test_what_cannot_be_known_of_a_budget_stays_so_after_more_damage(
    journal: SqliteJournal, row: Row
) -> None:
    """A second damage doesn't make a budget that was lost into none."""
    journal.set_budget(Budget(CENT, "USD"))
    for lost in ("entries", "entries_by_state"):
        overwrite(journal, lost)
        with pytest.raises(JournalError, match="its budget"):
            journal.add(priced(row))

    assert len(list(journal.path.parent.glob("*.damaged-*[0-9]"))) == 2


def test_rows_that_are_lost_cost_nothing_where_there_is_no_budget(
    journal: SqliteJournal, row: Row
) -> None:
    """A journal that certainly had none takes requests as before."""
    journal.add(priced(row))
    overwrite(journal, "entries")

    assert journal.budget() is None
    journal.add(priced(row))
