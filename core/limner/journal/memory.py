"""The journal that ends with its process."""

from __future__ import annotations

import threading
import time
from decimal import Decimal, localcontext
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

from limner.journal.budget import DAY, UNCOUNTED
from limner.journal.interface import FRESH, check_claim, the_one
from limner.journal.states import FINISHED
from limner_registry.rate import EXACTLY

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner.journal.budget import Budget
    from limner.journal.entry import Entry
    from limner.journal.interface import Content


class MemoryJournal:
    """A journal that ends with its process."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()
        self._budget: Budget | None = None
        self._uploads: dict[tuple[str, Content], tuple[str, float]] = {}

    def add(self, entry: Entry, *, unpriced: bool = False) -> None:
        """As `Journal.add`."""
        with self._lock:
            if entry.state == "intended" and entry.id not in self._entries:
                self._reserve(entry, unpriced=unpriced)
            self._entries.setdefault(entry.id, entry)

    def move(self, entry_id: str, state: str, **facts: Any) -> None:
        """As `Journal.move`."""
        with self._lock:
            self._entries[entry_id] = self._entries[entry_id].moved(state, **facts)

    def note(self, entry_id: str, **facts: Any) -> None:
        """As `Journal.note`."""
        with self._lock:
            self._entries[entry_id] = self._entries[entry_id].noted(**facts)

    def claim(self, entry_id: str, state: str, *, unpriced: bool = False) -> bool:
        """As `Journal.claim`."""
        check_claim(state)
        with self._lock:
            entry = self._entries[entry_id]
            if entry.state == state:
                claimed = entry.noted(state="intended", created=time.time())
                self._reserve(claimed, unpriced=unpriced)
                self._entries[entry_id] = claimed
            return entry.state == state

    def entries(
        self,
        *,
        states: Collection[str] | None = None,
        endpoint_id: str | None = None,
        limit: int | None = None,
        own: bool = False,  # noqa: ARG002 -- all of them are
    ) -> tuple[Entry, ...]:
        """As `Journal.entries`."""
        with self._lock:
            newest = [*reversed(self._entries.values())]
        wanted = (
            entry
            for entry in newest
            if (states is None or entry.state in states)
            and endpoint_id in {None, entry.endpoint_id}
        )
        return tuple(islice(wanted, limit))[::-1]

    def results(self, provider: str, identity: str, limit: int = 10) -> tuple[Entry, ...]:
        """As `Journal.results`."""
        wanted = (
            entry
            for entry in reversed(self.entries(states=FINISHED))
            if (entry.provider, entry.identity) == (provider, identity)
            and entry.result is not None
            and entry.answered_by is None
        )
        return tuple(islice(wanted, limit))

    def find(self, name: str) -> Entry:
        """As `Journal.find`."""
        every = self.entries()
        return the_one(
            name,
            [entry for entry in every if name in {entry.id, entry.request_id}]
            or [entry for entry in every if name and entry.id.startswith(name)],
        )

    def earliest(self, entry_ids: Collection[str]) -> dict[str, float]:
        """As `Journal.earliest`."""
        newest = [one for one in reversed(self.entries()) if one.state != "planned"]
        least = accumulate((entry.created for entry in newest), min)
        pairs = zip(newest, least, strict=True)
        return {entry.id: moment for entry, moment in pairs if entry.id in entry_ids}

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        """As `Journal.durations`."""
        seconds = (
            entry.finished_at - entry.submitted_at
            for entry in reversed(self.entries(endpoint_id=endpoint_id))
            if entry.finished_at and entry.submitted_at and entry.state in {"finished", "kept"}
        )
        return tuple(islice(seconds, limit))

    def set_budget(self, budget: Budget | None) -> None:
        """As `Journal.set_budget`."""
        with self._lock:
            self._budget = budget

    def budget(self) -> Budget | None:
        """As `Journal.budget`."""
        return self._budget

    def spent(self, currency: str, since: float) -> Decimal:
        """As `Journal.spent`."""
        with self._lock:
            return self._spent(currency, since)

    def _reserve(self, entry: Entry, *, unpriced: bool) -> None:
        if budget := self._budget:
            spent = self._spent(budget.currency, budget.since(entry.created))
            budget.refuse_above(entry, spent, unpriced=unpriced)

    def _spent(self, currency: str, since: float) -> Decimal:
        rows = (
            entry.estimate if entry.billed is None else entry.billed
            for entry in self._entries.values()
            if entry.currency == currency
            and entry.created // DAY >= since // DAY
            and entry.state not in UNCOUNTED
        )
        with localcontext(EXACTLY):
            return sum((amount or Decimal(0) for amount in rows), Decimal(0))

    def uploads(self, provider: str, contents: Collection[Content]) -> dict[Content, str]:
        """As `Journal.uploads`."""
        with self._lock:
            self._forget_uploads()
            known = {content: self._uploads.get((provider, content)) for content in contents}
        return {content: upload[0] for content, upload in known.items() if upload}

    def keep_upload(self, provider: str, content: Content, url: str) -> None:
        """As `Journal.keep_upload`."""
        with self._lock:
            self._forget_uploads()
            self._uploads[provider, content] = url, time.time()

    def _forget_uploads(self) -> None:
        """Leave out what isn't fresh any more, and what is still to come."""
        now = time.time()
        uploads = self._uploads.items()
        self._uploads = {one: up for one, up in uploads if now - FRESH <= up[1] <= now}

    def sweep(self) -> int:
        """As `Journal.sweep`: no row outlives this process."""
        return 0

    def close(self) -> None:
        """As `Journal.close`."""

    def __repr__(self) -> str:
        return f"<MemoryJournal of {len(self._entries)} entries>"
