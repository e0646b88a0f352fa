"""The standing budget of a journal: what is reserved, what counts, and who comes too late."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from decimal import Context, Decimal, localcontext
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from spending import CENT, left, priced
from writers import writers

from limner.errors import OverBudget
from limner.journal import CLAIMABLE, NEXT, Budget, Journal, MemoryJournal, schema
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.journal import Entry

    Row = Callable[..., Entry]


@pytest.fixture(params=["memory", "disk"])
def kept_in(request: pytest.FixtureRequest, journal: SqliteJournal) -> Journal:
    return journal if request.param == "disk" else MemoryJournal()


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_a_budget_is_set_changed_and_taken_away(kept_in: Journal) -> None:
    """There's one at a time, and none at first."""
    assert (kept_in.budget(), kept_in.spent("USD", 0.0)) == (None, Decimal(0))
    for budget in (Budget(Decimal("1.50"), "USD"), Budget(Decimal(20), "EUR", "month"), None):
        kept_in.set_budget(budget)
        assert kept_in.budget() == budget


def test_the_last_cent_can_be_spent_once(kept_in: Journal, row: Row) -> None:
    """Amounts are summed exactly: ten times ten cents are a dollar, and no more goes in."""
    kept_in.set_budget(Budget(Decimal("1.00"), "USD"))
    for _ in range(10):
        kept_in.add(priced(row, "0.1"))

    with pytest.raises(OverBudget, match=r"about 0.00001 USD, and 0.00 USD is left") as refused:
        kept_in.add(priced(row, "0.00001"))

    assert (refused.value.exit_code, refused.value.limit) == (5, Decimal(0))
    assert len(kept_in.entries()) == 10
    kept_in.add(priced(row, "0"))


def test_whoever_counts_roughly_is_held_to_the_last_digit(kept_in: Journal, row: Row) -> None:
    """An app that has set its own decimals to two digits gets no room for it."""
    with localcontext(Context(prec=2)):
        kept_in.set_budget(Budget(Decimal("1.001"), "USD"))
        kept_in.add(priced(row, "1"))
        with pytest.raises(OverBudget, match=r"about 0\.0011 USD, and 0\.001 USD is left"):
            kept_in.add(priced(row, "0.0011"))
        kept_in.add(priced(row, "0.001"))


def test_a_row_that_is_there_is_added_again(kept_in: Journal, row: Row) -> None:
    """After an interruption the same row isn't refused for what it has reserved itself."""
    kept_in.set_budget(Budget(CENT, "USD"))
    entry = priced(row)
    kept_in.add(entry)
    kept_in.add(entry)

    assert kept_in.spent("USD", 0.0) == CENT


@pytest.mark.parametrize("state", NEXT)
def test_what_counts(kept_in: Journal, row: Row, state: str) -> None:
    """All that the provider has, or may have; nothing that it certainly hasn't."""
    free = {"planned", "withdrawn", "rejected", "answered"}
    kept_in.add(priced(row, state=state))

    assert kept_in.spent("USD", 0.0) == (Decimal(0) if state in free else CENT)


def test_a_bill_takes_the_place_of_the_estimate(kept_in: Journal, row: Row) -> None:
    """A lower one leaves more, a higher one less, and zero all of it."""
    kept_in.set_budget(Budget(Decimal("0.10"), "USD"))
    kept_in.add(entry := priced(row))
    for amount in ("0", "0.02500000", "0.20"):
        kept_in.note(entry.id, billed=Decimal(amount), currency="USD")
        assert left(kept_in) == Decimal("0.10") - Decimal(amount)


def test_currencies_are_never_mixed(kept_in: Journal, row: Row) -> None:
    """What is in another one doesn't count, and isn't let through for it."""
    kept_in.add(priced(row, "5", currency="EUR"))
    kept_in.set_budget(Budget(Decimal(1), "USD"))

    assert left(kept_in) == 1
    with pytest.raises(OverBudget, match="what it would cost is in EUR"):
        kept_in.add(priced(row, currency="EUR"))
    kept_in.add(priced(row, currency="EUR"), unpriced=True)
    assert left(kept_in) == 1


