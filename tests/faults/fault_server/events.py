"""The status of a job as an event stream: an event for each change, new log lines only."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from fault_server.faults import Fault
from fault_server.jobs import LOG_LINES, Jobs, window, written

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fault_server.ledger import Execution

GARBAGE = (
    b": a comment\n\n",
    b'data: {"status": \n\n',
    b"event: ping\ndata: [1]\n\n",
    b"data: \xff\xfe\n\n",
    b"nonsense\n\n",
)
"""Events that tell nothing."""


async def events(
    jobs: Jobs, job: Execution, fault: Fault | None, *, logs: bool
) -> AsyncIterator[bytes]:
    """The events of a job to its end, each as it's sent, true or not."""
    if fault is Fault.GARBAGE:
        for garbage in GARBAGE:
            yield garbage
    if fault in {Fault.FALSE_COMPLETED, Fault.BACK_IN_QUEUE}:
        yield _event(jobs.state(job, fault))
    if fault is Fault.FALSE_COMPLETED:
        return
    before, shown = "", 0
    while before != "COMPLETED":
        told = jobs.state(job, None)
        lines = written(job) if logs else []
        if told["status"] != before or len(lines) > shown:
            if told["status"] != "IN_QUEUE":
                repeated = fault is Fault.REPEATED_LOGS
                told["logs"] = window(job, fault) if logs and repeated else lines[shown:]
            yield _event(told)
        before, shown = told["status"], len(lines)
        await asyncio.sleep(_until_next(job))


def _until_next(job: Execution) -> float:
    """Seconds to the next change of a job: its beginning, a line, or its end."""
    now, length = time.time(), job.ends - job.begins
    moments = [job.begins + number * length / LOG_LINES for number in range(LOG_LINES + 1)]
    return min((moment - now for moment in moments if moment > now), default=0.0) + 0.001


def _event(told: object) -> bytes:
    return b"data: " + json.dumps(told).encode() + b"\n\n"
