"""The `sandbox` provider: the queue protocol behind an in-process transport."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner.data_urls import data_url
from limner.queue_errors import ErrorReader
from limner.queue_provider import QueueProvider
from limner.sandbox.server import HOST, QUEUE, SandboxServer
from limner.sandbox.transport import AsyncSandboxTransport, SandboxTransport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.files import LocalFile
    from limner.job import Ticket
    from limner.plugins import Plugins
    from limner.transport import HttpAnswer

_FINAL = ("client_cancelled", "image_load_error", "image_too_large")
"""Its error types: the same request would end so again."""


class SandboxProvider(QueueProvider):
    """Runs every model on paper: no key, no network, no cost, and pictures that say so."""

    def __init__(self) -> None:
        errors = ErrorReader("the sandbox", dict.fromkeys(_FINAL, False), {})
        super().__init__("sandbox", QUEUE, frozenset({HOST}), errors)

    def credential(self, environment: Mapping[str, str]) -> str | None:  # noqa: ARG002 -- as Provider
        """None: the sandbox has no keys."""
        return None

    def authorization(self, key: str) -> Mapping[str, str]:  # noqa: ARG002 -- as Provider
        """Nothing: no key goes anywhere."""
        return {}

    def file_url(self, place: str, file: LocalFile, data: bytes) -> str:  # noqa: ARG002 -- as Provider
        """A data URL, however large: it never leaves the process."""
        return data_url(file.media_type, data)

    def ticket(self, endpoint_id: str, request_id: str) -> Ticket:
        """As `Provider.ticket`; it finds the job as long as the process lives."""
        return replace(super().ticket(endpoint_id, request_id), lasting=False)

    def read_submit(self, endpoint_id: str, answer: HttpAnswer) -> Ticket | None:
        """As `Provider.read_submit`; likewise."""
        ticket = super().read_submit(endpoint_id, answer)
        return ticket and replace(ticket, lasting=False)

    def transport(self, plugins: Plugins) -> SandboxTransport:
        """A transport with a queue of its own."""
        return SandboxTransport(SandboxServer(plugins))

    def async_transport(self, plugins: Plugins) -> AsyncSandboxTransport:
        """The same for `AsyncClient`."""
        return AsyncSandboxTransport(self.transport(plugins))


def provider(environment: Mapping[str, str]) -> SandboxProvider:  # noqa: ARG001 -- as every provider's
    """The sandbox, for the entry point."""
    return SandboxProvider()
