"""Events: what changes in a job's life, as the provider reports it.

Printed, an event is a sentence, with the log lines that came with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from limner_registry.shortening import VALUE, counted, listed, shortened, shown
from limner_registry.values import one_line


@dataclass(frozen=True, repr=False)
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

    def __str__(self) -> str:
        return one_line(self.message)

    def __repr__(self) -> str:
        level = f" {shortened(self.level, VALUE)}" if self.level else ""
        return f"<LogLine{level}: {shortened(self.message)}>"


@dataclass(frozen=True, repr=False)
class Queued:
    """The job waits for a runner.

    Attributes:
        position: How many requests are ahead of it; None if the provider doesn't say.
    """

    position: int | None = None

    def __str__(self) -> str:
        return _sentence(self)

    def __repr__(self) -> str:
        return _brief(self)


@dataclass(frozen=True, repr=False)
class InProgress:
    """The job runs.

    Attributes:
        logs: The log lines that are new since the event before.
    """

    logs: tuple[LogLine, ...] = ()

    def __str__(self) -> str:
        return _sentence(self)

    def __repr__(self) -> str:
        return _brief(self)


@dataclass(frozen=True, repr=False)
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

    def __str__(self) -> str:
        return _sentence(self)

    def __repr__(self) -> str:
        return _brief(self)


Event = Queued | InProgress | Completed
"""A change of a job."""


def headline(event: Event) -> str:
    """An event without its log lines: `queued, position 1`, `completed in 3.0 s`."""
    if isinstance(event, InProgress):
        return "in progress"
    if isinstance(event, Completed):
        return _ending(event)
    if event.position is None:
        return "queued"
    return f"queued, position {event.position}" if event.position else "queued, next in line"


def _ending(event: Completed) -> str:
    failed = event.error is not None or event.error_type is not None
    seconds = event.inference_seconds
    ending = ("failed" if failed else "completed") + (f" in {seconds:.1f} s" if seconds else "")
    why = (one_line(event.error or ""), event.error_type and f"({one_line(event.error_type)})")
    reason = " ".join(filter(None, why))
    return f"{ending}: {reason}" if reason else ending


def _sentence(event: Event) -> str:
    """The event, then its log lines: a single one beside it, several beneath it."""
    head = headline(event)
    first = f"{head[0].upper()}{head[1:]}"
    logs = () if isinstance(event, Queued) else event.logs
    if len(logs) == 1 and ":" not in head:
        return f"{first}: {logs[0]}"
    return "\n  ".join((first, *map(str, logs)))


def _brief(event: Event) -> str:
    """The event on one line, with the last of its log lines."""
    logs = () if isinstance(event, Queued) else event.logs
    head = headline(event)
    said = [shortened(head.partition(" ")[2])] if head not in {"queued", "in progress"} else []
    count = [counted(len(logs), "log line")] if len(logs) > 1 else []
    facts = listed(filter(None, (*said, *count, *(shown(line.message) for line in logs[-1:]))))
    return f"<{type(event).__name__}{facts and ': '}{facts}>"
