"""Fal's storage for files: the calls that bring them there, and answers read.

Source: the calls of fal's official clients, recorded. They upload in one piece up to
90 or 100 MiB; here parts begin at the size of one, so that less is repeated where a
connection breaks, and no file is in memory whole.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import quote

from limner.errors import LimnerError
from limner.hiding import Secret, Secrets
from limner.transport import HttpCall
from limner.uploads import Grant, InParts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.files import LocalFile
    from limner.transport import HttpAnswer
    from limner_plugins.fal.hosts import Hosts

INLINE = 256 * 1024
"""Bytes of files that travel inside a request: fal advises data URLs for small files only."""

PART = 10 * 1024**2
"""Bytes of a part, as in the official clients: 10 MiB."""

LONGEST_NAME = 100
"""Characters of a file's name that are sent."""

_JSON = {"Accept": "application/json", "Content-Type": "application/json"}
_TOKEN = re.compile(r"[!-~]+")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class FalStorage:
    """Fal's storage, as `limner.uploads.Storage`.

    Args:
        hosts: Where fal is.
    """

    inline = INLINE
    part = PART

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    def grant(self) -> HttpCall:
        """As `Storage.grant`."""
        url = f"{self._hosts.rest}/storage/auth/token?storage_type=fal-cdn-v3"
        return HttpCall("POST", url, _JSON, b"{}")

    def read_grant(self, answer: HttpAnswer) -> Grant | None:
        """As `Storage.read_grant`."""
        told = _texts(answer, "token", "token_type", "base_url", "expires_at")
        if told is None or not all(map(_TOKEN.fullmatch, told[:2])):
            return None
        token, kind, url, end = told
        base = self._trusted(url.rstrip("/"))
        return Grant(base, Secret(f"{kind} {token}"), _left(end, answer), Secrets.of(token))

    def upload(self, grant: Grant, file: LocalFile, data: bytes) -> HttpCall:
        """As `Storage.upload`: at one host, wherever the token leads, as official clients do."""
        url = f"{self._hosts.cdn}/files/upload"
        return _shown(grant, HttpCall("POST", url, _headers(file), data))

    def read_upload(self, answer: HttpAnswer) -> str | None:
        """As `Storage.read_upload`."""
        told = _texts(answer, "access_url")
        return None if told is None else self._trusted(told[0])

    def begin(self, grant: Grant, file: LocalFile) -> HttpCall:
        """As `Storage.begin`."""
        headers = {"Accept": "application/json", **_headers(file)}
        return _shown(grant, HttpCall("POST", f"{grant.url}/files/upload/multipart", headers, b""))

    def read_begin(self, answer: HttpAnswer) -> InParts | None:
        """As `Storage.read_begin`."""
        told = _texts(answer, "access_url", "uploadId")
        return None if told is None else InParts(self._trusted(told[0]), told[1])

    def upload_part(
        self, grant: Grant, upload: InParts, file: LocalFile, number: int, data: bytes
    ) -> HttpCall:
        """As `Storage.upload_part`."""
        headers = {"Content-Type": file.media_type}
        return _shown(grant, HttpCall("PUT", f"{_parts(upload)}/{number}", headers, data))

    def read_part(self, answer: HttpAnswer) -> str | None:
        """As `Storage.read_part`: the part's `ETag`, its quotes kept."""
        return answer.headers.get("etag") or None

    def complete(self, grant: Grant, upload: InParts, parts: Sequence[str]) -> HttpCall:
        """As `Storage.complete`."""
        told = [{"partNumber": number, "etag": word} for number, word in enumerate(parts, 1)]
        body = json.dumps({"parts": told}).encode()
        return _shown(grant, HttpCall("POST", f"{_parts(upload)}/complete", _JSON, body))

    def _trusted(self, url: str) -> str:
        """A URL at which fal's files are; only there is a token shown."""
        if self._hosts.keeps_files(url):
            return url
        raise LimnerError(
            f"fal's storage leads to {url[:100]!r}, which isn't fal's: no file was sent there,"
            " and no request. Try again; if it goes on, put the file on the web and give its URL"
        )


def plain_name(name: str) -> str:
    """A file's name in letters that headers and URLs can carry; its extension is kept."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, extension = _NOT_PLAIN.sub("_", ascii_only).rpartition(".")
    stem, suffix = (stem, f".{extension}"[:LONGEST_NAME]) if dot else (extension, "")
    return f"{stem.strip('._')[: LONGEST_NAME - len(suffix)] or 'file'}{suffix}"


def _headers(file: LocalFile) -> dict[str, str]:
    return {"Content-Type": file.media_type, "X-Fal-File-Name": plain_name(file.name)}


def _shown(grant: Grant, call: HttpCall) -> HttpCall:
    """A call that shows a grant."""
    signed = call.with_headers({"Authorization": grant.authorization})
    return replace(signed, secrets=grant.secrets)


def _parts(upload: InParts) -> str:
    return f"{upload.url}/multipart/{quote(upload.id, safe='')}"


def _texts(answer: HttpAnswer, *names: str) -> list[str] | None:
    """Members of an answer's JSON; None unless each of them is a text that says something."""
    try:
        told = answer.json()
        texts = [told[name] for name in names]
    except (ValueError, TypeError, KeyError):
        return None
    return texts if all(isinstance(text, str) and text for text in texts) else None


def _left(end: str, answer: HttpAnswer) -> float:
    """Seconds until a time, on the clock of who wrote the answer; infinitely many if unknown."""
    try:
        until = datetime.fromisoformat(end)
        since = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return inf
    until, since = (at if at.tzinfo else at.replace(tzinfo=UTC) for at in (until, since))
    return (until - since).total_seconds()
