"""Events: what changes in a job's life, as the provider reports it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LogLine:
    """One line that the model wrote while it ran.

    Attributes:
        message: Its text.
        timestamp: When, in ISO 8601 as the provider wrote it; empty if it didn't.
        level: `INFO`, `STDERR`, ...; empty if the provider doesn't say.
    """

    message: str
    timestamp: str = ""
    level: str = ""


@dataclass(frozen=True)
class Queued:
    """The job waits for a runner.

    Attributes:
        position: How many requests are ahead of it; None if the provider doesn't say.
    """

    position: int | None = None


@dataclass(frozen=True)
class InProgress:
    """The job runs.

    Attributes:
        logs: The log lines that are new since the event before.
    """

    logs: tuple[LogLine, ...] = ()


@dataclass(frozen=True)
class Completed:
    """The job has ended, well or badly: only its result tells which.

    Attributes:
        logs: The log lines that are new since the event before.
        inference_seconds: How long the model ran, where the provider says so.
        error: What the provider says went wrong, where it says so already here.
        error_type: The provider's name for that.
    """

    logs: tuple[LogLine, ...] = ()
    inference_seconds: float | None = None
    error: str | None = None
    error_type: str | None = None


Event = Queued | InProgress | Completed
"""A change of a job."""
