"""A process that uses a journal and does as it's told, a word a line; what it did is printed.

python writer.py JOURNAL

calls N         N calls from intent to the last file
intend          an intent; its id is printed
claim ID STATE  whether this process got the row
reserve AMOUNT  an intent that is expected to cost so much; its id is printed, or "over"
hold            the journal's lock, until the next line
"""

from __future__ import annotations

import sqlite3
import sys
from decimal import Decimal

from limner.errors import OverBudget
from limner.journal import Entry
from limner.journal.sqlite import SqliteJournal


def _intend(journal: SqliteJournal) -> str:
    entry = Entry("a/b", "fal", "0" * 64, {"prompt": "x"})
    journal.add(entry)
    return entry.id


def _reserve(journal: SqliteJournal, amount: str) -> str:
    facts = {"estimate": Decimal(amount), "currency": "USD"}
    entry = Entry("a/b", "fal", "0" * 64, {"prompt": "x"}, **facts)  # type: ignore[arg-type]
    try:
        journal.add(entry)
    except OverBudget:
        return "over"
    return entry.id


def _calls(journal: SqliteJournal, number: str) -> str:
    for _ in range(int(number)):
        entry_id = _intend(journal)
        journal.move(entry_id, "submitted", request_id=entry_id)
        journal.move(entry_id, "finished")
        journal.note(entry_id, result={"seed": 7})
        journal.move(entry_id, "kept")
    return number


def _hold(journal: SqliteJournal) -> str:
    connection = sqlite3.connect(journal.path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    sys.stdin.readline()
    connection.close()
    return "free"


def main() -> None:
    journal = SqliteJournal(sys.argv[1], patience=60)
    for line in sys.stdin:
        word, *more = line.split()
        does = {
            "intend": _intend,
            "reserve": _reserve,
            "calls": _calls,
            "hold": _hold,
            "claim": SqliteJournal.claim,
        }
        print(does[word](journal, *more), flush=True)  # type: ignore[operator]
    journal.close()


if __name__ == "__main__":
    main()
