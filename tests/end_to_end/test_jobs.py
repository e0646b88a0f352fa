"""`limner jobs`, with jobs of a server on this machine: seen, waited for, collected, resolved."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import limner, told
from fault_server import Fault, FaultServer, Pace, Script, serving

from limner.journal import Entry
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Iterator

FLUX = "fal-ai/flux/dev"


def submit(prompt: str = "x") -> dict[str, Any]:
    found: dict[str, Any] = told("run", FLUX, f"prompt={prompt}", "--no-wait")
    return found


def states() -> list[str]:
    return [job["state"] for job in told("jobs")["jobs"]]


def test_no_wait_says_how_to_collect(server: FaultServer) -> None:
    """The answer has the journal's id, the provider's, and the command that does collect it."""
    job = submit()

    assert job["request_id"] == server.ledger.executed[0].request_id
    assert job["status"] == "submitted"
    words = job["collect"].split()[1:]
    (collected,) = told(*words)["jobs"]
    assert (collected["id"], collected["status"]) == (job["id"], "completed")
    assert Path(collected["artifacts"][0]["path"]).stat().st_size > 0
    assert server.ledger.times("prompt") == {"x": 1}


def test_no_wait_needs_a_job_that_lasts(home: Path) -> None:
    """A job of the sandbox would end with the command: a usage error, and nothing is drawn."""
    answer = limner("run", FLUX, "prompt=x", "--no-wait", "--sandbox")

    assert answer.exit_code == 2
    assert "leave --no-wait out" in answer.output
    assert not home.exists()


def test_the_list(server: FaultServer) -> None:
    """The newest is the first; states, models and numbers leave some out; `list` is the same."""
    ids = [submit(prompt)["id"] for prompt in "abc"]
    told("jobs", "resume", ids[0])

    assert [job["id"] for job in told("jobs")["jobs"]] == ids[::-1]
    assert told("jobs", "list") == told("jobs")
    assert [job["id"] for job in told("jobs", "--limit", "1")["jobs"]] == ids[2:]
    assert [job["id"] for job in told("jobs", "--state", "kept")["jobs"]] == ids[:1]
    assert told("jobs", "--endpoint", "no/such")["jobs"] == []
    first = told("jobs", "--all")["jobs"][0]
    assert first["host"] == server.url.removeprefix("http://")
    assert {"id", "endpoint_id", "state", "request_id", "provider", "created"} <= first.keys()
    assert limner("jobs", "--state", "nonsense").exit_code == 2


def test_an_empty_list_makes_nothing(home: Path) -> None:
    """Looking at a journal that isn't there leaves the home as it was."""
    assert told("jobs") == {"jobs": []}
    assert told("jobs", "resume", "--all") == {"jobs": []}
    assert not home.exists()


def test_one_job_whole(server: FaultServer) -> None:
    """Arguments, result, files and where they came from are all told, by any of its names."""
    job = submit("a dune")
    told("jobs", "resume", job["id"])

    for name in (job["id"], job["id"][:7], job["request_id"]):
        shown = told("jobs", "show", name)["job"]
        assert (shown["id"], shown["arguments"]) == (job["id"], {"prompt": "a dune"})
        assert shown["result"]["images"]
        assert Path(shown["artifacts"][0]["path"]).is_absolute()
        assert shown["plugin"] == "fal_ai_flux_dev"
    answer = limner("jobs", "show", "nope")
    assert (answer.exit_code, json.loads(answer.stderr)["error"]["type"]) == (3, "UnknownJob")
    assert server.ledger.executed


def test_all_that_is_left_is_collected(server: FaultServer) -> None:
    """`resume --all` collects every job that isn't; one that fails is its own, with its code."""
    ids = [submit(prompt)["id"] for prompt in "abc"]
    server.ledger.executed[1].lost = True

    answer = limner("jobs", "resume", "--all", "--output", "out/")

    found = json.loads(answer.stdout)["jobs"]
    assert [one["id"] for one in found] == ids
    assert [one.get("status") for one in found] == ["completed", None, "completed"]
    assert answer.exit_code == found[1]["error"]["exit_code"] == 6
    assert len(list(Path("out").glob("*.jpg"))) == 2
    assert sorted(states()) == ["kept", "kept", "submitted"]
    assert found[1]["error"]["type"] == "JobNotFound"
    assert told("jobs", "resolve", ids[1], "--as", "lost")["job"]["state"] == "lost"
    assert told("jobs", "resume", "--all") == {"jobs": []}


