"""The sandbox, and what it was sent last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from limner.sandbox.provider import SandboxProvider
from limner.sandbox.server import SandboxServer
from limner.sandbox.transport import SandboxTransport

if TYPE_CHECKING:
    from limner.plugins import Plugins
    from limner.transport import HttpAnswer, HttpCall


class ListeningSandbox(SandboxProvider):
    """The sandbox, for one client in one thread.

    Attributes:
        last: The last call that arrived.
    """

    last: HttpCall | None = None

    def transport(self, plugins: Plugins) -> SandboxTransport:
        """A transport that notes each call."""
        return _Listening(self, SandboxServer(plugins))

    def body(self) -> Any:
        """The JSON of the last call; None if there was none."""
        return json.loads(self.last.body or b"null") if self.last else None


class _Listening(SandboxTransport):
    def __init__(self, sandbox: ListeningSandbox, server: SandboxServer) -> None:
        super().__init__(server)
        self._sandbox = sandbox

    def send(self, call: HttpCall) -> HttpAnswer:
        """As `Transport.send`."""
        self._sandbox.last = call
        return super().send(call)
