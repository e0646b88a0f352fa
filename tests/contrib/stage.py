"""What a test of webhooks is played with: fal, an app that takes its notices, and a journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from notices import Fal, post

import limner

if TYPE_CHECKING:
    from limner.journal import Entry
    from limner.journal.sqlite import SqliteJournal

FLUX = "fal-ai/flux/dev"
PROMPT = {"prompt": "a lighthouse at dusk"}


class Told:
    """A plugin that remembers how jobs ended."""

    def __init__(self) -> None:
        self.ends: list[tuple[str | None, str | None]] = []

    @limner.hookimpl
    def job_event(self, job: limner.Job, event: limner.Event) -> None:
        assert isinstance(event, limner.Completed)
        self.ends.append((job.request_id, event.error))


@dataclass
class Stage:
    """Fal, an app that takes its notices, and the journal between them."""

    fal: Fal
    hook: str
    journal: SqliteJournal
    environment: dict[str, str]
    told: Told = field(default_factory=Told)

    def client(self) -> limner.Client:
        return limner.Client(journal=self.journal, environment=self.environment)

    def submit(self) -> Entry:
        """A job of which a notice is to come; its row."""
        with self.client() as client:
            job = client.submit(FLUX, PROMPT, webhook=f"{self.hook}?mine=1")
        return self.row(job.entry_id)

    def row(self, name: str | None = None) -> Entry:
        return self.journal.find(name) if name else self.journal.entries()[-1]

    def deliver(self, row: Entry, **said: Any) -> int:
        """Post a notice of a row's job to the webhook that was submitted last."""
        assert row.request_id
        return post(self.fal.notice(row.request_id, **said), self.fal.webhooks[-1])
