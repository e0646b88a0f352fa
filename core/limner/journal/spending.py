"""What requests cost, counted in SQLite: how many cost how much on which day of UTC.

Triggers keep the table in step with the rows, in the transaction that changes these. So it's
exact, whatever ends a process, and is summed up without a look at each row of a day.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from limner.journal.budget import DAY
from limner_registry.rate import EXACTLY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_FREE = ("planned", "rejected", "withdrawn", "answered")
"""`UNCOUNTED`, as it was when these triggers were written."""


def _counts(row: str) -> str:
    return " AND ".join([f"{row}.currency IS NOT NULL", *(f"{row}.state != '{s}'" for s in _FREE)])


def _key(row: str) -> str:
    day = f"CAST({row}.created / {DAY} AS INTEGER)"
    return f"{row}.currency, {day}, COALESCE({row}.billed, {row}.estimate, '0')"


_UPDATE = "UPDATE OF state, created, currency, estimate, billed"
_CHANGED = f"({_counts('OLD')}) != ({_counts('NEW')}) OR ({_key('OLD')}) IS NOT ({_key('NEW')})"
_ONE_MORE = (
    f"INSERT INTO spending (currency, day, amount, number) SELECT {_key('NEW')}, 1"
    f" WHERE {_counts('NEW')}"
    " ON CONFLICT (currency, day, amount) DO UPDATE SET number = number + 1"
)
_THAT = f"(currency, day, amount) = ({_key('OLD')}) AND {_counts('OLD')}"
_ONE_LESS = (
    f"UPDATE spending SET number = number - 1 WHERE {_THAT};"  # noqa: S608 -- names of our own
    f" DELETE FROM spending WHERE {_THAT} AND number = 0"
)

TABLE = """
CREATE TABLE spending (
    currency TEXT NOT NULL,
    day INTEGER NOT NULL,
    amount TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (currency, day, amount)
) WITHOUT ROWID
"""
FILLED = (
    f"INSERT INTO spending SELECT {_key('entries')}, COUNT(*) FROM entries"  # noqa: S608
    f" WHERE {_counts('entries')} GROUP BY 1, 2, 3"
)
TRIGGERS = tuple(
    f"CREATE TRIGGER spent_{name} AFTER {event} ON entries WHEN {when} BEGIN {what}; END"
    for name, event, when, what in (
        ("at_first", "INSERT", _counts("NEW"), _ONE_MORE),
        ("since", _UPDATE, _CHANGED, f"{_ONE_LESS}; {_ONE_MORE}"),
    )
)


def costs(currency: str, since: float) -> Callable[[sqlite3.Connection], Decimal]:
    """What all rows since a day cost, as billed or as expected, summed exactly."""
    sql = "SELECT amount, number FROM spending WHERE currency = ? AND day >= ?"

    def query(connection: sqlite3.Connection) -> Decimal:
        rows = connection.execute(sql, [currency, since // DAY])
        with localcontext(EXACTLY):
            return sum((Decimal(amount) * number for amount, number in rows), Decimal(0))

    return query
