"""Limner: calls of hosted generative-media models, checked, submitted at most once, and kept."""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from limner.async_client import AsyncClient as AsyncClient, AsyncJobHandle as AsyncJobHandle
    from limner.cache import Cache as Cache
    from limner.client import Client as Client, JobHandle as JobHandle
    from limner.errors import (
        AccountLocked as AccountLocked,
        ConflictingModels as ConflictingModels,
        ConnectionLost as ConnectionLost,
        CredentialError as CredentialError,
        DeadlinePassed as DeadlinePassed,
        InvalidArguments as InvalidArguments,
        InvalidDocument as InvalidDocument,
        InvalidReceipt as InvalidReceipt,
        JobFailed as JobFailed,
        JobNotFound as JobNotFound,
        JobRejected as JobRejected,
        JournalError as JournalError,
        KeyRefused as KeyRefused,
        LimnerError as LimnerError,
        MissingExtra as MissingExtra,
        MissingKey as MissingKey,
        NoReceipt as NoReceipt,
        NotCollected as NotCollected,
        NotImportable as NotImportable,
        NotSent as NotSent,
        OutcomeUnknown as OutcomeUnknown,
        OverBudget as OverBudget,
        PluginError as PluginError,
        ProviderError as ProviderError,
        Refused as Refused,
        TransportError as TransportError,
        UnexpectedResult as UnexpectedResult,
        UnknownJob as UnknownJob,
        UnknownModel as UnknownModel,
        UnknownProvider as UnknownProvider,
        Unreachable as Unreachable,
        UnusableModel as UnusableModel,
        UnusableWebhook as UnusableWebhook,
    )
    from limner.events import (
        Completed as Completed,
        Event as Event,
        InProgress as InProgress,
        LogLine as LogLine,
        Queued as Queued,
    )
    from limner.files import LocalFile as LocalFile
    from limner.hookspecs import hookimpl as hookimpl
    from limner.job import Answer as Answer, Job as Job
    from limner.journal import Entry as Entry, Journal as Journal, MemoryJournal as MemoryJournal
    from limner.price import Cost as Cost, Estimate as Estimate
    from limner.request import Request as Request
    from limner.result import (
        Artifact as Artifact,
        AsyncArtifact as AsyncArtifact,
        Result as Result,
    )
    from limner.shortcut import run as run
    from limner.uploads import Uploading as Uploading
    from limner_registry import Issue as Issue

_HOMES = {
    "async_client": ("AsyncClient", "AsyncJobHandle"),
    "cache": ("Cache",),
    "client": ("Client", "JobHandle"),
    "errors": (
        "AccountLocked",
        "ConflictingModels",
        "ConnectionLost",
        "CredentialError",
        "DeadlinePassed",
        "InvalidArguments",
        "InvalidDocument",
        "InvalidReceipt",
        "JobFailed",
        "JobNotFound",
        "JobRejected",
        "JournalError",
        "KeyRefused",
        "LimnerError",
        "MissingExtra",
        "MissingKey",
        "NoReceipt",
        "NotCollected",
        "NotImportable",
        "NotSent",
        "OutcomeUnknown",
        "OverBudget",
        "PluginError",
        "ProviderError",
        "Refused",
        "TransportError",
        "UnknownJob",
        "UnknownModel",
        "UnknownProvider",
        "UnexpectedResult",
        "Unreachable",
        "UnusableModel",
        "UnusableWebhook",
    ),
    "events": ("Completed", "Event", "InProgress", "LogLine", "Queued"),
    "files": ("LocalFile",),
    "hookspecs": ("hookimpl",),
    "issue": ("Issue",),
    "job": ("Answer", "Job"),
    "journal": ("Entry", "Journal", "MemoryJournal"),
    "price": ("Cost", "Estimate"),
    "request": ("Request",),
    "result": ("Artifact", "AsyncArtifact", "Result"),
    "shortcut": ("run",),
    "uploads": ("Uploading",),
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
    return sorted(("__version__", *_HOME))
