"""The catalog of whoever runs this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.catalog.catalog import Catalog
from limner_registry.catalog.row import CATALOG
from limner_registry.entry_points import disabled_here
from limner_registry.home import home

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


def catalog_of(
    environment: Mapping[str, str], folder: str | os.PathLike[str] | None = None
) -> Catalog | None:
    """The user's catalog; None where there is no home, or `LIMNER_DISABLE` names `catalog`.

    Args:
        environment: Where `LIMNER_HOME` and `LIMNER_DISABLE` are read.
        folder: The home, if it isn't the environment's.
    """
    place = home(environment) if folder is None else folder
    if place is None or CATALOG.plugin in disabled_here(environment):
        return None
    return Catalog(place)
