"""Errors of transports; the path gives them a meaning."""

from __future__ import annotations

from limner_registry.errors import LimnerError


class TransportError(LimnerError):
    """What a transport raises when a call gets no answer."""


class NotSent(TransportError):
    """The call certainly didn't reach the provider: it can be repeated."""


class ConnectionLost(TransportError):
    """The call may have reached the provider, and its answer is lost."""
