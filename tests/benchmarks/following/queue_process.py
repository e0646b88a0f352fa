"""A queue that costs next to nothing: fal's protocol, jobs that take as long as they ask for.

    python queue_process.py [--no-stream]

It prints its port. A job takes the seconds that its argument `prompt` says; its result tells
when it was done, on the machine's monotonic clock. `GET /requests` is how many calls came.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import suppress

STREAMS = "--no-stream" not in sys.argv
CHUNK = b"%x\r\n%s\r\n"

jobs: dict[str, float] = {}
requests = 0


class Connection(asyncio.Protocol):
    """One connection; requests on it come one after another."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.data = b""
        self.end: asyncio.TimerHandle | None = None

    def connection_lost(self, _: Exception | None) -> None:
        if self.end:
            self.end.cancel()

    def data_received(self, data: bytes) -> None:
        self.data += data
        while b"\r\n\r\n" in self.data:
            head, _, rest = self.data.partition(b"\r\n\r\n")
            length = 0
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    length = int(line[15:])
            if len(rest) < length:
                return
            self.data = rest[length:]
            method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            self.answer(method, path.partition("?")[0], rest[:length])

    def answer(self, method: str, path: str, body: bytes) -> None:  # noqa: PLR0911 -- a table
        global requests  # noqa: PLW0603 -- one process, one count
        if path == "/requests":
            return self.say(200, {"requests": requests})
        requests += 1
        job, _, wish = path.partition("/requests/")[2].partition("/")
        if method == "POST":
            return self.submit(path, json.loads(body))
        if job not in jobs:
            return self.say(404, {"status": "NOT_FOUND"})
        if wish == "status":
            return self.say(200 if self.done(job) else 202, status(job))
        if wish == "status/stream" and STREAMS:
            return self.stream(job)
        if wish:
            return self.say(404, {"detail": f"Path /{wish} not found"})
        timings = {"done": jobs[job]}
        result = {"images": [], "timings": timings, "seed": 1, "has_nsfw_concepts": []}
        return self.say(200, {**result, "prompt": ""})

    def submit(self, path: str, arguments: dict[str, str]) -> None:
        job = f"job-{len(jobs)}"
        jobs[job] = time.monotonic() + float(arguments["prompt"])
        host, port = self.transport.get_extra_info("sockname")
        app = "/".join(path.split("/")[:4])
        url = f"http://{host}:{port}{app}/requests/{job}"
        urls = {"status_url": f"{url}/status", "cancel_url": f"{url}/cancel", "response_url": url}
        self.say(200, {"request_id": job, **status(job), **urls})

    def stream(self, job: str) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked"
        self.transport.write(f"{head}\r\n\r\n".encode() + event(job))
        if self.done(job):
            return self.transport.write(b"0\r\n\r\n")
        loop = asyncio.get_running_loop()
        self.end = loop.call_later(jobs[job] - time.monotonic() + 0.0005, self.finish, job)
        return None

    def finish(self, job: str) -> None:
        self.transport.write(event(job) + b"0\r\n\r\n")

    def done(self, job: str) -> bool:
        return time.monotonic() >= jobs[job]

    def say(self, code: int, said: dict[str, object]) -> None:
        data = json.dumps(said).encode()
        head = f"HTTP/1.1 {code} OK\r\nContent-Type: application/json\r\n"
        self.transport.write(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)


def status(job: str) -> dict[str, object]:
    if time.monotonic() >= jobs[job]:
        return {"status": "COMPLETED", "logs": None, "metrics": {}}
    return {"status": "IN_PROGRESS", "logs": None, "queue_position": 0}


def event(job: str) -> bytes:
    data = f"data: {json.dumps(status(job))}\n\n".encode()
    return CHUNK % (len(data), data)


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
