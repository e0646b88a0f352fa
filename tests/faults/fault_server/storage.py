"""The storage: tokens, uploads in one piece or in parts, and what became of the bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fault_server.wire import Asked, Reply

if TYPE_CHECKING:
    from fault_server.ledger import Ledger

TOKEN = "storage-token-"
"""How tokens of the storage begin; the account's key is none."""


@dataclass(frozen=True)
class Stored:
    """A file that arrived whole.

    Attributes:
        size: In bytes.
        sha256: Of its bytes.
        content_type: As its uploader stated it.
        name: Likewise, decoded; empty if it wasn't stated.
    """

    size: int
    sha256: str
    content_type: str
    name: str


@dataclass
class Storage:
    """All uploads of a server.

    Attributes:
        url: Where the server is.
        ledger: Where tokens and uploads are counted.
        stored: What arrived, by its URL.
        part_sizes: The bytes of each part that was taken, by upload, in order of arrival.
        base_url: Where tokens lead; to this server by default.
        revoked: How many of the first tokens are refused.
        forgotten: How many of the first uploads in parts are forgotten before their end.
    """

    url: str
    ledger: Ledger
    stored: dict[str, Stored] = field(default_factory=dict)
    part_sizes: dict[str, list[int]] = field(default_factory=dict)
    base_url: str = ""
    revoked: int = 0
    forgotten: int = 0
    _parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    _headers: dict[str, Asked] = field(default_factory=dict)

    def token(self) -> Reply:
        """A token for an hour."""
        told = {
            "token": f"{TOKEN}{self.ledger.count('token')}",
            "token_type": "Bearer",
            "base_url": self.base_url or f"{self.url}/cdn",
            "expires_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        }
        return Reply.of(told, Date=format_datetime(datetime.now(UTC), usegmt=True))

    def upload(self, asked: Asked) -> Reply:
        """A file in one piece."""
        if refusal := self._refusal(asked):
            return refusal
        url = self._new_url()
        self._keep(url, asked.body, asked)
        return Reply.of({"access_url": url})

    def begin(self, asked: Asked) -> Reply:
        """The beginning of an upload in parts."""
        if refusal := self._refusal(asked):
            return refusal
        url = self._new_url()
        upload = f"upload-{self.ledger.count('upload')}"
        self._parts[upload], self.part_sizes[upload] = {}, []
        self._headers[upload] = asked
        return Reply.of({"access_url": url, "uploadId": upload})

    def put(self, asked: Asked, upload: str, part: str) -> Reply:
        """One part, or one once more; or the end, at which it is whole or refused."""
        if refusal := self._refusal(asked):
            return refusal
        forgotten = part == "complete" and int(upload.rpartition("-")[2]) <= self.forgotten
        if upload not in self._parts or forgotten:
            return Reply.of({"detail": "Not Found"}, 404)
        if part == "complete":
            return self._complete(asked, upload)
        self._parts[upload][int(part)] = asked.body
        self.part_sizes[upload].append(len(asked.body))
        return Reply.of({}, ETag=_etag(asked.body))

    def _complete(self, asked: Asked, upload: str) -> Reply:
        parts = sorted(self._parts[upload].items())
        listed = [(one["partNumber"], one["etag"]) for one in json.loads(asked.body)["parts"]]
        arrived = [(number, _etag(data)) for number, (_, data) in enumerate(parts, 1)]
        if not parts or listed != arrived:
            return Reply.of({"detail": "the parts are not those that arrived, in order"}, 400)
        url = f"{self.url}{asked.path.partition('/multipart/')[0]}"
        self._keep(url, b"".join(data for _, data in parts), self._headers[upload])
        del self._parts[upload]
        return Reply.of({})

    def _refusal(self, asked: Asked) -> Reply | None:
        """What who shows no token that holds hears."""
        shown, _, number = asked.headers.get("authorization", "").rpartition("-")
        good = f"{shown}-" == f"Bearer {TOKEN}" and int(number) > self.revoked
        return None if good else Reply.of({"detail": "who?"}, 401)

    def _new_url(self) -> str:
        return f"{self.url}/cdn/files/up/{self.ledger.count('file')}"

    def _keep(self, url: str, data: bytes, asked: Asked) -> None:
        name = unquote(asked.headers.get("x-fal-file-name", ""))
        content_type = asked.headers.get("content-type", "")
        self.stored[url] = Stored(len(data), hashlib.sha256(data).hexdigest(), content_type, name)


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
