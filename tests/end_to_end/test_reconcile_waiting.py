"""`limner jobs reconcile --wait`: the provider lists a request once it's finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import limner, told
from fault_server import Fault, Pace, Script, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fault_server import FaultServer


@pytest.fixture
def running(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    """A job whose answer was lost, and which runs for a while yet."""
    assert not home.exists()
    with serving(Script(("submit", 1, Fault.CLOSE_AFTER_BODY)), Pace(running=1.5)) as server:
        monkeypatch.setenv("LIMNER_FAL_URL", server.url)
        assert limner("run", "fal-ai/flux/dev", "prompt=x").exit_code == 10
        yield server


def test_it_asks_until_the_job_is_there(running: FaultServer) -> None:
    """Asked once, it's unknown still; asked again it's adopted, and can be collected."""
    assert limner("jobs", "reconcile").exit_code == 10

    (job,) = told("jobs", "reconcile", "--wait", "60")["jobs"]

    assert (job["state"], job["settled"]) == ("submitted", True)
    assert job["request_id"] == running.ledger.executed[0].request_id
    assert told("jobs", "resume", "--all")["jobs"][0]["status"] == "completed"
    assert len(running.ledger.executed) == 1


def test_it_ends_when_the_time_is_over(running: FaultServer) -> None:
    """What is unknown then stays so, once in the answer, with the code that says it."""
    running.pace.running = 100.0

    answer = limner("jobs", "reconcile", "--wait", "0.1")

    assert answer.exit_code == 10
    assert answer.stdout.count('"settled": false') == 1
    assert len(running.ledger.of("history")) > 1
