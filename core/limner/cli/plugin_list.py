"""The installed plugins as their metadata tells of them; none of their code runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry import installed, packaged_models
from limner_registry.entry_points import disabled

if TYPE_CHECKING:
    from limner_registry import EntryPoint

KINDS = {"limner.models": "model", "limner.plugins": "global", "limner.providers": "provider"}
"""What the plugins of each entry-point group are called."""


@dataclass(frozen=True)
class Installed:
    """A plugin that a distribution registers.

    Attributes:
        entry: How it's registered.
        models: The endpoint ids that it owns.
        state: `enabled`, `disabled` by `LIMNER_DISABLE`, or `broken`.
        error: Why it's broken.
    """

    entry: EntryPoint
    models: tuple[str, ...] = ()
    state: str = "enabled"
    error: str | None = None

    @property
    def kind(self) -> str:
        """`model`, `global` or `provider`."""
        return KINDS[self.entry.group]

    @property
    def package(self) -> str:
        """The distribution and its version."""
        return " ".join(filter(None, (self.entry.distribution, self.entry.version)))

    def as_json(self) -> dict[str, Any]:
        """The plugin as the command line's JSON has it."""
        facts = {
            "name": self.entry.name,
            "kind": self.kind,
            "distribution": self.entry.distribution,
            "version": self.entry.version,
            "models": list(self.models),
            "state": self.state,
        }
        return facts | ({"error": self.error} if self.error else {})


def installed_plugins() -> list[Installed]:
    """All plugins, those of a kind together, in the order of their names."""
    entries = [entry for entry in installed() if entry.group in KINDS]
    order = list(KINDS)
    entries.sort(key=lambda entry: (order.index(entry.group), entry.name))
    return [_described(entry) for entry in entries]


def _described(entry: EntryPoint) -> Installed:
    found = packaged_models([entry])
    models = tuple(model.endpoint_id for model in found.models)
    if entry.name in disabled(os.environ):
        return Installed(entry, models, "disabled")
    if failure := found.failures.get(entry.name):
        return Installed(entry, models, "broken", str(failure))
    return Installed(entry, models)
