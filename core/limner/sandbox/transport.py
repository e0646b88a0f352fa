"""The sandbox's transport: calls are answered in process, and waiting costs no time."""

from __future__ import annotations

import asyncio
import threading
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from limner.errors import ConnectionLost
from limner.sse import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.sandbox.server import SandboxServer, StatusStream
    from limner.transport import HttpAnswer, HttpCall


class SandboxTransport:
    """`Transport` to a sandbox. Its clock is virtual: sleeping moves it on, at once.

    All who share it share the clock, so whoever sleeps moves it for everybody: a thread's
    job may be done sooner than it slept itself, and a deadline of a few seconds may pass.

    Args:
        server: Who answers.
    """

    def __init__(self, server: SandboxServer) -> None:
        self._server = server
        self._seconds = 0.0
        self._lock = threading.Lock()

    def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`; it always gets an answer."""
        return self._server.answer(call, self._seconds)

    def open(self, call: HttpCall) -> SandboxStream | SandboxEvents:
        """As `Transport.open`; a file is drawn now, if it hasn't been before."""
        events = self._server.stream(call)
        return SandboxEvents(self, events) if events else SandboxStream(self.send(call))

    def sleep(self, seconds: float) -> None:
        """Move the clock on."""
        with self._lock:
            self._seconds += seconds

    def now(self) -> float:
        """The virtual clock, in seconds."""
        return self._seconds

    def close(self) -> None:
        """Do nothing: jobs and files stay, there is no connection."""


class SandboxStream:
    """`Stream` of an answer that is there as a whole."""

    def __init__(self, answer: HttpAnswer) -> None:
        self.status = answer.status
        self.headers: Mapping[str, str] = answer.headers
        self._body = answer.body

    def read(self, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- as `Stream`
        """As `Stream.read`: everything at once."""
        body, self._body = self._body, b""
        return body

    def close(self) -> None:
        """As `Stream.close`."""


class SandboxEvents:
    """`Stream` of a job's events; reading the next one moves the clock on to it."""

    status = HTTPStatus.OK
    headers: Mapping[str, str] = MappingProxyType({"content-type": MEDIA_TYPE})

    def __init__(self, transport: SandboxTransport, events: StatusStream) -> None:
        self._transport = transport
        self._events = events

    def read(self, timeout: float | None = None) -> bytes:
        """As `Stream.read`: an event."""
        now = self._transport.now()
        due = self._events.due(now)
        if due is None:
            return b""
        wait = due - now
        if timeout is not None and timeout < wait:
            self._transport.sleep(timeout)
            raise ConnectionLost(f"nothing came within {timeout:g} s")
        self._transport.sleep(wait)
        return self._events.event(max(due, self._transport.now()))

    def close(self) -> None:
        """As `Stream.close`."""


class AsyncSandboxTransport:
    """`AsyncTransport` to a sandbox; drawing happens on worker threads.

    Args:
        inner: Does the work.
    """

    def __init__(self, inner: SandboxTransport) -> None:
        self._inner = inner

    async def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        return await asyncio.to_thread(self._inner.send, call)

    async def open(self, call: HttpCall) -> AsyncSandboxStream:
        """As `Transport.open`."""
        return AsyncSandboxStream(await asyncio.to_thread(self._inner.open, call))

    async def sleep(self, seconds: float) -> None:
        """Move the clock on, and let others have a turn."""
        self._inner.sleep(seconds)
        await asyncio.sleep(0)

    def now(self) -> float:
        """As `Transport.now`."""
        return self._inner.now()

    async def close(self) -> None:
        """As `Transport.close`."""


class AsyncSandboxStream:
    """`AsyncStream` that reads another; nothing in it has to be waited for."""

    def __init__(self, inner: SandboxStream | SandboxEvents) -> None:
        self.status = inner.status
        self.headers: Mapping[str, str] = inner.headers
        self._inner = inner

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `Stream`
        """As `Stream.read`; others have a turn."""
        await asyncio.sleep(0)
        return self._inner.read(timeout)

    async def close(self) -> None:
        """As `Stream.close`."""
