"""How the journal is laid out in SQLite: its tables, their migrations, and rows as entries."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from limner.journal import spending
from limner.journal.budget import Budget
from limner.journal.entry import Entry, KeptFile, SentFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE entries (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            endpoint_id TEXT NOT NULL,
            provider TEXT NOT NULL,
            document_sha256 TEXT NOT NULL,
            arguments TEXT NOT NULL,
            state TEXT NOT NULL,
            request_id TEXT,
            answered_by TEXT,
            detail TEXT,
            created REAL NOT NULL,
            updated REAL NOT NULL,
            host TEXT,
            plugin TEXT,
            plugin_version TEXT,
            owner TEXT,
            status_url TEXT,
            result_url TEXT,
            cancel_url TEXT,
            submitted_at REAL,
            finished_at REAL,
            result TEXT,
            estimate TEXT,
            billed TEXT,
            currency TEXT
        )
        """,
        "CREATE INDEX entries_by_state ON entries (state)",
        "CREATE INDEX entries_by_endpoint ON entries (endpoint_id)",
        "CREATE INDEX entries_by_request ON entries (request_id) WHERE request_id IS NOT NULL",
        """
        CREATE TABLE files (
            entry_id TEXT NOT NULL REFERENCES entries (id),
            pointer TEXT NOT NULL,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            size INTEGER NOT NULL,
            media_type TEXT NOT NULL,
            PRIMARY KEY (entry_id, path)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX files_by_sha256 ON files (sha256)",
    ),
    (
        """
        CREATE TABLE budget (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            amount TEXT NOT NULL,
            currency TEXT NOT NULL,
            per TEXT NOT NULL
        )
        """,
        """
        CREATE INDEX entries_by_cost ON entries (currency, created, state, billed, estimate)
        WHERE currency IS NOT NULL
        """,
    ),
    (
        "ALTER TABLE entries ADD COLUMN inputs TEXT",
        "ALTER TABLE entries ADD COLUMN identity TEXT",
        "ALTER TABLE files ADD COLUMN file_sha256 TEXT",
        "CREATE INDEX entries_by_identity ON entries (identity) WHERE identity IS NOT NULL",
        """
        CREATE TABLE uploads (
            provider TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            media_type TEXT NOT NULL,
            url TEXT NOT NULL,
            since REAL NOT NULL,
            PRIMARY KEY (provider, sha256, media_type)
        ) WITHOUT ROWID
        """,
    ),
    (
        "ALTER TABLE entries ADD COLUMN original TEXT",
        "ALTER TABLE entries ADD COLUMN key_mark TEXT",
        "DROP INDEX entries_by_cost",
        spending.TABLE,
        spending.FILLED,
        *spending.TRIGGERS,
    ),
)
"""The statements that bring a journal from one version to the next; the first ones make it."""

VERSION = len(MIGRATIONS)
"""The version that this Limner writes, SQLite's `user_version`."""

BUDGETS = 2
"""The first version that has budgets."""

COLUMNS = tuple(one.name for one in fields(Entry) if one.name != "files")
"""The columns of an entry, named as its fields are."""

FILE_COLUMNS = ("entry_id", *(one.name for one in fields(KeptFile)))

_JSON = frozenset({"arguments", "result", "inputs"})
_MONEY = frozenset({"estimate", "billed"})

INSERT_ENTRY = (
    f"INSERT INTO entries ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 -- names of our own
    " ON CONFLICT (id) DO NOTHING"
)
INSERT_FILE = (
    f"INSERT INTO files ({', '.join(FILE_COLUMNS)}) VALUES ({', '.join('?' * len(FILE_COLUMNS))})"  # noqa: S608
    " ON CONFLICT (entry_id, path) DO UPDATE SET pointer = excluded.pointer,"
    " sha256 = excluded.sha256, size = excluded.size, media_type = excluded.media_type,"
    " file_sha256 = excluded.file_sha256"
)


SET_BUDGET = (
    "INSERT INTO budget (number, amount, currency, per) VALUES (1, ?, ?, ?)"
    " ON CONFLICT (number) DO UPDATE SET amount = excluded.amount,"
    " currency = excluded.currency, per = excluded.per"
)


class BudgetLost(sqlite3.InterfaceError):
    """The journal was damaged: what its budget is, or what is spent of it, isn't known.

    It's the fault of the step that asks, not of the connection.
    """

    hint = (
        "Look at what was spent at your provider; then `limner budget set` or"
        " `limner budget clear` says what may be spent from now on."
    )

    def __init__(self) -> None:
        super().__init__("it was damaged, and its budget, or part of what is spent, was lost")


def values_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by column, as SQLite takes them."""
    return {name: _stored(name, value) for name, value in facts.items()}


def _stored(name: str, value: Any) -> Any:
    if name == "inputs":
        value = [asdict(file) for file in value] or None
    if value is None:
        return None
    if name in _JSON:
        return json.dumps(value, separators=(",", ":"))
    if name in _MONEY:
        return str(value)
    # A lone surrogate can't be written as UTF-8.
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def entry_values(entry: Entry, **instead: Any) -> list[Any]:
    """An entry as `INSERT_ENTRY` takes it, with other facts instead of some of its own."""
    facts = {**vars(entry), **instead}
    return [_stored(name, facts[name]) for name in COLUMNS]


def file_values(entry_id: str, file: KeptFile) -> list[Any]:
    """A file as `INSERT_FILE` takes it."""
    return [entry_id, *(_stored(one.name, getattr(file, one.name)) for one in fields(KeptFile))]


def entry_of(row: Sequence[Any], files: Sequence[KeptFile] = ()) -> Entry:
    """The entry of a row of `COLUMNS`."""
    facts = dict(zip(COLUMNS, row, strict=True))
    for name in _JSON:
        facts[name] = facts[name] and json.loads(facts[name])
    for name in _MONEY:
        facts[name] = facts[name] and Decimal(facts[name])
    facts["inputs"] = tuple(SentFile(**file) for file in facts["inputs"] or ())
    return Entry(**facts, files=tuple(files))


def budget_values(budget: Budget) -> list[Any]:
    """A budget as `SET_BUDGET` takes it."""
    return [str(budget.amount), budget.currency, budget.per]


LOST_BUDGET = ["lost", "", ""]
"""What `SET_BUDGET` takes where nobody knows what may be spent: `budget_of` refuses to read it."""


def budget_of(connection: sqlite3.Connection) -> Budget | None:
    """The budget of a journal; None if it has none.

    Raises:
        BudgetLost: There is one, and it can't be read.
    """
    row = connection.execute("SELECT amount, currency, per FROM budget").fetchone()
    try:
        return row and Budget(Decimal(row[0]), row[1], row[2])
    except (ValueError, TypeError, ArithmeticError) as error:
        raise BudgetLost from error


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a journal of a version up to this one's, a version a transaction."""
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
