"""`limner rerun` takes the options of `limner run`, and they mean the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import limner, told

if TYPE_CHECKING:
    from fault_server import FaultServer

FLUX = "fal-ai/flux/dev"
ITS_OWN = {"--set", "--model", "--yes"}


@pytest.fixture
def made(server: FaultServer) -> str:
    """A file of a paid call with a seed."""
    assert not server.ledger.executed
    path: str = told("run", FLUX, "prompt=a dune", "seed=7")["artifacts"][0]["path"]
    return path


def options(*command: str) -> dict[str, Any]:
    """What the help says of each option."""
    listed = told(*command, "--help", "--json")["options"]
    return {option["names"][0]: option for option in listed}


def test_they_are_the_same() -> None:
    """Each option of `run` is one of `rerun`, and what collects is one of `jobs resume`."""
    run, rerun, resume = options("run"), options("rerun"), options("jobs", "resume")
    del run["-o"]

    assert {name: rerun[name] for name in run} == run
    assert rerun.keys() - run.keys() == ITS_OWN
    for name in ("--timeout", "--output", "--strict", "--no-embed", "--private"):
        assert resume[name] == run[name]


def test_the_receipts_provider_is_the_default(made: str, server: FaultServer) -> None:
    """`--provider` asks another one, and says so; `--sandbox` is the short word for one."""
    for words in (("--provider", "sandbox"), ("--sandbox",)):
        other = told("rerun", made, *words)
        assert (other["provider"], other["notes"]) == (
            "sandbox",
            ["fal made it; sandbox is asked this time"],
        )
    assert told("rerun", made, "--dry-run")["provider"] == "fal"
    assert limner("rerun", made, "--sandbox", "--provider", "fal").exit_code == 2
    assert len(server.ledger.executed) == 1


def test_cached_gives_what_was_made(made: str, server: FaultServer) -> None:
    """What was paid for is given again; `--fresh` pays, and gives that from then on."""
    again = told("rerun", made, "--yes", "--cached")
    assert (again["answered_by"], len(server.ledger.executed)) == ("cache", 1)

    fresh = told("rerun", made, "--yes", "--fresh")
    assert (fresh["answered_by"], len(server.ledger.executed)) == (None, 2)
    assert told("rerun", made, "--yes", "--cached")["original"]["id"] == fresh["id"]
    assert limner("rerun", made, "--cached", "--sandbox").exit_code == 2


def test_its_job_can_be_left_alone(made: str, server: FaultServer) -> None:
    """`--no-wait` says how it's collected, and that works."""
    left = told("rerun", made, "--yes", "--no-wait")

    assert (left["status"], left["ported"]) == ("submitted", None)
    (job,) = told(*left["collect"].split()[1:], "--output", "new/")["jobs"]
    assert job["status"] == "completed"
    assert Path(job["artifacts"][0]["path"]).parent == Path("new")
    assert len(server.ledger.executed) == 2
