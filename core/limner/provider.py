"""A provider: who runs models, as pure rules from requests to calls and from answers to facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from limner.errors import LimnerError
    from limner.events import Event
    from limner.files import LocalFile
    from limner.job import Ticket
    from limner.plugins import Plugins
    from limner.request import Request
    from limner.transport import AsyncTransport, HttpAnswer, HttpCall, Transport


class Provider(Protocol):
    """Who runs models. It does no I/O: it makes calls and reads answers.

    An entry point of `limner.providers` names a function that makes one from the
    environment: `def provider(environment: Mapping[str, str]) -> Provider`.
    """

    @property
    def name(self) -> str:
        """What documents and `provider=` call it."""
        ...

    @property
    def hosts(self) -> Collection[str]:
        """The hosts (`name` or `name:port`, in lower case) that may see the key; no others."""
        ...

    def credential(self, environment: Mapping[str, str]) -> str | None:
        """The key that the environment holds; None where none is needed.

        Raises:
            MissingKey: One is needed, and there is none.
        """
        ...

    def authorization(self, key: str) -> Mapping[str, str]:
        """The headers that show a key."""
        ...

    def file_url(self, place: str, file: LocalFile, data: bytes) -> str:
        """The URL under which a local file travels inside the arguments.

        Args:
            place: JSON pointer to it in the arguments, for the error.
            file: What is known of it.
            data: Its bytes.

        Raises:
            InvalidArguments: The file can't travel so.
        """
        ...

    def submit(self, request: Request) -> HttpCall:
        """The call that submits a request, its files replaced by URLs."""
        ...

    def status(self, ticket: Ticket) -> HttpCall:
        """The call that reads a job's status."""
        ...

    def result(self, ticket: Ticket) -> HttpCall:
        """The call that fetches a finished job's result."""
        ...

    def cancel(self, ticket: Ticket) -> HttpCall:
        """The call that asks for a job to be cancelled."""
        ...

    def ticket(self, endpoint_id: str, request_id: str) -> Ticket:
        """What finds a job of which only the id is known."""
        ...

    def read_submit(self, endpoint_id: str, answer: HttpAnswer) -> Ticket | None:
        """The ticket in the answer to a submit; None if there's none to be read."""
        ...

    def read_event(self, answer: HttpAnswer) -> Event | None:
        """The event in the answer to a status call, with every log line; None as above."""
        ...

    def read_result(self, answer: HttpAnswer) -> Mapping[str, Any] | None:
        """The result in the answer to a result call; None as above."""
        ...

    def error(
        self, endpoint_id: str, answer: HttpAnswer, request_id: str | None = None
    ) -> LimnerError | None:
        """What an answer that is no success says; None if these aren't the provider's words."""
        ...


@runtime_checkable
class InProcess(Protocol):
    """What a provider has besides, if it brings its own transport instead of the network."""

    def transport(self, plugins: Plugins) -> Transport:
        """Its transport for `Client`."""
        ...

    def async_transport(self, plugins: Plugins) -> AsyncTransport:
        """Its transport for `AsyncClient`."""
        ...


@dataclass(frozen=True)
class Account:
    """A provider, and the key with which it is called.

    Attributes:
        provider: Who is called.
        key: The key; None where none is needed.
    """

    provider: Provider
    key: str | None = field(default=None, repr=False)

    def sign(self, call: HttpCall) -> HttpCall:
        """The call with the key, if it goes to one of the provider's own hosts.

        This is the only place that puts a key into a call.
        """
        if self.key is None or not may_see_key(call.url, self.provider.hosts):
            return call
        return call.with_headers(self.provider.authorization(self.key))


_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""The names, in a URL, of this machine: only it may be spoken to without TLS."""

_URL = re.compile(
    r"(https?)://(([a-z\d._-]+|\[[\da-f:.]+\])(:\d+)?)(/[!-~]*)?", re.ASCII | re.IGNORECASE
)
"""Narrower than URLs are, so that every reader of one that fits sees the same host in it."""


def safe_host(url: str) -> str | None:
    """The host (`name` or `name:port`) of a URL over TLS or on this machine; None of any other."""
    found = _URL.fullmatch(url)
    if found is None:
        return None
    scheme, host, name = found[1].lower(), found[2].lower(), found[3].lower()
    return host if scheme == "https" or name in _LOOPBACK else None


def may_see_key(url: str, hosts: Collection[str]) -> bool:
    """Whether a URL is at one of the hosts, over TLS or on this machine."""
    return safe_host(url) in hosts


def own_url(url: Any, hosts: Collection[str], otherwise: str) -> str:
    """A URL out of an answer where it is at the provider's own hosts, else the one built here."""
    return url if isinstance(url, str) and may_see_key(url, hosts) else otherwise
