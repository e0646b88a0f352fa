"""The models as documents tell of them: no plugin runs, and nothing of the core is imported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner_registry import Registry, packaged_models
from limner_registry.catalog import catalog_of
from limner_registry.entry_points import enabled, installed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from limner_registry import InvalidDocument, Model


@dataclass(frozen=True)
class Listing:
    """What the installed packages bring, and what is in the user's catalog.

    Attributes:
        registry: The models of both.
        packaged: Those of the packages alone.
        failures: By plugin's name, why its documents can't be read.
    """

    registry: Registry
    packaged: Sequence[Model]
    failures: Mapping[str, InvalidDocument]

    def problems(self) -> Iterator[tuple[str, str]]:
        """What isn't as it should be: whose it is, and a sentence."""
        for plugin, failure in self.failures.items():
            yield plugin, f"the documents of the plugin {plugin} can't be used: {failure}"
        for endpoint_id, conflict in self.registry.conflicts.items():
            yield endpoint_id, str(conflict)
        for file, told in self.registry.problems.items():
            yield file, f"{file} in the catalog: {told}"


def listing() -> Listing:
    """Find the documents of every plugin that `LIMNER_DISABLE` doesn't name, and the catalog."""
    found = packaged_models(enabled(installed(), os.environ))
    registry = Registry(found.models, catalog_of(os.environ))
    return Listing(registry, found.models, found.failures)
