"""What is sent -> Job: plugins may refuse or answer, the intent is journaled, one POST leaves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from limner.effects import Intend, Path, ask, move, send
from limner.errors import ConnectionLost, NotSent, OutcomeUnknown, Unreachable
from limner.job import Job, Ticket
from limner.journal import Entry, journaled
from limner.path.prepare import prepare
from limner.retry import SUBMIT, TOO_MANY, patiently

if TYPE_CHECKING:
    from collections.abc import Generator

    from limner.effects import Effect
    from limner.path.setting import Setting
    from limner.request import Request
    from limner.transport import HttpAnswer, HttpCall

_MAY_HAVE_ARRIVED = frozenset({408, 409})
_CLIENT_ERRORS = range(400, 500)


def submit(request: Request, setting: Setting) -> Path[Job]:
    """Submit a request, at most once.

    Raises:
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
    yield Intend(entry)
    job = Job(sent, setting.account.provider.name, answer=answer, entry_id=entry.id)
    if answer is not None:
        yield from move(entry.id, "answered", answered_by=answer.plugin)
        return job
    ticket = yield from _read(job, setting, (yield from _post(job, setting, call)))
    yield from move(entry.id, "submitted", request_id=ticket.request_id)
    return Job(sent, job.provider, ticket, entry_id=entry.id)


def _entry(request: Request, setting: Setting) -> Entry:
    provider = setting.account.provider.name
    arguments = journaled(dict(request.arguments))
    return Entry(request.endpoint_id, provider, request.model.sha256, arguments)


def _post(job: Job, setting: Setting, call: HttpCall) -> Path[HttpAnswer]:
    sending = partial(_send, job)
    try:
        return (yield from patiently(call, SUBMIT, chance=setting.chance, sending=sending))
    except NotSent as failure:
        yield from move(job.entry_id, "withdrawn", detail=str(failure))
        raise Unreachable(
            f"{job.provider} can't be reached, and nothing was sent: {failure}"
        ) from failure
    except ConnectionLost as failure:
        return (yield from _unknown(job, str(failure)))


def _send(job: Job, call: HttpCall) -> Path[HttpAnswer]:
    """Send the POST; whatever interrupts it on its way leaves its outcome unknown."""
    try:
        return (yield from send(call))
    except (NotSent, ConnectionLost, GeneratorExit):
        raise
    except BaseException as interruption:
        detail = f"interrupted on its way by {type(interruption).__name__}"
        yield from move(job.entry_id, "unknown", detail=detail)
        raise


def _read(job: Job, setting: Setting, answer: HttpAnswer) -> Path[Ticket]:
    provider = setting.account.provider
    ticket = provider.read_submit(job.endpoint_id, answer)
    if ticket is not None:
        return ticket
    error = provider.error(job.endpoint_id, answer)
    if error is None or not _is_refusal(answer):
        return (yield from _unknown(job, f"the answer, HTTP {answer.status}, doesn't tell"))
    state = "withdrawn" if answer.status == TOO_MANY else "rejected"
    yield from move(job.entry_id, state, detail=str(error))
    raise error


def _is_refusal(answer: HttpAnswer) -> bool:
    return answer.status in _CLIENT_ERRORS and answer.status not in _MAY_HAVE_ARRIVED


def _unknown(job: Job, reason: str) -> Generator[Effect, None, NoReturn]:
    yield from move(job.entry_id, "unknown", detail=reason)
    raise OutcomeUnknown(
        f"{job.provider} may or may not have taken the request: {reason}. It is not sent"
        f" again; look at your requests at {job.provider} before you repeat it yourself.",
        endpoint_id=job.endpoint_id,
    )
