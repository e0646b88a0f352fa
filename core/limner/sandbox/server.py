"""The sandbox's side of the queue protocol: jobs on a virtual clock, answers by the schemas."""

from __future__ import annotations

import json
import re
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from limner.errors import UnknownModel
from limner.queue_protocol import app_id
from limner.request import Request
from limner.sandbox.drawings import Drawings
from limner.sandbox.refusal import CANCELLED, NOT_JSON, Refusal, refusal_of
from limner.sandbox.work import Work, work_of
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.hooks import Hooks
    from limner.plugins import Plugins

HOST = "sandbox.invalid"
"""The host in the sandbox's URLs; by RFC 2606 it exists nowhere."""

QUEUE = f"https://{HOST}/queue"
FILES = f"https://{HOST}/files"

WAITING = 1.0
"""Seconds that a job waits in the queue, on the virtual clock."""

RUNNING = 3.0
"""Seconds that it runs."""

_REQUEST = re.compile(r"/queue/.+/requests/([^/]+)(/status/stream|/status|/cancel|/response)?")
_FILE = re.compile(r"/files/([^/]+)/(\d{1,9})\.\w+", re.ASCII)
_SUBMIT = re.compile(r"/queue/(.+)")
_QUARTERS = {percent: WAITING + RUNNING * percent / 100 for percent in (0, 25, 50, 75, 100)}
_LOGS_WANTED = (["true"], ["1"])


@dataclass
class SandboxJob:
    """A job of the sandbox.

    Attributes:
        request: What was submitted.
        hooks: The hooks that it meets.
        since: When, on the virtual clock.
        id: The sandbox's name for it.
        cancelled: Whether somebody cancelled it before it was done.
    """

    request: Request
    hooks: Hooks
    since: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    cancelled: bool = False
    _outcome: Work | Refusal | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def age(self, now: float) -> float:
        """Seconds since it was submitted; rounded, so that a change is there when it's due."""
        return round(now - self.since, 6)

    def done(self, now: float) -> bool:
        """Whether it has ended."""
        return self.cancelled or self.age(now) >= WAITING + RUNNING

    def outcome(self) -> Work | Refusal:
        """What it came to, found out when somebody asks first."""
        with self._lock:
            if self._outcome is None:
                self._outcome = CANCELLED if self.cancelled else self._work()
            return self._outcome

    def _work(self) -> Work | Refusal:
        return work_of(self.request, self.hooks, f"{FILES}/{self.id}")


class SandboxServer:
    """Answers the calls of the queue protocol for all models of some plugins.

    Args:
        plugins: Whose models it runs, and whose hooks it asks.
    """

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        self._jobs: dict[str, SandboxJob] = {}
        self._drawings = Drawings()

    def answer(self, call: HttpCall, now: float) -> HttpAnswer:
        """The answer to a call.

        Args:
            call: A call of the queue protocol, or the GET of a file.
            now: The time on the virtual clock, in seconds.
        """
        url = urlsplit(call.url)
        path = unquote(url.path).rstrip("/")
        if found := _FILE.fullmatch(path):
            return self._file(found[1], int(found[2]))
        if found := _REQUEST.fullmatch(path):
            job = self._jobs.get(found[1])
            logs = parse_qs(url.query).get("logs") in _LOGS_WANTED
            wish = f"{call.method} {found[2] or ''}"
            return _of_job(job, wish, now, logs=logs) if job else _unknown()
        if (found := _SUBMIT.fullmatch(path)) and call.method == "POST":
            return self._submit(found[1], call.body or b"", now)
        return _no_path(path)

    def stream(self, call: HttpCall) -> StatusStream | None:
        """The event stream that a call opens; None if it opens none."""
        url = urlsplit(call.url)
        found = _REQUEST.fullmatch(unquote(url.path).rstrip("/"))
        job = self._jobs.get(found[1]) if found and found[2] == "/status/stream" else None
        logs = parse_qs(url.query).get("logs") in _LOGS_WANTED
        return StatusStream(job, logs=logs) if job and call.method == "GET" else None

    def _submit(self, endpoint_id: str, body: bytes, now: float) -> HttpAnswer:
        try:
            model = self._plugins.registry[endpoint_id]
        except UnknownModel:
            return _no_path(endpoint_id)
        try:
            arguments = json.loads(body)
        except (ValueError, RecursionError):
            return _refused(NOT_JSON)
        hooks = self._plugins.hooks(model)
        if refusal := refusal_of(model, arguments, hooks):
            return _refused(refusal)
        job = SandboxJob(Request(model, arguments), hooks, now)
        self._jobs[job.id] = job
        return _json(HTTPStatus.OK, _state(job, now, logs=False))

    def _file(self, job_id: str, index: int) -> HttpAnswer:
        job = self._jobs.get(job_id)
        outcome = job.outcome() if job else None
        if not isinstance(outcome, Work) or index >= len(outcome.files):
            return _unknown()
        file = outcome.files[index]
        data = self._drawings.of((job_id, index), file.draw)
        headers = {"content-type": file.media_type, "content-length": str(len(data))}
        return HttpAnswer(HTTPStatus.OK, headers, data)


