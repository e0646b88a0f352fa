"""What is sent -> Job: plugins may refuse or answer, the intent is journaled, one POST leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner.effects import Path, ask, move, record, send
from limner.errors import (
    ConnectionLost,
    JobRejected,
    LimnerError,
    NotSent,
    OutcomeUnknown,
    Unreachable,
)
from limner.job import Job, Ticket
from limner.journal import Entry, journaled
from limner.path.prepare import prepare
from limner.retry import SUBMIT, TOO_MANY, patiently

if TYPE_CHECKING:
    from limner.path.setting import Setting
    from limner.request import Request
    from limner.transport import HttpAnswer, HttpCall

_MAY_HAVE_ARRIVED = frozenset({408, 409})
_CLIENT_ERRORS = range(400, 500)


def submit(request: Request, setting: Setting) -> Path[Job]:
    """Submit a request, at most once.

    Raises:
        InvalidArguments: A file can't be read or sent; nothing was sent.
        Refused: A plugin's policy forbids it; nothing was sent.
        Unreachable: The provider can't be reached; nothing was sent.
        JobRejected: The provider didn't take it.
        CredentialError: The provider doesn't accept the key, or locked the account.
        OutcomeUnknown: The provider may have taken it; it isn't sent again.
    """
    sent = yield from prepare(request, setting)
    call = setting.account.sign(setting.account.provider.submit(sent))
    estimate = yield from ask(setting.hooks.estimate_cost, sent)
    yield from ask(setting.hooks.before_submit, sent, estimate)
    answer = yield from ask(setting.hooks.submit_request, sent)
    entry = _entry(sent, setting)
    job = Job(sent, setting.account.provider.name, answer=answer, entry_id=entry.id)
    if answer is not None:
        yield from record(replace(entry, state="answered", answered_by=answer.plugin))
        return job
    yield from _intend(entry)
    return (yield from _post(job, setting, call))


def _entry(request: Request, setting: Setting) -> Entry:
    provider = setting.account.provider.name
    arguments = journaled(dict(request.arguments))
    return Entry(request.endpoint_id, provider, request.model.sha256, arguments)


def _intend(entry: Entry) -> Path[None]:
    """Put the intent on record; an interruption takes it back."""
    try:
        yield from record(entry)
    except (Exception, GeneratorExit):
        raise
    except BaseException as interruption:
        yield from move(entry.id, "withdrawn", detail=_words(interruption))
        raise


def _post(job: Job, setting: Setting, call: HttpCall) -> Path[Job]:
    """Send the POST; however that ends, the job's row says it before the caller hears of it."""
    post = _Post(job, setting)
    try:
        ticket = yield from post.ticket(call)
        yield from move(job.entry_id, "submitted", request_id=ticket.request_id)
    except GeneratorExit:
        raise
    except BaseException as failure:
        state, error = post.ending(failure)
        yield from move(job.entry_id, state, detail=_words(failure))
        if error is failure:
            raise
        raise error from failure
    return replace(job, ticket=ticket)


class _Post:
    """The one POST of a job, and whether the provider may have it."""

    def __init__(self, job: Job, setting: Setting) -> None:
        self._job = job
        self._setting = setting
        self._may_be_there = False

    def ticket(self, call: HttpCall) -> Path[Ticket]:
        """Send it, again only while it certainly isn't there; raises what speaks against it."""
        chance = self._setting.chance
        answer = yield from patiently(call, SUBMIT, chance=chance, sending=self._send)
        return self._read(answer)

    def ending(self, failure: BaseException) -> tuple[str, BaseException]:
        """The state in which a failure leaves the job, and what the caller is told."""
        if self._may_be_there:
            told = _unknown(self._job, failure) if isinstance(failure, Exception) else failure
            return "unknown", told
        if isinstance(failure, NotSent):
            return "withdrawn", _unreachable(self._job, failure)
        return ("rejected" if isinstance(failure, LimnerError) else "withdrawn"), failure

    def _send(self, call: HttpCall) -> Path[HttpAnswer]:
        self._may_be_there = True
        try:
            answer = yield from send(call)
        except NotSent:
            self._may_be_there = False
            raise
        self._may_be_there = answer.status != TOO_MANY
        return answer

    def _read(self, answer: HttpAnswer) -> Ticket:
        """The ticket; an answer that has none is a refusal only in the provider's own words."""
        provider, endpoint_id = self._setting.account.provider, self._job.endpoint_id
        ticket = provider.read_submit(endpoint_id, answer)
        if ticket is not None:
            return ticket
        refusal = provider.error(endpoint_id, answer) if _is_refusal(answer) else None
        if answer.status == TOO_MANY:
            raise refusal or _too_many(self._job)
        if refusal is None:
            raise ConnectionLost(f"the answer, HTTP {answer.status}, doesn't tell")
        self._may_be_there = False
        raise refusal


def _is_refusal(answer: HttpAnswer) -> bool:
    return answer.status in _CLIENT_ERRORS and answer.status not in _MAY_HAVE_ARRIVED


def _too_many(job: Job) -> JobRejected:
    return JobRejected(
        f"{job.provider} rejected the request: too many at a time; try again later",
        endpoint_id=job.endpoint_id,
        status=TOO_MANY,
        retryable=True,
    )


def _unreachable(job: Job, failure: NotSent) -> Unreachable:
    return Unreachable(f"{job.provider} can't be reached, and nothing was sent: {failure}")


def _unknown(job: Job, failure: Exception) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{job.provider} may or may not have taken the request: {_clause(failure)}. It is not"
        f" sent again; look at your requests at {job.provider} before you repeat it yourself.",
        endpoint_id=job.endpoint_id,
    )


def _clause(failure: BaseException) -> str:
    return _words(failure).rstrip(".")


def _words(failure: BaseException) -> str:
    if isinstance(failure, LimnerError):
        return str(failure)
    return f"{type(failure).__name__}: {failure}".removesuffix(": ")
