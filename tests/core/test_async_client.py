"""`AsyncClient`: the same calls in any event loop, and the loop is never held up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    FLUX,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    completed,
    file_of,
    html,
    result,
    running,
)
from scripted import AsyncScriptedClient, whole_call

import limner
from limner import hookimpl
from limner.errors import DeadlinePassed, NotCollected
from limner.events import Completed, InProgress, Queued
from limner.result import AsyncArtifact

if TYPE_CHECKING:
    from pathlib import Path

    from limner.result import Result

SMALL = {"prompt": "x", "image_size": {"width": 64, "height": 64}}


def test_two_loops_one_after_the_other(tmp_path: Path) -> None:
    """One client serves a second event loop when the first one has ended; so do its results."""
    client = limner.AsyncClient(provider="sandbox")

    first = asyncio.run(client.run(FLUX, SMALL))
    second = asyncio.run(client.run(FLUX, SMALL))

    assert first.job.request_id != second.job.request_id
    assert asyncio.run(first.images[0].save(tmp_path)).exists()
    assert asyncio.run(second.images[0].bytes())[:3] == b"\xff\xd8\xff"


def test_many_calls_at_once() -> None:
    """Thirty jobs of one client run side by side."""

    async def calls() -> list[Result[AsyncArtifact]]:
        async with limner.AsyncClient(provider="sandbox") as client:
            return await asyncio.gather(*(client.run(FLUX, SMALL) for _ in range(30)))

    results = asyncio.run(calls())

    assert len({got.job.request_id for got in results}) == 30


def test_job_step_by_step() -> None:
    """Submit, listen, fetch, save: each as `Client` has it."""

    async def call() -> tuple[list[type], bytes]:
        async with AsyncScriptedClient(*whole_call()) as client:
            job = await client.submit(FLUX, PROMPT)
            kinds = [type(event) async for event in job.events()]
            got = await job.result()
            assert got is await job.result()
            return kinds, await got.images[0].bytes()

    kinds, data = asyncio.run(call())

    assert kinds == [Queued, Queued, InProgress, InProgress, Completed]
    assert data == PICTURE


def test_job_by_its_id() -> None:
    """A job of another process is followed by its id."""

    async def call() -> Result[AsyncArtifact]:
        client = AsyncScriptedClient(running(), completed(), result())
        return await client.job(FLUX, REQUEST_ID).result()

    assert asyncio.run(call()).job.request_id == REQUEST_ID


def test_artifacts_outlive_the_client(tmp_path: Path) -> None:
    """A file can be saved after its client was closed."""

    async def call() -> Path:
        async with limner.AsyncClient(provider="sandbox") as client:
            got = await client.run(FLUX, SMALL)
        return await got.images[0].save(tmp_path)

    assert asyncio.run(call()).read_bytes()[:3] == b"\xff\xd8\xff"


def test_result_in_an_error_can_be_saved(tmp_path: Path) -> None:
    """Artifacts of the result in a `NotCollected` are awaited, as all of `AsyncClient` are."""

    async def call() -> Path:
        steps = [accepted(), completed(), result(), html(400), file_of()]
        client = AsyncScriptedClient(*steps)
        with pytest.raises(NotCollected) as caught:
            await client.run(FLUX, PROMPT, output=tmp_path)
        got: Any = caught.value.result
        assert isinstance(got.images[0], AsyncArtifact)
        return await got.images[0].save(tmp_path)

    assert asyncio.run(call()).read_bytes() == PICTURE


MANY_SAVING_HOOKS = """
    import asyncio, limner, sys

    class Saving:
        @limner.hookimpl
        def process_result(self, result):
            result.images[0].save(sys.argv[1])

    async def calls():
        async with limner.AsyncClient(provider="sandbox", plugins=[Saving()]) as client:
            arguments = {"prompt": "x", "image_size": {"width": 64, "height": 64}}
            await asyncio.gather(*(client.run("fal-ai/flux/dev", arguments) for _ in range(40)))

    asyncio.run(calls())
"""


def test_hooks_that_block_do_not_lock_each_other_out(tmp_path: Path) -> None:
    """More hooks than there are workers wait for files at once, and all of them get theirs."""
    # In a process of its own: threads that wait for each other can't be stopped.
    subprocess.run(
        [sys.executable, "-c", dedent(MANY_SAVING_HOOKS), str(tmp_path)], check=True, timeout=60
    )

    assert len(list(tmp_path.iterdir())) == 40


class Slow:
    """A plugin whose work on a result takes until it's told to end."""

    def __init__(self) -> None:
        self.began, self.end = threading.Event(), threading.Event()

    @hookimpl
    def process_result(self) -> None:
        self.began.set()
        self.end.wait(10)


def test_blocking_hook_does_not_hold_up_the_loop() -> None:
    """While a hook blocks, other tasks run, and the waiting one can be cancelled."""
    slow = Slow()

    async def call() -> str:
        client = AsyncScriptedClient(accepted(), completed(), result(), plugins=[slow])
        task = asyncio.create_task(client.run(FLUX, PROMPT))
        await asyncio.to_thread(slow.began.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        slow.end.set()
        return client.row.state

    assert asyncio.run(call()) == "finished"


def test_timeout_of_asyncio_is_one() -> None:
    """`asyncio.timeout` around a call ends in a `TimeoutError`, and the job stays on record."""

    async def call() -> str:
        client = AsyncScriptedClient(accepted(), then=[running()])
        job = await client.submit(FLUX, PROMPT)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await job.result(timeout=10**9)
        return client.row.state

    assert asyncio.run(call()) == "running"


def test_deadline_is_the_callers() -> None:
    """A job that doesn't end is left alone at the deadline."""

    async def call() -> float:
        client = AsyncScriptedClient(accepted(), then=[running()])
        job = await client.submit(FLUX, PROMPT)
        start = client.script.time
        with pytest.raises(DeadlinePassed):
            await job.result(33)
        return client.script.time - start

    assert asyncio.run(call()) == pytest.approx(33)


def test_cancel() -> None:
    """A job of the sandbox that waits can be cancelled, once."""

    async def call() -> list[bool]:
        async with limner.AsyncClient(provider="sandbox") as client:
            job = await client.submit(FLUX, SMALL)
            return [await job.cancel(), await job.cancel()]

    assert asyncio.run(call()) == [True, False]
