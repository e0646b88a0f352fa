"""What a journal does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, runtime_checkable

from limner.errors import UnknownJob
from limner.journal.states import CLAIMABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from limner.journal.budget import Budget
    from limner.journal.entry import Entry

Content = tuple[str, str]
"""What a storage takes for the same: the sha256 of the bytes, and their media type."""

FRESH = 3600.0
"""Seconds for which a file that was uploaded is taken to be there still.

Far less than providers keep files: fal at least seven days, it says, unless an account is set
otherwise. What vanishes sooner isn't noticed here: the request that names it fails.
"""


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
            JournalError: It can't be put on record, or nobody knows what its budget is.
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

    def claim(self, entry_id: str, state: str, *, unpriced: bool = False) -> bool:
        """Make a row this journal's own intent, if it is in a state: of several, one can.

        What it's expected to cost is reserved as by `add`, and its time is now.

        Args:
            entry_id: The row.
            state: One of `CLAIMABLE`.
            unpriced: As of `add`.

        Returns:
            Whether the row is this journal's to submit.

        Raises:
            ValueError: A row in that state may be with the provider.
            OverBudget: The budget has too little left for it; it stays as it is.
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

    def results(self, provider: str, identity: str, limit: int = 10) -> tuple[Entry, ...]:
        """The rows that a request might be answered from: finished ones that asked for the same.

        Args:
            provider: Who ran them.
            identity: What they have in common with it, see `Request.identity`.
            limit: How many at most, the newest first.
        """
        ...

    def find(self, name: str) -> Entry:
        """The row of an id, of the unique beginning of one, or of a provider's id.

        Raises:
            UnknownJob: There is none, or there are several.
        """
        ...

    def earliest(self, entry_ids: Collection[str]) -> dict[str, float]:
        """When rows were made by the clock's least reading since: less if it was set back.

        A row that is only planned tells nothing. One that was claimed long after it was made
        looks as if the clock had been set back, if rows made after it were submitted before.

        Args:
            entry_ids: The rows.

        Returns:
            By row, the least `created` of it and of those put on record after it.
        """
        ...

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        """How long a model's jobs that ended well took from their submission to their end.

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
        """What they may cost; None where that wasn't set.

        Raises:
            JournalError: It was lost when the journal was damaged, or part of what is spent.
        """
        ...

    def spent(self, currency: str, since: float) -> Decimal:
        """What the requests since a day cost, as billed or else as expected.

        Args:
            currency: Only those whose cost is in it: `USD`.
            since: In seconds since 1970; the day of UTC in which that is counts whole.
        """
        ...

    def uploads(self, provider: str, contents: Collection[Content]) -> dict[Content, str]:
        """Where contents are that somebody has uploaded lately; see `FRESH`.

        Args:
            provider: Whose storage is meant, and which one.
            contents: What is to be there.

        Returns:
            Their URLs; those that aren't known to be anywhere aren't in it.
        """
        ...

    def keep_upload(self, provider: str, content: Content, url: str) -> None:
        """Note where a content is from now on."""
        ...

    def sweep(self) -> int:
        """Make `unknown` each intent whose process is gone; how many there were."""
        ...

    def close(self) -> None:
        """Give back what is held; whoever uses the journal again opens it again."""
        ...


class Change(NamedTuple):
    """A change of a journal.

    Attributes:
        method: `add`, `move` or `note`.
        arguments: What it takes.
        facts: What it takes by name.
        at: When it was to be made, in seconds since 1970.
    """

    method: Literal["add", "move", "note"]
    arguments: tuple[Any, ...]
    facts: Mapping[str, Any]
    at: float


@runtime_checkable
class AsyncJournal(Protocol):
    """What a journal has besides, if changing it needs no thread for `AsyncClient`."""

    async def change(
        self, method: Literal["add", "move", "note"], *arguments: Any, **facts: Any
    ) -> None:
        """What the method of this name does, without blocking the event loop.

        A cancellation waits for it too.
        """
        ...

    async def change_all(self, changes: Sequence[Change]) -> None:
        """Make several changes in one transaction, in order; one that fails ends it.

        Those before it may be on record by then: made again, they change nothing.
        """
        ...


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
