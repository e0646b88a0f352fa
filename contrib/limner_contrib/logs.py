"""Every change of every job, as a line of the standard log `limner.jobs`.

```python
import limner_contrib.logs

client = limner.Client(plugins=[limner_contrib.logs])
```
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from limner import Completed, InProgress, Queued, hookimpl

if TYPE_CHECKING:
    from limner import Event, Job

LOG = logging.getLogger("limner.jobs")


@hookimpl
def job_event(job: Job, event: Event) -> None:
    """Log an event, at level INFO; a job that says it failed, at WARNING."""
    failed = isinstance(event, Completed) and event.error is not None
    level = logging.WARNING if failed else logging.INFO
    LOG.log(level, "%s %s %s", job.endpoint_id, job.request_id or job.entry_id, _words(event))


def _words(event: Event) -> str:
    if isinstance(event, Queued):
        return "queued" if event.position is None else f"queued, {event.position} ahead"
    lines = "".join(f": {line.message}" for line in event.logs)
    if isinstance(event, InProgress):
        return f"in progress{lines}"
    return f"failed: {event.error}" if event.error else f"completed{lines}"
