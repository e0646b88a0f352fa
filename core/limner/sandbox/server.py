"""The sandbox's side of the queue protocol: jobs on a virtual clock, answers by the schemas."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from limner.errors import UnknownModel
from limner.queue_protocol import app_id
from limner.request import Request
from limner.sandbox.refusal import Refusal, refusal_of, typed_refusal
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

_REQUEST = re.compile(r"/queue/.+/requests/([^/]+)(/status|/cancel)?")
_FILE = re.compile(r"/files/([^/]+)/(\d+)\.\w+")
_SUBMIT = re.compile(r"/queue/(.+)")


@dataclass
class SandboxJob:
    """A job of the sandbox.

    Attributes:
        request: What was submitted.
        hooks: The hooks that it meets.
        since: When, on the virtual clock.
        id: The sandbox's name for it.
        cancelled: Whether somebody cancelled it before it was done.
        outcome: What it came to, once somebody has asked.
    """

    request: Request
    hooks: Hooks
    since: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    cancelled: bool = False
    outcome: Work | Refusal | None = None

    def age(self, now: float) -> float:
        """Seconds since it was submitted."""
        return now - self.since

    def done(self, now: float) -> bool:
        """Whether it has ended."""
        return self.cancelled or self.age(now) >= WAITING + RUNNING


class SandboxServer:
    """Answers the calls of the queue protocol for all models of some plugins.

    Args:
        plugins: Whose models it runs, and whose hooks it asks.
    """

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        self._jobs: dict[str, SandboxJob] = {}

    def answer(self, call: HttpCall, now: float) -> HttpAnswer:
        """The answer to a call.

        Args:
            call: A call of the queue protocol, or the GET of a file.
            now: The time on the virtual clock, in seconds.
        """
        path = unquote(urlsplit(call.url).path).rstrip("/")
        if found := _FILE.fullmatch(path):
            return self._file(found[1], int(found[2]))
        if found := _REQUEST.fullmatch(path):
            job = self._jobs.get(found[1])
            return self._of_job(call.method, job, found[2], now) if job else _unknown()
        if (found := _SUBMIT.fullmatch(path)) and call.method == "POST":
            return self._submit(found[1], call.body or b"", now)
        return _json(HTTPStatus.NOT_FOUND, {"detail": f"Path {path} not found"})

    def _submit(self, endpoint_id: str, body: bytes, now: float) -> HttpAnswer:
        try:
            model = self._plugins.registry[endpoint_id]
            arguments = json.loads(body)
        except (UnknownModel, ValueError):
            return _json(HTTPStatus.NOT_FOUND, {"detail": f"Path /{endpoint_id} not found"})
        hooks = self._plugins.hooks(model)
        refusal = refusal_of(model, arguments, hooks)
        if refusal:
            return _json(refusal.status, refusal.body)
        job = SandboxJob(Request(model, arguments), hooks, now)
        self._jobs[job.id] = job
        return _json(HTTPStatus.OK, {**_status(job, now), **_urls(job)})

    def _of_job(self, method: str, job: SandboxJob, what: str | None, now: float) -> HttpAnswer:
        if method == "PUT" and what == "/cancel":
            return _cancel(job, now)
        if method == "GET" and what == "/status":
            status = HTTPStatus.OK if job.done(now) else HTTPStatus.ACCEPTED
            return _json(status, {**_status(job, now), **_urls(job)})
        if method == "GET" and what is None:
            return self._result(job, now)
        return _json(HTTPStatus.METHOD_NOT_ALLOWED, {"detail": "Method Not Allowed"})

    def _result(self, job: SandboxJob, now: float) -> HttpAnswer:
        if not job.done(now):
            return _json(HTTPStatus.BAD_REQUEST, {"detail": "Request is still in progress"})
        outcome = _outcome(job)
        if isinstance(outcome, Refusal):
            return _json(outcome.status, outcome.body)
        return _json(HTTPStatus.OK, outcome.result)

    def _file(self, job_id: str, index: int) -> HttpAnswer:
        job = self._jobs.get(job_id)
        outcome = _outcome(job) if job else None
        if not isinstance(outcome, Work) or index >= len(outcome.files):
            return _unknown()
        data = outcome.drawn(index)
        headers = {
            "content-type": outcome.files[index].media_type,
            "content-length": str(len(data)),
        }
        return HttpAnswer(HTTPStatus.OK, headers, data)


def _outcome(job: SandboxJob) -> Work | Refusal:
    if job.outcome is None and job.cancelled:
        job.outcome = typed_refusal(499, "client_cancelled", "Request was cancelled")
    if job.outcome is None:
        job.outcome = work_of(job.request, job.hooks, f"{FILES}/{job.id}")
    return job.outcome


def _cancel(job: SandboxJob, now: float) -> HttpAnswer:
    if job.done(now):
        return _json(HTTPStatus.BAD_REQUEST, {"status": "ALREADY_COMPLETED"})
    job.cancelled = True
    return _json(HTTPStatus.ACCEPTED, {"status": "CANCELLATION_REQUESTED"})


def _status(job: SandboxJob, now: float) -> dict[str, Any]:
    """What the job's status says now: the queue moves, then log lines come, then it's over."""
    age = job.age(now)
    if not job.done(now) and age < WAITING:
        return {"status": "IN_QUEUE", "queue_position": int(age < WAITING / 2)}
    share = min(1.0, (age - WAITING) / RUNNING)
    if not job.done(now):
        return {"status": "IN_PROGRESS", "logs": _logs(share)}
    return {"status": "COMPLETED", "logs": _logs(1.0), "metrics": {"inference_time": RUNNING}}


def _logs(share: float) -> list[dict[str, str]]:
    shown = [percent for percent in (0, 25, 50, 75, 100) if percent <= share * 100]
    return [
        {"message": f"sandbox: {percent} % done", "timestamp": f"{percent}", "level": "INFO"}
        for percent in shown
    ]


def _urls(job: SandboxJob) -> dict[str, str]:
    url = f"{QUEUE}/{app_id(job.request.endpoint_id)}/requests/{job.id}"
    return {
        "request_id": job.id,
        "response_url": url,
        "status_url": f"{url}/status",
        "cancel_url": f"{url}/cancel",
    }


def _unknown() -> HttpAnswer:
    return _json(HTTPStatus.NOT_FOUND, {"status": "NOT_FOUND"})


def _json(status: int, body: Mapping[str, Any]) -> HttpAnswer:
    headers = {"content-type": "application/json"}
    return HttpAnswer(int(status), headers, json.dumps(body).encode())
