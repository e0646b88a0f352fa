"""The installed plugins as their metadata tells of them; none of their code runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry import installed, packaged_models
from limner_registry.entry_points import disabled_here, switched_on
from limner_registry.home import home, switches

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner_registry import EntryPoint

KINDS = {"limner.models": "model", "limner.plugins": "global", "limner.providers": "provider"}
"""What the plugins of each entry-point group are called."""

VARIABLE = "LIMNER_DISABLE"
COMMAND = "limner plugins disable"
"""What a plugin can be disabled by."""


@dataclass(frozen=True)
class Installed:
    """A plugin that a distribution registers, or that the user has switched on.

    Attributes:
        entry: How it's registered.
        models: The endpoint ids that it owns.
        disabled_by: What leaves it out: `LIMNER_DISABLE` or `limner plugins disable`.
        error: Why it's broken.
    """

    entry: EntryPoint
    models: tuple[str, ...] = ()
    disabled_by: str | None = None
    error: str | None = None

    @property
    def kind(self) -> str:
        """`model`, `global` or `provider`."""
        return KINDS[self.entry.group]

    @property
    def state(self) -> str:
        """`enabled`, `disabled` or `broken`."""
        return "disabled" if self.disabled_by else "broken" if self.error else "enabled"

    @property
    def package(self) -> str:
        """The distribution and its version, or what is there instead of one."""
        told = " ".join(filter(None, (self.entry.distribution, self.entry.version)))
        return told or "switched on"

    def as_json(self) -> dict[str, Any]:
        """The plugin as the command line's JSON has it."""
        facts = {
            "name": self.entry.name,
            "kind": self.kind,
            "distribution": self.entry.distribution or None,
            "version": self.entry.version,
            "models": list(self.models),
            "state": self.state,
        }
        more = {"disabled_by": self.disabled_by, "error": self.error}
        return facts | {name: told for name, told in more.items() if told}


def installed_plugins() -> list[Installed]:
    """All plugins, those of a kind together, in the order of their names.

    Raises:
        InvalidSwitches: What the user has switched can't be read.
    """
    off, on = switches(home(os.environ))
    entries = [entry for entry in installed() if entry.group in KINDS]
    entries += map(switched_on, on)
    order = list(KINDS)
    entries.sort(key=lambda entry: (order.index(entry.group), entry.name))
    return [_described(entry, off) for entry in entries]


def _described(entry: EntryPoint, off: Collection[str]) -> Installed:
    found = packaged_models([entry])
    models = tuple(model.endpoint_id for model in found.models)
    if entry.name in off:
        return Installed(entry, models, COMMAND)
    if entry.name in disabled_here(os.environ):
        return Installed(entry, models, VARIABLE)
    failure = found.failures.get(entry.name)
    return Installed(entry, models, error=str(failure) if failure else None)
