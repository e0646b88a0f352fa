"""What is said of a row after it was reconciled is how it is then."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from answers import FLUX, answer
from scripted import ScriptedClient

from limner.history import Finding
from limner.journal import Entry, MemoryJournal
from limner.path.reconcile import A_DAY, LOOK_BACK, _as_it_is

if TYPE_CHECKING:
    from limner.transport import HttpAnswer


def row(state: str, request_id: str | None = None) -> Entry:
    return Entry("a/b", "fal", "0" * 64, {}, "row", state, request_id)


@pytest.mark.parametrize(
    ("found", "now"),
    [
        pytest.param((None, True), row("submitted", "r"), id="a webhook adopted it"),
        pytest.param(("r", False), row("withdrawn"), id="a person gave it up"),
        pytest.param(("r", False), row("submitted", "other"), id="it was adopted as another"),
    ],
)
def test_whoever_was_quicker_is_believed(found: tuple[str | None, bool], now: Entry) -> None:
    """Nobody hears "never sent" of a row that another process has adopted meanwhile."""
    finding = _as_it_is(Finding(row("unknown"), *found, reason="as listed"), now)

    assert (finding.request_id, finding.never_sent) == (None, False)
    assert finding.reason == f"it was settled otherwise meanwhile, and is {now.state}"


def test_a_finding_that_came_true_stays() -> None:
    freed = Finding(row("unknown"), None, never_sent=True, reason="not listed")
    adopted = Finding(row("unknown"), "r", never_sent=False, reason="listed")

    assert _as_it_is(freed, row("withdrawn")) is freed
    assert _as_it_is(adopted, row("running", "r")) is adopted


def made(created: float, state: str, **facts: str) -> Entry:
    times = {"created": created, "updated": created}
    return Entry(FLUX, "fal", "0" * 64, {"prompt": f"of {created}"}, state=state, **times, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ahead", "freed"),
    [
        pytest.param(12 * A_DAY, False, id="twelve days ahead"),
        pytest.param(3600.0, False, id="an hour ahead"),
        pytest.param(0.0, True, id="right"),
        pytest.param(-30.0, True, id="half a minute behind"),
    ],
)
def test_a_row_is_not_freed_if_the_clock_was_set_back_after_it(
    ahead: float, *, freed: bool
) -> None:
    """Its request may be in the list at another time: freed, it would be paid twice."""
    sent = time.time() - 20 * A_DAY
    journal = MemoryJournal()
    witness = made(sent - 60, "kept", request_id="witness")
    later = made(sent + 600, "kept", request_id="later")
    for row in (witness, lost := made(sent + ahead, "unknown"), later):
        journal.add(row)
    client = ScriptedClient(history(witness, later), journal=journal)

    (finding,) = client.reconcile()

    assert finding.never_sent == freed
    assert journal.find(lost.id).state == ("withdrawn" if freed else "unknown")
    assert freed or "the clock was set back after it" in finding.reason
    (start,) = parse_qs(urlsplit(client.script.calls[0].url).query)["start"]
    assert (
        datetime.fromisoformat(start).timestamp() <= min(lost.created, later.created) - LOOK_BACK
    )


def history(*rows: Entry) -> HttpAnswer:
    """The provider's list, with the requests of some rows at the times that these have."""
    items = [
        {
            "request_id": row.request_id,
            "endpoint_id": row.endpoint_id,
            "sent_at": datetime.fromtimestamp(row.created, UTC).isoformat(),
            "json_input": dict(row.arguments),
        }
        for row in rows
    ]
    return answer(200, {"items": items, "has_more": False})
