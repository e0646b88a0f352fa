"""What a provider's list says of a row is right, or nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from limner.history import OLDEST, ON_ITS_WAY, SKEW, Finding, PastRequest, findings
from limner.journal import Entry

MODEL = "fal-ai/flux/dev"
DUSK = {"prompt": "a lighthouse at dusk"}
LATER = 100_000.0
WITNESS = "a request of another row"


def row(name: str, created: float = 1000.0, arguments: Any = None, known: float = 5.0) -> Entry:
    """A row that became unknown some seconds after it was made."""
    updated = created + known
    sent = arguments or DUSK
    return Entry(MODEL, "fal", "sha", sent, name, "unknown", created=created, updated=updated)


def past(name: str, sent_at: float = 1001.0, arguments: Any = None) -> PastRequest:
    return PastRequest(name, sent_at, DUSK if arguments is None else arguments)


OTHER = past("other", 1.0, {"prompt": "a dune"})
"""A request of nobody's that can't be any row's."""


def said(  # noqa: PLR0913 -- most have the value that is right for most
    rows: list[Entry],
    requests: list[PastRequest],
    *,
    pending: list[Entry] | None = None,
    taken: frozenset[str] = frozenset(),
    settled: float = LATER,
    now: float = LATER,
    witness: float = 900.0,
) -> dict[str, Finding]:
    """The findings; the list shows one more request, of a row that has its id."""
    listed = [*requests, past(WITNESS, witness, {"prompt": "a harbour"})] if requests else []
    found = findings(rows, pending or [], listed, taken | {WITNESS}, settled=settled, now=now)
    return {one.entry.id: one for one in found}


def outcome(finding: Finding) -> str | None:
    return "never sent" if finding.never_sent else finding.request_id


def test_the_one_request_that_can_be_it_is_adopted() -> None:
    assert outcome(said([row("a")], [OTHER, past("r")])["a"]) == "r"


def test_arguments_are_compared_as_json_and_data_urls_by_their_digest() -> None:
    url = "data:image/png;base64,AAAA"
    digest = "data:image/png;base64,sha256:" + _sha256(url)
    ours = row("a", arguments={"image_url": digest, "scale": 2, "n": [1.0]})
    theirs = past("r", arguments={"n": [1], "scale": 2.0, "image_url": url})
    assert outcome(said([ours], [theirs])["a"]) == "r"


def test_true_is_not_one() -> None:
    found = said([row("a", arguments={"n": True})], [past("r", arguments={"n": 1})])
    assert outcome(found["a"]) is None


def test_rows_alike_are_paired_in_times_order_where_their_number_agrees() -> None:
    found = said([row("b", 1010), row("a", 1000)], [past("second", 1012), past("first", 1001)])
    assert {name: outcome(one) for name, one in found.items()} == {"a": "first", "b": "second"}


@pytest.mark.parametrize("count", [1, 3])
def test_where_their_number_differs_nothing_is_guessed(count: int) -> None:
    requests = [past(f"r{n}", 1001.0 + n) for n in range(count)]
    found = said([row("a"), row("b", 1003)], requests)
    assert [outcome(one) for one in found.values()] == [None, None]
    assert f"lists {count} such requests for 2 such rows" in found["a"].reason


def test_rows_that_are_far_apart_in_time_are_looked_at_apart() -> None:
    found = said([row("a"), row("b", 50_000)], [past("r", 50_001)], settled=LATER)
    assert {name: outcome(one) for name, one in found.items()} == {"a": "never sent", "b": "r"}


def test_what_is_missing_from_the_list_was_never_sent() -> None:
    assert outcome(said([row("a")], [OTHER])["a"]) == "never sent"


def test_without_another_request_of_this_journal_nothing_is_freed() -> None:
    """It may be another account's list, or one that doesn't go back so far."""
    found = said([row("a")], [OTHER], witness=2000.0)
    assert outcome(found["a"]) is None
    assert "no other request of this journal" in found["a"].reason


def test_what_is_very_old_is_not_freed() -> None:
    found = said([row("a")], [OTHER], now=1000.0 + OLDEST + 1)
    assert outcome(found["a"]) is None
    assert "so old" in found["a"].reason


