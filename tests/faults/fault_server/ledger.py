"""The server's books: which jobs were executed and must be paid, and what was answered."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fault_server.faults import Fault


@dataclass
class Execution:
    """One accepted POST: one paid job.

    Attributes:
        request_id: The job's id.
        endpoint_id: The model.
        arguments: What was sent.
        sent: When it was accepted, in seconds since 1970.
        begins, ends: When it runs, likewise.
        lost: Whether the provider has forgotten it.
        cancelled: Whether it was cancelled before its end.
        fetched: How often its result was sent whole.
    """

    request_id: str
    endpoint_id: str
    arguments: Mapping[str, Any]
    sent: float
    begins: float
    ends: float
    lost: bool = False
    cancelled: bool = False
    fetched: int = 0


@dataclass
class Exchange:
    """One call, and what its client saw of the answer.

    Attributes:
        kind: A key of `FAULTS`, or `other`.
        method, target: Its first line's.
        headers: By lower-case name, as they came: a key is in them.
        fault: What went wrong; None for an honest answer.
        status: The answer's status; None where there was none.
        seen: How much of the answer left: `whole`, `cut`, `late` or `nothing`.
    """

    kind: str
    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    fault: Fault | None = None
    status: int | None = None
    seen: str = "nothing"


class Ledger:
    """All executions and exchanges of a server; it may be read while the server runs.

    Attributes:
        executed: In the order in which they were accepted.
        exchanges: In the order in which they arrived.
    """

    def __init__(self) -> None:
        self.executed: list[Execution] = []
        self.exchanges: list[Exchange] = []
        self._counts: Counter[object] = Counter()
        self._lock = threading.Lock()

    def count(self, *what: str) -> int:
        """Count one more of something: how many there are now."""
        with self._lock:
            self._counts[what] += 1
            return self._counts[what]

    def times(self, parameter: str) -> Counter[Any]:
        """How often a job was executed, by the value of one of its arguments."""
        return Counter(job.arguments.get(parameter) for job in tuple(self.executed))

    def of(self, kind: str) -> list[Exchange]:
        """The exchanges of a kind."""
        return [exchange for exchange in tuple(self.exchanges) if exchange.kind == kind]

    @property
    def faults(self) -> Counter[tuple[str, Fault]]:
        """How often each fault happened, by kind."""
        return Counter((one.kind, one.fault) for one in tuple(self.exchanges) if one.fault)
