"""Both drivers produce the same sequence of effects for the same script of answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from answers import (
    FLUX,
    PICTURE,
    PROMPT,
    accepted,
    answer,
    completed,
    file_of,
    html,
    queued,
    refusal,
    result,
    running,
)
from scripted import AsyncScriptedClient, Cut, ScriptedClient, Step, events, whole_call

from limner.errors import ConnectionLost, LimnerError, NotSent
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from pathlib import Path

REST = [queued(0), running("a line"), completed(), result(), file_of()]
SLOW_DOWN = answer(429, {"detail": "too many"}, retry_after="17")

SCRIPTS: dict[str, list[Step]] = {
    "success": whole_call(),
    "too many at a time, then success": [SLOW_DOWN, accepted(), *REST],
    "not sent three times, then success": [*[NotSent("refused")] * 3, accepted(), *REST],
    "never sent": [NotSent("refused")] * 4,
    "a status that fails, then success": [accepted(), refusal(500, detail="oh"), *REST],
    "a status that is lost, then success": [accepted(), ConnectionLost("reset"), *REST],
    "a result that is garbage, then success": [accepted(), completed(), html(200), *REST[3:]],
    "a file that is cut, then whole": [accepted(), *REST[:4], Cut(PICTURE, 9), file_of()],
    "a file that isn't there": [accepted(), *REST[:4], html(404), result()],
    "a file that has moved": [
        *(accepted(), *REST[:4], html(410)),
        *(result("https://v3.fal.media/new.jpg"), file_of()),
    ],
    "arguments that are refused": [refusal(422, detail=[{"loc": ["body"], "msg": "no"}])],
    "an answer that is lost": [ConnectionLost("reset")],
    "an answer that says nothing": [html(502)],
    "a stream": [accepted(), events(queued(1), 5.0, running("a"), completed("b")), *REST[3:]],
    "a stream that is cut": [
        accepted(),
        events(running("a"), ConnectionLost("reset")),
        running("a", "b"),
        events(20.0, b": alive\n\ndata: ", 10**6),
        completed("c"),
        *REST[3:],
    ],
    "a job that fails": [accepted(), completed(), refusal(500, detail="CUDA error")],
}

every_script = pytest.mark.parametrize("steps", SCRIPTS.values(), ids=SCRIPTS.keys())


def outcome(error: LimnerError | None, client: ScriptedClient | AsyncScriptedClient) -> object:
    """What a call came to, its ids and times aside."""
    assert isinstance(client.journal, MemoryJournal)
    rows = [(row.state, row.request_id, row.detail) for row in client.journal.entries()]
    calls = [(call.method, call.url, call.headers, call.body) for call in client.script.calls]
    return type(error), str(error), rows, calls, client.script.slept, client.effects


def synchronous(steps: list[Step], folder: Path) -> object:
    client, failure = ScriptedClient(*steps), None
    try:
        job = client.submit(FLUX, PROMPT)
        list(job.events())
        job.result(output=f"{folder}/")
    except LimnerError as error:
        failure = error
    return outcome(failure, client)


async def asynchronous(steps: list[Step], folder: Path) -> object:
    client, failure = AsyncScriptedClient(*steps), None
    try:
        job = await client.submit(FLUX, PROMPT)
        _ = [event async for event in job.events()]
        await job.result(output=f"{folder}/")
    except LimnerError as error:
        failure = error
    return outcome(failure, client)


@every_script
def test_drivers_carry_out_the_same_effects(steps: list[Step], tmp_path: Path) -> None:
    """The same effects in the same order, the same waits, calls, rows and words of the error."""
    one, other = tmp_path / "one", tmp_path / "other"

    assert synchronous(steps, one) == asyncio.run(asynchronous(steps, other))
    assert contents(one) == contents(other)


def contents(folder: Path) -> dict[str, bytes]:
    files = folder.iterdir() if folder.exists() else ()
    return {file.name: file.read_bytes() for file in files}


def test_two_runs_of_a_script_are_the_same(tmp_path: Path) -> None:
    """What is compared above is the same for two runs of one driver, so it can tell them apart."""
    steps = SCRIPTS["not sent three times, then success"]

    assert synchronous(steps, tmp_path) == synchronous(steps, tmp_path / "again")
