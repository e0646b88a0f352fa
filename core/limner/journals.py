"""Which journal a client's requests are put into: the one that lasts, or one in memory."""

from __future__ import annotations

import os
import threading
from types import EllipsisType
from typing import TYPE_CHECKING

from limner.errors import UnknownJob
from limner.journal import Entry, Journal, MemoryJournal
from limner.journal.place import journal_at, journal_path
from limner.provider import InProcess, Provider

if TYPE_CHECKING:
    from collections.abc import Mapping

Wanted = Journal | str | os.PathLike[str] | EllipsisType | None
"""A journal, the path of one, None for none, or `...` for what is right by default."""


class Journals:
    """The journals of a client. Safe for several threads.

    Args:
        wanted: What the caller wants.
        home: The folder with the user's journal, where the caller names one.
        environment: Read for the user's home otherwise.
    """

    def __init__(
        self,
        wanted: Wanted,
        home: str | os.PathLike[str] | None,
        environment: Mapping[str, str],
    ) -> None:
        self._wanted = wanted
        self._home = home
        self._environment = environment
        self._passing = MemoryJournal()
        self._made: Journal | EllipsisType | None = ...
        self._lock = threading.Lock()

    @property
    def wanted(self) -> bool:
        """Whether there is to be one at all."""
        return self._wanted is not None

    @property
    def lasting(self) -> Journal | None:
        """The journal for real jobs, made on first use; its file is opened when it's needed."""
        with self._lock:
            if isinstance(self._made, EllipsisType):
                self._made = self._make()
            return self._made

    def of(self, provider: Provider | None) -> Journal | None:
        """Where the requests to a provider go: the jobs of one in this process end with it."""
        by_default = isinstance(self._wanted, EllipsisType)
        return self._passing if by_default and isinstance(provider, InProcess) else self.lasting

    def is_at_home(self, journal: Journal | None) -> bool:
        """Whether a journal is the one of this process's user, where `limner jobs` looks."""
        by_default = isinstance(self._wanted, EllipsisType)
        ours = journal_path(self._environment, self._home) if by_default else None
        return journal is self.lasting and ours is not None and ours == journal_path(os.environ)

    def close(self) -> None:
        """Close the lasting one, unless it's the caller's."""
        opened = isinstance(self._wanted, EllipsisType | str | os.PathLike)
        if opened and self.lasting is not None:
            self.lasting.close()

    def _make(self) -> Journal | None:
        if isinstance(self._wanted, EllipsisType):
            path = journal_path(self._environment, self._home)
            return self._passing if path is None else journal_at(path)
        if isinstance(self._wanted, str | os.PathLike):
            return journal_at(self._wanted)
        return self._wanted


def entry_of(journal: Journal | None, name: str | Entry) -> Entry:
    """A row, or the one of its name; raises `UnknownJob` as `Journal.find`."""
    if not isinstance(name, str):
        return name
    if journal is None:
        raise UnknownJob(name)
    return journal.find(name)
