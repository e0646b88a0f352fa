"""A journal's file while it's in use, over forks and damage."""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, ClassVar

from limner.errors import JournalError
from limner.journal.opening import Opened

if TYPE_CHECKING:
    from pathlib import Path


class Held:
    """A journal's file while it's in use: opened when first needed, and anew after a fork.

    SQLite's connections mustn't cross a fork, in whichever thread that happens: all are closed
    before it, when what waits is written. The parent stays the owner that it was.

    Args:
        path: The file.
        patience: Seconds to wait for other processes.

    Attributes:
        gate: Held while a journal is opened, and while this process forks. Closing doesn't
            need it: threads close, too, for which somebody waits that has it.
    """

    gate: ClassVar = threading.RLock()

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        _EVERY.add(self)

    def get(self, *, owning: bool) -> Opened:
        """The file, open; with an owner where intents are to be written.

        Raises:
            JournalError: As `at_hand` and `Opened` do.
        """
        opened = self.at_hand(owning=owning)
        if opened:
            return opened
        with self.gate:
            return self._get(owning=owning)

    def at_hand(self, *, owning: bool) -> Opened | None:
        """The same if it's open already.

        Raises:
            JournalError: An intent would go into a file that isn't at its path any more.
        """
        opened = self._opened
        if opened is None or opened.commits.closed or (owning and not opened.token):
            return None
        if owning and not opened.is_in_place():
            raise JournalError(str(self._path), _GONE, _GONE_HINT)
        return opened

    def renewed(self, damaged: Opened, *, owning: bool) -> Opened:
        """What was saved from a file in which damage was found."""
        with self.gate:
            if self._opened is damaged:
                self.close()
                self._open(whole=True)
            return self._get(owning=owning)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened:
            opened.close()

    def forget(self) -> None:
        """Leave the file to the process that this one was forked from."""
        self._lock = threading.Lock()
        if self._opened:
            self._opened.abandon()
        self._opened = None

    def _get(self, *, owning: bool) -> Opened:
        opened = self.at_hand(owning=False) or self._open(whole=False)
        if owning and not opened.token and not opened.own():
            self.close()
            return self._get(owning=owning)
        return opened

    def _open(self, *, whole: bool) -> Opened:
        last = self._opened
        if last and last.token and not last.is_in_place():
            raise JournalError(str(self._path), _GONE, _GONE_HINT)
        opened = Opened(
            self._path, self._patience, whole=whole, token=last.token if last else None
        )
        _OPENED.add(opened)
        with self._lock:
            if self._opened:
                opened.succeed(self._opened)
            self._opened = opened
        return opened


_GONE = "was deleted or replaced while it was in use, so nothing was sent"
_GONE_HINT = (
    "What is under way goes on. Put the file back; or close the client, or end this program,"
    " and a new journal is made."
)

_EVERY: weakref.WeakSet[Held] = weakref.WeakSet()
_OPENED: weakref.WeakSet[Opened] = weakref.WeakSet()


def _before() -> None:
    """Close all connections, those too that another thread is just closing."""
    Held.gate.acquire()
    for opened in _OPENED:
        opened.commits.close()


def _in_parent() -> None:
    Held.gate.release()


def _in_child() -> None:
    Held.gate = threading.RLock()
    for held in _EVERY:
        held.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
