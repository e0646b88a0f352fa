"""What a prompt shows: one line, readable, without a secret and without a wall of text."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from answers import (
    FILE_URL,
    FLUX,
    KEY,
    PROMPT,
    REQUEST_ID,
    accepted,
    completed,
    file_of,
    html,
    output,
    queued,
    refusal,
    result,
    running,
)
from scripted import AsyncScriptedClient, ScriptedClient, whole_call

import limner
from limner.job import Answer, Job
from limner.result import Download

if TYPE_CHECKING:
    from limner.events import Event

JOB = f"{FLUX} at fal {REQUEST_ID}"


@pytest.mark.parametrize(
    ("event", "said", "shown"),
    [
        (limner.Queued(1), "Queued, position 1", "<Queued: position 1>"),
        (limner.Queued(0), "Queued, next in line", "<Queued: next in line>"),
        (limner.Queued(), "Queued", "<Queued>"),
        (limner.InProgress(), "In progress", "<InProgress>"),
        (
            limner.InProgress((limner.LogLine("25 % done", "1970-01-01T00:00:01", "INFO"),)),
            "In progress: 25 % done",
            "<InProgress: '25 % done'>",
        ),
        (
            limner.InProgress((limner.LogLine("one"), limner.LogLine("\x1b[2Jtwo\r\n"))),
            "In progress\n  one\n  [2Jtwo",
            "<InProgress: 2 log lines, '[2Jtwo'>",
        ),
        (limner.Completed(), "Completed", "<Completed>"),
        (
            limner.Completed(inference_seconds=3.04),
            "Completed in 3.0 s",
            "<Completed: in 3.0 s>",
        ),
        (
            limner.Completed((limner.LogLine("NSFW found"),), 0.5, "Bad", "unsafe"),
            "Failed in 0.5 s: Bad (unsafe)\n  NSFW found",
            "<Completed: in 0.5 s: Bad (unsafe), 'NSFW found'>",
        ),
        (limner.Completed(error_type="timeout"), "Failed: (timeout)", "<Completed: (timeout)>"),
    ],
)
def test_an_event_is_a_sentence(event: Event, said: str, shown: str) -> None:
    """Printed it's a sentence with its log lines, at a prompt a line."""
    assert (str(event), repr(event)) == (said, shown)


def test_a_log_line() -> None:
    """Its text, and what kind it is; long ones are cut at a prompt only."""
    line = limner.LogLine("word " * 100, "1970-01-01T00:00:01", "STDERR")

    assert str(line) == ("word " * 100).strip()
    assert repr(line).startswith("<LogLine STDERR: word word")
    assert len(repr(line)) < 130


def test_a_request_shows_its_arguments_briefly() -> None:
    """No file, no data URL and no long prompt is printed whole."""
    client = ScriptedClient()
    url = f"data:image/png;base64,{'A' * 10_000}"
    request = client.validate("clarityai/crystal-upscaler", {"image_url": url})
    long = client.validate(FLUX, {"prompt": "a lighthouse, " * 150, "num_images": 2})
    held = client.validate("clarityai/crystal-upscaler", {"image_url": b"secret bytes"})

    assert repr(request) == (
        "<Request clarityai/crystal-upscaler: image_url=<data:image/png, 10,022 characters>>"
    )
    assert repr(long) == (
        f"<Request {FLUX}: prompt='a lighthouse, a lighthouse, a lighthous…', num_images=2>"
    )
    assert "<LocalFile file: application/octet-stream of 12 bytes>" in repr(held)
    assert repr(client.job(FLUX, REQUEST_ID).job.request) == f"<Request {FLUX}: no arguments>"


def test_a_handle_says_how_its_job_stood_when_last_asked() -> None:
    """From its submission to its result; showing it asks nobody."""
    client = ScriptedClient(accepted(), queued(1), running(), completed(), result())
    job = client.submit(FLUX, PROMPT)
    calls = len(client.script.calls)
    states = [repr(job)]
    states += [repr(job) for _ in job.events()]
    assert len(client.script.calls) == calls + 3
    job.result()
    states.append(repr(job))

    assert repr(job.job) == f"<Job {JOB}>"
    assert [state.removeprefix(f"<JobHandle {JOB}") for state in states] == [
        ": submitted>",
        ": queued, position 1>",
        ": in progress>",
        ": completed in 1.5 s>",
        ": result fetched>",
    ]
    assert repr(client.job(FLUX, REQUEST_ID)) == f"<JobHandle {JOB}>"


