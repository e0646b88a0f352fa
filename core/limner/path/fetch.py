"""Completed -> Result: the result is fetched, read, and held against the output schema."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, TypeVar

from limner.addresses import is_address
from limner.effects import note
from limner.errors import NotCollected, TransportError
from limner.expectations import unexpected
from limner.journal import is_whole, journaled
from limner.media_types import LOOK, UNKNOWN, WORDS, media_type_of
from limner.path.follow import end_badly, how_to_collect
from limner.path.settle import billed, cost_of, surprise
from limner.result import Artifact, Download, Result, seed_of
from limner.retry import BUSY, RESULT, patiently
from limner_registry import pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.effects import Path
    from limner.job import Job, Ticket
    from limner.path.setting import Setting
    from limner.price import Cost
    from limner.transport import HttpAnswer
    from limner_registry.files import FilePlace

T = TypeVar("T")

_ENOUGH = 2
"""How often what came whole, and is no result, comes until it's taken for all there is."""


def fetch(job: Job, setting: Setting) -> Path[Result[Artifact]]:
    """Fetch the result of a finished job.

    Raises:
        JobFailed: The job failed; the provider's words are in the error.
        JobNotFound: The provider doesn't know it now, which proves nothing: its row stays.
        NotCollected: It can't be fetched now, or what is there is no JSON object, which the
            error has; the job is finished all the same.
        CredentialError: The provider doesn't accept the key, or locked the account; the
            result can be fetched later.
    """
    known = _known(job)
    if known is not None:
        return _result(job, known, setting)
    if job.answer is not None:
        return _result(job, job.answer.output, setting)
    if job.ticket is None:
        raise ValueError("a job has a ticket or an answer")
    answer, raw = yield from _answer(job, job.ticket, setting)
    bill = billed(job, answer, setting)
    if raw is not None:
        yield from _remember(job, raw, bill)
        return _result(job, raw, setting, bill)
    error = setting.account.provider.error(job.endpoint_id, answer, job.request_id)
    if error is None or answer.status in BUSY:
        raise _no_result(job, answer)
    if bill is not None:
        yield from note(job.entry_id, **_facts(bill))
    return (yield from end_badly(job, error, setting))


def _remember(job: Job, raw: Mapping[str, Any], bill: Cost | None = None) -> Path[None]:
    """Put the result on record, and nothing else is told of it any more.

    One that is nested without measure stays with the provider.
    """
    facts = {"detail": None, **_facts(bill)}
    with suppress(RecursionError):
        facts["result"] = journaled(dict(raw))
    yield from note(job.entry_id, soon=True, **facts)


def _facts(bill: Cost | None) -> dict[str, Any]:
    return {"billed": bill.amount, "currency": bill.currency} if bill else {}


def _known(job: Job) -> Mapping[str, Any] | None:
    """The result that the journal has, unless something was left out of it."""
    result = job.entry.result if job.entry else None
    return result if result is not None and is_whole(result) else None


def _no_result(job: Job, answer: HttpAnswer) -> NotCollected:
    """The error for an answer that is no result; one of success isn't thrown away."""
    if not (answer.ok and answer.body):
        return not_collected(job, f"its result can't be fetched: HTTP {answer.status}")
    came = f"{_media_type(answer)}, {len(answer.body):,} bytes"
    reason = f"its result is no JSON object: {came}, which this error has in Python as `answer`"
    return not_collected(job, reason, answer=answer)


def not_collected(
    job: Job,
    reason: str,
    result: Result[Artifact] | None = None,
    answer: HttpAnswer | None = None,
) -> NotCollected:
    """The error for a finished job of which something is missing."""
    what = (
        f"the job {job.request_id} is finished"
        if job.request_id
        else f"a plugin answered in the place of {job.provider}"
    )
    return NotCollected(
        f"{what}, but {reason.rstrip('.')}. {_what_to_do(job)}",
        endpoint_id=job.endpoint_id,
        request_id=job.request_id,
        result=result,
        answer=answer,
    )


def _what_to_do(job: Job) -> str:
    """How a person gets at what is missing of a finished job."""
    if job.answer and job.answer.original:
        return "Call again; --fresh, which is Cache(fresh=True), has it made anew."
    if job.ticket and job.ticket.lasting:
        return how_to_collect(job)
    return "Once that is mended, call again."


def _answer(
    job: Job, ticket: Ticket, setting: Setting
) -> Path[tuple[HttpAnswer, Mapping[str, Any] | None]]:
    """The last answer, and the result in it, read once: it may be large."""
    provider = setting.account.provider
    raw: Mapping[str, Any] | None = None
    others = 0

    def unreadable(answer: HttpAnswer) -> bool:
        nonlocal raw, others
        raw = provider.read_result(answer)
        if raw is not None:
            return False
        others += _is_something_else(answer)
        if others == _ENOUGH:
            return False
        return provider.error(job.endpoint_id, answer) is None or answer.status in BUSY

    call = setting.account.sign(provider.result(ticket))
    try:
        answer = yield from patiently(call, RESULT, chance=setting.chance, again=unreadable)
    except TransportError as failure:
        raise not_collected(job, f"its result can't be fetched: {failure}") from failure
    return answer, raw


def _is_something_else(answer: HttpAnswer) -> bool:
    """Whether an answer came whole, and is no JSON object: a list, or a picture itself."""
    if not answer.ok:
        return False
    try:
        return not isinstance(answer.json(), dict)
    except ValueError:
        return _media_type(answer) not in {*WORDS, UNKNOWN}


def _media_type(answer: HttpAnswer) -> str:
    said = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type_of(answer.body[:LOOK], said)


def _result(
    job: Job, raw: Mapping[str, Any], setting: Setting, bill: Cost | None = None
) -> Result[Artifact]:
    model, cost = job.request.model, cost_of(job, bill, setting)
    places = model.output_files.within(raw)
    files = [(place, url) for place in places if (url := _url(place.value))]
    artifacts = tuple(
        replace(_artifact(place, url, job, index, setting), seed=seed_of(raw), cost=cost)
        for index, (place, url) in enumerate(files)
    )
    result = Result(job, raw, artifacts, model.check_result(raw), cost)
    return result.with_warnings(*unexpected(result), *surprise(job, cost))


def _url(value: Any) -> str | None:
    """The URL at a file's place: that of an object with a `url`, or a bare one."""
    return _of(str, value.get("url") if isinstance(value, dict) else value)


def _artifact(place: FilePlace, url: str, job: Job, index: int, setting: Setting) -> Artifact:
    facts = place.value if isinstance(place.value, dict) else {}
    where = pointer(*place.path)
    return Artifact(
        pointer=where,
        kind=place.kind,
        url=url,
        media_type=_of(str, facts.get("content_type")),
        width=_of(int, facts.get("width")),
        height=_of(int, facts.get("height")),
        size=_of(int, facts.get("file_size")),
        file_name=_of(str, facts.get("file_name")),
        job=job,
        index=index,
        download=_download(job, where),
        collector=setting.collector,
    )


def _download(job: Job, where: str) -> Download | None:
    """The file on disk, as far as the journal remembers one of this place."""
    files = job.entry.files if job.entry else ()
    found = [file for file in files if file.pointer == where]
    if not found:
        return None
    file = found[-1]
    url = file.path if is_address(file.path) else None
    path = None if url else FilePath(file.path)
    return Download(path, file.size, file.sha256, file.media_type, file.file_sha256, url)


def _of(kind: type[T], value: Any) -> T | None:
    return value if isinstance(value, kind) else None
