"""A server of one bucket of S3: PUT with `If-None-Match`, GET, HEAD and list, and faults."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "AKIDOFTHETESTS000000"
SECRET = "the-secret-of-the-tests-that-is-never-shown"
LISTING = (
    b"<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>"
)


@dataclass
class Bucket:
    """What is in the bucket, and how it behaves.

    Attributes:
        objects: By key.
        types: The media types that they were put with.
        fault: The status and code with which all but lists are answered.
        closed: The same for lists.
        calls: The methods and keys of all requests.
        port: Where it listens.
    """

    objects: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str | None] = field(default_factory=dict)
    fault: tuple[int, str] | None = None
    closed: tuple[int, str] | None = None
    calls: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """What `s3://bucket` needs in the environment to be this one."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }


@contextmanager
def bucket() -> Iterator[Bucket]:
    """A bucket called `bucket`, for as long as the block runs."""
    served = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Served", (Handler,), {"bucket": served}))
    served.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    timeout = 10
    bucket: Bucket

    def do_PUT(self) -> None:
        key = self._key()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert sha256(body).hexdigest() == self.headers["x-amz-content-sha256"]
        assert self.headers["If-None-Match"] == "*"
        if self.bucket.fault:
            self._refuse(*self.bucket.fault)
        elif key in self.bucket.objects:
            self._refuse(412, "PreconditionFailed")
        else:
            self.bucket.objects[key] = body
            self.bucket.types[key] = self.headers["Content-Type"]
            self._answer(200, b"", ETag=_tag(body))

    def do_GET(self) -> None:
        key = self._key()
        if not key:
            if self.bucket.closed:
                self._refuse(*self.bucket.closed)
            else:
                self._answer(200, LISTING)
        elif self.bucket.fault:
            self._refuse(*self.bucket.fault)
        elif key not in self.bucket.objects:
            self._refuse(404, "NoSuchKey")
        else:
            body = self.bucket.objects[key]
            modified = formatdate(0, usegmt=True)
            self._answer(200, body, ETag=_tag(body), Last_Modified=modified)

    do_HEAD = do_GET  # noqa: N815 -- the base class calls it so

    def log_message(self, *_: Any) -> None:
        pass

    def _key(self) -> str:
        name, _, key = unquote(urlsplit(self.path).path)[1:].partition("/")
        assert name == "bucket"
        assert KEY in self.headers["Authorization"]
        self.bucket.calls.append(f"{self.command} {key}".strip())
        return key

    def _refuse(self, status: int, code: str) -> None:
        told = f"<Error><Code>{code}</Code><Message>The store says {code}.</Message></Error>"
        self._answer(status, told.encode())

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _tag(body: bytes) -> str:
    return f'"{md5(body, usedforsecurity=False).hexdigest()}"'
