"""Completed -> Result: the result is fetched, read, and held against the output schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from limner.errors import NotCollected, TransportError
from limner.path.follow import end_badly, how_to_collect
from limner.result import Artifact, Result
from limner.retry import RESULT, TOO_MANY, patiently
from limner_registry import pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.effects import Path
    from limner.job import Job, Ticket
    from limner.path.setting import Setting
    from limner.transport import HttpAnswer
    from limner_registry.files import FilePlace

T = TypeVar("T")


def fetch(job: Job, setting: Setting) -> Path[Result[Artifact]]:
    """Fetch the result of a finished job.

    Raises:
        JobFailed: The job failed; the provider's words are in the error.
        NotCollected: It can't be fetched now; the job is finished all the same.
        CredentialError: The provider doesn't accept the key, or locked the account; the
            result can be fetched later.
    """
    if job.answer is not None:
        return _result(job, job.answer.output, setting)
    if job.ticket is None:
        raise ValueError("a job has a ticket or an answer")
    answer = yield from _answer(job, job.ticket, setting)
    provider = setting.account.provider
    raw = provider.read_result(answer)
    if raw is not None:
        return _result(job, raw, setting)
    error = provider.error(job.endpoint_id, answer, job.request_id)
    if error is None or answer.status == TOO_MANY:
        raise not_collected(job, f"its result can't be fetched: HTTP {answer.status}")
    return (yield from end_badly(job, error))


def not_collected(job: Job, reason: str, result: Result[Artifact] | None = None) -> NotCollected:
    """The error for a finished job of which something is missing."""
    return NotCollected(
        f"the job {job.request_id} is finished, but {reason.rstrip('.')}. {how_to_collect(job)}"
        if job.request_id
        else f"a plugin answered in the place of {job.provider}, but {reason}",
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
        result=result,
    )


def _answer(job: Job, ticket: Ticket, setting: Setting) -> Path[HttpAnswer]:
    provider = setting.account.provider

    def unreadable(answer: HttpAnswer) -> bool:
        if provider.read_result(answer) is not None:
            return False
        return provider.error(job.endpoint_id, answer) is None or answer.status == TOO_MANY

    call = setting.account.sign(provider.result(ticket))
    try:
        return (yield from patiently(call, RESULT, chance=setting.chance, again=unreadable))
    except TransportError as failure:
        raise not_collected(job, f"its result can't be fetched: {failure}") from failure


def _result(job: Job, raw: Mapping[str, Any], setting: Setting) -> Result[Artifact]:
    model = job.request.model
    places = file_places(model.output, raw)
    files = [(place, url) for place in places if (url := _url(place.value)) is not None]
    artifacts = tuple(
        _artifact(place, url, job, index, setting) for index, (place, url) in enumerate(files)
    )
    return Result(job, raw, artifacts, model.check_result(raw))


def _url(value: Any) -> str | None:
    """The URL at a file's place: that of an object with a `url`, or a bare one."""
    return _of(str, value.get("url") if isinstance(value, dict) else value)


def _artifact(place: FilePlace, url: str, job: Job, index: int, setting: Setting) -> Artifact:
    facts = place.value if isinstance(place.value, dict) else {}
    return Artifact(
        pointer=pointer(*place.path),
        kind=place.kind,
        url=url,
        media_type=_of(str, facts.get("content_type")),
        width=_of(int, facts.get("width")),
        height=_of(int, facts.get("height")),
        job=job,
        index=index,
        collector=setting.collector,
    )


def _of(kind: type[T], value: Any) -> T | None:
    return value if isinstance(value, kind) else None
