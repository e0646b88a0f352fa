"""The service that docs/providers.md invents: jobs at /jobs, each one poll further than before."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "a-key-for-acme"
STATES = ("waiting", "working", "done")
PNG = base64.b64encode(b"\x89PNG of a lamp").decode()


class Acme:
    """What the service knows."""

    def __init__(self) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.polls: list[int] = []
        self.url = ""

    def answer(self, method: str, path: str, key: str | None, body: bytes) -> tuple[int, Any]:
        """The status and the body of an answer."""
        if key != f"Bearer {KEY}":
            return 401, {"error": "who is that?"}
        _, _, job_id = path.removeprefix("/jobs").rpartition("/")
        if method == "POST":
            self.jobs.append(json.loads(body))
            self.polls.append(-1)
            return 201, {"id": str(len(self.jobs) - 1)}
        if method != "GET" or not job_id.isdecimal() or int(job_id) >= len(self.jobs):
            return 404, {"error": "there is no such job"}
        return 200, self._job(int(job_id))

    def _job(self, index: int) -> dict[str, Any]:
        self.polls[index] += 1
        state = STATES[min(self.polls[index], len(STATES) - 1)]
        image = {"url": f"data:image/png;base64,{PNG}", "width": 1, "height": 1}
        prompt = self.jobs[index]["input"]["prompt"]
        output = {"images": [image], "prompt": prompt, "seed": 7}
        output |= {"timings": {}, "has_nsfw_concepts": [False]}
        return {"state": state, **({"output": output} if state == "done" else {})}


@contextlib.contextmanager
def acme() -> Iterator[Acme]:
    """Serve it on 127.0.0.1, at a free port."""
    service = Acme()

    class Handler(BaseHTTPRequestHandler):
        def do_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            key = self.headers["Authorization"]
            status, answer = service.answer(self.command, self.path, key, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Be silent."""

    for method in ("GET", "POST", "PUT"):
        setattr(Handler, f"do_{method}", Handler.do_any)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