class StatusStream:
    """The events of one job's stream: a status at once, and one at each change until the end.

    Args:
        job: The job.
        logs: Whether log lines are wanted; each comes once.
    """

    def __init__(self, job: SandboxJob, *, logs: bool) -> None:
        self._job = job
        self._logs = logs
        self._lines = 0
        self._told: float | None = None
        self._ended = False

    def due(self, now: float) -> float | None:
        """When the next event comes, on the virtual clock; None if it was the last."""
        if self._ended:
            return None
        if self._told is None or self._job.cancelled:
            return now
        return max(now, next(when for when in _changes(self._job) if when > self._told))

    def event(self, now: float) -> bytes:
        """The event that is due."""
        self._told, self._ended = now, self._job.done(now)
        state = _state(self._job, now, logs=self._logs)
        if lines := state.get("logs"):
            state["logs"], self._lines = lines[self._lines :], len(lines)
        return f"data: {json.dumps(state)}\n\n".encode()


def _changes(job: SandboxJob) -> list[float]:
    """When a job's status changes, if nobody cancels it."""
    return [job.since + when for when in (WAITING / 2, *_QUARTERS.values())]


def _of_job(job: SandboxJob, wish: str, now: float, *, logs: bool) -> HttpAnswer:
    match wish:
        case "GET /status":
            return _status(job, now, logs=logs)
        case "PUT /cancel":
            return _cancel(job, now)
        case "GET " | "GET /response":
            return _result(job, now)
    return _json(HTTPStatus.METHOD_NOT_ALLOWED, {"detail": "Method Not Allowed"})


def _status(job: SandboxJob, now: float, *, logs: bool) -> HttpAnswer:
    status = HTTPStatus.OK if job.done(now) else HTTPStatus.ACCEPTED
    return _json(status, _state(job, now, logs=logs))


def _cancel(job: SandboxJob, now: float) -> HttpAnswer:
    if job.done(now):
        return _json(HTTPStatus.BAD_REQUEST, {"status": "ALREADY_COMPLETED"})
    job.cancelled = True
    return _json(HTTPStatus.ACCEPTED, {"status": "CANCELLATION_REQUESTED"})


def _result(job: SandboxJob, now: float) -> HttpAnswer:
    if not job.done(now):
        return _json(HTTPStatus.BAD_REQUEST, {"detail": "Request is still in progress"})
    outcome = job.outcome()
    if isinstance(outcome, Refusal):
        return _refused(outcome)
    return _json(HTTPStatus.OK, outcome.result)


def _state(job: SandboxJob, now: float, *, logs: bool) -> dict[str, Any]:
    """A status: the queue moves, then log lines come, then it's over."""
    age = job.age(now)
    if age < WAITING and not job.cancelled:
        position = int(age < WAITING / 2)
        return {"status": "IN_QUEUE", "queue_position": position, **_urls(job)}
    state = {"logs": _logs(job, age) if logs else None, **_urls(job)}
    if not job.done(now):
        return {"status": "IN_PROGRESS", **state}
    if job.cancelled:
        error = {"error": CANCELLED.body["detail"], "error_type": CANCELLED.body["error_type"]}
        return {"status": "COMPLETED", **error, **state}
    return {"status": "COMPLETED", "metrics": {"inference_time": RUNNING}, **state}


def _logs(job: SandboxJob, age: float) -> list[dict[str, str]]:
    """A line for each quarter of the work that is done, with the virtual clock's time."""
    return [
        {
            "message": f"sandbox: {percent} % done",
            "timestamp": datetime.fromtimestamp(job.since + when, UTC).isoformat(),
            "level": "INFO",
        }
        for percent, when in _QUARTERS.items()
        if when <= age
    ]


def _urls(job: SandboxJob) -> dict[str, str]:
    url = f"{QUEUE}/{app_id(job.request.endpoint_id)}/requests/{job.id}"
    return {
        "request_id": job.id,
        "response_url": url,
        "status_url": f"{url}/status",
        "cancel_url": f"{url}/cancel",
    }


def _no_path(path: str) -> HttpAnswer:
    return _json(HTTPStatus.NOT_FOUND, {"detail": f"Path /{path.lstrip('/')} not found"})


def _refused(refusal: Refusal) -> HttpAnswer:
    return _json(refusal.status, refusal.body)


def _unknown() -> HttpAnswer:
    return _json(HTTPStatus.NOT_FOUND, {"status": "NOT_FOUND"})


def _json(status: int, body: Mapping[str, Any]) -> HttpAnswer:
    headers = {"content-type": "application/json"}
    return HttpAnswer(int(status), headers, json.dumps(body).encode())
