"""A global plugin that logs every call: its submission, its progress, its end, its files."""

import logging
import time

from limner import Artifact, Completed, Event, Job, Request, Result, hookimpl

LOG = logging.getLogger("calls")
SINCE: dict[str, float] = {}


@hookimpl(trylast=True)  # last of all, if it is passed last
def before_submit(request: Request) -> None:
    LOG.info("%s: submitting %s", request.endpoint_id, ", ".join(request.arguments))


@hookimpl
def job_event(job: Job, event: Event) -> None:
    name = str(job.request_id or job.entry_id)
    seconds = time.monotonic() - SINCE.setdefault(name, time.monotonic())
    LOG.info("%s %s: %s after %.1f s", job.endpoint_id, name, type(event).__name__, seconds)
    if isinstance(event, Completed):
        del SINCE[name]


@hookimpl
def process_result(result: Result[Artifact]) -> None:
    LOG.info("%s: a result with %d files", result.job.endpoint_id, len(result.artifacts))
