"""A job is followed by its event stream, and a bad stream costs no result."""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from answers import (
    FLUX,
    NO_STREAM,
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
from scripted import AsyncScriptedClient, Events, ScriptedClient, Step, events, told

from limner.errors import ConnectionLost, DeadlinePassed, JobNotFound, NotSent
from limner.events import Completed, Event, InProgress, LogLine, Queued
from limner.path.setting import MOST_STREAMS, WITHOUT_STREAMS
from limner.path.stream import LASTING, MOST_FAILURES
from limner.path.watch import MOST_LINES

if TYPE_CHECKING:
    from limner.client import JobHandle

URL = f"https://queue.fal.run/fal-ai/flux/requests/{REQUEST_ID}"
CUT = ConnectionLost("the script cuts it here")


def line(text: str) -> LogLine:
    return LogLine(text, f"at {text}", "INFO")


def told_of(*steps: Step) -> list[Event]:
    return list(ScriptedClient(accepted(), *steps).submit(FLUX, PROMPT).events())


def lines_of(happened: list[Event]) -> list[str]:
    logs = (event.logs for event in happened if isinstance(event, InProgress | Completed))
    return [line.message for lines in logs for line in lines]


WHOLE = (queued(2), queued(0), running(), running("a"), completed("b"))


def test_streamed_job_takes_three_requests() -> None:
    """Submit, stream, result; every change is told, and the stream is closed."""
    client = ScriptedClient(accepted(), events(*WHOLE), result())
    job = client.submit(FLUX, PROMPT)

    happened = list(job.events())
    job.result()

    assert happened == [
        *(Queued(2), Queued(0), InProgress(), InProgress((line("a"),))),
        Completed((line("b"),), 1.5),
    ]
    assert [call.url for call in client.script.calls[1:]] == [f"{URL}/status/stream?logs=1", URL]
    assert [stream.closed for stream in client.script.streams] == [True]
    assert client.script.slept == []
    assert client.row.state == "kept"


def test_key_and_wish_of_a_stream() -> None:
    """The call for a stream has the key, asks for events, and for none of them compressed."""
    client = ScriptedClient(accepted(), events(completed()), result())

    client.run(FLUX, PROMPT)

    headers = client.script.calls[1].headers
    assert headers["Authorization"].startswith("Key ")
    assert (headers["Accept"], headers["Accept-Encoding"]) == ("text/event-stream", "identity")


@pytest.mark.parametrize("end", [(CUT,), ()], ids=["loudly", "like an end"])
def test_stream_that_is_cut_anywhere(end: tuple[Exception, ...]) -> None:
    """Cut at any byte, with an error or like an end: the job goes on, nothing is told twice."""
    whole = b"".join(map(told, WHOLE))
    rest = [running("a"), events(completed("a", "b"))]
    cut = [[accepted(), events(whole[:after], *end), *rest] for after in range(len(whole))]
    client = ScriptedClient(*chain.from_iterable(cut), accepted(), events(whole))

    for _ in range(len(whole) + 1):
        happened = list(client.submit(FLUX, PROMPT).events())

        assert [type(event) for event in happened].index(Completed) == len(happened) - 1
        assert lines_of(happened) == ["a", "b"]


def test_log_lines_that_are_repeated() -> None:
    """A stream may send new lines only, or a window of them: each is told once, in order."""
    happened = told_of(
        events(running("a", "b"), running("b", "c"), running("c", "c"), running("d"), CUT),
        running("b", "c", "d", "e"),
        events(running("a", "b", "e"), completed("e", "f")),
    )

    assert lines_of(happened) == ["a", "b", "c", "d", "e", "f"]


def test_log_lines_are_not_all_kept_in_mind() -> None:
    """A job that writes for ever is told of by what is remembered of its last lines."""
    texts = [str(number) for number in range(2 * MOST_LINES)]
    batches = [texts[start : start + 100] for start in range(0, len(texts), 100)]
    stream = events(*(running(*batch) for batch in batches), completed(*texts[-100:]))

    assert lines_of(told_of(stream)) == texts


BAD_OPENINGS: dict[str, Step] = {
    "404": Events((), NO_STREAM),
    "405": Events((), refusal(405, detail="Method Not Allowed")),
    "501": Events((), refusal(501, detail="Not Implemented")),
    "404 in HTML": Events((), html(404)),
    "200 in HTML": Events((), html(200)),
    "200 in JSON": Events((), answer(200, {"status": "COMPLETED"}, content_type="text/json")),
    "401": Events((), refusal(401, detail="no")),
    "429": Events((), refusal(429, detail="slow")),
    "500": Events((), refusal(500, detail="oh")),
    "204": Events((), answer(204)),
}


@pytest.mark.parametrize("opening", BAD_OPENINGS.values(), ids=BAD_OPENINGS.keys())
def test_stream_that_is_none_is_polled(opening: Step) -> None:
    """Whatever else comes than events: the job is polled, and the stream isn't asked again."""
    client = ScriptedClient(accepted(), opening, queued(0), running(), completed())

    happened = list(client.submit(FLUX, PROMPT).events())

    assert [type(event) for event in happened] == [Queued, InProgress, Completed]
    assert [call.url.count("/stream") for call in client.script.calls] == [0, 1, 0, 0, 0]
    assert all(stream.closed for stream in client.script.streams)


GARBAGE: dict[str, bytes] = {
    "no JSON": b"data: hello\n\n",
    "no object": b"data: []\n\n",
    "an unknown status": b'data: {"status": "DREAMING"}\n\n',
    "an error": b'data: {"detail": "Internal Server Error"}\n\n',
    "bytes": bytes(range(256)) + b"\n\ndata: \xff\n\n",
    "a line without an end": b"data: " + b"x" * 5 * 1024**2,
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_in_a_stream_is_looked_through(garbage: bytes) -> None:
    """The status says what the stream didn't; the stream has another chance."""
    happened = told_of(events(running(), garbage), running("a"), events(completed()))

    assert [type(event) for event in happened] == [InProgress, InProgress, Completed]


@pytest.mark.parametrize("bad", [events(), events(running()), events(CUT), NotSent("refused")])
def test_stream_has_a_few_chances(bad: Step) -> None:
    """One that ends badly time and again is given up, with pauses between, and polled."""
    failing = [step for _ in range(MOST_FAILURES) for step in (bad, running())]
    if isinstance(bad, NotSent):
        failing = [events(CUT), running()] * MOST_FAILURES
    client = ScriptedClient(accepted(), *failing, running(), completed())

    list(client.submit(FLUX, PROMPT).events())

    streams = [call for call in client.script.calls if "/stream" in call.url]
    assert len(streams) == MOST_FAILURES
    assert len(client.script.slept) == MOST_FAILURES + 1


def test_streams_that_something_limits_have_many() -> None:
    """Where each stream is ended after a while, as proxies do, the next one follows on."""
    limited = [events(running(), LASTING + 1), running()] * 10
    client = ScriptedClient(accepted(), *limited, events(completed()), result())

    client.run(FLUX, PROMPT)

    assert sum("/stream" in call.url for call in client.script.calls) == 11


def test_job_that_ends_while_a_stream_is_silent() -> None:
    """A stream that says nothing for a minute is left for a look at the status."""
    client = ScriptedClient(accepted(), events(running(), 10**6), completed(), result())
    start = client.script.time

    client.run(FLUX, PROMPT)

    assert client.script.time - start == pytest.approx(60)


def test_comments_are_no_news() -> None:
    """A stream that only keeps its connection alive is left for a look as well."""
    alive = [piece for _ in range(100) for piece in (15.0, b": ping\n\n")]
    client = ScriptedClient(accepted(), events(running(), *alive), completed(), result())
    start = client.script.time

    client.run(FLUX, PROMPT)

    assert 60 <= client.script.time - start <= 75


def test_quiet_job_is_looked_at_more_and_more_seldom() -> None:
    """A long job costs two calls after a minute, after two more, after four more, ..."""
    quiet = [events(running(), 10**6), running()] * 4
    client = ScriptedClient(accepted(), *quiet, events(completed()), result())
    start = client.script.time

    client.submit(FLUX, PROMPT).result(timeout=3600)

    assert client.script.time - start == pytest.approx(60 + 120 + 240 + 480, abs=4)


@pytest.mark.parametrize("timeout", [3, 10, 59, 61, 600])
@pytest.mark.parametrize("chatty", [False, True])
def test_deadline_holds_while_a_stream_is_read(timeout: float, *, chatty: bool) -> None:
    """However long a stream is silent, or talks: the deadline is kept, with a last look."""
    piece = (1.0, b": ping\n\n") if chatty else (10.0**6,)
    stream = events(running(), *piece * 1000)
    client = ScriptedClient(accepted(), stream, running(), then=[stream, running()])
    job = client.submit(FLUX, PROMPT)
    start = client.script.time

    with pytest.raises(DeadlinePassed):
        job.result(timeout)

    assert client.script.time - start == pytest.approx(timeout)
    assert client.script.calls[-1].url == f"{URL}/status?logs=true"
    assert all(stream.closed for stream in client.script.streams)


def test_last_look_finds_what_the_stream_kept_to_itself() -> None:
    """A stream that lies to the end costs no result."""
    client = ScriptedClient(accepted(), events(running(), 10**6), completed(), result())

    assert client.submit(FLUX, PROMPT).result(timeout=30).seed == 7


def test_calls_end_near_the_deadline() -> None:
    """No look may take longer than what is left; the last one has two seconds."""
    client = ScriptedClient(accepted(), events(running(), 10**6), running())
    job = client.submit(FLUX, PROMPT)

    with pytest.raises(DeadlinePassed):
        job.result(timeout=12)

    assert [call.timeout for call in client.script.calls] == [None, 12.0, 2.0]


def test_job_that_goes_missing_while_streamed() -> None:
    """When the stream ends, the status says that the job is no more."""
    client = ScriptedClient(accepted(), events(running()), refusal(404, status="NOT_FOUND"))

    with pytest.raises(JobNotFound):
        client.run(FLUX, PROMPT)

    assert client.row.state == "running"


def test_provider_without_streams_is_asked_once() -> None:
    """What one job found out holds for the others, for ten minutes."""
    job = [accepted(), queued(0), completed(), result()]
    missing = Events((), NO_STREAM)
    streamed = [accepted(), events(completed()), result()]
    client = ScriptedClient(*job[:1], missing, *job[1:], *job, *job, *streamed)

    for _ in range(3):
        client.run(FLUX, PROMPT)
    client.script.time += WITHOUT_STREAMS
    client.run(FLUX, PROMPT)

    asked = [number for number, call in enumerate(client.script.calls) if "/stream" in call.url]
    assert asked == [1, len(client.script.calls) - 2]


def test_unknown_job_is_no_reason_to_go_without_streams() -> None:
    """A 404 that is about the job says nothing of the provider."""
    missing = Events((), refusal(404, status="NOT_FOUND"))
    unknown = [missing, refusal(404, status="NOT_FOUND")]
    client = ScriptedClient(*unknown, accepted(), events(completed()), result())
    with pytest.raises(JobNotFound):
        client.job(FLUX, REQUEST_ID).result()

    assert client.run(FLUX, PROMPT).seed == 7


def test_jobs_teach_when_to_look_at_the_next() -> None:
    """After five jobs of five seconds, one without a stream is left alone for as long."""
    streamed = [accepted(), events(running(), 5.0, completed()), result()]
    client = ScriptedClient(*streamed * 5, accepted(), running(), completed(), result())

    for _ in range(6):
        client.run(FLUX, PROMPT)

    assert client.script.slept == pytest.approx([5.0])


def test_job_of_unknown_age_teaches_nothing() -> None:
    """How long a job took isn't known of one that was done when somebody first looked."""
    late = [events(completed()), result()]
    client = ScriptedClient(*late * 5, accepted(), running(), completed(), result())
    for _ in range(5):
        client.job(FLUX, REQUEST_ID).result()

    client.run(FLUX, PROMPT)

    assert client.script.slept == [0.25]


def test_job_that_was_left_alone_teaches_nothing() -> None:
    """Nor does one that nobody looked at for an hour after it was submitted."""
    late = [accepted(), events(completed()), result()]
    client = ScriptedClient(*late * 5, accepted(), running(), completed(), result())
    for _ in range(5):
        job = client.submit(FLUX, PROMPT)
        client.script.time += 3600
        job.result()

    client.run(FLUX, PROMPT)

    assert client.script.slept == [0.25]


def test_failed_job_teaches_nothing() -> None:
    """A job that the platform gave up at once says nothing of how long one takes."""
    failed = answer(200, {"status": "COMPLETED", "error": "no", "error_type": "startup_timeout"})
    late = [accepted(), events(running(), 0.1, failed), result()]
    client = ScriptedClient(*late * 5, accepted(), running(), completed(), result())

    for _ in range(6):
        client.run(FLUX, PROMPT)

    assert client.script.slept == [0.25]


def test_fifty_jobs_are_streamed_and_the_others_polled() -> None:
    """Streams hold a connection each: a client has so many, and gives them back."""
    followed = [events(running(), completed()) for _ in range(MOST_STREAMS)]
    client = ScriptedClient(
        *[accepted()] * (MOST_STREAMS + 2), *followed, running(), completed(), events(completed())
    )
    jobs = [client.submit(FLUX, PROMPT) for _ in range(MOST_STREAMS + 2)]

    begun = [job.events() for job in jobs[:-1]]
    assert [next(events) for events in begun] == [InProgress()] * (MOST_STREAMS + 1)
    assert [len(list(events)) for events in begun] == [1] * (MOST_STREAMS + 1)
    list(jobs[-1].events())

    urls = [call.url for call in client.script.calls]
    assert sum("/stream" in url for url in urls) == MOST_STREAMS + 1
    assert "/stream" in urls[-1]


def leave_at_the_first_event(job: JobHandle) -> None:
    for _ in job.events():
        break


def test_abandoned_events_give_the_stream_back() -> None:
    """Who leaves the loop over a job's events leaves no connection open, and no place taken."""
    step = events(running(), completed())
    client = ScriptedClient(accepted(), *[step] * (MOST_STREAMS + 1), result())
    job = client.submit(FLUX, PROMPT)

    for _ in range(MOST_STREAMS + 1):
        leave_at_the_first_event(job)

    assert [stream.closed for stream in client.script.streams] == [True] * (MOST_STREAMS + 1)


def test_abandoned_events_give_the_stream_back_in_asyncio() -> None:
    """The same holds for `async for`."""

    async def leave() -> AsyncScriptedClient:
        step = events(running(), completed())
        client = AsyncScriptedClient(accepted(), *[step] * (MOST_STREAMS + 1))
        job = await client.submit(FLUX, PROMPT)
        for _ in range(MOST_STREAMS + 1):
            async for _ in job.events():
                break
            await asyncio.sleep(0.01)
        return client

    client = asyncio.run(leave())

    assert [stream.closed for stream in client.script.streams] == [True] * (MOST_STREAMS + 1)
