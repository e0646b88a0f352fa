"""A lock between processes, and between threads; it's free again when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold the lock, and wait for it first.

    Args:
        path: A file that is made if need be, and stays empty.

    Raises:
        OSError: The file can't be made, or its disk knows no locks.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def locked_if_free(path: str) -> Iterator[bool]:
    """Hold the lock, or don't: whether it is held. Never waits, never raises."""
    handle = -1
    try:
        with suppress(OSError):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        yield handle >= 0 and _take(handle)
    finally:
        if handle >= 0:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait(handle: int) -> None:
        while not _take(handle):
            time.sleep(0.01)
else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _wait(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
