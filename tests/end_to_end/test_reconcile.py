"""A row whose outcome is unknown is found at the provider, or proved never to have been there."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from campaign import AT_ONCE, MODEL, Campaign, HurriedTransport, environment
from fault_server import Fault, Mishap, Pace, Script, Seeded, serving

import limner
from limner.errors import OutcomeUnknown
from limner.journal import COLLECTABLE, Entry
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fault_server import FaultServer

    from limner.history import Finding

EACH = 0.05
LOST = Fault.CLOSE_AFTER_BODY


@pytest.mark.parametrize("count", [300, pytest.param(2000, marks=pytest.mark.soak)])
def test_every_unknown_row_is_reconciled_rightly(count: int, tmp_path: Path) -> None:
    """All faults at 5 %: in the end each paid job is kept, and each unpaid row is free."""
    with serving(Seeded(count, EACH), Pace(running=0.1, late=3.0)) as server:
        before, rows = asyncio.run(_everything(server, count, tmp_path))

    executed = {job.arguments["prompt"]: job for job in server.ledger.executed}
    assert len(executed) == len(server.ledger.executed)
    assert sum(row.state == "unknown" for row in before) > count / 10
    for row in rows:
        job = executed.get(row.arguments["prompt"])
        assert row.request_id == (job.request_id if job else None)
        ends = {"rejected", "withdrawn"} if job is None else {"lost" if job.lost else "kept"}
        assert row.state in ends


async def _everything(
    server: FaultServer, count: int, folder: Path
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The rows before they are reconciled and in the end, all that can be had collected."""
    async with _client(server, folder) as client:
        campaign = Campaign(client, folder)
        await campaign.run(count)
        assert client.journal is not None
        before = client.journal.entries()
        await campaign.settle(server)
        return before, client.journal.entries()


def _client(server: FaultServer, folder: Path) -> limner.AsyncClient:
    return limner.AsyncClient(
        environment=environment(server),
        journal=folder / "journal.sqlite3",
        transport=HurriedTransport(),
    )


def reconciled(
    server: FaultServer,
    folder: Path,
    between: Callable[[], object] = lambda: None,
    after: float | None = AT_ONCE,
) -> tuple[Finding, Entry]:
    """What becomes of one call, the last of those that were made, whose answer was lost."""

    async def act() -> tuple[Finding, Entry]:
        async with _client(server, folder) as client:
            for number in range(2):
                job = await client.submit(MODEL, {"prompt": f"known {number}"})
                await job.result()
            with pytest.raises(OutcomeUnknown):
                await client.submit(MODEL, {"prompt": "lost"})
            await asyncio.sleep(0.1)
            between()
            (finding,) = await client.reconcile(after=after)
            assert client.journal is not None
            return finding, client.journal.find(finding.entry.id)

    return asyncio.run(act())


def third(*, executed: bool) -> Script:
    return Script(("submit", 3, Mishap(LOST, executed=executed)))


def test_a_request_that_is_listed_is_adopted_and_collected(tmp_path: Path) -> None:
    with serving(third(executed=True)) as server:
        finding, row = reconciled(server, tmp_path)
        paid = next(j for j in server.ledger.executed if j.arguments["prompt"] == "lost")
        assert (row.state, row.request_id) == ("submitted", paid.request_id)
        assert finding.request_id == paid.request_id

        async def collect() -> str | None:
            async with _client(server, tmp_path) as client:
                return (await (await client.resume(row.id)).result()).job.request_id

        assert asyncio.run(collect()) == paid.request_id
        assert len(server.ledger.executed) == 3


def test_a_request_that_never_arrived_is_freed(tmp_path: Path) -> None:
    with serving(third(executed=False)) as server:
        finding, row = reconciled(server, tmp_path)
    assert finding.never_sent
    assert (row.state, row.request_id) == ("withdrawn", None)


def test_before_its_time_nothing_is_called_never_sent(tmp_path: Path) -> None:
    """The list shows finished requests only: a long job is waited for, by default over an hour."""
    with serving(third(executed=True)) as server:

        def runs_on() -> None:
            lost = next(j for j in server.ledger.executed if j.arguments["prompt"] == "lost")
            lost.ends = time.time() + 3600

        finding, row = reconciled(server, tmp_path, runs_on, after=None)
    assert (finding.never_sent, row.state) == (False, "unknown")
    assert "yet" in finding.reason


def test_a_key_without_access_leaves_the_row_and_hears_so(tmp_path: Path) -> None:
    with serving(third(executed=False)) as server:

        def forbid() -> None:
            server.routes.readable = False

        finding, row = reconciled(server, tmp_path, forbid)
    assert row.state == "unknown"
    assert "doesn't show its list of requests to this key: HTTP 403" in finding.reason


