"""What the two handles of a job share: the job, and how it stood when it was last asked about."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from limner.errors import JobFailed, NotCollected, UnexpectedResult
from limner.events import Completed, headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.events import Event
    from limner.job import Job


_ENDED = frozenset({"finished", "kept", "failed", "cancelled"})
"""The states of a row whose job has ended at its provider."""


class Handle:
    """A job, and how it stood when it was last asked about.

    Attributes:
        job: What is known of it.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._followed = job.entry is not None and job.entry.state in _ENDED
        self._state = "submitted" if job.entry_id and job.ticket else ""

    @property
    def request_id(self) -> str | None:
        """The provider's id of the job; None when a plugin answered in its place."""
        return self.job.request_id

    @property
    def ended(self) -> bool:
        """Whether the job was seen to end, well or badly."""
        return self._followed

    @property
    def entry_id(self) -> str | None:
        """The journal's name for the job, which `resume` takes; None if it was found by its id."""
        return self.job.entry_id

    def _saw(self, event: Event) -> None:
        self._followed = isinstance(event, Completed)
        self._state = headline(event)

    @contextmanager
    def _collecting(self) -> Iterator[None]:
        """Keep in mind what comes of it."""
        try:
            yield
        except JobFailed as failure:
            self._state = "cancelled" if failure.type == "client_cancelled" else "failed"
            raise
        except NotCollected:
            self._state = "finished, not collected"
            raise
        except UnexpectedResult:
            self._fetched()
            raise
        self._fetched()

    def _fetched(self) -> None:
        self._followed = True
        self._state = "result fetched"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.job}{self._state and ': '}{self._state}>"
