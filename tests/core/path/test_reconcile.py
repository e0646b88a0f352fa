"""What is said of a row after it was reconciled is how it is then."""

from __future__ import annotations

import pytest

from limner.history import Finding
from limner.journal import Entry
from limner.path.reconcile import _as_it_is


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
