"""A provider: who runs models, as pure rules from requests to calls and from answers to facts."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from limner.hiding import Secret, Secrets

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from limner.errors import LimnerError
    from limner.events import Event
    from limner.files import LocalFile
    from limner.history import HistoryPage
    from limner.job import Ticket
    from limner.plugins import Plugins
    from limner.request import Request
    from limner.transport import AsyncTransport, HttpAnswer, HttpCall, Transport
    from limner_registry.syncing import ListPage


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
            MissingKey: One is needed, and there is none; then the one that `limner keys set`
                has kept is used.
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

    def stream(self, ticket: Ticket) -> HttpCall | None:
        """The call whose answer goes on until the job is done; None if there's none.

        It is of server-sent events, each with what `status` would be answered then.
        """
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


@runtime_checkable
class Metering(Protocol):
    """What a provider has besides, if its answers tell how many units it bills."""

    def read_units(self, answer: HttpAnswer) -> Decimal | None:
        """The units in the answer to a result call; None where it doesn't tell them."""
        ...


@runtime_checkable
class Catalogued(Protocol):
    """What a provider has besides, if it publishes a list of its models.

    The key isn't needed for it; it's shown where there is one.
    """

    def catalog(
        self,
        cursor: str | None = None,
        *,
        category: str | None = None,
        query: str | None = None,
        ids: Sequence[str] = (),
    ) -> HttpCall:
        """The call that reads a page of the list of the models that aren't retired.

        Args:
            cursor: What names the page; None for the first one.
            category: Only models of this category.
            query: Only models that fit these words.
            ids: Only these models, at most 10, retired ones too.
        """
        ...

    def read_catalog(self, answer: HttpAnswer) -> ListPage | None:
        """The page in an answer; None if there's none to be read."""
        ...

    def catalog_error(self, answer: HttpAnswer) -> LimnerError | None:
        """What an answer that is no page says; None if these aren't the provider's words."""
        ...


@runtime_checkable
class Historical(Protocol):
    """What a provider has besides, if it lists the requests that it has run for a key."""

    def history(self, endpoint_id: str, since: float, cursor: str | None = None) -> HttpCall:
        """The call that reads a page of the list.

        Args:
            endpoint_id: Whose requests.
            since: From when on, in seconds since 1970.
            cursor: What names the page; None for the first one.
        """
        ...

    def read_history(self, endpoint_id: str, answer: HttpAnswer) -> HistoryPage | None:
        """The page in an answer; None if there's none to be read."""
        ...


@runtime_checkable
class Notifying(Protocol):
    """What a provider has besides, if it posts a notice to a request's webhook.

    The notices are what `limner.webhook.verified` reads.
    """

    def webhook_keys(self) -> HttpCall:
        """The call that reads the public keys by which notices are signed; it needs no key."""
        ...


@dataclass(frozen=True)
class Standing:
    """What a provider says of an account.

    Attributes:
        name: What it calls the account.
        balance: What is left to spend, in units of the currency; None if it doesn't say.
        currency: ISO 4217: `USD`.
    """

    name: str | None = None
    balance: Decimal | None = None
    currency: str | None = None


@runtime_checkable
class Informative(Protocol):
    """What a provider has besides, if it tells about a key and its account.

    Its calls are GETs that cost nothing and change nothing.
    """

    def key_check(self) -> HttpCall:
        """The call that succeeds with any key that is in order, and with no other."""
        ...

    def standing(self) -> HttpCall:
        """The call that reads the account's standing, which not every key may."""
        ...

    def read_standing(self, answer: HttpAnswer) -> Standing | None:
        """The standing in an answer; None if there's none to be read."""
        ...

    def check_error(self, answer: HttpAnswer) -> LimnerError | None:
        """What an answer that is no success says; None if these aren't the provider's words."""
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

    @cached_property
    def in_process(self) -> bool:
        """Whether its jobs run in this process, and so cost nothing."""
        return isinstance(self.provider, InProcess)

    @cached_property
    def meter(self) -> Metering | None:
        """What tells how many units are billed; None where nothing does."""
        return self.provider if isinstance(self.provider, Metering) else None

    @cached_property
    def key_mark(self) -> str | None:
        """What tells its key from most others, and tells nothing of it: 16 bits of a hash."""
        if self.key is None:
            return None
        text = f"limner {self.provider.name} {self.key}"
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:4]

    def is_another(self, key_mark: str | None) -> bool:
        """Whether a mark is certainly another key's."""
        return None not in {key_mark, self.key_mark} and key_mark != self.key_mark

    @cached_property
    def secrets(self) -> Secrets:
        """What must never be shown of it."""
        return Secrets.of(self.key)

    def sign(self, call: HttpCall) -> HttpCall:
        """The call with the key, if it goes to one of the provider's own hosts.

        This is the only place that puts a key into a call.
        """
        if self.key is None or not may_see_key(call.url, self.provider.hosts):
            return call
        return replace(call, headers={**call.headers, **self._shown}, secrets=self.secrets)

    @cached_property
    def _shown(self) -> Mapping[str, str]:
        shown = self.provider.authorization(self.key or "")
        return {name: Secret(value) for name, value in shown.items()}


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


def is_private(name: str) -> bool:
    """Whether a host is this machine, or of a network that the internet doesn't reach.

    Args:
        name: Its name or address, without a port; names aren't looked up.
    """
    from ipaddress import ip_address
    from socket import inet_aton

    name = name.rstrip(".")
    with suppress(OSError):
        return not ip_address(inet_aton(name)).is_global  # 127.1 and 2130706433, as resolvers do
    with suppress(ValueError):
        return not ip_address(name).is_global
    return name.rpartition(".")[2] == "localhost"


def may_see_key(url: str, hosts: Collection[str]) -> bool:
    """Whether a URL is at one of the hosts, over TLS or on this machine."""
    return safe_host(url) in hosts


def own_url(url: Any, hosts: Collection[str], otherwise: str) -> str:
    """A URL out of an answer where it is at the provider's own hosts, else the one built here."""
    return url if isinstance(url, str) and may_see_key(url, hosts) else otherwise
