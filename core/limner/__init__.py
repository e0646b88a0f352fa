"""Limner: calls of hosted generative-media models, checked, submitted at most once, and kept."""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from limner.async_client import AsyncClient as AsyncClient
    from limner.async_client import AsyncJobHandle as AsyncJobHandle
    from limner.client import Client as Client
    from limner.client import JobHandle as JobHandle
    from limner.errors import (
        AccountLocked as AccountLocked,
    )
    from limner.errors import (
        ConflictingModels as ConflictingModels,
    )
    from limner.errors import (
        ConnectionLost as ConnectionLost,
    )
    from limner.errors import (
        CredentialError as CredentialError,
    )
    from limner.errors import (
        DeadlinePassed as DeadlinePassed,
    )
    from limner.errors import (
        InvalidArguments as InvalidArguments,
    )
    from limner.errors import (
        InvalidDocument as InvalidDocument,
    )
    from limner.errors import (
        JobFailed as JobFailed,
    )
    from limner.errors import (
        JobRejected as JobRejected,
    )
    from limner.errors import (
        KeyRefused as KeyRefused,
    )
    from limner.errors import (
        LimnerError as LimnerError,
    )
    from limner.errors import (
        MissingExtra as MissingExtra,
    )
    from limner.errors import (
        MissingKey as MissingKey,
    )
    from limner.errors import (
        NotCollected as NotCollected,
    )
    from limner.errors import (
        NotSent as NotSent,
    )
    from limner.errors import (
        OutcomeUnknown as OutcomeUnknown,
    )
    from limner.errors import (
        PluginError as PluginError,
    )
    from limner.errors import (
        ProviderError as ProviderError,
    )
    from limner.errors import (
        Refused as Refused,
    )
    from limner.errors import (
        TransportError as TransportError,
    )
    from limner.errors import (
        UnknownModel as UnknownModel,
    )
    from limner.errors import (
        UnknownProvider as UnknownProvider,
    )
    from limner.errors import (
        Unreachable as Unreachable,
    )
    from limner.events import (
        Completed as Completed,
    )
    from limner.events import (
        Event as Event,
    )
    from limner.events import (
        InProgress as InProgress,
    )
    from limner.events import (
        LogLine as LogLine,
    )
    from limner.events import (
        Queued as Queued,
    )
    from limner.files import LocalFile as LocalFile
    from limner.hookspecs import hookimpl as hookimpl
    from limner.job import Job as Job
    from limner.journal import Entry as Entry
    from limner.journal import Journal as Journal
    from limner.journal import MemoryJournal as MemoryJournal
    from limner.price import Estimate as Estimate
    from limner.request import Request as Request
    from limner.result import (
        Artifact as Artifact,
    )
    from limner.result import (
        AsyncArtifact as AsyncArtifact,
    )
    from limner.result import (
        Result as Result,
    )
    from limner.shortcut import run as run
    from limner_registry import Issue as Issue

_HOMES = {
    "async_client": ("AsyncClient", "AsyncJobHandle"),
    "client": ("Client", "JobHandle"),
    "errors": (
        "AccountLocked",
        "ConflictingModels",
        "ConnectionLost",
        "CredentialError",
        "DeadlinePassed",
        "InvalidArguments",
        "InvalidDocument",
        "JobFailed",
        "JobRejected",
        "KeyRefused",
        "LimnerError",
        "MissingExtra",
        "MissingKey",
        "NotCollected",
        "NotSent",
        "OutcomeUnknown",
        "PluginError",
        "ProviderError",
        "Refused",
        "TransportError",
        "UnknownModel",
        "UnknownProvider",
        "Unreachable",
    ),
    "events": ("Completed", "Event", "InProgress", "LogLine", "Queued"),
    "files": ("LocalFile",),
    "hookspecs": ("hookimpl",),
    "issue": ("Issue",),
    "job": ("Job",),
    "journal": ("Entry", "Journal", "MemoryJournal"),
    "price": ("Estimate",),
    "request": ("Request",),
    "result": ("Artifact", "AsyncArtifact", "Result"),
    "shortcut": ("run",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from its module on first use, so that starting up costs nothing."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    package = "limner_registry" if home == "issue" else __name__
    value = getattr(import_module(f"{package}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
