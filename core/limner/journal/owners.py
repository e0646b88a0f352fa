"""Whose intents are whose: every journal that is written to holds a lock of its own.

The system takes a lock from a process that dies, however it dies, so a lock that can be
had belongs to nobody. Process numbers, which come again, aren't looked at.
"""

from __future__ import annotations

import secrets
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from limner_registry.catalog.lock import locked_if_free

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENDING = ".lock"
_OLD = 3600.0
"""Seconds after which a lock that nobody holds is litter, and not one about to be taken."""


class Owner:
    """One that is alive, for as long as its lock is held.

    Args:
        folder: Where the locks are.

    Attributes:
        token: Its name.

    Raises:
        OSError: The lock can't be had.
    """

    def __init__(self, folder: Path) -> None:
        self.token = secrets.token_hex(8)
        self._path = _lock_of(folder, self.token)
        self._held = ExitStack()
        if not self._held.enter_context(locked_if_free(str(self._path))):
            self._held.close()
            raise OSError(f"there can be no lock at {self._path}")

    def close(self) -> None:
        """Give the lock back."""
        with suppress(OSError):
            self._path.unlink()
        self._held.close()

    def abandon(self) -> None:
        """Let go of what a child inherited by `fork`; its parent still holds the lock."""
        self._held.close()


def is_gone(folder: Path, token: str | None) -> bool:
    """Whether an owner is no more."""
    if token is None or not (path := _lock_of(folder, token)).exists():
        return True
    with locked_if_free(str(path)) as free:
        return free


def others(folder: Path, token: str | None) -> Iterator[str]:
    """The tokens of all other owners that are alive."""
    for path in folder.glob(f"*{_ENDING}"):
        if path.stem != token and not is_gone(folder, path.stem):
            yield path.stem


def tidy(folder: Path) -> None:
    """Remove the locks that the dead left behind."""
    for path in folder.glob(f"*{_ENDING}"):
        with suppress(OSError), locked_if_free(str(path)) as free:
            if free and time.time() - path.stat().st_mtime > _OLD:
                path.unlink()


def _lock_of(folder: Path, token: str) -> Path:
    return folder / f"{token}{_ENDING}"
