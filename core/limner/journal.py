"""The journal: a row for each request, from before its submission to after its last file.

A row's life is the small state machine below. This first journal lives in the
memory of its process; one that survives it has the same interface.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from limner_registry.shortening import VALUE, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

NEXT: dict[str, frozenset[str]] = {
    "intended": frozenset({"submitted", "rejected", "unknown", "withdrawn"}),
    "submitted": frozenset({"running", "finished", "failed", "cancelled"}),
    "running": frozenset({"finished", "failed", "cancelled"}),
    "finished": frozenset({"kept", "failed", "cancelled"}),
    "answered": frozenset({"kept"}),
    "kept": frozenset(),
    "rejected": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
    "withdrawn": frozenset(),
    "unknown": frozenset({"submitted", "withdrawn"}),
}
"""The states, and what may follow each.

`intended` is on record before the POST leaves. `withdrawn` was given up while the provider
certainly didn't have it, `rejected` the provider didn't take, `unknown` it may have taken.
`answered` was answered by a plugin and never intended for the provider. `finished` is done
there, well or badly: only its result tells. `kept` has its result, and its files where they
were asked for, in the caller's hands.
"""


def is_past(state: str, other: str) -> bool:
    """Whether a row in a state has left another one behind."""
    return any(state == following or is_past(state, following) for following in NEXT[other])


@dataclass(frozen=True, repr=False)
class Entry:
    """A row of the journal.

    Attributes:
        endpoint_id: The model.
        provider: Who is to run it.
        document_sha256: The identity of the document that the arguments were checked by.
        arguments: What is sent; of a data URL its head and its digest only.
        id: The journal's own name for the row.
        state: A key of `NEXT`.
        request_id: The provider's id, as soon as there is one.
        answered_by: The plugin that answered in the provider's place.
        detail: What is known of an ending that isn't good.
        created: When the row was made, in seconds since 1970.
        updated: When it was last moved, likewise.
    """

    endpoint_id: str
    provider: str
    document_sha256: str
    arguments: Mapping[str, Any]
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    state: str = "intended"
    request_id: str | None = None
    answered_by: str | None = None
    detail: str | None = None
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)

    def moved(self, state: str, **facts: Any) -> Entry:
        """The row in a state, with more facts.

        One that is in that state, or past it, or at its end stays as it is: two that
        follow the same job may tell of it at different times.

        Raises:
            ValueError: The state can't follow this one.
        """
        if state == self.state or is_past(self.state, state) or not NEXT[self.state]:
            return self
        if state not in NEXT[self.state]:
            raise ValueError(f"{self.state} can't become {state}")
        return replace(self, state=state, updated=time.time(), **facts)

    def __repr__(self) -> str:
        facts = [self.state, shortened(self.detail or "", VALUE)]
        facts.append(f"request {shortened(self.request_id)}" if self.request_id else "")
        facts.append(f"answered by {self.answered_by}" if self.answered_by else "")
        where = f"{self.id} {self.endpoint_id} at {self.provider}"
        return f"<Entry {where}: {', '.join(filter(None, facts))}>"


class Journal(Protocol):
    """Where rows are kept. Safe for several threads; every call is one transaction."""

    def add(self, entry: Entry) -> None:
        """Put a new row on record; it's there when this returns. Twice is as good as once."""
        ...

    def move(self, entry_id: str, state: str, **facts: Any) -> None:
        """Move a row to its next state, as `Entry.moved`.

        Raises:
            KeyError: There is no such row.
            ValueError: The state can't follow.
        """
        ...

    def entries(self) -> tuple[Entry, ...]:
        """All rows, the oldest first."""
        ...


class MemoryJournal:
    """A journal that ends with its process."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """As `Journal.add`."""
        with self._lock:
            self._entries.setdefault(entry.id, entry)

    def move(self, entry_id: str, state: str, **facts: Any) -> None:
        """As `Journal.move`."""
        with self._lock:
            self._entries[entry_id] = self._entries[entry_id].moved(state, **facts)

    def entries(self) -> tuple[Entry, ...]:
        """As `Journal.entries`."""
        with self._lock:
            return tuple(self._entries.values())

    def __repr__(self) -> str:
        return f"<MemoryJournal of {len(self._entries)} entries>"


def journaled(arguments: Any) -> Any:
    """Arguments as a journal may hold them: of a data URL its head and its digest only."""
    if isinstance(arguments, str) and arguments[:5].lower() == "data:":
        head = arguments.partition(",")[0]
        return f"{head},sha256:{hashlib.sha256(arguments.encode()).hexdigest()}"
    if isinstance(arguments, dict):
        return {name: journaled(value) for name, value in arguments.items()}
    if isinstance(arguments, list | tuple):
        return [journaled(value) for value in arguments]
    return arguments
