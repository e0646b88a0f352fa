"""A verified notice -> the journal's row that it is about, at its end.

Unlike elsewhere on the path, a journal that can't be written is an error here: the provider
is told so, and posts the notice again.
"""

from __future__ import annotations

import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.effects import Move, Note, Path, ask, on_disk, surely
from limner.errors import ProviderError, UnknownJob
from limner.events import Completed
from limner.job import Job
from limner.journal import journaled
from limner.request import Request
from limner.transport import HttpAnswer
from limner_registry.shortening import shortened

if TYPE_CHECKING:
    from limner.hooks import Hooks
    from limner.journal import Entry, Journal
    from limner.provider import Provider
    from limner.webhook import Notice
    from limner_registry import Model

LOG = logging.getLogger("limner")

_ALIVE = frozenset({"submitted", "running", "lost"})
_LOST = frozenset({"intended", "unknown", "withdrawn"})
_STATUS = re.compile(r"\b[45]\d\d\b")


@dataclass(frozen=True)
class Ended:
    """A job that ended by a notice.

    Attributes:
        entry: Its row, as it was before the end.
        event: How it ended.
    """

    entry: Entry
    event: Completed


def take(
    notice: Notice, row: str | None, journal: Journal, provider: Provider, user_id: str | None
) -> Path[Ended | None]:
    """Move the row that a notice is about to its end; all of it is on disk at the end.

    Twice is as good as once, in whatever order it comes with what other processes do.

    Args:
        notice: What was posted, verified.
        row: The row that the URL named, to which it was posted.
        journal: Where the row is.
        provider: Whose notice it is.
        user_id: Whose jobs may be adopted; None for everybody's who knows a row.

    Returns:
        The job, if it wasn't known before that it has ended.

    Raises:
        JournalError: It can't be put on record; the notice has to come again.
    """
    entry = yield from _by_request(notice, journal, provider)
    if entry is None and row is not None:
        entry = yield from _adopted(notice, row, journal, provider, user_id)
    if entry is None:
        told = f"a notice of {provider.name} is about the unknown job {notice.request_id}"
        LOG.warning("%s, posted for the row %s", told, shortened(row or "none"))
        return None
    return (yield from (_done if notice.ok else _failed)(entry, notice, provider))


def announce(ended: Ended, model: Model, hooks: Hooks, provider: Provider) -> Path[None]:
    """Tell the hooks that a job has ended."""
    entry = ended.entry
    ticket = provider.ticket(entry.endpoint_id, entry.request_id or "")
    request = Request(model, entry.arguments)
    job = Job(request, provider.name, ticket, entry_id=entry.id, entry=entry)
    yield from ask(hooks.job_event, job, ended.event)


def _by_request(notice: Notice, journal: Journal, provider: Provider) -> Path[Entry | None]:
    for name in filter(None, (notice.request_id, notice.gateway_request_id)):
        entry = yield from _found(journal, name, provider)
        if entry and entry.request_id == name:
            return entry
    return None


def _adopted(
    notice: Notice, row: str, journal: Journal, provider: Provider, user_id: str | None
) -> Path[Entry | None]:
    """The row of a request whose answer was lost, with its request id; `limner.webhook` says why.

    None if it's another's by then.
    """
    entry = yield from _found(journal, row, provider)
    if entry is None or entry.id != row or entry.request_id or entry.state not in _LOST:
        return None
    if user_id is not None and notice.user_id != user_id:
        return None
    ticket = provider.ticket(entry.endpoint_id, notice.request_id)
    facts = {
        "request_id": ticket.request_id,
        "status_url": ticket.status_url,
        "result_url": ticket.result_url,
        "cancel_url": ticket.cancel_url,
    }
    yield from surely(Move(entry.id, "submitted", facts))
    return (yield from _by_request(notice, journal, provider))


def _found(journal: Journal, name: str, provider: Provider) -> Path[Entry | None]:
    try:
        entry = yield from on_disk(journal.find, name)
    except UnknownJob:
        return None
    return entry if entry.provider == provider.name else None


def _done(entry: Entry, notice: Notice, provider: Provider) -> Path[Ended | None]:
    """Finished; without a payload, the result stays to be fetched."""
    if entry.state in _ALIVE:
        yield from surely(Move(entry.id, "finished", {}))
    facts = _result(notice)
    if facts and entry.result is None and entry.state in {*_ALIVE, "finished"}:
        yield from surely(Note(entry.id, facts))
    elif not facts:
        LOG.info("%s didn't send the result of %s along", provider.name, notice.request_id)
    return Ended(entry, Completed()) if entry.state in _ALIVE else None


def _result(notice: Notice) -> dict[str, Any]:
    """What is put on record of a payload; one that is nested without measure is fetched later."""
    with suppress(RecursionError):
        if isinstance(notice.payload, dict):
            return {"result": journaled(notice.payload)}
    return {}


def _failed(entry: Entry, notice: Notice, provider: Provider) -> Path[Ended | None]:
    """Failed, or cancelled, in the provider's words."""
    state, words, kind = _ending(entry, notice, provider)
    if entry.state in _ALIVE or (entry.state == "finished" and entry.result is None):
        yield from surely(Move(entry.id, state, {"detail": words}))
    if entry.state not in _ALIVE:
        return None
    return Ended(entry, Completed(error=notice.error or words, error_type=kind))


def _ending(entry: Entry, notice: Notice, provider: Provider) -> tuple[str, str, str | None]:
    """The state, what is told of it, and the provider's name for it, as if it had been asked."""
    status = _STATUS.search(notice.error or "")
    body = notice.payload if isinstance(notice.payload, dict) else {"detail": notice.error or ""}
    answer = HttpAnswer(int(status[0]) if status else 500, {}, json.dumps(body).encode())
    error = provider.error(entry.endpoint_id, answer, entry.request_id)
    if isinstance(error, ProviderError):
        state = "cancelled" if error.type == "client_cancelled" else "failed"
        return state, str(error), error.type
    why = notice.error or "it says no more"
    return "failed", f"{provider.name} failed the job {entry.request_id}: {why}", None
