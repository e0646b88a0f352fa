"""The seam to the outside world: calls go out, answers come back, and time passes.

A transport carries calls and keeps the time, so that whoever passes one in (the
sandbox, a test) decides about both. It knows no rule: what an answer or a lost
connection means is the path's business.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol

from limner.hiding import NO_SECRETS, Secrets

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class HttpCall:
    """An HTTP request; its headers may hold a key, so they are never printed.

    Attributes:
        method: `GET`, `POST` or `PUT`.
        url: The absolute URL.
        headers: By name; the names' case doesn't matter.
        body: The bytes to send; None sends no body.
        timeout: Seconds within which the whole answer has to be there, or its head where
            its body is left to be read; None for what the transport allows.
        secrets: What it shows to its receiver, and nobody else may see.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    timeout: float | None = None
    secrets: Secrets = NO_SECRETS

    def with_headers(self, headers: Mapping[str, str]) -> HttpCall:
        """The same call with more headers."""
        return replace(self, headers={**self.headers, **headers})

    def within(self, seconds: float) -> HttpCall:
        """The same call with a timeout; infinitely many seconds are none."""
        timeout = seconds if isfinite(seconds) else None
        return self if timeout == self.timeout else replace(self, timeout=timeout)


@dataclass(frozen=True)
class HttpAnswer:
    """An HTTP response that arrived whole.

    Attributes:
        status: The status code.
        headers: By lower-case name.
        body: The bytes, with transfer and content encodings undone.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- the class of HTTP statuses

    def without(self, secrets: Secrets) -> HttpAnswer:
        """The answer with none of the secrets that it repeats."""
        if not secrets.texts:
            return self
        headers, body = secrets.hide(dict(self.headers)), secrets.hide(self.body)
        return replace(self, headers=headers, body=body)

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: It isn't JSON.
        """
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class Stream(Protocol):
    """The body of an answer, read piece by piece."""

    status: int
    headers: Mapping[str, str]

    def read(self, timeout: float | None = None) -> bytes:
        """The next piece, of any size; empty at the end.

        Args:
            timeout: Seconds to wait for it; None for what the transport allows.

        Raises:
            ConnectionLost: It was cut, or nothing came in time; it can only be closed.
        """
        ...

    def close(self) -> None:
        """Give the connection back; the rest is not read."""
        ...


class Transport(Protocol):
    """Carries calls and keeps the time, for `Client`. Safe for several threads."""

    def send(self, call: HttpCall) -> HttpAnswer:
        """Send a call and read its whole answer, following no redirect.

        Raises:
            NotSent: It certainly didn't reach the other side.
            ConnectionLost: It may have.
        """
        ...

    def open(self, call: HttpCall) -> Stream:
        """Send a call and leave its answer's body to be read; raises as `send`."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        ...

    def now(self) -> float:
        """Seconds on a clock that only goes forward."""
        ...

    def close(self) -> None:
        """Give all connections back. A later call opens new ones."""
        ...


class AsyncStream(Protocol):
    """`Stream`, for `AsyncClient`."""

    status: int
    headers: Mapping[str, str]

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `Stream`
        """As `Stream.read`."""
        ...

    async def close(self) -> None:
        """As `Stream.close`."""
        ...


class AsyncTransport(Protocol):
    """`Transport`, for `AsyncClient`. Usable from several event loops, one after another."""

    async def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        ...

    async def open(self, call: HttpCall) -> AsyncStream:
        """As `Transport.open`."""
        ...

    async def sleep(self, seconds: float) -> None:
        """As `Transport.sleep`."""
        ...

    def now(self) -> float:
        """As `Transport.now`."""
        ...

    async def close(self) -> None:
        """As `Transport.close`."""
        ...
