"""One job that is being watched: how long still, how old it is, and what was told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner.effects import Emit, Path, ask, move, now, sleep
from limner.events import Completed, InProgress, Queued
from limner.pace import FEW, pause, surely_alive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.events import Event, LogLine
    from limner.job import Job, Ticket
    from limner.pace import Span
    from limner.path.setting import Setting

MOST_LINES = 5_000
"""How many log lines are known again; what arrives is a window that slides over far fewer."""

_CLOCK = 0.002
"""Seconds by which a clock may be wrong."""


class Watch:
    """What is known of a job while it is followed.

    Args:
        job: The job.
        ticket: How its provider finds it.
        setting: Who is called and asked.
        begin: When watching began, on the transport's clock.
        seconds: How long it may go on.

    Attributes:
        until: When that ends.
    """

    def __init__(
        self, job: Job, ticket: Ticket, setting: Setting, begin: float, seconds: float
    ) -> None:
        self.job = job
        self.ticket = ticket
        self.setting = setting
        self.seconds = seconds
        self.until = begin + seconds
        self._since = begin if job.since is None else job.since
        self._from_its_start = job.since is not None and begin - job.since < 1
        self._alive: float | None = None
        self._before: Event | None = None
        self._ran = False
        self._seen: dict[int, None] = {}

    @property
    def knows_when(self) -> bool:
        """Whether earlier jobs tell when a look at this one is worth it."""
        return self._from_its_start and len(self._earlier()) >= FEW

    def rest(self) -> Path[None]:
        """Let time pass until the job should be looked at, or its time is up.

        Other jobs may tell more meanwhile: before any look is worth it, that's asked once more.
        """
        looked = age = (yield from now()) - self._since
        while True:
            earlier = self._earlier() if self._from_its_start else ()
            left = min(looked + pause(looked, earlier), self.until - self._since) - age
            if left < _CLOCK:
                return
            alive = surely_alive(earlier) - age
            yield from sleep(alive if _CLOCK < alive < left else left)
            age = (yield from now()) - self._since

    def tell(self, event: Event, *, at_once: bool = False) -> Path[None]:
        """Tell of an event if it is news, with the log lines that are new.

        Args:
            event: What the provider says.
            at_once: Whether it says so the moment that it happens.
        """
        event = self._news(event)
        age = (yield from now()) - self._since
        if at_once or not isinstance(event, Completed):
            self._alive = age
        if isinstance(event, Completed) and event.error_type is None and event.error is None:
            self._learn(age)
        if isinstance(event, InProgress) and not self._ran:
            self._ran = True
            yield from move(self.job.entry_id, "running", soon=True)
        if _is_news(event, self._before):
            yield from report(self.job, self.setting, event)
        self._before = event

    def _earlier(self) -> Sequence[Span]:
        return self.setting.following.durations[self.job.endpoint_id]

    def _learn(self, age: float) -> None:
        """Remember how long the job took, if it was watched when it ended."""
        if self._from_its_start or (self._alive is not None and self.job.since is not None):
            durations = self.setting.following.durations
            durations.add(self.job.endpoint_id, age, self._alive or 0.0)

    def _news(self, event: Event) -> Event:
        if isinstance(event, Queued) or not event.logs:
            return event
        return replace(event, logs=tuple(line for line in event.logs if self._is_new(line)))

    def _is_new(self, line: LogLine) -> bool:
        key = hash((line.timestamp, line.message))
        is_new = key not in self._seen
        self._seen.pop(key, None)
        self._seen[key] = None
        if len(self._seen) > MOST_LINES:
            del self._seen[next(iter(self._seen))]
        return is_new


def _is_news(event: Event, before: Event | None) -> bool:
    if isinstance(event, InProgress):
        return bool(event.logs) or not isinstance(before, InProgress)
    return event != before


def report(job: Job, setting: Setting, event: Event) -> Path[None]:
    """Tell the hooks and the caller of an event, and the journal of the end."""
    if isinstance(event, Completed) and job.ticket:
        yield from move(job.entry_id, "finished", soon=True)
    yield from ask(setting.hooks.job_event, job, event)
    yield Emit(event)
