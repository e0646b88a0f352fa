"""Rows whose outcome is unknown -> what the provider's own list says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.effects import Move, surely
from limner.errors import NoHistory, TransportError
from limner.history import SKEW, findings, left
from limner.path.follow import default_timeout
from limner.provider import Historical
from limner.retry import LIST, patiently

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from limner.effects import Path
    from limner.history import Finding, HistoryPage, PastRequest
    from limner.journal import Entry
    from limner.path.setting import Setting
    from limner.transport import HttpAnswer
    from limner_registry import Model

LONGEST_RUN = 3600.0
"""Seconds for which a provider runs a request at most, unless its app says otherwise: fal's."""

A_DAY = 86_400.0

MOST_PAGES = 1000
"""A list that goes on longer has no end."""


@dataclass(frozen=True)
class Reckoning:
    """What is looked at together: one model's rows at one provider.

    Attributes:
        endpoint_id: The model's id.
        provider: The provider's name.
        model: The model; None if it isn't known any more.
        unknown: All its rows whose outcome is unknown.
        wanted: The ids of those of them that are to be settled.
        pending: Those that are just being submitted.
        taken: The request ids that other rows have.
        now: Seconds since 1970.
        after: Seconds after which a row that isn't listed was never sent; by default longer
            than a job is waited for and than the provider runs one, one after the other.
    """

    endpoint_id: str
    provider: str
    model: Model | None
    unknown: Sequence[Entry]
    wanted: Collection[str]
    pending: Sequence[Entry]
    taken: Collection[str]
    now: float
    after: float | None = None

    @property
    def settled(self) -> float:
        """The time before which a request would be listed by now, in seconds since 1970."""
        category = self.model.category if self.model else ""
        wait = default_timeout(category) + LONGEST_RUN
        return self.now - (wait if self.after is None else self.after)


def unasked(reckoning: Reckoning) -> list[Finding]:
    """The findings where the model is unknown, so that nobody can be asked."""
    reason = f"there is no model {reckoning.endpoint_id} any more: limner models sync, or add it"
    return [left(row, reason) for row in reckoning.unknown if row.id in reckoning.wanted]


def reconcile(reckoning: Reckoning, setting: Setting) -> Path[list[Finding]]:
    """Ask the provider for its list, and move each wanted row to what that says of it.

    A row stays as it is where the list can't be had, or doesn't tell; its finding says why.

    Raises:
        JournalError: A row can't be moved.
    """
    hosts = setting.account.provider.hosts
    here = [row for row in reckoning.unknown if row.host is None or row.host in hosts]
    elsewhere = [row for row in reckoning.unknown if row not in here]
    found = [
        left(row, f"it was sent to {row.host}, where nobody is asked now") for row in elsewhere
    ]
    if here:
        try:
            found += yield from _findings(reckoning, here, setting)
        except NoHistory as failure:
            found += [left(row, str(failure)) for row in here]
    wanted = [one for one in found if one.entry.id in reckoning.wanted]
    for finding in wanted:
        yield from _settle(finding, setting)
    return wanted


def _findings(
    reckoning: Reckoning, here: Sequence[Entry], setting: Setting
) -> Path[list[Finding]]:
    provider = setting.account.provider
    if not isinstance(provider, Historical):
        raise NoHistory(f"{provider.name} has no list of requests")
    since = min(row.created for row in here) - A_DAY - SKEW
    reader = _Reader(reckoning.endpoint_id, since, provider, setting)
    past = yield from reader.all()
    return findings(here, reckoning.pending, past, reckoning.taken, settled=reckoning.settled)


def _settle(finding: Finding, setting: Setting) -> Path[None]:
    entry = finding.entry
    if finding.request_id is not None:
        ticket = setting.account.provider.ticket(entry.endpoint_id, finding.request_id)
        facts = {
            "request_id": ticket.request_id,
            "status_url": ticket.status_url,
            "result_url": ticket.result_url,
            "cancel_url": ticket.cancel_url,
        }
        yield from surely(Move(entry.id, "submitted", facts))
    elif finding.never_sent:
        yield from surely(Move(entry.id, "withdrawn", {"detail": "it never reached the provider"}))


@dataclass(frozen=True)
class _Reader:
    """Reads the list of one model's requests."""

    endpoint_id: str
    since: float
    historical: Historical
    setting: Setting

    def all(self) -> Path[list[PastRequest]]:
        """Every request on it; raises `NoHistory`."""
        found: list[PastRequest] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = yield from self._page(cursor)
            found += page.requests
            cursor = page.cursor
            if cursor is None:
                return found
        raise NoHistory(f"{self._name}'s list of requests has no end")

    def _page(self, cursor: str | None) -> Path[HistoryPage]:
        answer = yield from self._answer(cursor)
        page = self.historical.read_history(self.endpoint_id, answer)
        if page is not None:
            return page
        raise NoHistory(
            f"{self._name} doesn't show its list of requests to this key: HTTP {answer.status}"
        )

    def _answer(self, cursor: str | None) -> Path[HttpAnswer]:
        call = self.historical.history(self.endpoint_id, self.since, cursor)
        signed, chance = self.setting.account.sign(call), self.setting.chance
        try:
            return (yield from patiently(signed, LIST, chance=chance, again=self._unreadable))
        except TransportError as failure:
            raise NoHistory(f"{self._name} can't be reached: {failure}") from failure

    def _unreadable(self, answer: HttpAnswer) -> bool:
        page = self.historical.read_history(self.endpoint_id, answer)
        return page is None and (answer.ok or LIST.admits(answer))

    @property
    def _name(self) -> str:
        return self.setting.account.provider.name
