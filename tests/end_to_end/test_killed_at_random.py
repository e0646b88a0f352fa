"""Kill -9 at random moments of a run of 200 jobs: nothing is paid twice, lost, or guessed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from campaign import Campaign, HurriedTransport, environment
from fault_server import Pace, Plan, Script, Seeded, picture, serving

import limner

if TYPE_CHECKING:
    from fault_server import FaultServer

    from limner.journal import Entry

FAULTS = Path(__file__).parents[1] / "faults"
RUN = Path(__file__).with_name("killed_rows.py")
JOBS = 200

EACH = 0.003
"""How probable each fault of each call is; a submit goes wrong one time in twenty."""


class Kills(NamedTuple):
    """How a run is killed.

    Attributes:
        count: How often.
        longest: How many seconds a life lasts at most.
        at_once: How many rows are under way at a time: the run lasts about as long as its lives.
    """

    count: int
    longest: float
    at_once: int


@pytest.mark.parametrize(
    "kills",
    [Kills(20, 0.2, 10), pytest.param(Kills(200, 0.1, 2), marks=pytest.mark.soak)],
    ids=lambda kills: f"{kills.count} kills",
)
@pytest.mark.parametrize("plan", [Script(), Seeded(JOBS, EACH)], ids=["honest", "faults"])
def test_killed_at_random_moments(kills: Kills, plan: Plan, tmp_path: Path) -> None:
    """Each row is on record once, a paid one is kept in the end, and in doubt it's `unknown`."""
    with serving(plan, Pace(running=0.05, late=0.3)) as server:
        rows = _killed(server, tmp_path, kills)
        before, after = asyncio.run(_settled(server, tmp_path))

    on_record = Counter(row.arguments["prompt"] for row in after)
    assert on_record == {f"row {number}": 1 for number in range(rows)}
    assert set(server.ledger.times("prompt").values()) == {1}
    _check_states(server, before)
    _check_ends(server, after)
    _check_files(tmp_path, after)
    _tell(server, kills, before, after)


def _killed(server: FaultServer, folder: Path, kills: Kills) -> int:
    """Live through a run; how many rows it had in the end."""
    run = subprocess.run(
        [sys.executable, str(RUN), str(folder), str(JOBS), *map(str, kills)],
        env=os.environ | environment(server) | {"PYTHONPATH": str(FAULTS)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout)
    assert told["kills"] == kills.count
    return int(told["rows"])


async def _settled(
    server: FaultServer, folder: Path
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The rows before and after those that are unknown are reconciled."""
    async with limner.AsyncClient(
        environment=environment(server),
        journal=folder / "journal.sqlite3",
        transport=HurriedTransport(),
    ) as client:
        assert client.journal is not None
        before = client.journal.entries()
        await Campaign(client, folder).settle(server)
        return before, client.journal.entries()


def _check_states(server: FaultServer, before: tuple[Entry, ...]) -> None:
    """Who was killed between the intent and the id on record has left an `unknown` row."""
    jobs = {job.request_id: job for job in server.ledger.executed}
    for row in before:
        if row.request_id is None:
            assert row.state in {"unknown", "rejected", "withdrawn"}
        else:
            assert row.state == ("lost" if jobs[row.request_id].lost else "kept")
    certain = {row.arguments["prompt"] for row in before if row.state in {"rejected", "withdrawn"}}
    assert not certain & server.ledger.times("prompt").keys()


def _check_ends(server: FaultServer, after: tuple[Entry, ...]) -> None:
    """Each paid job is its row's, and kept unless the provider lost it; the others are free."""
    executed = {job.arguments["prompt"]: job for job in server.ledger.executed}
    for row in after:
        job = executed.get(row.arguments["prompt"])
        assert row.request_id == (job.request_id if job else None)
        ends = {"rejected", "withdrawn"} if job is None else {"lost" if job.lost else "kept"}
        assert row.state in ends


def _check_files(folder: Path, after: tuple[Entry, ...]) -> None:
    """Each kept row has its picture where it says, and whatever bears a name is whole."""
    for row in after:
        if row.state == "kept":
            (file,) = row.files
            assert Path(file.path).read_bytes() == picture(str(row.request_id))
    whole = {picture(str(row.request_id)) for row in after}
    assert {path.read_bytes() for path in folder.glob("*.jpg")} <= whole


def _tell(
    server: FaultServer, kills: Kills, before: tuple[Entry, ...], after: tuple[Entry, ...]
) -> None:
    """Print what happened."""
    unknown = {row.id for row in before if row.state == "unknown"}
    adopted = sum(row.id in unknown and row.request_id is not None for row in after)
    print(
        f"\n{kills.count} kills, {len(after)} rows, {len(server.ledger.executed)} paid jobs,"
        f" {len(server.ledger.of('submit'))} submits, {server.ledger.faults.total()} faults:"
        f" {len(unknown)} unknown ({adopted} adopted, {len(unknown) - adopted} freed),"
        f" {dict(Counter(row.state for row in after))}"
    )
