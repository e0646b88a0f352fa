"""How long things take at the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Pace:
    """Durations, all in seconds; they may be changed while the server runs.

    Attributes:
        queued: How long a job waits.
        running: How long it runs then.
        late: After how long a late answer comes.
        lag: How long the history doesn't yet show a job that has ended.
        retry_after: What a 429 asks for.
    """

    queued: float = 0.0
    running: float = 0.02
    late: float = 1.0
    lag: float = 0.0
    retry_after: int = 1
