"""Whatever goes wrong on the way: nothing is paid twice, no row is lost, no result is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from campaign import Campaign, HurriedTransport, environment
from fault_server import FAULTS, Fault, Mishap, Pace, Script, Seeded, serving

import limner
from limner.errors import JobNotFound, OutcomeUnknown, Unreachable

if TYPE_CHECKING:
    from pathlib import Path

    from fault_server import FaultServer

    from limner.journal import Entry

EACH = 0.05
"""How probable each fault of each call is; a submit goes well one time in five."""


@pytest.mark.parametrize("count", [300, pytest.param(2000, marks=pytest.mark.soak)])
def test_every_fault_at_five_percent(count: int, tmp_path: Path) -> None:
    """Each of 70 faults happens to one call in twenty of its kind, and the promises hold."""
    with serving(Seeded(count, EACH), Pace(running=0.1, late=3.0)) as server:
        campaign, rows = asyncio.run(_campaign(server, count, tmp_path))

    assert {row.arguments["prompt"] for row in rows} == {f"row {n}" for n in range(count)}
    assert len(rows) == count
    _check_payment(server, rows)
    _check_results(server, campaign, rows)
    _check_unknown(campaign, rows)
    assert campaign.repeated == []
    happened = {fault for kind, fault in server.ledger.faults if kind in {"submit", "status"}}
    assert happened == {*FAULTS["submit"], *FAULTS["status"]}


async def _campaign(
    server: FaultServer, count: int, folder: Path
) -> tuple[Campaign, tuple[Entry, ...]]:
    async with limner.AsyncClient(
        environment=environment(server),
        journal=folder / "journal.sqlite3",
        transport=HurriedTransport(),
    ) as client:
        campaign = Campaign(client, folder)
        await campaign.run(count)
        assert client.journal is not None
        return campaign, client.journal.entries()


def _check_payment(server: FaultServer, rows: tuple[Entry, ...]) -> None:
    """No row is paid twice; one that is paid isn't told to be unpaid, nor the other way round."""
    times = server.ledger.times("prompt")
    assert [prompt for prompt, count in times.items() if count > 1] == []
    paid = [row.state for row in rows if times[row.arguments["prompt"]]]
    unpaid = [row.state for row in rows if not times[row.arguments["prompt"]]]
    assert set(paid) == {"kept", "lost", "unknown"}
    assert set(unpaid) <= {"rejected", "withdrawn", "unknown"}


def _check_results(server: FaultServer, campaign: Campaign, rows: tuple[Entry, ...]) -> None:
    """Each finished job that has an id here is kept, whole; only lost ones are given up."""
    ours = {row.request_id: row.state for row in rows}
    told = {job.request_id: job for job in server.ledger.executed if job.request_id in ours}
    kept = {request_id for request_id, job in told.items() if not job.lost}
    assert {ours[request_id] for request_id in kept} == {"kept"}
    assert {ours[request_id] for request_id in told.keys() - kept} == {"lost"}
    assert campaign.collected == dict.fromkeys(kept, 1)


def _check_unknown(campaign: Campaign, rows: tuple[Entry, ...]) -> None:
    """Each row that is `unknown` told its caller so, and no other."""
    unknown = {row.arguments["prompt"] for row in rows if row.state == "unknown"}
    errors = campaign.errors.items()
    assert unknown == {prompt for prompt, error in errors if isinstance(error, OutcomeUnknown)}


AMBIGUOUS = (
    Fault.CLOSE_AFTER_BODY,
    Fault.HANG,
    Fault.LATE,
    Fault.CUT,
    Fault.GARBAGE,
    Fault.HTML,
    Fault.TIMEOUT,
    Fault.CONFLICT,
    Fault.SERVER_ERROR,
    Fault.BAD_GATEWAY,
    Fault.UNAVAILABLE,
    Fault.GATEWAY_TIMEOUT,
)


