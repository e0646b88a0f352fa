"""Where the journal is on by default: in the user's home."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from limner_registry.home import home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.journal.sqlite import SqliteJournal

FILE = "journal.sqlite3"
"""The journal's name in a home."""


def journal_path(
    environment: Mapping[str, str], folder: str | os.PathLike[str] | None = None
) -> str | None:
    """Where the journal of whoever runs this is; None where there is no home.

    Args:
        environment: Where `LIMNER_HOME` is read.
        folder: The home, if it isn't the environment's.
    """
    place = home(environment) if folder is None else folder
    return None if place is None else os.path.join(place, FILE)  # noqa: PTH118 -- texts


def journal_at(path: str | os.PathLike[str]) -> SqliteJournal:
    """The journal in a file; SQLite is imported for it, and nothing is made or opened."""
    from limner.journal.sqlite import SqliteJournal

    return SqliteJournal(path)
