"""A job is followed to its end, every change is an event, and the deadline holds."""

from __future__ import annotations

import pytest
from answers import (
    FLUX,
    PROMPT,
    REQUEST_ID,
    accepted,
    answer,
    completed,
    html,
    queued,
    refusal,
    result,
    running,
)
from scripted import ScriptedClient, Step

from limner.errors import (
    AccountLocked,
    ConnectionLost,
    DeadlinePassed,
    JobNotFound,
    KeyRefused,
    LimnerError,
    NotSent,
)
from limner.events import Completed, Event, InProgress, LogLine, Queued


def line(text: str) -> LogLine:
    return LogLine(text, f"at {text}", "INFO")


def events(*steps: Step) -> list[Event]:
    return list(ScriptedClient(accepted(), *steps).submit(FLUX, PROMPT).events())


def test_events_are_changes_only() -> None:
    """A place in the queue, the start and the end are told once each, however often polled."""
    steps = [queued(2), queued(2), queued(0), running(), running(), running(), completed()]

    assert events(*steps) == [Queued(2), Queued(0), InProgress(), Completed((), 1.5)]


def test_log_lines_are_a_sliding_window() -> None:
    """A line is told once, though it comes with many answers, and old ones drop out."""
    steps = [running("a", "b"), running("b", "c"), running("c"), completed("c", "d", "d")]

    assert events(*steps) == [
        InProgress((line("a"), line("b"))),
        InProgress((line("c"),)),
        Completed((line("d"),), 1.5),
    ]


def test_same_text_at_another_time_is_another_line() -> None:
    """Lines are told apart by time and text."""
    logs = [{"message": "step", "timestamp": second} for second in ("1", "2")]
    busy = answer(202, {"status": "IN_PROGRESS", "logs": logs})

    (first, _) = events(busy, completed())

    assert isinstance(first, InProgress)
    assert [line.timestamp for line in first.logs] == ["1", "2"]


def test_job_may_go_back_to_the_queue() -> None:
    """A job whose runner is lost is queued again; the row stays a running one."""
    client = ScriptedClient(accepted(), queued(0), running(), queued(3), running(), completed())
    job = client.submit(FLUX, PROMPT)

    told = [type(event) for event in job.events()]

    assert told == [Queued, InProgress, Queued, InProgress, Completed]
    assert client.row.state == "finished"


def test_pauses_grow() -> None:
    """Polls come fast at first, then every five seconds."""
    client = ScriptedClient(accepted(), *[queued(0)] * 30, completed())

    list(client.submit(FLUX, PROMPT).events())

    assert client.script.slept[0] == 0.25
    assert client.script.slept == sorted(client.script.slept)
    assert client.script.slept[-1] == 5.0


@pytest.mark.parametrize("timeout", [0.1, 1, 7.5, 60, 3600])
def test_deadline_is_the_callers(timeout: float) -> None:
    """Waiting ends at the deadline: not before, not after, and with a last look."""
    client = ScriptedClient(accepted(), then=[queued(0)])
    job = client.submit(FLUX, PROMPT)
    start = client.script.time

    with pytest.raises(DeadlinePassed):
        job.result(timeout)

    assert client.script.time - start == pytest.approx(timeout)


def test_deadline_of_nothing_looks_once() -> None:
    """With a timeout of 0 the job is looked at once."""
    alive = ScriptedClient(accepted(), running())
    done = ScriptedClient(accepted(), completed(), result())

    with pytest.raises(DeadlinePassed):
        alive.submit(FLUX, PROMPT).result(0)

    assert done.submit(FLUX, PROMPT).result(0).seed == 7


@pytest.mark.parametrize(
    ("model", "arguments", "seconds"),
    [
        (FLUX, PROMPT, 600),
        ("fal-ai/kling-video/v1/standard/text-to-video", PROMPT, 1800),
    ],
)
def test_deadline_by_default(model: str, arguments: dict[str, str], seconds: int) -> None:
    """A picture is waited for ten minutes, a video half an hour."""
    client = ScriptedClient(accepted(), then=[queued(0)])

    with pytest.raises(DeadlinePassed, match=f"after {seconds} s"):
        client.run(model, arguments)


