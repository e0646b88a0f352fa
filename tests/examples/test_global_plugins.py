"""The two global plugins among the examples: one that logs, one that refuses."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter

import logs_calls
import pytest
import refuses_calls

import limner

FLUX = "fal-ai/flux/dev"
LAMP = {"prompt": "a lamp", "num_images": 2}


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged, without ids and times."""
    lines = [record.getMessage() for record in caplog.records if record.name == "calls"]
    return [re.sub(r" [\w-]{36}|[\d.]+ s$", "", line) for line in lines]


EXPECTED = [
    f"{FLUX}: submitting prompt, num_images",
    f"{FLUX}: Queued after ",
    f"{FLUX}: Completed after ",
    f"{FLUX}: a result with 2 files",
]


def test_every_call_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Submission, progress, end and files are lines; nothing is kept of a job that has ended."""
    caplog.set_level(logging.INFO, "calls")
    with limner.Client("sandbox", plugins=[logs_calls]) as client:
        client.run(FLUX, LAMP)

    lines = _lines(caplog)
    assert [line for line in EXPECTED if line not in lines] == []
    assert lines.count(f"{FLUX}: InProgress after ") > 1
    assert logs_calls.SINCE == {}


def test_calls_of_asyncio_are_logged_alike(caplog: pytest.LogCaptureFixture) -> None:
    """The same plugin serves `AsyncClient`."""

    async def call() -> None:
        async with limner.AsyncClient("sandbox", plugins=[logs_calls]) as client:
            await client.run(FLUX, LAMP)

    caplog.set_level(logging.INFO, "calls")
    asyncio.run(call())

    assert [line for line in EXPECTED if line not in _lines(caplog)] == []


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> limner.Client:
    """A client with the plugin that refuses, its ceiling at two calls."""
    monkeypatch.setattr(refuses_calls, "CALLS", Counter())
    monkeypatch.setattr(refuses_calls, "CEILING", 2)
    return limner.Client("sandbox", plugins=[refuses_calls])


def test_a_model_off_the_list_is_refused(strict: limner.Client) -> None:
    """The refusal says why and whose it is, and nothing was sent or journaled."""
    with pytest.raises(limner.Refused, match=r"not one of our models.*the plugin refuses_calls"):
        strict.run("fal-ai/flux-pro", LAMP)

    assert strict.journal is not None
    assert strict.journal.entries() == ()


def test_a_call_above_the_ceiling_is_refused(strict: limner.Client) -> None:
    """The third call of a day is refused; one with wrong arguments didn't count."""
    with pytest.raises(limner.InvalidArguments):
        strict.run(FLUX, {})
    for _ in range(2):
        strict.run(FLUX, LAMP)

    with pytest.raises(limner.Refused, match="2 calls have been made today"):
        strict.run(FLUX, LAMP)
