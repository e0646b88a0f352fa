"""What is sent -> Job: plugins may refuse or answer, the intent is journaled, one POST leaves."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limner.effects import Path, ask, move, now, record, send
from limner.errors import (
    ConnectionLost,
    JobRejected,
    LimnerError,
    NotSent,
    OutcomeUnknown,
    PluginError,
    Unreachable,
    UnusableWebhook,
)
from limner.job import Job, Ticket
from limner.journal import Entry, journaled, new_id
from limner.path.prepare import prepare, with_urls
from limner.path.price import price, refuse_above
from limner.path.validate import refuse_secrets
from limner.price import Estimate
from limner.provider import Notifying, safe_host
from limner.retry import SUBMIT, TOO_MANY, patiently
from limner.webhook import check_webhook, with_row

if TYPE_CHECKING:
    from limner.job import Answer
    from limner.path.setting import Setting
    from limner.provider import Account
    from limner.request import Request
    from limner.transport import HttpAnswer, HttpCall

_MAY_HAVE_ARRIVED = frozenset({408, 409, 499})
_CLIENT_ERRORS = range(400, 500)


def submit(request: Request, setting: Setting) -> Path[Job]:
    """Submit a request, at most once.

    Raises:
        InvalidArguments: The model doesn't take them, a file can't be read or sent, or a key
            is in them; nothing was sent.
        UnusableWebhook: The provider would send no notice there; nothing was sent.
        Refused: A plugin's policy, a cap or the budget forbids it; nothing was sent.
        PluginError: A global plugin is broken, and this may cost money, or one's answer
            isn't JSON, or not what the model takes; nothing was sent.
        JournalError: It can't be put on record; nothing was sent.
        Unreachable: The provider can't be reached; nothing was sent.
        JobRejected: The provider didn't take it.
        CredentialError: The provider doesn't accept the key, or locked the account.
        OutcomeUnknown: The provider may have taken it; it isn't sent again.
    """
    _require_all(setting)
    refuse_secrets(request.endpoint_id, request.arguments, setting.account.secrets)
    refuse_webhook(request.webhook, setting.account)
    row = new_id()
    prepared = yield from prepare(request, setting)
    sent = _notifying(request, row, (yield from with_urls(prepared, setting)))
    refuse_secrets(sent.endpoint_id, sent.arguments, setting.account.secrets)
    call = setting.account.sign(setting.account.provider.submit(sent))
    quote = yield from price(prepared, sent, setting)
    estimate = quote if isinstance(quote, Estimate) else None
    yield from ask(setting.hooks.before_submit, sent, estimate)
    answer = yield from ask(setting.hooks.submit_request, sent, setting.account.provider)
    entry = _entry(row, sent, setting, call)
    provider, at_home = setting.account.provider, setting.at_home
    job = Job(sent, provider.name, answer=answer, entry_id=entry.id, at_home=at_home)
    if answer is not None:
        yield from record(_answered(entry, answer))
        return job
    if setting.account.in_process:
        yield from _intend(entry, unpriced=True)
        return (yield from _post(job, setting, call))
    refuse_above(setting.cap, sent, quote)
    yield from _intend(_reserving(entry, estimate), unpriced=setting.cap.unpriced)
    return (yield from _post(replace(job, estimate=estimate), setting, call))


def _answered(entry: Entry, answer: Answer) -> Entry:
    """The row of a request that a plugin answered, with its result.

    Raises:
        PluginError: What it answered isn't JSON.
    """
    original = answer.original.id if answer.original else None
    facts: dict[str, Any] = {"answered_by": answer.plugin, "original": original}
    with suppress(RecursionError):  # one that is nested without measure stays with the plugin
        result = journaled(dict(answer.output))
        try:
            json.dumps(result)
        except (TypeError, ValueError) as error:
            told = f"its submit_request returned what isn't JSON: {error}; nothing was sent"
            raise PluginError(answer.plugin, told) from error
        facts["result"] = result
    return replace(entry, state="answered", **facts)


def _reserving(entry: Entry, estimate: Estimate | None) -> Entry:
    """The row with what it is expected to cost."""
    if estimate is None:
        return entry
    return replace(entry, estimate=estimate.amount, currency=estimate.currency)


def _require_all(setting: Setting) -> None:
    """Refuse what may cost money while a global plugin is broken: it may be the one that refuses.

    A provider that runs in this process, as the sandbox does, costs nothing.
    """
    if setting.hooks.missing and not setting.account.in_process:
        error = setting.hooks.missing[0]
        why = "It has a say in every call, so nothing is sent without it."
        raise PluginError(error.plugin, f"{error.reason}\n{why}")


def refuse_webhook(webhook: str | None, account: Account) -> None:
    """Raise `UnusableWebhook` for an address to which no notice would come, or none may."""
    if webhook is None:
        return
    if not isinstance(account.provider, Notifying):
        raise UnusableWebhook(f"{account.provider.name} sends no notices")
    if [*account.secrets.find(webhook)]:
        raise UnusableWebhook("it has your key in it")
    check_webhook(webhook, account.provider.hosts)


def _notifying(asked: Request, row: str, prepared: Request) -> Request:
    """What is sent, with the webhook that was asked for, which names the journal's row."""
    return replace(prepared, webhook=with_row(asked.webhook, row)) if asked.webhook else prepared


def _entry(row: str, request: Request, setting: Setting, call: HttpCall) -> Entry:
    origin = request.model.origin
    return Entry(
        request.endpoint_id,
        setting.account.provider.name,
        request.model.sha256,
        journaled(dict(request.arguments)),
        id=row,
        host=safe_host(call.url),
        plugin=origin.plugin,
        plugin_version=origin.version,
        inputs=request.inputs,
        identity=request.identity,
        key_mark=setting.account.key_mark,
    )


def _intend(entry: Entry, *, unpriced: bool) -> Path[None]:
    """Put the intent on record; an interruption takes it back."""
    try:
        yield from record(entry, unpriced=unpriced)
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
        yield from move(
            job.entry_id,
            "submitted",
            request_id=ticket.request_id,
            status_url=ticket.status_url,
            result_url=ticket.result_url,
            cancel_url=ticket.cancel_url,
        )
    except GeneratorExit:
        raise
    except BaseException as failure:
        state, error = post.ending(failure)
        yield from move(job.entry_id, state, detail=_words(failure))
        if error is failure:
            raise
        raise error from failure
    return replace(job, ticket=ticket, since=(yield from now()))


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
        f"{job.provider} may or may not have taken the request: {_clause(failure)}."
        f" {how_to_find_out(job.provider, job.entry_id if job.at_home else None)}",
        endpoint_id=job.endpoint_id,
    )


def how_to_find_out(provider: str, entry_id: str | None) -> str:
    """How a person learns what became of a request.

    Args:
        provider: Who may have it.
        entry_id: What `limner jobs` calls it; None where that doesn't know it.
    """
    if entry_id is None:
        look = f"look at your requests at {provider} before you repeat it yourself."
        return f"It is not sent again; {look}"
    return (
        f"It is not sent again. `limner jobs reconcile {entry_id}` asks {provider} what became"
        f" of it; if you know, `limner jobs resolve {entry_id}` takes your word."
    )


def _clause(failure: BaseException) -> str:
    return _words(failure).rstrip(".")


def _words(failure: BaseException) -> str:
    if isinstance(failure, LimnerError):
        return str(failure)
    return f"{type(failure).__name__}: {failure}".removesuffix(": ")
