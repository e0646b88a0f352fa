"""Rows are found by what they asked for: finished ones, that their provider answered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from limner.journal import NEXT, Journal, MemoryJournal, statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.journal import Entry
    from limner.journal.sqlite import SqliteJournal

SAME = {"identity": "1" * 64, "result": {"seed": 7}}


@pytest.fixture(params=["memory", "disk"])
def kept_in(request: pytest.FixtureRequest, journal: SqliteJournal) -> Journal:
    return journal if request.param == "disk" else MemoryJournal()


def test_the_newest_comes_first(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """Of all that asked for the same, and no more than wanted."""
    rows = [row("kept", **SAME), row("finished", **SAME), row("kept", **SAME)]
    for entry in [*rows, row("kept", **{**SAME, "identity": "2" * 64}), row("kept")]:
        kept_in.add(entry)

    found = kept_in.results("fal", "1" * 64)

    assert [entry.id for entry in found] == [entry.id for entry in reversed(rows)]
    assert [entry.id for entry in kept_in.results("fal", "1" * 64, limit=1)] == [rows[-1].id]
    assert kept_in.results("sandbox", "1" * 64) == ()


@pytest.mark.parametrize("state", sorted(NEXT))
def test_only_what_ended_well(kept_in: Journal, row: Callable[..., Entry], state: str) -> None:
    """A row without a result, or that a plugin answered, is none of them, whatever its state."""
    kept_in.add(row(state, **SAME))
    kept_in.add(row(state, **SAME, answered_by="cache"))
    kept_in.add(row(state, identity="1" * 64))

    assert len(kept_in.results("fal", "1" * 64)) == (state in {"finished", "kept"})


def test_the_rest_is_not_looked_at(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """An index answers, so that finding one costs the same in a journal of any length."""
    journal.add(row("kept", **SAME))
    asked: list[str] = []
    with closing(sqlite3.connect(journal.path)) as connection:
        connection.set_trace_callback(asked.append)
        statements.results("fal", "1" * 64, 10)(connection)
        connection.set_trace_callback(None)
        plans = [str(connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()) for sql in asked]

    assert len(plans) == 2
    for plan in plans:
        assert "entries USING INDEX entries_by_identity" in plan
        assert "TEMP B-TREE" not in plan
