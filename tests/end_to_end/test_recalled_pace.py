"""What the journal knows of a model's earlier jobs spares the next process requests."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING

import pytest
from campaign import MODEL, environment
from fault_server import Fault, Pace, Script, serving

import limner
from limner.errors import JournalError
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fault_server import FaultServer

EARLIER = 5
SANDBOX = {"prompt": "x", "image_size": {"width": 64, "height": 64}}


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One without event streams, whose jobs take a while."""
    with serving(Script(("stream", 0, Fault.UNAVAILABLE)), Pace(running=2.0)) as running:
        yield running


@pytest.fixture(scope="module")
def journal(server: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal in which an earlier client has left five jobs."""
    path = tmp_path_factory.mktemp("recalled") / "journal.sqlite3"

    async def act() -> None:
        async with limner.AsyncClient(environment=environment(server), journal=path) as client:
            calls = (client.run(MODEL, {"prompt": f"{number}"}) for number in range(EARLIER))
            await asyncio.gather(*calls)

    asyncio.run(act())
    return path


def _requests(server: FaultServer) -> int:
    return sum(exchange.kind != "file" for exchange in server.ledger.exchanges)


def test_a_second_client_needs_six_requests(server: FaultServer, journal: Path) -> None:
    """After five jobs of the first: from the submit to the result, though it has to poll."""
    before = _requests(server)
    with limner.Client(environment=environment(server), journal=journal) as client:
        client.run(MODEL, {"prompt": "later"})

    assert _requests(server) - before <= 6
    assert before / EARLIER > 6


def test_so_does_one_for_asyncio(server: FaultServer, journal: Path) -> None:
    before = _requests(server)

    async def act() -> None:
        async with limner.AsyncClient(environment=environment(server), journal=journal) as client:
            await client.run(MODEL, {"prompt": "later still"})

    asyncio.run(act())
    assert _requests(server) - before <= 6


class Asked(MemoryJournal):
    """A journal that knows which threads asked it how long jobs took."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[int] = []

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        self.threads.append(threading.get_ident())
        return super().durations(endpoint_id, limit)


def test_it_is_read_once_and_not_in_the_event_loop() -> None:
    asked = Asked()

    async def act() -> None:
        async with limner.AsyncClient("sandbox", journal=asked) as client:
            await asyncio.gather(*(client.run(MODEL, SANDBOX) for _ in range(3)))

    asyncio.run(act())
    (thread,) = asked.threads
    assert thread != threading.get_ident()


class Illegible(MemoryJournal):
    """A journal that can be written, but not be read."""

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        raise JournalError("journal.sqlite3", f"can't be read: {limit} of {endpoint_id}", "")


def test_a_journal_that_cannot_be_read_costs_no_job(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "limner")
    with limner.Client("sandbox", journal=Illegible()) as client:
        assert client.run(MODEL, SANDBOX).images

    assert [one for one in caplog.messages if f"the jobs of {MODEL} took" in one]
