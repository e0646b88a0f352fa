"""A row of the journal -> Job: what was submitted before, here or in another process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner.errors import LimnerError, OutcomeUnknown, UnknownJob
from limner.job import Answer, Job
from limner.journal import is_whole
from limner.path.submit import how_to_find_out
from limner.provider import own_url
from limner.request import Request

if TYPE_CHECKING:
    from limner.job import Ticket
    from limner.journal import Entry
    from limner.path.setting import Setting
    from limner_registry import Model


def resume(entry: Entry, model: Model, setting: Setting) -> Job:
    """The job that a row tells of.

    Raises:
        UnknownJob: The row never became one.
        OutcomeUnknown: Nobody knows whether it did.
        LimnerError: It's elsewhere than its provider is now.
    """
    provider = setting.account.provider
    job = Job(
        Request(model, entry.arguments),
        entry.provider,
        entry_id=entry.id,
        entry=entry,
        at_home=setting.at_home,
    )
    if entry.answered_by and entry.result is not None and is_whole(entry.result):
        return replace(job, answer=Answer(entry.answered_by, entry.result))
    if entry.request_id is None:
        raise _no_job(entry, at_home=setting.at_home)
    if entry.host is not None and entry.host not in provider.hosts:
        here = " or ".join(sorted(provider.hosts))
        raise LimnerError(
            f"the job {entry.id} was submitted at {entry.host}, and {entry.provider} is at {here}"
            " now: set the environment as it was then"
        )
    return replace(
        job, ticket=_ticket(entry, provider.ticket(model.endpoint_id, entry.request_id), setting)
    )


def _ticket(entry: Entry, built: Ticket, setting: Setting) -> Ticket:
    """The URLs that the provider gave, where they are still its own."""
    hosts = setting.account.provider.hosts
    return replace(
        built,
        status_url=own_url(entry.status_url, hosts, built.status_url),
        result_url=own_url(entry.result_url, hosts, built.result_url),
        cancel_url=own_url(entry.cancel_url, hosts, built.cancel_url),
    )


def _no_job(entry: Entry, *, at_home: bool) -> LimnerError:
    told = f": {entry.detail}" if entry.detail else ""
    if entry.state == "unknown":
        return OutcomeUnknown(
            f"{entry.provider} may or may not have taken the request {entry.id}{told}."
            f" {how_to_find_out(entry.provider, entry.id if at_home else None)}",
            endpoint_id=entry.endpoint_id,
        )
    if entry.answered_by:
        told = ", whose answer isn't on record whole: call again"
        return UnknownJob(entry.id, reason=f"was answered by the plugin {entry.answered_by}{told}")
    return UnknownJob(entry.id, reason=f"is {entry.state}, so there is nothing to collect{told}")