def test_a_call_made_later_is_not_taken_for_one_whose_process_died() -> None:
    """It was swept hours later, and its window had long been over."""
    found = said([row("a", known=10_000.0)], [past("r", 9000.0)])
    assert outcome(found["a"]) is None


def test_a_request_of_another_row_is_not_taken_away_from_it() -> None:
    found = said([row("a")], [past("r")], taken=frozenset({"r"}))
    assert outcome(found["a"]) == "never sent"


def test_while_the_same_call_is_being_submitted_nothing_is_concluded() -> None:
    pending = Entry(MODEL, "fal", "sha", DUSK, "p", "intended")
    found = said([row("a")], [past("r")], pending=[pending])
    assert outcome(found["a"]) is None
    assert "ask again" in found["a"].reason


def test_what_is_missing_from_the_list_too_early_stays_unknown() -> None:
    found = said([row("a")], [OTHER], settled=1004.0)
    assert outcome(found["a"]) is None
    assert "yet" in found["a"].reason


def test_an_empty_list_proves_nothing() -> None:
    found = said([row("a")], [])
    assert outcome(found["a"]) is None
    assert "no other request of this journal" in found["a"].reason


def test_a_list_without_payloads_proves_nothing() -> None:
    found = said([row("a")], [PastRequest("r", 1001.0, None)])
    assert outcome(found["a"]) is None
    assert "what was sent" in found["a"].reason


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(past("r", 1001.0, {**DUSK, "seed": 7}), id="with defaults filled in"),
        pytest.param(past("r", 1001.0, {"prompt": "A Lighthouse at Dusk"}), id="rewritten"),
        pytest.param(past("r", 1001.0, {}), id="emptied"),
        pytest.param(past("r", 9000.0), id="at another time"),
    ],
)
def test_a_request_that_may_be_it_forbids_to_call_it_never_sent(request_: PastRequest) -> None:
    found = said([row("a")], [request_])
    assert outcome(found["a"]) is None
    assert "may be it" in found["a"].reason


def test_a_file_that_the_provider_has_moved_forbids_it_too() -> None:
    ours = row("a", arguments={"image_url": "data:image/png;base64,sha256:" + "0" * 64})
    theirs = past("r", arguments={"image_url": "https://v3.fal.media/files/a.png"})
    assert outcome(said([ours], [theirs])["a"]) is None


def _sha256(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class World:
    """What really happened: rows, each with its request if it was sent, and what is listed."""

    rows: list[Entry]
    truth: dict[str, str | None]
    listed: list[PastRequest]
    settled: float


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Rows of few payloads, close in time; lost POSTs; requests that aren't listed yet."""
    rows, truth, listed = [], {}, [OTHER]
    settled = draw(st.floats(0, 3000))
    for number in range(draw(st.integers(1, 6))):
        created = draw(st.floats(0, 2000))
        known = draw(st.sampled_from([0.0, 5.0, 290.0]))
        arguments = {"prompt": draw(st.sampled_from(["dusk", "dawn"]))}
        one = row(f"row{number}", created, arguments, known)
        sent = draw(st.booleans())
        rows.append(one)
        truth[one.id] = f"request{number}" if sent else None
        skew = draw(st.floats(-SKEW, SKEW))
        at = draw(st.floats(created, one.updated + ON_ITS_WAY)) + skew
        if sent and (one.updated <= settled or draw(st.booleans())):
            listed.append(PastRequest(f"request{number}", at, arguments))
    return World(rows, truth, draw(st.permutations(listed)), settled)


@settings(max_examples=500)
@given(worlds())
def test_whatever_happened_no_request_is_lost_and_none_is_adopted_twice(world: World) -> None:
    found = said(world.rows, world.listed, settled=world.settled)
    adopted = [one.request_id for one in found.values() if one.request_id]
    assert len(adopted) == len(set(adopted))
    real = {request for request in world.truth.values() if request}
    for name, finding in found.items():
        if finding.never_sent:
            assert world.truth[name] is None
    assert set(adopted) <= real


@settings(max_examples=500)
@given(worlds())
def test_an_adopted_request_had_the_rows_own_arguments(world: World) -> None:
    sent = {request.request_id: request.arguments for request in world.listed}
    for finding in said(world.rows, world.listed, settled=world.settled).values():
        if finding.request_id:
            assert sent[finding.request_id] == finding.entry.arguments
