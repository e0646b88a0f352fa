"""Uploads: a provider's storage for files, as pure rules, and what a client has brought there."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from limner.hiding import NO_SECRETS, Secrets
from limner.journal import FRESH
from limner_registry.shortening import shortened, size_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.files import LocalFile
    from limner.journal import Content
    from limner.transport import HttpAnswer, HttpCall

MARGIN = 60.0
"""Seconds before its end in which a grant isn't used any more: an upload takes time."""

MOST = 10_000
"""How many uploads a client remembers."""


@dataclass(frozen=True)
class Grant:
    """The leave to upload, which the storage takes in place of the account's key.

    Attributes:
        url: Where it holds, without a slash at its end.
        authorization: The header that shows it.
        seconds: For how long it holds, as far as is known.
        secrets: What must never be shown of it.
    """

    url: str
    authorization: str = field(repr=False)
    seconds: float = inf
    secrets: Secrets = NO_SECRETS


@dataclass(frozen=True)
class InParts:
    """An upload in parts that has begun.

    Attributes:
        url: Where the file will be.
        id: The storage's name for the upload.
    """

    url: str
    id: str


class Storage(Protocol):
    """Where a provider takes files. It does no I/O: it makes calls and reads answers.

    Of all its calls only `grant` is signed with the account's key.

    Attributes:
        inline: Bytes of files that travel inside a request, all together.
        part: Bytes of a part; a file that has no more is uploaded in one piece.
    """

    inline: int
    part: int

    def grant(self) -> HttpCall:
        """The call that asks for the leave to upload."""
        ...

    def read_grant(self, answer: HttpAnswer) -> Grant | None:
        """The grant in an answer; None if there's none to be read.

        Raises:
            LimnerError: It leads to a host that isn't the provider's.
        """
        ...

    def upload(self, grant: Grant, file: LocalFile, data: bytes) -> HttpCall:
        """The call that uploads a file in one piece."""
        ...

    def read_upload(self, answer: HttpAnswer) -> str | None:
        """The file's URL in the answer to that; None as above, and raises so."""
        ...

    def begin(self, grant: Grant, file: LocalFile) -> HttpCall:
        """The call that begins an upload in parts."""
        ...

    def read_begin(self, answer: HttpAnswer) -> InParts | None:
        """The upload in the answer to that; None as above, and raises so."""
        ...

    def upload_part(
        self, grant: Grant, upload: InParts, file: LocalFile, number: int, data: bytes
    ) -> HttpCall:
        """The call that uploads a part; the first one has the number 1."""
        ...

    def read_part(self, answer: HttpAnswer) -> str | None:
        """The storage's word for a part that it took; None as above."""
        ...

    def complete(self, grant: Grant, upload: InParts, parts: Sequence[str]) -> HttpCall:
        """The call that ends an upload, with the storage's words for all parts, in order."""
        ...


@runtime_checkable
class Storing(Protocol):
    """What a provider has besides, if it takes files before the requests that name them."""

    @property
    def storage(self) -> Storage:
        """Its storage."""
        ...


@dataclass(frozen=True, repr=False)
class Uploading:
    """How far the upload of a file is.

    Attributes:
        name: What the file is called.
        sent: Bytes that have arrived.
        size: All of them.
    """

    name: str
    sent: int
    size: int

    def __str__(self) -> str:
        return f"uploading {self.name}, {size_text(self.sent)} of {size_text(self.size)}"

    def __repr__(self) -> str:
        return f"<Uploading {shortened(self.name)}: {self.sent:,} of {self.size:,} bytes>"


class Uploaded:
    """What a client has uploaded, and its leave to upload more. Safe for several threads."""

    def __init__(self) -> None:
        self._grants: dict[str, tuple[Grant, float]] = {}
        self._urls: dict[tuple[str, Content], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def grant(self, provider: str, now: float) -> Grant | None:
        """A grant that still holds for a while; None if there is none."""
        grant, end = self._grants.get(provider, (None, now))
        return grant if now < end else None

    def keep_grant(self, provider: str, grant: Grant, since: float) -> None:
        """Note a grant that was asked for at a time."""
        self._grants[provider] = grant, since + grant.seconds - MARGIN

    def url(self, provider: str, content: Content, now: float) -> str | None:
        """Where a content is; None if it isn't known to be anywhere."""
        url, end = self._urls.get((provider, content), (None, now))
        return url if now < end else None

    def keep_url(self, provider: str, content: Content, url: str, now: float) -> None:
        """Note where a content is from now on."""
        with self._lock:
            self._urls.pop((provider, content), None)
            self._urls[provider, content] = url, now + FRESH
            if len(self._urls) > MOST:
                del self._urls[next(iter(self._urls))]
