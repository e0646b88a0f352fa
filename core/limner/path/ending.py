"""How a job ends that isn't in the caller's hands: what its row and its error say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from limner.effects import Effect, move
from limner.errors import (
    CredentialError,
    DeadlinePassed,
    LimnerError,
    NotCollected,
    ProviderError,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from limner.job import Job
    from limner.result import Artifact, Result


def end_badly(job: Job, error: LimnerError) -> Generator[Effect, None, NoReturn]:
    """Raise what the provider says of a job; where that's its end, its row says so too."""
    if isinstance(error, ProviderError):
        state = "cancelled" if error.type == "client_cancelled" else "failed"
        yield from move(job.entry_id, state, detail=str(error))
    if isinstance(error, CredentialError):
        error.request_id = job.request_id
        error.args = (f"{error}\nThe job {job.request_id} lives on. {_how_to_collect(job)}",)
    raise error


def deadline_passed(job: Job, seconds: float) -> DeadlinePassed:
    """The error for a job that isn't done in time."""
    return DeadlinePassed(
        f"the job isn't done after {seconds:g} s; it is still alive at {job.provider} as"
        f" {job.request_id}. {_how_to_collect(job)}",
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
    )


def not_collected(job: Job, reason: str, result: Result[Artifact] | None = None) -> NotCollected:
    """The error for a finished job of which something is missing."""
    return NotCollected(
        f"the job {job.request_id} is finished, but {reason}. {_how_to_collect(job)}"
        if job.request_id
        else f"a plugin answered in the place of {job.provider}, but {reason}",
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
        result=result,
    )


def _how_to_collect(job: Job) -> str:
    """How a person gets at a job that was left alone."""
    return (
        "Collect it with Python:"
        f" limner.Client().job({job.endpoint_id!r}, {job.request_id!r}).result()"
    )