def test_a_provider_that_cannot_be_reached_leaves_the_row(tmp_path: Path) -> None:
    with serving(third(executed=False)) as server:

        async def act() -> tuple[Finding, ...]:
            async with _client(server, tmp_path) as client:
                for number in range(3):
                    try:
                        await client.submit(MODEL, {"prompt": f"row {number}"})
                    except OutcomeUnknown:
                        continue
                with server.down():
                    return tuple(await client.reconcile())

        (finding,) = asyncio.run(act())
    assert "can't be reached" in finding.reason


def test_a_row_of_another_address_is_not_asked_about_here(tmp_path: Path) -> None:
    with serving(Script(("submit", 1, Mishap(LOST)))) as first:
        asyncio.run(_lose_one(first, tmp_path))
    with serving() as second:
        (finding,) = asyncio.run(_ask(second, tmp_path))
        assert second.ledger.of("history") == []
    assert f"127.0.0.1:{first.url.rpartition(':')[2]}" in finding.reason


def test_a_row_of_another_key_is_not_asked_about_with_this_one(tmp_path: Path) -> None:
    """What isn't in another account's list says nothing; the key itself isn't on record."""
    with serving(Script(("submit", 1, Mishap(LOST, executed=False)))) as server:
        asyncio.run(_lose_one(server, tmp_path))
        other = environment(server) | {"FAL_KEY": "another-id:another-secret"}
        with limner.Client(environment=other, journal=tmp_path / "journal.sqlite3") as client:
            (finding,) = client.reconcile(after=AT_ONCE)
            row = client.journal.find(finding.entry.id) if client.journal else None

    assert "another key" in finding.reason
    assert row is not None
    assert (row.state, len(row.key_mark or "")) == ("unknown", 4)
    assert server.ledger.of("history") == []


async def _lose_one(server: FaultServer, folder: Path) -> None:
    async with _client(server, folder) as client:
        with pytest.raises(OutcomeUnknown):
            await client.submit(MODEL, {"prompt": "lost"})


async def _ask(server: FaultServer, folder: Path) -> list[Finding]:
    async with _client(server, folder) as client:
        return await client.reconcile()


def test_rows_that_are_not_named_stay_as_they_are(tmp_path: Path) -> None:
    lost = [("submit", number, Mishap(LOST)) for number in (1, 2)]
    with serving(Script(*lost)) as server:

        async def act() -> list[str]:
            async with _client(server, tmp_path) as client:
                for number in range(2):
                    with pytest.raises(OutcomeUnknown):
                        await client.submit(MODEL, {"prompt": f"lost {number}"})
                await asyncio.sleep(0.1)
                assert client.journal is not None
                first, _ = client.journal.entries()
                await client.reconcile(first.id)
                return [row.state for row in client.journal.entries()]

        assert asyncio.run(act()) == ["submitted", "unknown"]


def test_the_synchronous_client_does_the_same(tmp_path: Path) -> None:
    with serving(Script(("submit", 1, Mishap(LOST)))) as server:
        asyncio.run(_lose_one(server, tmp_path))
        time.sleep(0.1)
        path = tmp_path / "journal.sqlite3"
        with limner.Client(environment=environment(server), journal=path) as client:
            (finding,) = client.reconcile()
        assert finding.request_id == server.ledger.executed[0].request_id


def test_the_command_line(
    tmp_path: Path,
    limner_command: Callable[..., Any],
) -> None:
    with serving(Script(("submit", 1, Mishap(LOST)))) as server:
        home = {"LIMNER_HOME": str(tmp_path), **environment(server)}
        lost = limner_command("run", MODEL, "prompt=x", "--no-wait", "--json", env=home)
        assert lost.returncode == 10
        found = limner_command("jobs", "reconcile", "--json", env=home)
        (job,) = json.loads(found.stdout)["jobs"]
        assert (found.returncode, job["state"], job["settled"]) == (0, "submitted", True)
        again = limner_command("jobs", "reconcile", env=home)
        assert again.returncode == 0


@pytest.fixture
def limner_command() -> Callable[..., Any]:
    def run(*words: str, env: dict[str, str]) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "limner", *words],
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_what_was_lost_with_its_process_is_reconciled_too(tmp_path: Path) -> None:
    """An intent whose process is gone is `unknown` by the time it's asked about."""
    with serving() as server:
        host = server.url.partition("//")[2]
        path = tmp_path / "journal.sqlite3"
        if (child := os.fork()) == 0:
            SqliteJournal(path).add(Entry(MODEL, "fal", "sha", {"prompt": "x"}, host=host))
            os._exit(0)
        os.waitpid(child, 0)
        (finding,) = asyncio.run(_ask(server, tmp_path))
        assert finding.entry.state == "unknown"
        assert SqliteJournal(path).entries(states=COLLECTABLE) == ()
