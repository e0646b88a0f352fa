"""The journal's state machine, and what a journal may hold."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner.journal import NEXT, Entry, is_past, is_whole, journaled

ENDS = {"kept", "rejected", "failed", "cancelled"}


def row(state: str = "intended") -> Entry:
    return Entry("a/b", "fal", "0" * 64, {}, state=state)


def test_states_are_closed() -> None:
    """Every state that may follow is one itself, and none comes back to where it was."""
    assert {state for following in NEXT.values() for state in following} <= NEXT.keys()
    assert not any(is_past(state, state) for state in NEXT)


@pytest.mark.parametrize(("state", "target"), list(product(NEXT, NEXT)))
def test_row_moves_forward_or_not_at_all(state: str, target: str) -> None:
    """A row goes where the table lets it; where it has been, or from an end, it stays."""
    before = row(state)

    if target in NEXT[state]:
        assert before.moved(target, detail="x").state == target
    elif target == state or is_past(state, target) or state in ENDS:
        assert before.moved(target, detail="x") is before
    else:
        with pytest.raises(ValueError, match=f"{state} can't become {target}"):
            before.moved(target)


def test_unknown_may_turn_out_well() -> None:
    """A row whose outcome is unknown can be adopted, or freed, and nothing else."""
    assert NEXT["unknown"] == {"submitted", "withdrawn"}
    assert not is_past("unknown", "submitted")


def test_proof_overrules_a_word() -> None:
    """A row that was given up is adopted if it turns up; one that was adopted isn't given up."""
    assert row("withdrawn").moved("submitted", request_id="r").request_id == "r"
    adopted = row("submitted")
    assert adopted.moved("withdrawn") is adopted


def test_result_overrules_a_failure() -> None:
    """A row that has failed is kept once its result is there; nothing else becomes of it."""
    assert NEXT["failed"] == {"kept"}
    assert row("failed").moved("finished").state == "failed"


def test_data_urls_are_not_kept() -> None:
    """Of a data URL, wherever it is, the head and a digest are kept; two files differ."""
    one, other = "data:image/png;base64,AAAA", "DATA:image/png;base64,AAAB"

    words = "data: a chart, of bars"
    kept = journaled({"a": one, "b": [other, {"c": (one,)}], "d": "data", "e": words})

    assert kept["a"].startswith("data:image/png;base64,sha256:")
    assert kept["b"][1]["c"] == [kept["a"]]
    assert kept["b"][0].lower() != kept["a"].lower()
    assert (kept["d"], kept["e"]) == ("data", words)
    whole = {"d": kept["d"], "e": "data: a chart,sha256:"}
    assert [is_whole(one) for one in (kept, whole, [kept["b"]])] == [False, True, False]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text().filter(lambda t: t[:5] != "data:"),
        lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    )
)
def test_everything_else_is_kept(arguments: Any) -> None:
    """Arguments without a data URL are on record as they were sent."""
    assert journaled(arguments) == arguments
    assert is_whole(arguments)
