"""Who a client talks to: providers, each with a key, a transport and a journal."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from limner.hiding import Secret
from limner.keys import checked, key_of
from limner.provider import Account, Provider
from limner.providers import load_provider

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from limner.journal import Journal
    from limner.journals import Journals
    from limner.plugins import Plugins
    from limner_registry import Model

T = TypeVar("T")


@dataclass(frozen=True)
class Connection(Generic[T]):
    """A provider as a client uses it.

    Attributes:
        account: The provider and the key.
        transport: What carries its calls.
        journal: Where its requests are put on record; None for nowhere.
        at_home: Whether that is where `limner jobs` looks.
    """

    account: Account
    transport: T
    journal: Journal | None
    at_home: bool


class Connections(Generic[T]):
    """The providers that a client talks to, each connected on first use. Threads may share it.

    Args:
        provider: Who runs all models, or its name; None for each model's own.
        key: The key for it, or for `fal` where no provider is named; None for the one that the
            environment holds, or that is kept.
        transport_to: Gives the transport to a provider.
        plugins: Who knows the installed providers.
        journals: Where requests are put on record.
        home: The folder with the user's keys; None for the environment's.
        environment: Where keys are looked for.
    """

    def __init__(  # noqa: PLR0913 -- what a client was made with
        self,
        provider: str | Provider | None,
        key: str | None,
        *,
        transport_to: Callable[[Provider], T],
        plugins: Plugins,
        journals: Journals,
        home: str | os.PathLike[str] | None,
        environment: Mapping[str, str],
    ) -> None:
        self._provider = provider
        self.key = key and Secret(key)
        self._transport_to = transport_to
        self._plugins = plugins
        self._journals = journals
        self._home = home
        self._environment = environment
        self._made: dict[str, Connection[T]] = {}
        self._lock = threading.RLock()

    @property
    def name(self) -> str | None:
        """The name of who runs all models; None if each model's own provider does."""
        return _name_of(self._provider) if self._provider else None

    @property
    def journal(self) -> Journal | None:
        """Where requests are on record; None if they aren't."""
        wanted = self._provider
        return self._journals.of(self._found(wanted) if isinstance(wanted, str) else wanted)

    def of(self, model: Model, provider: str | None = None) -> Connection[T]:
        """The provider that runs a model here.

        Args:
            model: The model.
            provider: Who ran it, if it isn't who runs it now.

        Raises:
            MissingKey: It needs a key, and there is none.
            CredentialError: The key can't be one.
            UnknownProvider: Nothing installed brings it.
        """
        wanted = self._provider or model.provider
        if provider is not None and provider != _name_of(wanted):
            wanted = provider
        name = _name_of(wanted)
        with self._lock:
            if name not in self._made:
                found = self._found(wanted) if isinstance(wanted, str) else wanted
                self._made[name] = self._connected(found, checked(self._key_for(found)))
            return self._made[name]

    def without_key(self, provider: str) -> Connection[T]:
        """A provider as it is called where no key is needed.

        Raises:
            UnknownProvider: Nothing installed brings it.
        """
        wanted = self._provider
        known = wanted if not isinstance(wanted, str | None) and wanted.name == provider else None
        with self._lock:
            place = f"{provider}, without a key"
            if place not in self._made:
                self._made[place] = self._connected(known or self._found(provider), None)
            return self._made[place]

    def made(self) -> tuple[Connection[T], ...]:
        """All that were made so far."""
        return tuple(self._made.values())

    def key_mark(self, provider: Provider) -> str | None:
        """What tells the key with which a connected provider is called from others."""
        return self._made[provider.name].account.key_mark

    def _connected(self, provider: Provider, key: str | None) -> Connection[T]:
        journal = self._journals.of(provider)
        return Connection(
            Account(provider, key),
            self._transport_to(provider),
            journal,
            self._journals.is_at_home(journal),
        )

    def _key_for(self, provider: Provider) -> str | None:
        """The key that was passed in, else the environment's, else the one that is kept."""
        if self.key and provider.name == (self.name or "fal"):
            return self.key
        return key_of(provider, self._environment, self._home)

    def _found(self, name: str) -> Provider:
        return load_provider(name, self._plugins.entry_points, self._environment)

    def __repr__(self) -> str:
        return f"<Connections to {', '.join(self._made) or 'nobody yet'}>"


def _name_of(provider: str | Provider) -> str:
    return provider if isinstance(provider, str) else provider.name
