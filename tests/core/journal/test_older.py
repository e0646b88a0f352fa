"""Journals of older versions: brought up to date, and saved where they are damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from limner.journal import Budget, KeptFile, schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.journal import Entry
    from limner.journal.sqlite import SqliteJournal

ROWS = 150
BUDGET = Budget(Decimal(5), "USD", "total")


def insert(connection: sqlite3.Connection, table: str, facts: dict[str, Any]) -> None:
    """A row, as far as this version of the table has columns for it."""
    known = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}
    there = {name: value for name, value in facts.items() if name in known}
    marks = ", ".join("?" * len(there))
    sql = f"INSERT INTO {table} ({', '.join(there)}) VALUES ({marks})"  # noqa: S608 -- our names
    connection.execute(sql, [*there.values()])


def written(path: Path, version: int, rows: list[Entry]) -> None:
    """A journal as a Limner of an older version left it."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        for statement in [one for step in schema.MIGRATIONS[:version] for one in step]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        for entry in rows:
            values = zip(schema.COLUMNS, schema.entry_values(entry), strict=True)
            insert(connection, "entries", dict(values))
            insert(connection, "files", {"entry_id": entry.id, **asdict(entry.files[0])})
        if version > 1:
            connection.execute(schema.SET_BUDGET, schema.budget_values(BUDGET))
        connection.commit()


def filled(row: Callable[..., Entry]) -> list[Entry]:
    cost: dict[str, Any] = {"estimate": Decimal("0.01"), "currency": "USD"}
    rows = [row("finished", detail="x" * 500, **cost) for _ in range(ROWS)]
    file = KeptFile("/images/0", "/tmp/a.png", "5" * 64, 12, "image/png")
    return [replace(entry, files=(replace(file, path=f"/tmp/{entry.id}"),)) for entry in rows]


def middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(8192))


def header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"garbage! " * 11)


OLDER = range(1, schema.VERSION)


@pytest.mark.parametrize("version", OLDER)
def test_an_older_journal_is_brought_up_to_date(
    version: int, journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """All its rows are there with their files, and what they cost counts."""
    written(journal.path, version, rows := filled(row))

    found = journal.entries()

    assert [(e.id, e.files) for e in found] == [(e.id, e.files) for e in rows]
    assert journal.spent("USD", 0.0) == Decimal("0.01") * ROWS
    assert journal.budget() == (BUDGET if version > 1 else None)


@pytest.mark.parametrize("damage", [middle, header])
@pytest.mark.parametrize("version", OLDER)
def test_an_older_journal_that_is_damaged_is_saved(
    version: int,
    damage: Callable[[Path], None],
    journal: SqliteJournal,
    row: Callable[..., Entry],
) -> None:
    """What can be read of it is in a new one; columns that it never had are empty."""
    written(journal.path, version, rows := filled(row))
    damage(journal.path)

    saved = journal.entries()

    assert len(saved) == ROWS if damage is header else 0 < len(saved) < ROWS
    assert {entry.id for entry in saved} <= {entry.id for entry in rows}
    assert {(entry.state, entry.inputs, entry.identity, entry.original) for entry in saved} == {
        ("finished", (), None, None)
    }
    assert any(entry.files for entry in saved)
    assert journal.spent("USD", 0.0) == Decimal("0.01") * len(saved)
    assert list(journal.path.parent.glob("*.damaged-*"))