def test_deadline_says_how_to_collect() -> None:
    """The error has the job's id and the words that collect it; the job stays on record."""
    client = ScriptedClient(accepted(), running(), then=[running()])

    with pytest.raises(DeadlinePassed) as caught:
        client.run(FLUX, PROMPT, timeout=3)

    assert caught.value.request_id == REQUEST_ID
    assert f"limner.Client().job('{FLUX}', '{REQUEST_ID}').result()" in str(caught.value)
    assert isinstance(caught.value, TimeoutError)
    assert (client.row.state, client.row.request_id) == ("running", REQUEST_ID)


def test_job_can_be_waited_for_again() -> None:
    """After the deadline, the same job can be waited for once more."""
    client = ScriptedClient(accepted(), running(), running(), completed(), result())
    job = client.submit(FLUX, PROMPT)
    with pytest.raises(DeadlinePassed):
        job.result(0)

    assert job.result().seed == 7
    assert client.row.state == "kept"


UNREADABLE: dict[str, Step] = {
    "500": refusal(500, detail="oh"),
    "503 in HTML": html(503),
    "200 in HTML": html(200),
    "404 in HTML": html(404),
    "429": refusal(429, detail="slow"),
    "an unknown status": answer(200, {"status": "DREAMING"}),
    "no JSON object": answer(200, []),
    "nothing": answer(200),
    "lost": ConnectionLost("reset"),
    "not sent": NotSent("refused"),
    "an error that isn't a transport's": OSError("?"),
}


@pytest.mark.parametrize("step", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_status_is_read_again(step: Step) -> None:
    """What doesn't tell the job's state, for whatever reason, is asked again."""
    assert events(*[step] * 6, completed()) == [Completed((), 1.5)]


@pytest.mark.parametrize("step", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_for_ever_ends_at_the_deadline(step: Step) -> None:
    """A provider that doesn't tell for as long as is waited: the deadline, to the second."""
    client = ScriptedClient(accepted(), then=[step])
    job = client.submit(FLUX, PROMPT)
    start = client.script.time

    with pytest.raises(DeadlinePassed, match=REQUEST_ID):
        job.result(100)

    assert client.script.time - start == pytest.approx(100)
    assert client.row.state == "submitted"


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (refusal(401, detail="no such key"), KeyRefused),
        (refusal(403, detail="User is locked. Reason: Exhausted balance."), AccountLocked),
    ],
)
def test_key_that_is_refused_while_polling(refused: Step, error: type[LimnerError]) -> None:
    """The error comes at once, with the id of the job, which lives on."""
    client = ScriptedClient(accepted(), running(), refused)

    with pytest.raises(error, match=REQUEST_ID) as caught:
        client.run(FLUX, PROMPT)

    assert caught.value.request_id == REQUEST_ID
    assert client.row.state == "running"


def test_job_that_the_provider_does_not_know() -> None:
    """A 404 proves nothing: another key may find the job, so its row waits for it."""
    client = ScriptedClient(accepted(), refusal(404, status="NOT_FOUND"))

    with pytest.raises(JobNotFound, match="lost there, or another account's") as caught:
        client.run(FLUX, PROMPT)

    assert (caught.value.status, caught.value.request_id) == (404, REQUEST_ID)
    assert client.row.state == "submitted"


def test_job_by_its_id() -> None:
    """A job of another process is followed by its id alone; the journal has no row for it."""
    client = ScriptedClient(running(), completed(), result())
    job = client.job(FLUX, REQUEST_ID)

    assert job.result().seed == 7
    assert client.journal is not None
    assert client.journal.entries() == ()
    assert client.script.calls[0].url == (
        f"https://queue.fal.run/fal-ai/flux/requests/{REQUEST_ID}/status?logs=true"
    )


def test_events_after_the_result_change_nothing() -> None:
    """Whoever looks at a finished job again, in whatever order, leaves its row as it is."""
    client = ScriptedClient(accepted(), completed(), result(), completed())
    job = client.submit(FLUX, PROMPT)
    job.result()

    assert [type(event) for event in job.events()] == [Completed]
    assert client.row.state == "kept"
