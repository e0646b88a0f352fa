"""Mishaps are drawn from a seed, or ordered by a script, and are the same the next time."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from bare_client import FLUX, call, submit
from fault_server import FAULTS, Fault, Script, Seeded, serving


def test_same_seed_same_mishaps_in_any_order() -> None:
    """What happens to a call depends on what it's about and on its attempt, not on the others."""
    plan, again = Seeded(7, 0.03), Seeded(7, 0.03)
    calls = [("status", str(job), attempt) for job in range(50) for attempt in range(4)]

    forwards = {one: plan.mishap(one[0], 1, *one[1:]) for one in calls}
    backwards = {one: again.mishap(one[0], 99, *one[1:]) for one in reversed(calls)}

    assert forwards == backwards
    assert forwards != {one: Seeded(8, 0.03).mishap(one[0], 1, *one[1:]) for one in calls}


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_has_its_share(kind: str) -> None:
    """Of 20,000 calls, each fault happens to about 2 % of them, and the rest go well."""
    plan = Seeded(1, 0.02)
    drawn = Counter(
        mishap.fault if (mishap := plan.mishap(kind, 1, str(number), 1)) else None
        for number in range(20_000)
    )

    assert set(drawn) == {*FAULTS[kind], None}
    assert all(300 < drawn[fault] < 500 for fault in FAULTS[kind])


def test_nothing_by_chance_at_no_chance() -> None:
    """Where each fault's probability is 0, none happens."""
    assert not any(Seeded(1, 0.0).mishap("submit", 1, str(one), 1) for one in range(100))


def test_results_never_fail_in_the_providers_own_words() -> None:
    """That is how a job fails for good; no client could tell it from a fault."""
    drawn = [Seeded(1, 0.06).mishap("result", 1, str(one), 1) for one in range(500)]

    assert all(mishap.rude for mishap in drawn if mishap)


def test_script_about_the_third_submit() -> None:
    """Only the third submit is hung up on, whatever is asked for in between."""
    with serving(Script(("submit", 3, Fault.CLOSE_AFTER_BODY))) as server:
        seen = [submit(server, str(number)).ending for number in range(4)]
        elsewhere = call(server, "GET", "/api/models/pricing?endpoint_id=a/b")

    assert seen == ["whole", "whole", "closed", "whole"]
    assert elsewhere.status == 200
    assert server.ledger.times("prompt") == {"0": 1, "1": 1, "2": 1, "3": 1}


def test_ids_come_from_what_was_sent() -> None:
    """Two servers give the same ids to the same submits, and new ids to repeated ones."""
    ids = []
    for _ in range(2):
        with serving() as server:
            bodies = [json.dumps({"prompt": text}).encode() for text in ("a", "b", "a")]
            ids.append([call(server, "POST", FLUX, body).json()["request_id"] for body in bodies])

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3