class InTurn:
    """A plan: each thing that calls of a kind are about has the next mishap of a list, twice.

    Statuses are asked for only where there are no streams.
    """

    def __init__(self, kind: str, *mishaps: Mishap) -> None:
        self._kind = kind
        self._left = iter(mishaps)
        self.fates: dict[str, Mishap] = {}

    def mishap(self, kind: str, ordinal: int, subject: str, attempt: int) -> Mishap | None:  # noqa: ARG002
        """As `Plan.mishap`."""
        if (kind, self._kind) == ("stream", "status"):
            return Mishap(Fault.UNAVAILABLE)
        if kind != self._kind or attempt > 2:
            return None
        if subject not in self.fates:
            self.fates[subject] = next(self._left)
        return self.fates[subject]


def test_ambiguous_submits(tmp_path: Path) -> None:
    """Executed or not: one POST, an `OutcomeUnknown` for the caller, a row that is `unknown`."""
    manners = [(executed, rude) for executed in (False, True) for rude in (False, True)]
    mishaps = [Mishap(fault, *manner) for fault in AMBIGUOUS for manner in manners]
    with serving(InTurn("submit", *mishaps), Pace(late=3.0)) as server:
        campaign, rows = asyncio.run(_campaign(server, len(mishaps), tmp_path))

    assert {type(error) for error in campaign.errors.values()} == {OutcomeUnknown}
    assert {(row.state, row.request_id) for row in rows} == {("unknown", None)}
    assert len(server.ledger.of("submit")) == len(mishaps) == len(rows)
    assert len(server.ledger.executed) == sum(mishap.takes_effect for mishap in mishaps)


@pytest.mark.parametrize("kind", ["status", "stream", "result", "file"])
def test_faults_after_the_submit(kind: str, tmp_path: Path) -> None:
    """Whatever happens to two calls of a kind: each job is paid once, and kept whole."""
    plan = InTurn(kind, *(Mishap(fault, rude=kind == "result") for fault in FAULTS[kind]))
    count = len(FAULTS[kind])
    with serving(plan, Pace(running=0.1, late=3.0)) as server:
        campaign, rows = asyncio.run(_campaign(server, count, tmp_path))

    names = {row.request_id: str(row.request_id) + ".jpg" * (kind == "file") for row in rows}
    badly = [plan.fates[names[row.request_id]].fault for row in rows if row.state != "kept"]
    assert (badly, campaign.errors) == ([], {})
    assert campaign.collected == {row.request_id: 1 for row in rows}
    assert len(server.ledger.executed) == len(rows) == len(plan.fates) == count


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.TOO_MANY_FOR_NOW])
def test_submit_that_may_be_repeated(fault: Fault, tmp_path: Path) -> None:
    """A refusal for the rate is the only answer after which a submit is sent again."""
    with serving(Script(("submit", 1, fault))) as server:
        _, (row,) = asyncio.run(_campaign(server, 1, tmp_path))

    assert (len(server.ledger.of("submit")), len(server.ledger.executed)) == (2, 1)
    assert row.state == "kept"


def test_nothing_listens(tmp_path: Path) -> None:
    """A refused connection is tried again, four times; then nothing was sent, and that's told."""
    with serving() as server, server.down():
        campaign, (row,) = asyncio.run(_campaign(server, 1, tmp_path))

    assert [type(error) for error in campaign.errors.values()] == [Unreachable]
    assert (row.state, server.ledger.executed) == ("withdrawn", [])


def test_lost_job(tmp_path: Path) -> None:
    """One that the provider has forgotten is no failure, and isn't submitted once more."""
    with serving(Script(("submit", 1, Fault.LOSE_JOB))) as server:
        campaign, (row,) = asyncio.run(_campaign(server, 1, tmp_path))

    assert [type(error) for error in campaign.errors.values()] == [JobNotFound]
    assert (row.state, len(server.ledger.executed)) == ("lost", 1)
