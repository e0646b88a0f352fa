"""A job that is no longer wanted: the provider is asked to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.effects import Path, send
from limner.errors import JobFailed
from limner.path.follow import not_found

if TYPE_CHECKING:
    from limner.job import Job
    from limner.path.setting import Setting

_TOO_LATE = 400


def cancel(job: Job, setting: Setting) -> Path[bool]:
    """Ask for a job to be cancelled.

    Returns:
        Whether the provider took the wish: a job that runs already may still
        complete. False if it was too late, or if a plugin answered the job.

    Raises:
        JobNotFound: The provider doesn't know the job.
        ProviderError: It says no.
        CredentialError: It doesn't accept the key.
        TransportError: It can't be reached, or its answer was lost; ask again.
    """
    if job.ticket is None:
        return False
    provider = setting.account.provider
    answer = yield from send(setting.account.sign(provider.cancel(job.ticket)))
    if answer.ok:
        return True
    if answer.status == _TOO_LATE:
        return False
    error = provider.error(job.endpoint_id, answer, job.request_id)
    raise not_found(job, error, setting) or error or _odd(job, answer.status)


def _odd(job: Job, status: int) -> JobFailed:
    told = f"the wish to cancel was answered with HTTP {status}"
    return JobFailed(told, endpoint_id=job.endpoint_id, request_id=job.request_id, status=status)
