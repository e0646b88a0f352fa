"""The providers that installed packages bring, each made when it's asked for."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from limner.errors import LimnerError, PluginError, UnknownProvider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from limner.provider import Provider
    from limner_registry import EntryPoint

PROVIDERS = "limner.providers"
"""The entry-point group; each value is a function from an environment to a provider."""


def load_provider(
    name: str, entry_points: Iterable[EntryPoint], environment: Mapping[str, str]
) -> Provider:
    """The provider of a name.

    Args:
        name: What documents and `provider=` call it.
        entry_points: What installed packages register.
        environment: What it is made from.

    Raises:
        UnknownProvider: Nothing installed brings it.
        PluginError: It's broken, or two packages bring it.
        LimnerError: What it doesn't like in the environment.
    """
    every = [entry for entry in entry_points if entry.group == PROVIDERS]
    entries = [entry for entry in every if entry.name == name]
    if not entries:
        raise UnknownProvider(name, (entry.name for entry in every))
    if len(entries) > 1:
        # Either would be shown the key, so neither is taken.
        packages = " and ".join(entry.distribution for entry in entries)
        raise PluginError(name, f"{packages} both bring a provider of this name")
    try:
        make: Any = entries[0].load()
        provider: Provider = make(environment)
    except LimnerError:
        raise
    except Exception as error:
        reason = "".join(traceback.format_exception(error))
        raise PluginError(name, f"importing the provider raised\n{reason}") from error
    return provider
