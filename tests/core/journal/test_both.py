"""What every journal does, the one in memory and the one on disk."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest

from limner.errors import UnknownJob
from limner.journal import CLAIMABLE, NEXT, Entry, Journal, KeptFile, MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.journal.sqlite import SqliteJournal
FILE = KeptFile("/images/0", "/tmp/a.jpg", "5" * 64, 12, "image/jpeg")


@pytest.fixture(params=["memory", "disk"])
def kept_in(request: pytest.FixtureRequest, journal: SqliteJournal) -> Journal:
    return journal if request.param == "disk" else MemoryJournal()


def only(journal: Journal) -> Entry:
    (entry,) = journal.entries()
    return entry


def test_a_new_journal_is_empty(kept_in: Journal) -> None:
    """There's nothing to read, and asking makes nothing."""
    assert (kept_in.entries(), kept_in.durations("a/b"), kept_in.sweep()) == ((), (), 0)


def test_a_row_is_there_once(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """Adding a row a second time, as after an interruption, leaves the one that is there."""
    entry = row()
    kept_in.add(entry)
    kept_in.move(entry.id, "submitted", request_id="r")

    kept_in.add(entry)

    assert (only(kept_in).state, only(kept_in).request_id) == ("submitted", "r")


def test_moving_twice_is_moving_once(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """A move that is repeated changes nothing, not even the time."""
    kept_in.add(entry := row())
    kept_in.move(entry.id, "unknown", detail="first")
    first = only(kept_in)

    kept_in.move(entry.id, "unknown", detail="second")

    assert only(kept_in) == first


def test_rows_move_as_the_table_says(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """Both journals do the same with each move from each state: the row's, none, or an error."""
    for state, target in product(NEXT, NEXT):
        before, outcomes = row(state), []
        for one in (MemoryJournal(), journal):
            one.add(before)
            try:
                one.move(before.id, target, detail="x")
            except ValueError as error:
                outcomes.append(str(error))
            else:
                found = one.find(before.id)
                outcomes.append(f"{found.state} {found.detail}")
        assert outcomes[0] == outcomes[1]


def test_a_row_that_is_not_there(kept_in: Journal) -> None:
    """Changing what was never put on record is an error."""
    with pytest.raises(KeyError):
        kept_in.move("nothing", "unknown")
    with pytest.raises(KeyError):
        kept_in.note("nothing", detail="x")


def test_a_fact_that_a_row_has_not(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """A slip of the pen is an error, and nothing is written."""
    kept_in.add(entry := row())

    with pytest.raises(TypeError):
        kept_in.note(entry.id, reqest_id="r")

    assert only(kept_in).request_id is None


def test_every_fact_comes_back(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """What is put on record is read as it was, in text of any kind."""
    facts = {
        "request_id": "r",
        "detail": "ein Leuchtturm, \udcff kaputt \x00 灯台",
        "host": "queue.fal.run",
        "plugin": "p",
        "status_url": "https://queue.fal.run/s",
        "result": {"images": [{"url": "u", "n": 1.5}], "seed": 2**70, "x": None},
        "estimate": Decimal("0.0250"),
        "billed": Decimal("1e-7"),
        "currency": "USD",
    }
    kept_in.add(entry := row())

    kept_in.note(entry.id, files=[FILE], **facts)

    found = only(kept_in)
    assert {name: getattr(found, name) for name in facts if name != "detail"} == {
        name: value for name, value in facts.items() if name != "detail"
    }
    assert found.detail is not None
    assert found.detail.endswith("灯台")
    assert (found.files, found.state, found.arguments) == ((FILE,), "intended", entry.arguments)


def test_files_are_added(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """Each saved file is one more, but for one that was saved at the same place."""
    again = KeptFile("/images/0", FILE.path, "6" * 64, 13, "image/jpeg")
    other = KeptFile("/images/1", "/tmp/b.jpg", "7" * 64, 1, "image/png")
    kept_in.add(entry := row())

    for file in (FILE, other, again):
        kept_in.note(entry.id, files=[file])

    assert set(only(kept_in).files) == {again, other}


def test_rows_come_in_order_and_by_what_they_are(
    kept_in: Journal, row: Callable[..., Entry]
) -> None:
    """The oldest row is the first; a state, a model or a number leaves some out."""
    rows = [row(), row("unknown"), row(endpoint_id="c/d"), row("unknown", "c/d")]
    for entry in rows:
        kept_in.add(entry)
    ids = [entry.id for entry in rows]

    def found(**wanted: object) -> list[int]:
        return [ids.index(entry.id) for entry in kept_in.entries(**wanted)]  # type: ignore[arg-type]

    assert found() == [0, 1, 2, 3]
    assert found(states={"unknown"}) == [1, 3]
    assert found(endpoint_id="c/d") == [2, 3]
    assert found(limit=2) == [2, 3]
    assert found(states={"unknown"}, endpoint_id="c/d", limit=9, own=True) == [3]
    assert found(states=()) == []


def test_a_row_is_found_by_any_of_its_names(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """The id, the beginning of it, or the provider's id; what means several, or none, is told."""
    one, other = row(id="aabb01"), row(id="aacc02")
    for entry in (one, other):
        kept_in.add(entry)
    kept_in.move(one.id, "submitted", request_id="the-request")

    assert {kept_in.find(name).id for name in ("aabb01", "aab", "the-request")} == {one.id}
    with pytest.raises(UnknownJob, match="aabb01, aacc02") as caught:
        kept_in.find("aa")
    assert caught.value.exit_code == 3
    for name in ("", "zz", "the", "%"):
        with pytest.raises(UnknownJob, match="limner jobs"):
            kept_in.find(name)


def test_durations_are_those_of_finished_jobs(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """From submission to end, of one model, the newest first; those that failed don't count."""
    for ends in (["finished"], ["failed"], ["finished", "failed"], ["finished", "kept"]):
        kept_in.add(entry := row())
        for state in ("submitted", *ends):
            kept_in.move(entry.id, state)

    assert len(kept_in.durations("a/b")) == 2
    assert len(kept_in.durations("a/b", limit=1)) == 1
    assert all(0 <= seconds < 60 for seconds in kept_in.durations("a/b"))
    assert kept_in.durations("c/d") == ()


@pytest.mark.parametrize("state", sorted(NEXT))
def test_only_what_was_never_sent_is_claimed(
    kept_in: Journal, state: str, row: Callable[..., Entry]
) -> None:
    """A row that certainly isn't with the provider is claimed once; of others none can be."""
    kept_in.add(entry := row(state))

    if state not in CLAIMABLE:
        with pytest.raises(ValueError, match="may be with the provider"):
            kept_in.claim(entry.id, state)
        assert only(kept_in).state == state
    else:
        assert [kept_in.claim(entry.id, state) for _ in range(2)] == [True, False]
        assert only(kept_in).state == "intended"
    with pytest.raises(KeyError):
        kept_in.claim("nothing", "planned")


def test_closing_is_no_end(kept_in: Journal, row: Callable[..., Entry]) -> None:
    """A journal that was closed is opened again by whoever uses it."""
    kept_in.add(entry := row())
    kept_in.close()

    kept_in.move(entry.id, "submitted", request_id="r")
    kept_in.add(row())

    assert [one.state for one in kept_in.entries()] == ["submitted", "intended"]


def test_changes_without_a_thread(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """What asyncio changes is the same, and its errors are too."""
    rows = [row() for _ in range(100)]

    async def change(entry: Entry) -> None:
        await journal.change("add", entry)
        await journal.change("move", entry.id, "submitted", request_id=entry.id)
        await journal.change("note", entry.id, result={"seed": 7})
        with pytest.raises(ValueError, match="submitted can't become rejected"):
            await journal.change("move", entry.id, "rejected")
        with pytest.raises(KeyError):
            await journal.change("note", "nothing", detail="x")

    async def main() -> None:
        await asyncio.gather(*map(change, rows))

    asyncio.run(main())

    assert {(e.request_id, e.state) for e in journal.entries()} == {
        (entry.id, "submitted") for entry in rows
    }
    assert all(entry.result == {"seed": 7} for entry in journal.entries())


def test_the_clocks_least_reading_since_a_row_was_made(
    kept_in: Journal, row: Callable[..., Entry]
) -> None:
    """Rows that were put on record after it count, with what they say; planned ones don't."""
    rows = [row(created=moment) for moment in (5.0, 9.0, 7.0, 8.0)]
    for entry in (*rows, row("planned", created=1.0)):
        kept_in.add(entry)

    least = kept_in.earliest([entry.id for entry in rows[:3]])

    assert least == dict(zip([entry.id for entry in rows], (5.0, 7.0, 7.0), strict=False))