def test_a_handle_knows_a_bad_ending() -> None:
    """Failed, cancelled, or not collected."""
    gone = refusal(499, detail="Request was cancelled", error_type="client_cancelled")
    broken = refusal(500, detail="out of memory", error_type="internal_server_error")
    for last, state in ((gone, "cancelled"), (broken, "failed")):
        job = ScriptedClient(accepted(), completed(), last).submit(FLUX, PROMPT)
        with pytest.raises(limner.JobFailed):
            job.result()
        assert repr(job) == f"<JobHandle {JOB}: {state}>"
    lost = ScriptedClient(accepted(), completed(), then=[html(404)]).submit(FLUX, PROMPT)
    with pytest.raises(limner.NotCollected):
        lost.result()
    assert repr(lost) == f"<JobHandle {JOB}: finished, not collected>"


def test_the_handle_for_asyncio_says_the_same() -> None:
    """Submitted, followed, fetched; its result and files are as readable."""

    async def main() -> None:
        client = AsyncScriptedClient(accepted(), queued(0), completed(), result())
        job = await client.submit(FLUX, PROMPT)
        assert repr(job) == f"<AsyncJobHandle {JOB}: submitted>"
        async for _ in job.events():
            break
        assert repr(job) == f"<AsyncJobHandle {JOB}: queued, next in line>"
        got = await job.result()
        assert repr(job) == f"<AsyncJobHandle {JOB}: result fetched>"
        assert (
            repr(got.images[0]) == f"<AsyncArtifact /images/0 of {FLUX}: image/jpeg, 1024 x 768>"
        )

    asyncio.run(main())


def test_a_result_says_what_came(tmp_path: Path) -> None:
    """How many of what, how large, and where they are."""
    client = ScriptedClient(accepted(), completed(), result(FILE_URL, FILE_URL))
    two = client.run(FLUX, {**PROMPT, "num_images": 2})
    assert repr(two) == f"<Result {JOB}: 2 images of 1024 x 768>"
    assert FILE_URL not in repr(two.images)

    one = ScriptedClient(*whole_call()).run(FLUX, PROMPT, output=tmp_path / "x.jpg")
    path = tmp_path / "x.jpg"
    assert repr(one) == f"<Result {JOB}: 1 image of 1024 x 768, saved as {path}>"
    assert repr(one.images[0]) == (
        f"<Artifact /images/0 of {FLUX}: image/jpeg, 1024 x 768, 10.2 kB, saved as {path}>"
    )
    assert repr(one.images[0].download) == f"<Download {path}: image/jpeg, 10.2 kB>"
    warned = one.with_artifacts(()).with_warnings(limner.Issue("", "x", "y"))
    assert repr(warned) == f"<Result {JOB}: no files, 1 warning>"


def test_results_that_are_partly_saved(tmp_path: Path) -> None:
    """It says how many of them are, and the folder where all are in one."""
    served = [file_of(), file_of()]
    client = ScriptedClient(accepted(), completed(), result(FILE_URL, FILE_URL), *served)
    both = client.run(FLUX, {**PROMPT, "num_images": 2}, output=f"{tmp_path}/")
    fresh = ScriptedClient(accepted(), completed(), result()).run(FLUX, PROMPT)
    partly = both.with_artifacts((both.images[0], fresh.images[0]))

    assert repr(both) == f"<Result {JOB}: 2 images of 1024 x 768, saved in {tmp_path}>"
    assert repr(partly) == f"<Result {JOB}: 2 images of 1024 x 768, 1 saved>"


def test_what_a_plugin_answered() -> None:
    """It's named; its answer isn't printed."""
    request = ScriptedClient().validate(FLUX, PROMPT)
    answer = Answer("cache", output())
    job = Job(request, "fal", answer=answer, entry_id="abc")

    assert repr(job) == f"<Job {FLUX}, answered by cache>"
    assert repr(answer) == "Answer(plugin='cache')"


def test_the_small_ones() -> None:
    """An estimate, the journal and its rows, a download."""
    client = ScriptedClient(accepted())
    client.submit(FLUX, PROMPT)

    assert repr(limner.Estimate(Decimal("0.0250"), "USD")) == "<Estimate 0.0250 USD>"
    assert str(limner.Estimate(Decimal("0.0250"), "USD")) == "0.025 USD"
    row = client.row
    assert repr(row) == f"<Entry {row.id} {FLUX} at fal: submitted, request {REQUEST_ID}>"
    assert repr(client.journal) == "<MemoryJournal of 1 entries>"
    assert repr(Download(Path("a.png"), 1, "0" * 64, "image/png")) == (
        "<Download a.png: image/png, 1 byte>"
    )


def test_no_key_is_ever_shown(tmp_path: Path) -> None:
    """Neither of a client nor of anything that it makes."""
    client = ScriptedClient(*whole_call())
    job = client.submit(FLUX, PROMPT)
    got = job.result(output=tmp_path)

    things = [client, client.registry, job, job.job, job.job.request, got, *got.artifacts]
    for thing in [
        *things,
        client.journal,
        client.row,
        client.connections.of(job.job.request.model),
    ]:
        assert KEY not in repr(thing) + str(thing)
        assert "\n" not in repr(thing)
    assert KEY not in got._repr_html_() + got.images[0]._repr_html_()
