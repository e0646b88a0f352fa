"""A file of a result, with whatever a server may say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answers import FLUX, REQUEST_ID

from limner.job import Job, Ticket
from limner.request import Request
from limner.result import ArtifactFacts
from limner_registry.model import Model, Origin

if TYPE_CHECKING:
    from limner.journal import Entry


def file_facts(
    url: str = "https://v3.fal.media/files/b/lighthouse.jpg",
    *,
    endpoint_id: str = FLUX,
    request_id: str = REQUEST_ID,
    entry: Entry | None = None,
    **facts: Any,
) -> ArtifactFacts:
    model = Model({"endpoint_id": endpoint_id}, Origin("a test"))
    ticket = Ticket(request_id, "", "", "")
    job = Job(Request(model, {}), "fal", ticket, entry=entry)
    return ArtifactFacts("/images/0", "image", url, job=job, **facts)
