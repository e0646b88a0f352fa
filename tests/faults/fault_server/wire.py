"""HTTP/1.1 as far as the server needs it: requests read, answers written as bytes."""

from __future__ import annotations

import json
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Asked:
    """A request; its body is empty until that is read.

    Attributes:
        method, target: Its first line's.
        headers: By lower-case name.
        body: The bytes.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The decoded path."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, list[str]]:
        """The query, by name."""
        return parse_qs(urlsplit(self.target).query)

    @property
    def logs(self) -> bool:
        """Whether log lines are asked for."""
        return self.query.get("logs", ["0"])[0] in {"1", "true"}


async def read_head(reader: StreamReader) -> Asked | None:
    """The next request, its body unread; None when the client has hung up."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (IncompleteReadError, LimitOverrunError, ConnectionError):
        return None
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    return Asked(method, target, {name.lower(): value.strip() for name, _, value in pairs})


async def read_body(reader: StreamReader, asked: Asked) -> bytes:
    """The body of a request, whole or in chunks."""
    if "chunked" not in asked.headers.get("transfer-encoding", ""):
        return await reader.readexactly(int(asked.headers.get("content-length", 0)))
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(pieces)


@dataclass
class Reply:
    """An answer.

    Attributes:
        status: The status code.
        body: The bytes.
        headers: Besides `Content-Length` and `Content-Type`.
        content_type: Of the body.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> Reply:
        """A value as JSON; the underscores in the headers' names are hyphens."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), named)

    def head(self, *framing: str) -> bytes:
        """The first line and the headers, with those that frame the body."""
        lines = [
            f"HTTP/1.1 {self.status} {_phrase(self.status)}",
            f"Content-Type: {self.content_type}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
            *framing,
        ]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

    def encoded(self) -> bytes:
        """The whole answer, for one write."""
        return self.head(f"Content-Length: {len(self.body)}") + self.body


CHUNKED = "Transfer-Encoding: chunked"


def chunk(data: bytes) -> bytes:
    """A piece of a body of unknown length; an empty one ends it."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
