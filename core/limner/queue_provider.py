"""A provider that speaks fal's queue protocol: what `fal` and the sandbox have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner import queue_protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from limner.errors import LimnerError
    from limner.events import Event
    from limner.job import Ticket
    from limner.queue_errors import ErrorReader
    from limner.request import Request
    from limner.transport import HttpAnswer, HttpCall


class QueueProvider:
    """The calls and answers of `limner.provider.Provider`, in fal's queue protocol.

    Args:
        name: What documents and `provider=` call it.
        base: The queue's URL, without a slash at its end.
        hosts: The hosts that may see the key.
        errors: Reads its errors.
    """

    def __init__(self, name: str, base: str, hosts: frozenset[str], errors: ErrorReader) -> None:
        self.name = name
        self.base = base
        self.hosts = hosts
        self._errors = errors

    def submit(self, request: Request) -> HttpCall:
        """As `Provider.submit`."""
        return queue_protocol.submit_call(
            self.base, request.endpoint_id, request.arguments, request.webhook
        )

    def status(self, ticket: Ticket) -> HttpCall:
        """As `Provider.status`."""
        return queue_protocol.status_call(ticket)

    def stream(self, ticket: Ticket) -> HttpCall | None:
        """As `Provider.stream`."""
        return queue_protocol.stream_call(ticket)

    def result(self, ticket: Ticket) -> HttpCall:
        """As `Provider.result`."""
        return queue_protocol.result_call(ticket)

    def cancel(self, ticket: Ticket) -> HttpCall:
        """As `Provider.cancel`."""
        return queue_protocol.cancel_call(ticket)

    def ticket(self, endpoint_id: str, request_id: str) -> Ticket:
        """As `Provider.ticket`."""
        return queue_protocol.ticket(self.base, endpoint_id, request_id)

    def read_submit(self, endpoint_id: str, answer: HttpAnswer) -> Ticket | None:
        """As `Provider.read_submit`."""
        return queue_protocol.read_submit(self.base, self.hosts, endpoint_id, answer)

    def read_event(self, answer: HttpAnswer) -> Event | None:
        """As `Provider.read_event`."""
        return queue_protocol.read_event(answer)

    def read_result(self, answer: HttpAnswer) -> Mapping[str, Any] | None:
        """As `Provider.read_result`."""
        return queue_protocol.read_result(answer)

    def read_units(self, answer: HttpAnswer) -> Decimal | None:
        """As `Metering.read_units`."""
        return queue_protocol.read_units(answer)

    def error(
        self, endpoint_id: str, answer: HttpAnswer, request_id: str | None = None
    ) -> LimnerError | None:
        """As `Provider.error`."""
        return self._errors.read(endpoint_id, answer, request_id)
