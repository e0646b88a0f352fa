"""What a journal does, and the one that ends with its process."""

from __future__ import annotations

import threading
from decimal import Decimal, localcontext
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from limner.errors import UnknownJob
from limner.journal.budget import UNCOUNTED
from limner.journal.states import CLAIMABLE
from limner_registry.rate import EXACTLY

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner.journal.budget import Budget
    from limner.journal.entry import Entry


class Journal(Protocol):
    """Where rows are kept. Safe for several threads; every change is one transaction."""

    def add(self, entry: Entry, *, unpriced: bool = False) -> None:
        """Put a new row on record; it's there when this returns. Twice is as good as once.

        What an intent is expected to cost is reserved in the same transaction, so of several
        processes none can spend what another one is about to.

        Args:
            entry: The row.
            unpriced: Whether it's one to be taken even if nobody knows what it will cost.

        Raises:
            OverBudget: The budget has too little left for it.
            JournalError: It can't be put on record.
        """
        ...

    def move(self, entry_id: str, state: str, **facts: Any) -> None:
        """Move a row to its next state, as `Entry.moved`.

        Raises:
            KeyError: There is no such row.
            ValueError: The state can't follow.
            JournalError: As `add`.
        """
        ...

    def note(self, entry_id: str, **facts: Any) -> None:
        """Add facts to a row, as `Entry.noted`; raises as `move`."""
        ...

    def claim(self, entry_id: str, state: str) -> bool:
        """Make a row this journal's own intent, if it is in a state: of several, one can.

        Args:
            entry_id: The row.
            state: One of `CLAIMABLE`.

        Returns:
            Whether the row is this journal's to submit.

        Raises:
            ValueError: A row in that state may be with the provider.
        """
        ...

    def entries(
        self,
        *,
        states: Collection[str] | None = None,
        endpoint_id: str | None = None,
        limit: int | None = None,
        own: bool = False,
    ) -> tuple[Entry, ...]:
        """The rows, the oldest first.

        Args:
            states: Only those in one of these.
            endpoint_id: Only those of this model.
            limit: Only so many, the newest.
            own: Only those that this object has put on record, not another process.
        """
        ...

    def find(self, name: str) -> Entry:
        """The row of an id, of the unique beginning of one, or of a provider's id.

        Raises:
            UnknownJob: There is none, or there are several.
        """
        ...

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        """How long a model's jobs took from their submission to their end.

        Args:
            endpoint_id: The model.
            limit: How many jobs to look at, the newest.

        Returns:
            Seconds, of the newest job first.
        """
        ...

    def set_budget(self, budget: Budget | None) -> None:
        """Set what the requests put on record here may cost; None for whatever they do."""
        ...

    def budget(self) -> Budget | None:
        """What they may cost; None where that wasn't set."""
        ...

    def spent(self, currency: str, since: float) -> Decimal:
        """What the requests since a moment cost, as billed or else as expected.

        Args:
            currency: Only those whose cost is in it: `USD`.
            since: In seconds since 1970.
        """
        ...

    def sweep(self) -> int:
        """Make `unknown` each intent whose process is gone; how many there were."""
        ...

    def close(self) -> None:
        """Give back what is held; whoever uses the journal again opens it again."""
        ...


@runtime_checkable
class AsyncJournal(Protocol):
    """What a journal has besides, if changing it needs no thread for `AsyncClient`."""

    async def change(
        self, method: Literal["add", "move", "note"], *arguments: Any, **facts: Any
    ) -> None:
        """What the method of this name does, without blocking the event loop."""
        ...


class MemoryJournal:
    """A journal that ends with its process."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()
        self._budget: Budget | None = None

    def add(self, entry: Entry, *, unpriced: bool = False) -> None:
        """As `Journal.add`."""
        with self._lock:
            budget = self._budget
            if budget and entry.state == "intended" and entry.id not in self._entries:
                spent = self._spent(budget.currency, budget.since(entry.created))
                budget.refuse_above(entry, spent, unpriced=unpriced)
            self._entries.setdefault(entry.id, entry)

    def move(self, entry_id: str, state: str, **facts: Any) -> None:
        """As `Journal.move`."""
        with self._lock:
            self._entries[entry_id] = self._entries[entry_id].moved(state, **facts)

    def note(self, entry_id: str, **facts: Any) -> None:
        """As `Journal.note`."""
        with self._lock:
            self._entries[entry_id] = self._entries[entry_id].noted(**facts)

    def claim(self, entry_id: str, state: str) -> bool:
        """As `Journal.claim`."""
        check_claim(state)
        with self._lock:
            entry = self._entries[entry_id]
            if entry.state == state:
                self._entries[entry_id] = entry.noted(state="intended")
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

    def find(self, name: str) -> Entry:
        """As `Journal.find`."""
        every = self.entries()
        return the_one(
            name,
            [entry for entry in every if name in {entry.id, entry.request_id}]
            or [entry for entry in every if name and entry.id.startswith(name)],
        )

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        """As `Journal.durations`."""
        seconds = (
            entry.finished_at - entry.submitted_at
            for entry in reversed(self.entries(endpoint_id=endpoint_id))
            if entry.finished_at and entry.submitted_at
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

    def _spent(self, currency: str, since: float) -> Decimal:
        rows = (
            entry.estimate if entry.billed is None else entry.billed
            for entry in self._entries.values()
            if entry.currency == currency
            and entry.created >= since
            and entry.state not in UNCOUNTED
        )
        with localcontext(EXACTLY):
            return sum((amount or Decimal(0) for amount in rows), Decimal(0))

    def sweep(self) -> int:
        """As `Journal.sweep`: no row outlives this process."""
        return 0

    def close(self) -> None:
        """As `Journal.close`."""

    def __repr__(self) -> str:
        return f"<MemoryJournal of {len(self._entries)} entries>"


def check_claim(state: str) -> None:
    """Raise `ValueError` where rows in a state may be with the provider."""
    if state not in CLAIMABLE:
        raise ValueError(f"a row that is {state} may be with the provider: it can't be claimed")


def the_one(name: str, found: Collection[Entry]) -> Entry:
    """The only row that was found; raises `UnknownJob` if it isn't one."""
    if len(found) != 1:
        raise UnknownJob(name, [entry.id for entry in found])
    (entry,) = found
    return entry
