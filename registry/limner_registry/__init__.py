"""The schema registry: model documents, verdicts and what is derived from them.

It is usable alone: it knows nothing of plugins' code, of HTTP or of providers.
"""

from limner_registry.entry_points import EntryPoint, installed
from limner_registry.errors import (
    ConflictingModels,
    InvalidDocument,
    LimnerError,
    NotImportable,
    UnknownModel,
)
from limner_registry.issue import Issue, pointer, steps
from limner_registry.model import Model, Origin
from limner_registry.packaged import Packaged, packaged_models
from limner_registry.registry import Registry
from limner_registry.search import search

__all__ = [
    "ConflictingModels",
    "EntryPoint",
    "InvalidDocument",
    "Issue",
    "LimnerError",
    "Model",
    "NotImportable",
    "Origin",
    "Packaged",
    "Registry",
    "UnknownModel",
    "installed",
    "packaged_models",
    "pointer",
    "search",
    "steps",
]
