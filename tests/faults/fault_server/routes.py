"""Which call is which: a request's kind, what it is about, and what answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fault_server import history, pictures
from fault_server.wire import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from fault_server.faults import Fault
    from fault_server.jobs import Jobs
    from fault_server.ledger import Execution
    from fault_server.storage import Storage
    from fault_server.wire import Asked

    Answer = Callable[[Asked, Fault | None], Reply]
    """Carries a call out; it is told of the faults that change what an answer says."""

_JOB = re.compile(r"/queue/.+?/requests/([^/]+)(/status/stream|/status|/cancel|/response)?/?")
_KINDS = {"/status": "status", "/status/stream": "stream", "/cancel": "cancel"}
_SUBMIT = re.compile(r"/queue/(.+?)/?")
_API = re.compile(r"/api(?:/v1)?(/.+)")
_PICTURE = re.compile(r"/cdn/files/out/([^/]+)")
_PART = re.compile(r"/cdn/files/.+/multipart/([^/]+)/(\d+|complete)")

PUBLIC_KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
"""The Ed25519 key of RFC 8037's example."""


@dataclass(frozen=True)
class Route:
    """A call that is understood.

    Attributes:
        kind: A key of `FAULTS`, or `other`.
        subject: What it is about; empty where only its body tells.
        answer: What carries it out.
        needs_key: Whether it must show the account's key.
        job: The job that it is about.
    """

    kind: str
    subject: str
    answer: Answer
    needs_key: bool = True
    job: Execution | None = None


@dataclass
class Routes:
    """All that the server can answer.

    Attributes:
        jobs, storage: Who answers.
        readable: Whether the history may be read.
    """

    jobs: Jobs
    storage: Storage
    readable: bool = True

    def find(self, asked: Asked) -> Route:
        """The route of a request."""
        path = asked.path
        if found := _JOB.fullmatch(path):
            return self._of_job(asked, found[1], found[2] or "")
        if asked.method == "POST" and (found := _SUBMIT.fullmatch(path)):
            endpoint_id = found[1]
            return Route("submit", "", lambda a, fault: self.jobs.submit(a, endpoint_id, fault))
        if found := _API.fullmatch(path):
            return self._of_platform(asked, found[1])
        return self._of_files(path)

    def _of_job(self, asked: Asked, request_id: str, what: str) -> Route:
        kind, job = _KINDS.get(what, "result"), self.jobs.find(request_id)
        if job is None:
            return Route(kind, request_id, lambda *_: Reply.of({"status": "NOT_FOUND"}, 404))
        answers: dict[str, Answer] = {
            "status": lambda _, fault: self.jobs.status(job, fault, logs=asked.logs),
            "stream": lambda *_: Reply(),
            "cancel": lambda *_: self.jobs.cancel(job),
            "result": lambda _, fault: self.jobs.result(job, fault),
        }
        return Route(kind, request_id, answers[kind], job=job)

    def _of_platform(self, asked: Asked, path: str) -> Route:
        if path == "/models/requests/by-endpoint":
            return Route("history", asked.target, self._history)
        if path == "/models/pricing":
            return Route("other", path, lambda a, _: history.pricing(a))
        return _nowhere(path)

    def _of_files(self, path: str) -> Route:
        if found := _PICTURE.fullmatch(path):
            name = found[1]
            return _open("file", name, lambda a, fault: pictures.serve(a, name, fault))
        if found := _PART.fullmatch(path):
            upload, part = found[1], found[2]
            return _open("upload", path, lambda a, _: self.storage.put(a, upload, part))
        answers: dict[str, Route] = {
            "/rest/storage/auth/token": Route("upload", path, lambda *_: self.storage.token()),
            "/cdn/files/upload": _open("upload", path, lambda a, _: self.storage.upload(a)),
            "/cdn/files/upload/multipart": _open(
                "upload", path, lambda a, _: self.storage.begin(a)
            ),
            "/rest/.well-known/jwks.json": _open("other", path, lambda *_: _public_keys()),
        }
        return answers.get(path) or _nowhere(path)

    def _history(self, asked: Asked, _: Fault | None) -> Reply:
        if not self.readable:
            return history.no_access()
        return history.history(asked, tuple(self.jobs.ledger.executed), self.jobs.pace.lag)


def _open(kind: str, subject: str, answer: Answer) -> Route:
    """A route that the account's key has no business at."""
    return Route(kind, subject, answer, needs_key=False)


def _nowhere(path: str) -> Route:
    return _open("other", path, lambda *_: Reply.of({"detail": f"Path {path} not found"}, 404))


def _public_keys() -> Reply:
    return Reply.of({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": PUBLIC_KEY}]})
