"""Who a client talks to: its plugins, and a provider with a key and a transport each."""

from __future__ import annotations

import os
import threading
import traceback
from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from limner.errors import CredentialError, LimnerError, PluginError, UnknownProvider
from limner.journal import Journal, MemoryJournal
from limner.path.validate import validate
from limner.plugins import Plugins
from limner.provider import Account, Provider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from limner.request import Request
    from limner_registry import Model, Registry

PROVIDERS = "limner.providers"
"""The entry-point group; each value is a function from an environment to a provider."""

T = TypeVar("T")


@dataclass(frozen=True)
class Connection(Generic[T]):
    """A provider as a client uses it.

    Attributes:
        account: The provider and the key.
        transport: What carries its calls.
    """

    account: Account
    transport: T


class Connected(ABC, Generic[T]):
    """What `Client` and `AsyncClient` share: all but the carrying out of effects.

    Args:
        provider: A provider, or its name, for all models; by default each model's own,
            or what `LIMNER_PROVIDER` names.
        key: The key for `provider`, or for `fal` where no provider is named; by default
            what the environment holds.
        plugins: Plugins besides the installed ones: modules or objects.
        journal: Where requests are put on record; None gives up what it is for, finding
            requests again whose outcome is unknown. By default one that lives as long
            as the client does.
        home: The folder with the user's catalog of models; by default what `LIMNER_HOME`
            names, or the system's place for it.
        transport: What carries all calls, instead of the network.
        environment: Read instead of the process's own; one without `LIMNER_HOME` has no
            catalog.
    """

    def __init__(  # noqa: PLR0913 -- each has a default that is right for most
        self,
        provider: str | Provider | None = None,
        *,
        key: str | None = None,
        plugins: Iterable[object] = (),
        journal: Journal | EllipsisType | None = ...,
        home: str | os.PathLike[str] | None = None,
        transport: T | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._provider = provider or self._environment.get("LIMNER_PROVIDER") or None
        self._key = key
        self._transport = transport
        self._connections: dict[str, Connection[T]] = {}
        self._lock = threading.Lock()
        self.plugins = Plugins(plugins, self._environment, home)
        self.journal = MemoryJournal() if isinstance(journal, EllipsisType) else journal

    @property
    def registry(self) -> Registry:
        """All models that this client knows."""
        return self.plugins.registry

    def validate(self, endpoint_id: str, arguments: Mapping[str, Any] | None = None) -> Request:
        """Check arguments before they can cost anything; nothing is sent, no key is needed.

        Args:
            endpoint_id: The model's id or an alias.
            arguments: By parameter's name. Where the model takes a file: a URL, a path,
                bytes, an open file or a PIL image.

        Raises:
            InvalidArguments: With everything that is wrong.
            UnknownModel: There's no such model.
            ConflictingModels: Two plugins bring it.
            PluginError: The plugin that owns it is broken.
        """
        model = self.registry[endpoint_id]
        return validate(model, arguments or {}, self.plugins.hooks(model))

    def connect(self, model: Model) -> Connection[T]:
        """The provider that runs a model here, made on first use.

        Raises:
            MissingKey: It needs a key, and there is none.
            CredentialError: The key can't be one.
            UnknownProvider: Nothing installed brings it.
        """
        wanted = self._provider or model.provider
        name = wanted if isinstance(wanted, str) else wanted.name
        with self._lock:
            if name not in self._connections:
                provider = self._load(name) if isinstance(wanted, str) else wanted
                self._connections[name] = self._connect(provider)
            return self._connections[name]

    def _connect(self, provider: Provider) -> Connection[T]:
        ours = self._provider is not None or provider.name == "fal"
        key = self._key if self._key and ours else provider.credential(self._environment)
        transport = self._carrier(provider) if self._transport is None else self._transport
        return Connection(Account(provider, _checked(key)), transport)

    def _request(self, request: str | Request, arguments: Mapping[str, Any] | None) -> Request:
        if isinstance(request, str):
            return self.validate(request, arguments)
        if arguments is not None:
            raise TypeError("a request has its arguments already")
        return request

    @abstractmethod
    def _carrier(self, provider: Provider) -> T:
        """The transport to a provider, where none was passed in."""

    def _load(self, name: str) -> Provider:
        every = [entry for entry in self.plugins.entry_points if entry.group == PROVIDERS]
        entries = [entry for entry in every if entry.name == name]
        if not entries:
            raise UnknownProvider(name, (entry.name for entry in every))
        if len(entries) > 1:
            # Either would be shown the key, so neither is taken.
            packages = " and ".join(entry.distribution for entry in entries)
            raise PluginError(name, f"{packages} both bring a provider of this name")
        try:
            make: Any = entries[0].load()
            provider: Provider = make(self._environment)
        except LimnerError:
            raise
        except Exception as error:
            reason = "".join(traceback.format_exception(error))
            raise PluginError(name, f"importing the provider raised\n{reason}") from error
        return provider

    def __repr__(self) -> str:
        provider = (
            self._provider if isinstance(self._provider, str | None) else self._provider.name
        )
        who = provider or "each model's own provider"
        return f"<{type(self).__name__} of {len(self.registry)} models at {who}>"


def _checked(key: str | None) -> str | None:
    """The key without the space around it; libraries print a header that they can't send."""
    key = key and key.strip()
    if key and not (key.isascii() and key.isprintable()):
        raise CredentialError(
            "the key has characters that no key has: copy it once more; nothing was sent"
        )
    return key
