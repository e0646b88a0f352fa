"""The queue: submits become jobs, and jobs go on by the clock alone."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fault_server.faults import Fault
from fault_server.ledger import Execution, Ledger
from fault_server.pictures import facts
from fault_server.wire import Asked, Reply

if TYPE_CHECKING:
    from fault_server.pace import Pace

NAMESPACES = {"workflows", "comfy"}

LOG_LINES = 4
"""How many lines a job writes, evenly while it runs."""

WINDOW = 3
"""How many of them a status shows: the last."""


@dataclass
class Jobs:
    """All jobs of a server.

    Attributes:
        url: Where the server is.
        ledger: Where executions are put down.
        pace: How long they take.
        elsewhere: What hostile answers lead to.
    """

    url: str
    ledger: Ledger
    pace: Pace
    elsewhere: str = ""
    _by_id: dict[str, Execution] = field(default_factory=dict)

    def submit(self, asked: Asked, endpoint_id: str, fault: Fault | None) -> Reply:
        """Accept a job."""
        try:
            arguments = json.loads(asked.body)
        except ValueError:
            return Reply.of({"detail": "Invalid JSON"}, 400)
        sent = time.time()
        begins = sent + self.pace.queued
        ends = begins + self.pace.running
        request_id = self._new_id(endpoint_id, asked.body)
        job = Execution(request_id, endpoint_id, arguments, sent, begins, ends)
        job.lost = fault is Fault.LOSE_JOB
        self.ledger.executed.append(job)
        self._by_id[request_id] = job
        base = self.elsewhere if fault is Fault.URLS_ELSEWHERE else self.url
        told = {"status": "IN_QUEUE", "queue_position": 0, "logs": None, "metrics": {}}
        return Reply.of(told | _names(job, base), x_fal_request_id=request_id)

    def find(self, request_id: str) -> Execution | None:
        """A job that the provider still knows."""
        job = self._by_id.get(request_id)
        return None if job is None or job.lost else job

    def status(self, job: Execution, fault: Fault | None, *, logs: bool) -> Reply:
        """How a job stands, with a window of its log lines."""
        told = self.state(job, fault)
        if told["status"] != "IN_QUEUE":
            told["logs"] = window(job, fault) if logs else None
        status = 200 if told["status"] == "COMPLETED" else 202
        return Reply.of(told, status, x_fal_request_id=job.request_id)

    def state(self, job: Execution, fault: Fault | None) -> dict[str, Any]:
        """How a job stands, true or not, without log lines."""
        names, now = _names(job, self.url), time.time()
        early = fault is Fault.FALSE_COMPLETED
        if fault is Fault.BACK_IN_QUEUE or (now < job.begins and not early):
            return {"status": "IN_QUEUE", "queue_position": 1, **names}
        if now < job.ends and not early:
            return {"status": "IN_PROGRESS", **names}
        metrics = {"inference_time": round(job.ends - job.begins, 3)}
        return {"status": "COMPLETED", "metrics": metrics, **names}

    def result(self, job: Execution, fault: Fault | None) -> Reply:
        """A finished job's result."""
        named = {"x_fal_request_id": job.request_id}
        if job.cancelled:
            told = {"detail": "Request was cancelled", "error_type": "client_cancelled"}
            return Reply.of(told, 499, **named)
        if time.time() < job.ends:
            return Reply.of({"detail": "Request is still in progress"}, 400, **named)
        base = self.elsewhere if fault is Fault.FILES_ELSEWHERE else self.url
        return Reply.of(_output(job, base), x_fal_billable_units="1", **named)

    def cancel(self, job: Execution) -> Reply:
        """Stop a job, unless it's too late."""
        now = time.time()
        if now >= job.ends:
            return Reply.of({"status": "ALREADY_COMPLETED"}, 400)
        job.cancelled = True
        job.begins, job.ends = min(job.begins, now), now
        return Reply.of({"status": "CANCELLATION_REQUESTED"}, 202)

    def _new_id(self, endpoint_id: str, body: bytes) -> str:
        """It depends on what was sent, not on the order in which things came."""
        digest = hashlib.sha256(endpoint_id.encode() + b"\n" + body).hexdigest()
        count = self.ledger.count("id", digest)
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{digest} {count}"))


def written(job: Execution) -> list[dict[str, str]]:
    """All log lines that a job has written by now."""
    now, length = time.time(), max(job.ends - job.begins, 1e-6)
    share = (now - job.begins) / length
    count = max(0, min(LOG_LINES, int(share * LOG_LINES) + 1)) if now >= job.begins else 0
    return [
        {
            "message": f"step {number} of {LOG_LINES} of {job.request_id}",
            "timestamp": _iso(job.begins + number * length / LOG_LINES),
            "level": "INFO",
            "source": "USER",
        }
        for number in range(count)
    ]


def window(job: Execution, fault: Fault | None) -> list[dict[str, str]]:
    """The log lines that a status shows; repeated ones are all, twice, the newest in between."""
    lines = written(job)
    return lines + lines[::-1] if fault is Fault.REPEATED_LOGS else lines[-WINDOW:]


def _names(job: Execution, base: str) -> dict[str, str]:
    """The id of a job, and its URLs, which have the app's part of the endpoint id only."""
    parts = job.endpoint_id.split("/")
    app = "/".join(parts[: 3 if parts[0] in NAMESPACES else 2])
    url = f"{base}/queue/{app}/requests/{job.request_id}"
    return {
        "request_id": job.request_id,
        "response_url": url,
        "status_url": f"{url}/status",
        "cancel_url": f"{url}/cancel",
    }


def _output(job: Execution, base: str) -> dict[str, Any]:
    """What a text-to-image model answers."""
    prompt = job.arguments.get("prompt", "")
    told = {"timings": {"inference": 0.1}, "seed": 7, "has_nsfw_concepts": [False]}
    return {"images": [facts(job.request_id, base, job.fetched)], "prompt": prompt, **told}


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
