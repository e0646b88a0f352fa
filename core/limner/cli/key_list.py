"""The providers that need a key, and where each gets it from."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from limner.errors import LimnerError, MissingKey
from limner.keys import KeyStore
from limner.providers import PROVIDERS, load_provider
from limner_registry.entry_points import enabled, installed

if TYPE_CHECKING:
    from limner.provider import Provider


def the_store() -> KeyStore:
    """The user's keys.

    Raises:
        click.UsageError: There is no place for them.
    """
    store = KeyStore.of(os.environ)
    if store is None:
        raise click.UsageError("There is no place for keys: set LIMNER_HOME to a folder of yours.")
    return store


def known_providers(store: KeyStore) -> tuple[str, ...]:
    """The names of all that are installed, and of those that keys are kept for."""
    return tuple(dict.fromkeys((*_installed(), *store.providers())))


def needing_a_key(provider: str) -> Provider:
    """A provider of which a key can be kept.

    Raises:
        click.UsageError: There is none; its words don't say which, for it may be a key.
    """
    found = _loaded(provider)
    with suppress(MissingKey):
        if found.credential(os.environ) is None:
            raise click.UsageError(f"{provider} needs no key.")
    return found


def _loaded(provider: str) -> Provider:
    names = _installed()
    if provider not in names:
        known = " and ".join(names) or "none"
        raise click.UsageError(f"That is the name of no provider; installed: {known}.")
    return load_provider(provider, enabled(installed(), os.environ), os.environ)


def sources(provider: str, store: KeyStore) -> tuple[str, ...] | None:
    """Where a key comes from, first the place that counts; None where none is needed."""
    kept = store.places(provider)
    try:
        key = _loaded(provider).credential(os.environ)
    except (LimnerError, click.UsageError):
        return kept
    return ("environment", *kept) if key else kept or None


def _installed() -> tuple[str, ...]:
    entries = enabled(installed(), os.environ)
    return tuple(sorted({entry.name for entry in entries if entry.group == PROVIDERS}))
