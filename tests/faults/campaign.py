"""Many jobs at once through a server of faults, and what came of each of them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

from fault_server import picture

from limner.errors import DeadlinePassed, JobFailed, JobNotFound, LimnerError, NotCollected
from limner.httpx_transport import AsyncHttpxTransport
from limner.journal import COLLECTABLE

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from fault_server import FaultServer

    import limner
    from limner.async_client import AsyncJobHandle
    from limner.journal import Entry
    from limner.transport import AsyncStream, HttpAnswer, HttpCall

MODEL = "fal-ai/flux/dev"

SPEED = 200.0
"""How many of a client's seconds pass in one of ours, so that patience doesn't take time."""

PATIENCE = 40.0
"""Seconds of a client's that an answer may take, where the client sets no limit itself."""

PATIENCE_OF_POST = 400.0
"""The same for a submit, which can't be repeated if only this machine is slow."""

ROUNDS = 40
"""How often what wasn't collected is asked for again, at most."""

AT_ONCE = 1e-6
"""Seconds after which a row that isn't listed counts as never sent, once all jobs have ended."""


class HurriedTransport(AsyncHttpxTransport):
    """The transport over httpx, its clock faster than ours."""

    async def send(self, call: HttpCall) -> HttpAnswer:
        """As `AsyncTransport.send`."""
        return await super().send(_hurried(call))

    async def open(self, call: HttpCall) -> AsyncStream:
        """As `AsyncTransport.open`."""
        return _HurriedStream(await super().open(_hurried(call)))

    async def sleep(self, seconds: float) -> None:
        """As `AsyncTransport.sleep`."""
        await super().sleep(seconds / SPEED)

    def now(self) -> float:
        """As `AsyncTransport.now`."""
        return super().now() * SPEED


class _HurriedStream:
    def __init__(self, inner: AsyncStream) -> None:
        self.status, self.headers = inner.status, inner.headers
        self._inner = inner
        self.close = inner.close

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `AsyncStream`
        return await self._inner.read((timeout or PATIENCE) / SPEED)


def _hurried(call: HttpCall) -> HttpCall:
    patience = PATIENCE_OF_POST if call.method == "POST" else min(call.timeout or inf, PATIENCE)
    return call.within(patience / SPEED)


@dataclass
class Campaign:
    """Jobs that are submitted, followed, fetched and, where need be, asked for again.

    Attributes:
        client: Who does it; it has a journal.
        folder: Where the pictures go; None leaves them where they are.
        errors: By prompt, what each row ended with that hasn't its result.
        collected: The request ids whose results and files came whole.
        repeated: Log lines that a job told twice.
    """

    client: limner.AsyncClient
    folder: Path | None
    errors: dict[str, LimnerError] = field(default_factory=dict)
    collected: Counter[str] = field(default_factory=Counter)
    repeated: list[str] = field(default_factory=list)

    async def run(self, count: int, at_once: int = 300) -> None:
        """Run the rows that aren't on record, then ask again for what we haven't collected."""
        gate = asyncio.Semaphore(at_once)

        async def through(gated: Coroutine[Any, Any, None]) -> None:
            async with gate:
                await gated

        rows = (f"row {n}" for n in range(count))
        known = self._known()
        await asyncio.gather(*(through(self._row(row)) for row in rows if row not in known))
        rounds = 0
        while (left := self._left()) and rounds < ROUNDS:
            await asyncio.gather(*(through(self._again(row)) for row in left))
            rounds += 1

    async def settle(self, server: FaultServer) -> None:
        """Reconcile all rows that are unknown, and collect those that are found."""
        assert self.client.journal is not None
        await asyncio.to_thread(_until_listed, server)
        rounds = 0
        while (left := self.client.journal.entries(states={"unknown"})) and rounds < ROUNDS:
            found = await self.client.reconcile(after=AT_ONCE)
            assert {one.entry.id for one in found} == {row.id for row in left}
            rounds += 1  # the list is served with every fault, too
        await self.run(0)

    async def _row(self, prompt: str) -> None:
        try:
            job = await self.client.submit(MODEL, {"prompt": prompt})
            await self._watch(job)
            await self._collect(job)
        except LimnerError as error:
            self.errors[prompt] = error

    async def _watch(self, job: AsyncJobHandle) -> None:
        lines: Counter[str] = Counter()
        async for event in job.events():
            lines.update(line.message for line in getattr(event, "logs", ()))
        self.repeated += [line for line, times in lines.items() if times > 1]

    async def _again(self, row: Entry) -> None:
        with suppress(NotCollected, DeadlinePassed, JobFailed):
            try:
                await self._collect(await self.client.resume(row))
            except JobNotFound:  # as `limner jobs resolve --as lost` does
                assert self.client.journal is not None
                self.client.journal.move(row.id, "lost")

    async def _collect(self, job: AsyncJobHandle) -> None:
        result = await job.result(output=self.folder and f"{self.folder}/")
        (image,) = result.images
        whole = True
        if self.folder:
            assert image.path is not None
            whole = image.path.read_bytes() == picture(str(job.request_id))
        self.collected[str(job.request_id)] += whole

    def _known(self) -> set[str]:
        """The rows that are on record, whatever became of them."""
        assert self.client.journal is not None
        return {entry.arguments["prompt"] for entry in self.client.journal.entries()}

    def _left(self) -> tuple[Entry, ...]:
        """The rows whose results the provider has, and we haven't."""
        assert self.client.journal is not None
        return self.client.journal.entries(states=COLLECTABLE)


def _until_listed(server: FaultServer) -> None:
    time.sleep(server.pace.late + server.pace.running)
    while any(job.ends > time.time() for job in server.ledger.executed):
        time.sleep(0.05)


def environment(server: FaultServer) -> dict[str, str]:
    """What leads a client to a server."""
    return {"LIMNER_FAL_URL": server.url, "FAL_KEY": "an-id:a-secret"}
