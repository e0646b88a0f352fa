"""Job -> Completed: by its event stream, or by looking at its status; each change is an event."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from limner.effects import Path, move, now, sleep
from limner.errors import (
    CredentialError,
    DeadlinePassed,
    JobNotFound,
    ProviderError,
    TransportError,
)
from limner.events import Completed
from limner.path.stream import StatusStream
from limner.path.watch import Watch, report
from limner.retry import STATUS, patiently

if TYPE_CHECKING:
    from collections.abc import Generator

    from limner.effects import Effect
    from limner.errors import LimnerError
    from limner.events import Event
    from limner.job import Job
    from limner.path.setting import Setting
    from limner.transport import HttpAnswer

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
        JobNotFound: The provider doesn't know it now, which proves nothing: its row stays.
        CredentialError: The provider doesn't accept the key, or locked the account; the
            job lives on.
    """
    if job.ticket is None:
        yield from report(job, setting, completed := Completed())
        return completed
    seconds = default_timeout(job.request.model.category) if timeout is None else timeout
    begin = yield from now()
    watch = Watch(job, job.ticket, setting, begin, seconds)
    with setting.following.place(setting.account.provider.name, begin) as usable:
        return (yield from _followed(watch, StatusStream(watch, usable=usable)))


def _followed(watch: Watch, stream: StatusStream) -> Path[Completed]:
    """Stream for as long as that is good; look at the status when it isn't, and poll then."""
    left = watch.seconds
    if watch.knows_when and not stream.good(left):
        yield from watch.rest()
    while True:
        if stream.good(left) and (completed := (yield from stream.follow())):
            return completed
        event = yield from _look(watch)
        yield from stream.was_compared()
        yield from watch.tell(event)
        if isinstance(event, Completed):
            return event
        left = watch.until - (yield from now())
        if left <= 0:
            raise _deadline_passed(watch)
        yield from sleep(min(left, stream.pause())) if stream.good(left) else watch.rest()


def _look(watch: Watch) -> Path[Event]:
    """The job's present state, read patiently: what can't be read is read again."""
    provider, job, ticket = watch.setting.account.provider, watch.job, watch.ticket
    event: Event | None = None

    def unreadable(answer: HttpAnswer) -> bool:
        nonlocal event
        event = provider.read_event(answer)
        if event is not None:
            return False
        return provider.error(job.endpoint_id, answer) is None or STATUS.admits(answer)

    call = watch.setting.account.sign(provider.status(ticket))
    chance = watch.setting.chance
    try:
        answer = yield from patiently(
            call, STATUS, until=watch.until, chance=chance, again=unreadable
        )
    except TransportError as failure:
        raise _deadline_passed(watch) from failure
    if event is not None:
        return event
    error = provider.error(job.endpoint_id, answer, ticket.request_id)
    if error is None or STATUS.admits(answer):
        raise _deadline_passed(watch)
    return (yield from end_badly(job, error, watch.setting))


def end_badly(job: Job, error: LimnerError, setting: Setting) -> Generator[Effect, None, NoReturn]:
    """Raise what the provider says of a job; where that's its end, its row says so too."""
    if missing := not_found(job, error, setting):
        raise missing from error
    if isinstance(error, ProviderError):
        state = "cancelled" if error.type == "client_cancelled" else "failed"
        yield from move(job.entry_id, state, detail=str(error))
    if isinstance(error, CredentialError):
        error.request_id = job.request_id
        error.args = (f"{error}\nThe job {job.request_id} lives on. {how_to_collect(job)}",)
    raise error


def not_found(job: Job, error: LimnerError | None, setting: Setting) -> JobNotFound | None:
    """The error for a job that isn't there; None where it's said what became of it, or no word."""
    if not isinstance(error, ProviderError) or not _is_missing(error):
        return None
    return JobNotFound(
        _passed(job) if job.ends_with_process else _unknown_there(job, setting),
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
        status=error.status,
    )


def _is_missing(error: ProviderError) -> bool:
    """Whether it says that there's no such job, and nothing of what became of one."""
    return error.status == HTTPStatus.NOT_FOUND and error.type is None and not error.issues


def _passed(job: Job) -> str:
    return (
        f"{job.provider} has no job {job.request_id} here: its jobs are known to the client that"
        " submitted them, and end with it. Call again: it costs nothing."
    )


def _unknown_there(job: Job, setting: Setting) -> str:
    why = "it is lost there, or another account's"
    if job.entry and setting.account.is_another(job.entry.key_mark):
        why = "it was sent with another key, which may find it"
    lost = f"If it is lost, `limner jobs resolve {job.entry_id} --as lost` closes it here."
    return (
        f"{job.provider} doesn't know the job {job.request_id} with this key: {why}."
        f" {how_to_collect(job)}" + (f"\n{lost}" if job.at_home else "")
    )


def _deadline_passed(watch: Watch) -> DeadlinePassed:
    job = watch.job
    return DeadlinePassed(
        f"the job isn't done after {watch.seconds:g} s; it is still alive at {job.provider} as"
        f" {job.request_id}. {how_to_collect(job)}",
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
    )


def how_to_collect(job: Job) -> str:
    """How a person gets at a job that was left alone."""
    if job.ticket and not job.ticket.lasting:
        return f"The jobs of {job.provider} end with this process: wait longer, or call again."
    if job.at_home:
        return (
            f"Collect it with `limner jobs resume {job.entry_id}`, or with Python:"
            f" limner.Client().resume({job.entry_id!r}).result()"
        )
    elsewhere = job.provider != job.request.model.provider
    client = f"limner.Client({job.provider!r})" if elsewhere else "limner.Client()"
    call = f"{client}.job({job.endpoint_id!r}, {job.request_id!r}).result()"
    return f"Collect it with Python: {call}"