def test_waiting_fetches_nothing(server: FaultServer) -> None:
    """`wait` ends when a job has, and leaves it to be collected; a deadline is exit code 7."""
    job = submit()
    (waited,) = told("jobs", "wait", job["id"])["jobs"]
    assert (waited["state"], server.ledger.executed[0].fetched) == ("finished", 0)

    server.pace.running = 100
    late = submit("late")
    answer = limner("jobs", "wait", job["id"], late["id"], "--timeout", "0.2")

    assert answer.exit_code == 7
    error = json.loads(answer.stdout)["jobs"][1]["error"]
    assert f"limner jobs resume {late['id']}" in error["message"]


def test_a_job_is_cancelled(server: FaultServer) -> None:
    """The provider is asked, and the row says how it ended when somebody looks."""
    server.pace.running = 100
    job = submit()

    assert told("jobs", "cancel", job["id"])["cancelling"] is True
    answer = limner("jobs", "resume", job["id"])

    assert answer.exit_code == 6
    assert states() == ["cancelled"]
    assert told("jobs", "cancel", job["id"])["cancelling"] is False


@pytest.fixture
def unknown(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FaultServer, str]]:
    """A job whose answer was lost, and its server."""
    with serving(Script(("submit", 1, Fault.CLOSE_AFTER_BODY)), Pace(running=0.0)) as server:
        monkeypatch.setenv("LIMNER_FAL_URL", server.url)
        answer = limner("run", FLUX, "prompt=x")
        assert answer.exit_code == 10
        (row,) = told("jobs")["jobs"]
        assert (row["state"], home.exists()) == ("unknown", True)
        assert f"limner jobs reconcile {row['id']}" in answer.stderr
        yield server, row["id"]


def test_what_is_unknown_is_resolved_as_submitted(unknown: tuple[FaultServer, str]) -> None:
    """Who knows the provider's id gives it, and the job is collected; nothing is paid again."""
    server, name = unknown
    (job,) = server.ledger.executed

    assert limner("jobs", "resume", name).exit_code == 10
    row = told("jobs", "resolve", name[:8], "--as", "submitted", job.request_id)["job"]
    assert (row["state"], row["request_id"]) == ("submitted", job.request_id)
    told("jobs", "resume", name)

    assert (states(), len(server.ledger.executed)) == (["kept"], 1)


@pytest.mark.parametrize("between", [[], ["--as", "lost"]])
def test_a_request_id_that_was_wrong_is_given_again(
    between: list[str], unknown: tuple[FaultServer, str]
) -> None:
    """No such job was found: who mistyped it, or gave it up then, still gets what is paid for."""
    server, name = unknown
    (job,) = server.ledger.executed

    told("jobs", "resolve", name, "--as", "submitted", "mistyped")
    assert limner("jobs", "resume", name).exit_code == 6
    if between:
        told("jobs", "resolve", name, *between)
    for _ in range(2):
        row = told("jobs", "resolve", name, "--as", "submitted", job.request_id)["job"]
        assert row["request_id"] == job.request_id
    told("jobs", "resume", name)

    assert (states(), len(server.ledger.executed)) == (["kept"], 1)
    assert limner("jobs", "resolve", name, "--as", "submitted", "another").exit_code == 2


@pytest.mark.parametrize("state", ["submitted", "lost"])
def test_the_providers_own_request_id_is_not_overwritten(server: FaultServer, state: str) -> None:
    """A person can be wrong about an id; the provider's answer to a submit isn't."""
    job = submit()
    if state == "lost":
        told("jobs", "resolve", job["id"], "--as", "lost")

    answer = limner("jobs", "resolve", job["id"], "--as", "submitted", "another")

    assert (answer.exit_code, f"is {state}, not unknown" in answer.stderr) == (2, True)
    (row,) = told("jobs")["jobs"]
    assert row["request_id"] == job["request_id"] == server.ledger.executed[0].request_id


