"""Errors of jobs: what their provider says, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.errors import LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner.result import Artifact, Result
    from limner.transport import HttpAnswer
    from limner_registry.issue import Issue


class _AboutAJob(LimnerError):
    def __init__(self, message: str, *, endpoint_id: str, request_id: str | None = None) -> None:
        super().__init__(message)
        self.endpoint_id = endpoint_id
        self.request_id = request_id


class ProviderError(LimnerError):
    """The provider rejected or failed a job.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id, where it gave one.
        status: The HTTP status of its answer.
        type: The provider's name for what went wrong, where it has one.
        issues: What it finds wrong with the arguments, one issue for each entry.
        retryable: Whether the same request may work later; None if it doesn't say.
    """

    exit_code = 6

    def __init__(  # noqa: PLR0913 -- a record of facts
        self,
        message: str,
        *,
        endpoint_id: str,
        request_id: str | None = None,
        status: int,
        type: str | None = None,  # noqa: A002 -- the provider's word
        issues: Iterable[Issue] = (),
        retryable: bool | None = None,
    ) -> None:
        self.endpoint_id = endpoint_id
        self.request_id = request_id
        self.status = status
        self.type = type
        self.issues = tuple(issues)
        self.retryable = retryable
        lines = "".join(f"\n  {issue}" for issue in self.issues)
        super().__init__(message + lines)


class JobRejected(ProviderError):
    """The provider did not take the request; there is no job."""


class JobFailed(ProviderError):
    """The provider took the request, and the job failed or was cancelled."""


class JobNotFound(ProviderError):
    """The provider took the request, and doesn't know the job now.

    It is lost there, or another account's key was shown: its row stays as it is.
    """


class DeadlinePassed(_AboutAJob, TimeoutError):
    """The deadline passed while the job was alive; it still is.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id, with which the job can be collected.
    """

    exit_code = 7


class OutcomeUnknown(_AboutAJob):
    """The provider may have taken the request; it isn't sent again.

    Attributes:
        endpoint_id: The model.
        request_id: None; that is what is unknown.
    """

    exit_code = 10


class NotCollected(_AboutAJob):
    """The job finished, and its result or one of its files could not be fetched.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id, with which it can be fetched later.
        result: The result, if that was fetched and only files are missing.
        answer: What came instead of a result, if anything did: its `body` is what there is.
    """

    exit_code = 12

    def __init__(
        self,
        message: str,
        *,
        endpoint_id: str,
        request_id: str | None = None,
        result: Result[Artifact] | None = None,
        answer: HttpAnswer | None = None,
    ) -> None:
        super().__init__(message, endpoint_id=endpoint_id, request_id=request_id)
        self.result = result
        self.answer = answer


class UnexpectedResult(_AboutAJob):
    """A result isn't as promised or asked for, and the client is strict; it's kept all the same.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id.
        result: The result, whose files are where they were to be.
        issues: What is unexpected: the result's warnings.
    """

    exit_code = 9

    def __init__(self, result: Result[Artifact]) -> None:
        job = result.job
        lines = "".join(f"\n  {issue}" for issue in result.warnings)
        message = f"the result of {job.endpoint_id} is kept, and isn't as expected:{lines}"
        super().__init__(message, endpoint_id=job.endpoint_id, request_id=job.request_id)
        self.result = result
        self.issues = result.warnings