def test_an_unknown_price_is_refused_unless_allowed(kept_in: Journal, row: Row) -> None:
    """Nobody knows whether it fits; without a budget nobody asks."""
    kept_in.add(row())
    kept_in.set_budget(Budget(Decimal(1), "USD"))

    with pytest.raises(OverBudget, match=r"unknown.*allow-unknown-price"):
        kept_in.add(row())
    kept_in.add(row(), unpriced=True)
    assert left(kept_in) == 1


@pytest.mark.parametrize(
    ("per", "moment", "start"),
    [
        ("day", "2026-11-23T00:00:00", "2026-11-23T00:00:00"),
        ("day", "2026-11-22T23:59:59.999999", "2026-11-22T00:00:00"),
        ("month", "2026-11-30T23:59:59.999999", "2026-11-01T00:00:00"),
        ("month", "2024-02-29T12:00:00", "2024-02-01T00:00:00"),
        ("total", "2026-11-23T00:00:00", "1970-01-01T00:00:00"),
    ],
)
def test_a_period_begins_at_midnight_utc(
    per: str, moment: str, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the computer is."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")

    assert Budget(CENT, "USD", per).since(at(moment)) == at(start)


def test_a_new_day_has_a_new_budget(kept_in: Journal, row: Row) -> None:
    """What was spent before midnight doesn't count after it."""
    kept_in.set_budget(Budget(CENT, "USD"))
    kept_in.add(priced(row, created=at("2026-11-22T23:59:59")))

    with pytest.raises(OverBudget):
        kept_in.add(priced(row, created=at("2026-11-22T23:59:59.5")))
    kept_in.add(priced(row, created=at("2026-11-23T00:00:00")))


def test_a_clock_that_is_set_back_gives_nothing_back(kept_in: Journal, row: Row) -> None:
    """What is on record for tomorrow counts today."""
    kept_in.set_budget(Budget(CENT, "USD"))
    kept_in.add(priced(row, created=at("2026-11-23T00:00:01")))

    with pytest.raises(OverBudget):
        kept_in.add(priced(row, created=at("2026-11-22T23:59:59")))


def test_two_processes_race_for_the_last_cent(journal: SqliteJournal) -> None:
    """Of four that want it at once, exactly one gets it, each time."""
    with writers(journal, 4) as processes:
        for spent in range(1, 26):
            journal.set_budget(Budget(spent * CENT, "USD"))
            for one in processes:
                one.begin("reserve 0.01")
            assert [one.end() for one in processes].count("over") == 3

    assert journal.spent("USD", 0.0) == 25 * CENT
    assert len(journal.entries()) == 25


def test_threads_and_tasks_race_for_the_last_cent(journal: SqliteJournal, row: Row) -> None:
    """Those that share a transaction don't share the last cent either."""
    journal.set_budget(Budget(10 * CENT, "USD"))

    def reserve() -> bool:
        try:
            journal.add(priced(row))
        except OverBudget:
            return False
        return True

    async def reserve_all() -> list[Any]:
        tries = [journal.change("add", priced(row)) for _ in range(40)]
        return await asyncio.gather(*tries, return_exceptions=True)

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(lambda _: reserve(), range(5)))
    outcomes = asyncio.run(reserve_all())

    assert won == 5
    assert [type(one) for one in outcomes].count(type(None)) == 5
    assert [type(one) for one in outcomes].count(OverBudget) == 35
    assert left(journal) == 0


