"""Where a user's data is, and with it the catalog."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from limner_registry.catalog.catalog import Catalog
from limner_registry.catalog.row import CATALOG
from limner_registry.entry_points import disabled

if TYPE_CHECKING:
    from collections.abc import Mapping


def home(environment: Mapping[str, str]) -> str | None:
    """The folder of the user's data, whether it exists or not.

    It is what `LIMNER_HOME` names, else the place that the system has for it:
    `~/.local/share/limner` on Linux. There is none where an environment other than the
    process's own names none, so that a program that passes one reads nobody's data.
    """
    named = environment.get("LIMNER_HOME")
    if named:
        return os.path.expanduser(named)
    return _users() if environment is os.environ else None


def catalog_of(
    environment: Mapping[str, str], folder: str | os.PathLike[str] | None = None
) -> Catalog | None:
    """The user's catalog; None where there is no home, or `LIMNER_DISABLE` names `catalog`.

    Args:
        environment: Where `LIMNER_HOME` and `LIMNER_DISABLE` are read.
        folder: The home, if it isn't the environment's.
    """
    place = home(environment) if folder is None else folder
    if place is None or CATALOG.plugin in disabled(environment):
        return None
    return Catalog(place)


def _users() -> str | None:
    """What platformdirs says; on Linux without importing it, a seventh of a listing's time."""
    if sys.platform == "linux" and not hasattr(sys, "getandroidapilevel"):
        data, user = os.environ.get("XDG_DATA_HOME", ""), os.environ.get("HOME", "")
        if os.path.isabs(data):
            return f"{data}/limner"
        if os.path.isabs(user):
            return f"{user.rstrip('/')}/.local/share/limner"
    from platformdirs import user_data_dir

    try:
        return user_data_dir("limner", appauthor=False)
    except RuntimeError:
        return None