def test_what_is_unknown_is_resolved_as_never_sent(unknown: tuple[FaultServer, str]) -> None:
    """Who knows that it never arrived says so, once."""
    _, name = unknown

    assert told("jobs", "resolve", name, "--as", "never")["job"]["state"] == "withdrawn"
    for words in (["--as", "never"], ["--as", "submitted", "r"]):
        answer = limner("jobs", "resolve", name, *words)
        assert (answer.exit_code, "not unknown" in answer.stderr) == (2, True)
    assert limner("jobs", "resume", name).exit_code == 3


def test_the_id_of_another_job_resolves_nothing(unknown: tuple[FaultServer, str]) -> None:
    """Of two rows with one id, one would be paid for, and never be known."""
    _, name = unknown
    other = submit("y")

    answer = limner("jobs", "resolve", name, "--as", "submitted", other["request_id"])

    assert (answer.exit_code, other["id"] in answer.stderr) == (2, True)
    assert states().count("unknown") == 1


def test_another_key_finds_no_job_and_ends_none(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account that doesn't know it isn't the one that has it: with the right key it's kept."""
    job = submit()
    server.ledger.executed[0].lost = True
    monkeypatch.setenv("FAL_KEY", "another-id:another-secret")

    answer = limner("jobs", "resume", job["id"])

    assert (answer.exit_code, states()) == (6, ["submitted"])
    assert "sent with another key" in answer.stderr + answer.stdout
    monkeypatch.setenv("FAL_KEY", "an-id:a-secret")
    server.ledger.executed[0].lost = False
    told("jobs", "resume", job["id"])
    assert states() == ["kept"]


def test_what_was_lost_is_collected_all_the_same(server: FaultServer) -> None:
    """A person's word ends nothing for good: who asks for the job by name may still get it."""
    job = submit()

    assert told("jobs", "resolve", job["id"], "--as", "lost")["job"]["next"] is None
    assert told("jobs", "resume", "--all") == {"jobs": []}
    told("jobs", "resume", job["id"])

    assert (states(), len(server.ledger.executed)) == (["kept"], 1)


def test_half_an_answer_resolves_nothing(unknown: tuple[FaultServer, str]) -> None:
    """An id that is missing, that is too much, or that can't be one, is refused."""
    _, name = unknown

    assert limner("jobs", "resolve", name, "--as", "submitted").exit_code == 2
    assert limner("jobs", "resolve", name, "--as", "never", "r").exit_code == 2
    assert limner("jobs", "resolve", name, "--as", "submitted", "..").exit_code == 6
    assert states() == ["unknown"]


def test_the_intent_of_a_dead_process_is_unknown(server: FaultServer, home: Path) -> None:
    """Whoever lists the jobs sees that nobody works at it any more."""
    journal = SqliteJournal(home / "journal.sqlite3")
    journal.add(Entry(FLUX, "fal", "0" * 64, {}, id="left"))
    assert states() == ["intended"]
    journal.close()

    assert states() == ["unknown"]
    assert "limner jobs reconcile left" in told("jobs")["jobs"][0]["next"]
    assert server.ledger.executed == []


def test_an_interruption_leaves_the_job_alive(server: FaultServer) -> None:
    """Ctrl-C says how the job is collected and cancelled, and both words are true."""
    server.pace.running = 100
    command = [sys.executable, "-m", "limner", "run", FLUX, "prompt=x"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not server.ledger.of("status") and not server.ledger.of("stream"):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate()

    (row,) = told("jobs")["jobs"]
    assert process.returncode == 130
    assert f"limner jobs resume {row['id']}" in error
    assert f"limner jobs cancel {row['id']}" in error
    assert told("jobs", "cancel", row["id"])["cancelling"] is True


def test_a_usage_error_touches_nothing(home: Path) -> None:
    """Neither names nor `--all`, or both, is no command."""
    assert limner("jobs", "resume").exit_code == 2
    assert limner("jobs", "resume", "x", "--all").exit_code == 2
    assert limner("jobs", "resume", "--all", "--timeout", "0").exit_code == 2
    assert limner("jobs", "wait").exit_code == 2
    assert not home.exists()