def test_what_a_killed_process_reserved_counts_until_it_is_freed(journal: SqliteJournal) -> None:
    """Kill -9 before the POST: the row is unknown and counts; withdrawn, it doesn't any more."""
    journal.set_budget(Budget(CENT, "USD"))
    with writers(journal, 1) as (process,):
        entry_id = process.do("reserve 0.01")
        process.kill()

        assert journal.sweep() == 1
        assert journal.find(entry_id).state == "unknown"
        assert left(journal) == 0

    journal.move(entry_id, "withdrawn")
    assert left(journal) == CENT


def test_a_journal_without_budgets_gets_one(tmp_path: Any, row: Row) -> None:
    """A file of the first version is brought up to date, and what it spent counts."""
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        for statement in schema.MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        entry = priced(row)
        values = dict(zip(schema.COLUMNS, schema.entry_values(entry), strict=True))
        known = [column for _, column, *_ in connection.execute("PRAGMA table_info(entries)")]
        there = {name: value for name, value in values.items() if name in known}
        marks = ", ".join("?" * len(there))
        connection.execute(
            f"INSERT INTO entries ({', '.join(there)}) VALUES ({marks})",  # noqa: S608 -- our names
            [*there.values()],
        )
        connection.commit()

    journal = SqliteJournal(path)
    journal.set_budget(Budget(CENT, "USD", "total"))

    assert left(journal) == 0
    journal.close()


def test_what_is_summed_up_is_what_the_rows_say(journal: SqliteJournal, row: Row) -> None:
    """After any changes at all, the running totals are the sum over the rows, to the digit."""
    chance, memory = Random(3), MemoryJournal()  # noqa: S311 -- the same each time
    rows = [row(chance.choice(list(NEXT)), **_cost(chance)) for _ in range(60)]
    for one in (journal, memory):
        for entry in rows:
            one.add(entry)
    for _ in range(400):
        entry, facts, state = chance.choice(rows), _cost(chance), chance.choice(list(NEXT))
        facts["billed"] = facts.pop("estimate")
        for one in (journal, memory):
            one.note(entry.id, **facts)
            with suppress(ValueError):
                one.move(entry.id, state)

    for currency, since in product(("USD", "EUR"), range(5)):
        found = journal.spent(currency, since * 86400.0)
        assert found == memory.spent(currency, since * 86400.0)
    assert journal.spent("USD", 0.0)


def _cost(chance: Random) -> dict[str, Any]:
    amount = chance.choice([None, Decimal("0.025"), Decimal("0.0250"), Decimal("1e-9")])
    currency = chance.choice(["USD", "EUR", None])
    created = chance.uniform(0, 4 * 86400)
    return {"estimate": amount, "currency": currency, "created": created}


def test_the_sum_does_not_read_the_rows(journal: SqliteJournal, row: Row) -> None:
    """A budget costs the same on a day of any number of calls: equal amounts are one line."""
    for _ in range(50):
        journal.add(priced(row))

    with closing(sqlite3.connect(journal.path)) as connection:
        lines = connection.execute("SELECT currency, amount, number FROM spending").fetchall()
    assert lines == [("USD", "0.01", 50)]


@pytest.mark.parametrize("state", sorted(CLAIMABLE))
def test_a_claim_reserves(kept_in: Journal, row: Row, state: str) -> None:
    """A row that was planned costs nothing until it's claimed, and then counts as of now."""
    kept_in.set_budget(Budget(CENT, "USD"))
    rows = [priced(row, state=state, created=at("2020-01-01T00:00:00")) for _ in range(2)]
    for entry in rows:
        kept_in.add(entry)
    assert left(kept_in) == CENT

    assert kept_in.claim(rows[0].id, state)
    with pytest.raises(OverBudget):
        kept_in.claim(rows[1].id, state)

    assert left(kept_in) == 0
    assert [entry.state for entry in kept_in.entries()] == ["intended", state]
    kept_in.add(unknown := row(state))
    with pytest.raises(OverBudget, match="unknown"):
        kept_in.claim(unknown.id, state)
    assert kept_in.claim(unknown.id, state, unpriced=True)
