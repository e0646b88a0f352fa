"""Rows whose outcome is unknown -> what the provider's own list says of each."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.effects import Move, on_disk, surely
from limner.errors import NoHistory, TransportError
from limner.history import SKEW, findings, left
from limner.provider import Historical
from limner.retry import LIST, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from limner.effects import Path
    from limner.history import Finding, HistoryPage, PastRequest
    from limner.journal import Entry, Journal
    from limner.path.setting import Setting
    from limner.transport import HttpAnswer
    from limner_registry import Model, Registry

A_DAY = 86_400.0
"""Seconds. A request may wait and be run again for most of one, before it is in the list."""

LOOK_BACK = 7 * A_DAY
"""Seconds before the oldest row from which on the list is read: clocks may be wrong.

One that was wrong by more is noticed if it was put right since: see `Reckoning.earliest`.
"""

MOST_PAGES = 1000
"""A list that goes on longer has no end."""


@dataclass(frozen=True)
class Reckoning:
    """What is looked at together: one model's rows at one provider.

    Attributes:
        endpoint_id: The model's id.
        provider: The provider's name.
        model: The model; None if it isn't known any more.
        unknown: Its rows that are to be settled, as they were at the start.
        earliest: By row, when it was made at the earliest, see `Journal.earliest`.
        rows: Reads all its rows as they are now.
        now: Seconds since 1970.
        after: Seconds after which a row that isn't listed counts as never sent.
    """

    endpoint_id: str
    provider: str
    model: Model | None
    unknown: Sequence[Entry]
    earliest: Mapping[str, float]
    rows: Callable[[], Sequence[Entry]]
    now: float
    after: float = A_DAY

    @property
    def since(self) -> float:
        """From when on the provider's list is read, in seconds since 1970."""
        return min(self.earliest.values()) - LOOK_BACK

    def unless_set_back(self, finding: Finding) -> Finding:
        """A finding; it frees a row only if its time, by which it was found, can be trusted."""
        row = finding.entry
        if finding.never_sent and self.earliest[row.id] < row.created - SKEW:
            return left(row, "the clock was set back after it, so nobody knows when it was sent")
        return finding

    def left(self, reason: str) -> list[Finding]:
        """The findings if nothing is known."""
        return [left(row, reason) for row in self.unknown]


def reckonings(
    journal: Journal | None, registry: Registry, names: Collection[str], after: float | None
) -> list[Reckoning]:
    """What is to be looked at: the unknown rows of each provider and model.

    Args:
        journal: Whose rows; None has none.
        registry: The models that are known.
        names: Only these rows, or all if there are none.
        after: See `Reckoning`; a day by default.

    Raises:
        UnknownJob: The journal has no such row.
    """
    if journal is None:
        return []
    journal.sweep()
    rows = [journal.find(name) for name in names] or journal.entries(states={"unknown"})
    unknown = [row for row in rows if row.state == "unknown"]
    earliest = journal.earliest({row.id for row in unknown})

    def of_kind(provider: str, endpoint_id: str) -> Reckoning:
        def of_these(rows: Iterable[Entry]) -> list[Entry]:
            return [r for r in rows if (r.provider, r.endpoint_id) == (provider, endpoint_id)]

        return Reckoning(
            endpoint_id,
            provider,
            registry.get(endpoint_id),
            of_these(unknown),
            {row.id: earliest.get(row.id, row.created) for row in of_these(unknown)},
            lambda: of_these(journal.entries(endpoint_id=endpoint_id)),
            time.time(),
            A_DAY if after is None else after,
        )

    kinds = dict.fromkeys((row.provider, row.endpoint_id) for row in unknown)
    return [of_kind(*kind) for kind in kinds]


def unasked(reckoning: Reckoning) -> list[Finding]:
    """The findings where the model is unknown, so that nobody can be asked."""
    return reckoning.left(
        f"there is no model {reckoning.endpoint_id} any more: limner models sync, or add it"
    )


def reconcile(reckoning: Reckoning, setting: Setting) -> Path[list[Finding]]:
    """Ask the provider for its list, and move each row to what that says of it.

    A row stays as it is where the list can't be had, or doesn't tell; its finding says why.

    Raises:
        JournalError: The journal can't be read, or a row not moved.
    """
    provider = setting.account.provider
    if not any(_is_here(row, setting) for row in reckoning.unknown):
        return _elsewhere(reckoning.unknown, setting)
    if not isinstance(provider, Historical):
        return reckoning.left(f"{provider.name} has no list of requests")
    reader = _Reader(reckoning.endpoint_id, reckoning.since, provider, setting)
    try:
        past = yield from reader.all()
    except NoHistory as failure:
        return reckoning.left(str(failure))
    # Read after the list: each intent is on record before its request can be in there.
    rows = yield from on_disk(reckoning.rows)
    found = _said(reckoning, rows, past, setting)
    for finding in found:
        yield from _settle(finding, setting)
    now = {row.id: row for row in (yield from on_disk(reckoning.rows))}
    return [_as_it_is(finding, now[finding.entry.id]) for finding in found]


def _said(
    reckoning: Reckoning,
    rows: Sequence[Entry],
    past: Sequence[PastRequest],
    setting: Setting,
) -> list[Finding]:
    """What the list says of the rows that are to be settled and still unknown."""
    unknown = [row for row in rows if row.state == "unknown"]
    found = findings(
        [row for row in unknown if _is_here(row, setting)],
        [row for row in rows if row.state == "intended"],
        past,
        {row.request_id for row in rows if row.request_id},
        settled=reckoning.now - reckoning.after,
        now=reckoning.now,
    )
    found += _elsewhere([row for row in unknown if not _is_here(row, setting)], setting)
    wanted = {row.id for row in reckoning.unknown}
    return [reckoning.unless_set_back(one) for one in found if one.entry.id in wanted]


def _is_here(row: Entry, setting: Setting) -> bool:
    here = row.host is None or row.host in setting.account.provider.hosts
    return here and not setting.account.is_another(row.key_mark)


def _elsewhere(rows: Sequence[Entry], setting: Setting) -> list[Finding]:
    key = "it was sent with another key: set that one, and reconcile again"
    host = "it was sent to {}, where nobody is asked now"
    another = setting.account.is_another
    return [left(r, key if another(r.key_mark) else host.format(r.host)) for r in rows]


def _settle(finding: Finding, setting: Setting) -> Path[None]:
    """Move a row to what was found of it, unless somebody else has settled it meanwhile."""
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
        told = {"detail": "it isn't in the provider's list of requests"}
        yield from surely(Move(entry.id, "withdrawn", told))


def _as_it_is(finding: Finding, row: Entry) -> Finding:
    """A finding, or what became of its row otherwise: a webhook, say, may have been quicker."""
    freed = finding.never_sent and row.state != "withdrawn"
    adopted = finding.request_id is not None and row.request_id != finding.request_id
    if freed or adopted:
        return left(row, f"it was settled otherwise meanwhile, and is {row.state}")
    return finding


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
