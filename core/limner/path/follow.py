"""Job -> Completed: the status is polled, and every change becomes an event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from limner.effects import Emit, Path, ask, move, now, sleep
from limner.errors import CredentialError, DeadlinePassed, ProviderError, TransportError
from limner.events import Completed, InProgress, Queued
from limner.retry import STATUS, patiently

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from limner.effects import Effect
    from limner.errors import LimnerError
    from limner.events import Event, LogLine
    from limner.job import Job, Ticket
    from limner.path.setting import Setting
    from limner.transport import HttpAnswer

FIRST_PAUSE = 0.25
"""Seconds between the first two polls; each pause is longer than the one before by ..."""

GROWTH = 1.3
"""... this factor, until ..."""

LONGEST_PAUSE = 5.0
"""... this many seconds."""

IMAGE_TIMEOUT = 600.0
"""Seconds that a job is waited for by default."""

VIDEO_TIMEOUT = 1800.0
"""The same for a model that makes videos."""


def default_timeout(category: str) -> float:
    """How many seconds a job of a category is waited for if the caller doesn't say."""
    return VIDEO_TIMEOUT if category.endswith("video") else IMAGE_TIMEOUT


def follow(job: Job, setting: Setting, timeout: float | None = None) -> Path[Completed]:
    """Follow a job to its end, emitting an event for each change.

    Args:
        job: What to follow.
        setting: Who is called and asked.
        timeout: Seconds to wait; a value by category by default.

    Raises:
        DeadlinePassed: It's still alive.
        JobFailed: The provider doesn't know it.
        CredentialError: The provider doesn't accept the key, or locked the account; the
            job lives on.
    """
    if job.ticket is None:
        yield from _report(job, setting, completed := Completed())
        return completed
    seconds = default_timeout(job.request.model.category) if timeout is None else timeout
    until = (yield from now()) + seconds
    before: Event | None = None
    seen: set[LogLine] = set()
    for pause in _pauses():
        event = _news((yield from _event(job, job.ticket, setting, until, seconds)), seen)
        if _is_news(event, before):
            yield from _report(job, setting, event)
        if isinstance(event, Completed):
            return event
        before = event
        left = until - (yield from now())
        if left <= 0:
            break
        yield from sleep(min(pause, left))
    raise _deadline_passed(job, seconds)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(LONGEST_PAUSE, pause * GROWTH)


def _event(
    job: Job, ticket: Ticket, setting: Setting, until: float, seconds: float
) -> Path[Event]:
    """The job's present state, read patiently: what can't be read is read again."""
    provider = setting.account.provider

    def unreadable(answer: HttpAnswer) -> bool:
        if provider.read_event(answer) is not None:
            return False
        return provider.error(job.endpoint_id, answer) is None or STATUS.admits(answer)

    call = setting.account.sign(provider.status(ticket))
    try:
        answer = yield from patiently(
            call, STATUS, until=until, chance=setting.chance, again=unreadable
        )
    except TransportError as failure:
        raise _deadline_passed(job, seconds) from failure
    event = provider.read_event(answer)
    if event is not None:
        return event
    error = provider.error(job.endpoint_id, answer, ticket.request_id)
    if error is None or STATUS.admits(answer):
        raise _deadline_passed(job, seconds)
    return (yield from end_badly(job, error))


def _news(event: Event, seen: set[LogLine]) -> Event:
    """The event with only the log lines that are new: what arrives is a sliding window."""
    if isinstance(event, Queued):
        return event
    new = tuple(dict.fromkeys(line for line in event.logs if line not in seen))
    seen.update(new)
    return replace(event, logs=new)


def _is_news(event: Event, before: Event | None) -> bool:
    if isinstance(event, InProgress):
        return bool(event.logs) or not isinstance(before, InProgress)
    return event != before


def _report(job: Job, setting: Setting, event: Event) -> Path[None]:
    if isinstance(event, InProgress):
        yield from move(job.entry_id, "running")
    elif isinstance(event, Completed) and job.ticket:
        yield from move(job.entry_id, "finished")
    yield from ask(setting.hooks.job_event, job, event)
    yield Emit(event)


def end_badly(job: Job, error: LimnerError) -> Generator[Effect, None, NoReturn]:
    """Raise what the provider says of a job; where that's its end, its row says so too."""
    if isinstance(error, ProviderError):
        state = "cancelled" if error.type == "client_cancelled" else "failed"
        yield from move(job.entry_id, state, detail=str(error))
    if isinstance(error, CredentialError):
        error.request_id = job.request_id
        error.args = (f"{error}\nThe job {job.request_id} lives on. {how_to_collect(job)}",)
    raise error


def _deadline_passed(job: Job, seconds: float) -> DeadlinePassed:
    return DeadlinePassed(
        f"the job isn't done after {seconds:g} s; it is still alive at {job.provider} as"
        f" {job.request_id}. {how_to_collect(job)}",
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
    )


def how_to_collect(job: Job) -> str:
    """How a person gets at a job that was left alone."""
    if job.ticket and not job.ticket.lasting:
        return f"The jobs of {job.provider} end with this process: wait longer, or call again."
    elsewhere = job.provider != job.request.model.provider
    client = f"limner.Client({job.provider!r})" if elsewhere else "limner.Client()"
    call = f"{client}.job({job.endpoint_id!r}, {job.request_id!r}).result()"
    return f"Collect it with Python: {call}"
