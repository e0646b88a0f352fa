"""What installed distributions register with Limner, read without importing anything.

`importlib.metadata` answers the same question at about five times the cost of
starting the interpreter, so a listing would spend most of its time there.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner_registry.home import home, switches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

GLOBAL = "limner.plugins"
"""The entry-point group of global plugins."""


@dataclass(frozen=True)
class EntryPoint:
    """One line of a distribution's `entry_points.txt`.

    Attributes:
        group: `limner.models`, `limner.plugins`, `limner.providers`, ...
        name: The name that is registered.
        value: A dotted module, or `module:object`.
        distribution: Who registers it; empty where the user has switched it on instead.
        version: The distribution's version; None where its folder doesn't tell.
    """

    group: str
    name: str
    value: str
    distribution: str
    version: str | None

    @property
    def module(self) -> str:
        """The dotted module of the value."""
        return self.value.partition(":")[0].strip()

    def load(self) -> object:
        """Import what the entry point names; whatever that raises goes through."""
        import importlib

        found: object = importlib.import_module(self.module)
        attribute = self.value.partition(":")[2].strip()
        for name in filter(None, attribute.split(".")):
            found = getattr(found, name)
        return found


def installed(search_path: Iterable[str] | None = None) -> tuple[EntryPoint, ...]:
    """The entry points of every group that starts with `limner.`.

    Args:
        search_path: The folders to look into; `sys.path` by default. Of two
            distributions with one name the first is taken, as Python's import does.
    """
    seen: set[str] = set()
    found: list[EntryPoint] = []
    for folder in sys.path if search_path is None else search_path:
        for distribution, version, path in _distributions(folder or os.curdir):
            key = re.sub(r"[-_.]+", "-", distribution).lower()
            if key not in seen:
                seen.add(key)
                found += _read(path, distribution, version)
    return tuple(found)


def disabled(
    environment: Mapping[str, str], folder: str | os.PathLike[str] | None = None
) -> frozenset[str]:
    """The names of plugins that are left out, by `LIMNER_DISABLE` or in the user's home.

    Args:
        environment: Where `LIMNER_HOME` and `LIMNER_DISABLE` are read.
        folder: The home, if it isn't the environment's.

    Raises:
        InvalidSwitches: What is switched in the home can't be read.
    """
    switched = switches(home(environment) if folder is None else folder)
    return disabled_here(environment).union(switched.off)


def disabled_here(environment: Mapping[str, str]) -> frozenset[str]:
    """The names that `LIMNER_DISABLE` leaves out; they are separated by commas.

    Where messages tell two plugins of one name apart, `acme#2` means both.
    """
    names = environment.get("LIMNER_DISABLE", "").split(",")
    return frozenset(filter(None, (name.partition("#")[0].strip() for name in names)))


def enabled(
    entry_points: Iterable[EntryPoint],
    environment: Mapping[str, str],
    folder: str | os.PathLike[str] | None = None,
) -> tuple[EntryPoint, ...]:
    """The entry points that aren't disabled, and those that are switched on in the home.

    Args and errors are those of `disabled`.
    """
    switched = switches(home(environment) if folder is None else folder)
    unwanted = disabled_here(environment).union(switched.off)
    found = (*entry_points, *map(switched_on, switched.on))
    return tuple(entry for entry in found if entry.name not in unwanted)


def switched_on(module: str) -> EntryPoint:
    """The entry point of a global plugin that no package registers; the user named its module."""
    return EntryPoint(GLOBAL, module, module, "", None)


def _distributions(folder: str) -> Iterator[tuple[str, str | None, str]]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        stem, _, kind = name.rpartition(".")
        # pip renames what it removes to `~...`, and sometimes leaves it behind.
        if kind in {"dist-info", "egg-info"} and stem[:1].isalnum():
            distribution, *rest = stem.split("-")
            yield distribution, rest[0] if rest else None, f"{folder}/{name}"


def _read(path: str, distribution: str, version: str | None) -> Iterator[EntryPoint]:
    try:
        with open(f"{path}/entry_points.txt", encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return
    group = ""
    for line in map(str.strip, text.splitlines()) if "[limner." in text else ():
        if line.startswith("["):
            group = line.strip("[]")
        elif group.startswith("limner.") and "=" in line and line[0] not in "#;":
            name, _, value = line.partition("=")
            yield EntryPoint(group, name.strip(), _target(value), distribution, version)


def _target(value: str) -> str:
    """The value without the extras that older tools append in brackets."""
    return value.partition("[")[0].strip()
