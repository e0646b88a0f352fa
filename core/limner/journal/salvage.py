"""A damaged journal: set aside, and what can be read of it saved."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from limner.journal import schema
from limner.journal.entry import KeptFile
from limner.journal.states import NEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from limner.journal.entry import Entry

_MOST_GAPS = 10_000
"""How many rows in a row can be unreadable before the rest is given up."""

_MAGIC = b"SQLite format 3\0"


class Saved(NamedTuple):
    """What could be read of a damaged journal.

    Attributes:
        jobs: How many rows there are in the new one.
        budget_lost: Whether nothing can be submitted until a person says what may be spent.
    """

    jobs: int
    budget_lost: bool


def set_aside(path: Path, new: Path) -> Path:
    """Put a new journal in the place of a damaged one.

    At no moment is there none, but on a file system without hard links.

    Returns:
        The name, which nobody opens, of the damaged one, with SQLite's files beside it.
    """
    day = time.strftime("%Y-%m-%d")
    names = (path.with_name(f"{path.name}.damaged-{day}{'-' * bool(n)}{n or ''}") for n in count())
    aside = next(name for name in names if not name.exists())
    try:
        os.link(path, aside)
    except OSError:  # a file system without hard links
        path.rename(aside)
    for ending in ("-shm", "-wal"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    new.replace(path)
    return aside


def salvage(damaged_path: Path, connection: sqlite3.Connection) -> Saved:
    """Copy all rows that can be read into a new journal, and the budget if nothing is missing.

    A row that can't be read takes along what it cost: a budget would allow that once more.

    Args:
        damaged_path: The damaged one; it isn't changed.
        connection: To the new one.
    """
    saved = lost = 0
    with _legible(damaged_path, connection) as copy, closing(_opened(copy)) as damaged:
        connection.execute("BEGIN IMMEDIATE")
        for entry in _rows(damaged):
            if entry is None:
                lost += 1
                continue
            connection.execute(schema.INSERT_ENTRY, schema.entry_values(entry))
            for file in entry.files:
                connection.execute(schema.INSERT_FILE, schema.file_values(entry.id, file))
            saved += 1
        if budget := _budget(damaged, whole=not lost):
            connection.execute(schema.SET_BUDGET, budget)
        connection.execute("COMMIT")
    return Saved(saved, budget == schema.LOST_BUDGET)


def _budget(damaged: sqlite3.Connection, *, whole: bool) -> list[Any] | None:
    """What is put on record for a budget; None where there certainly was none."""
    try:
        budget = schema.budget_of(damaged)
    except sqlite3.Error:
        return None if _is_before_budgets(damaged) else schema.LOST_BUDGET
    if budget is None:
        return None
    return schema.budget_values(budget) if whole else schema.LOST_BUDGET


def _is_before_budgets(damaged: sqlite3.Connection) -> bool:
    """Whether it's of a version that had no budgets."""
    with suppress(sqlite3.DatabaseError):
        (version,) = damaged.execute("PRAGMA user_version").fetchone()
        return 0 < int(version) < schema.BUDGETS
    return False


@contextmanager
def _legible(damaged_path: Path, connection: sqlite3.Connection) -> Iterator[Path]:
    """The damaged file; one whose beginning is lost as a copy that begins as the new one does."""
    with damaged_path.open("rb") as file:
        if file.read(len(_MAGIC)) == _MAGIC:
            yield damaged_path
            return
    copy = damaged_path.with_name(f"{damaged_path.name}.copy")
    try:
        shutil.copyfile(damaged_path, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{damaged_path}-wal", f"{copy}-wal")
        with copy.open("r+b") as file:
            file.write(_header(connection))
        yield copy
    finally:
        for ending in ("", "-wal", "-shm"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _header(connection: sqlite3.Connection) -> bytes:
    """The beginning of a file, without the number of its pages: SQLite counts them then."""
    header = bytearray(connection.serialize()[:100])
    header[28:32] = bytes(4)
    return bytes(header)


def _opened(path: Path) -> sqlite3.Connection:
    """To read from only; `writable_schema` lets SQLite read what is shorter than it should be."""
    damaged = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    damaged.execute("PRAGMA writable_schema = ON")
    return damaged


def _rows(damaged: sqlite3.Connection) -> Iterator[Entry | None]:
    """Row by row, with None for a gap: rows are numbered from 1, and none is ever deleted."""
    number = gaps = 0
    columns = _there(damaged, "entries", schema.COLUMNS)
    rows = f"SELECT number, {columns} FROM entries WHERE number > ? LIMIT 1"  # noqa: S608 -- names of our own
    columns = _there(damaged, "files", schema.FILE_COLUMNS[1:])
    files = f"SELECT {columns} FROM files WHERE entry_id = ?"  # noqa: S608
    while gaps < _MOST_GAPS:
        try:
            row = damaged.execute(rows, [number]).fetchone()
        except sqlite3.DatabaseError as error:
            yield None
            if "no such" in str(error) or "malformed database schema" in str(error):
                return
            number, gaps = number + 1, gaps + 1
            continue
        if row is None:
            return
        if row[0] != number + 1:
            yield None
        gaps = 0 if row[0] > number else gaps + 1
        number = max(row[0], number + 1)
        yield _entry(damaged, row[1:], files)


def _there(damaged: sqlite3.Connection, table: str, columns: Sequence[str]) -> str:
    """The columns to select; those that an older version doesn't have count as None."""
    with suppress(sqlite3.DatabaseError):
        found = damaged.execute("SELECT name FROM pragma_table_info(?)", [table])
        there = {name for (name,) in found}
        return ", ".join(name if name in there else "NULL" for name in columns)
    return ", ".join(columns)


def _entry(damaged: sqlite3.Connection, row: tuple[object, ...], files: str) -> Entry | None:
    try:
        entry = schema.entry_of(row)
    except (ValueError, ArithmeticError, TypeError):
        return None
    if entry.state not in NEXT:
        return None
    try:
        kept = [KeptFile(*one) for one in damaged.execute(files, [entry.id])]
    except sqlite3.DatabaseError:
        kept = []
    return replace(entry, files=tuple(kept))
