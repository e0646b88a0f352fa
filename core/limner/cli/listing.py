"""The models as documents tell of them: no plugin runs, and nothing of the core is imported."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner_registry import Registry, packaged_models
from limner_registry.entry_points import enabled, installed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner_registry import InvalidDocument


@dataclass(frozen=True)
class Listing:
    """What the installed packages bring.

    Attributes:
        registry: The models.
        failures: By plugin's name, why its documents can't be read.
    """

    registry: Registry
    failures: Mapping[str, InvalidDocument]

    def problems(self) -> Iterator[tuple[str, str]]:
        """What isn't as it should be: the plugin or the endpoint id, and a sentence."""
        for plugin, failure in self.failures.items():
            yield plugin, f"the documents of the plugin {plugin} can't be used: {failure}"
        for endpoint_id, conflict in self.registry.conflicts.items():
            yield endpoint_id, str(conflict)


def listing() -> Listing:
    """Read the documents of every plugin that `LIMNER_DISABLE` doesn't name."""
    found = packaged_models(enabled(installed(), os.environ))
    return Listing(Registry(found.models), found.failures)
