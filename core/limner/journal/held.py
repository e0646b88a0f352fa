"""A journal's file while it's in use, over forks and damage."""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING

from limner.journal.opening import Opened

if TYPE_CHECKING:
    from pathlib import Path


class Held:
    """A journal's file while it's in use: opened when first needed, and anew after a fork.

    Args:
        path: The file.
        patience: Seconds to wait for other processes.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        _EVERY.add(self)

    def get(self, *, owning: bool) -> Opened:
        """The file, open; with an owner where intents are to be written."""
        opened = self.at_hand(owning=owning)
        if opened:
            return opened
        with self._lock:
            return self._get(owning=owning)

    def at_hand(self, *, owning: bool) -> Opened | None:
        """The same if it's open already."""
        opened = self._opened
        return opened if opened and (opened.token or not owning) else None

    def renewed(self, damaged: Opened, *, owning: bool) -> Opened:
        """What was saved from a file in which damage was found."""
        with self._lock:
            if self._opened is damaged:
                self._close()
                self._opened = Opened(self._path, self._patience, whole=True)
            return self._get(owning=owning)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def forget(self) -> None:
        """Leave the file to the process that this one was forked from."""
        self._lock = threading.Lock()
        if self._opened:
            self._opened.abandon()
        self._opened = None

    def _get(self, *, owning: bool) -> Opened:
        if self._opened is None:
            self._opened = Opened(self._path, self._patience, whole=False)
        if owning and not self._opened.token and not self._opened.own():
            self._close()
            return self._get(owning=owning)
        return self._opened

    def _close(self) -> None:
        opened, self._opened = self._opened, None
        if opened:
            opened.close()


_EVERY: weakref.WeakSet[Held] = weakref.WeakSet()


def _forget_all() -> None:
    for held in _EVERY:
        held.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
