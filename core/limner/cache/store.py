"""Files by what is in them: each is named by the SHA-256 of its bytes, and whole or absent."""

from __future__ import annotations

import logging
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from limner.disk import Temporary, digest_of
from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts.embedding import strip
from limner.receipts.patch import copy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

LOG = logging.getLogger("limner")

_DIGEST = re.compile("[0-9a-f]{64}")
_UNFINISHED = ".part"
_LITTER = 3600.0
"""Seconds after which a file that isn't finished is one that nobody finishes."""


class Usage(NamedTuple):
    """How much there is of something.

    Attributes:
        files: How many.
        bytes: Of all of them.
    """

    files: int
    bytes: int


@dataclass(frozen=True)
class Store:
    """A folder of files. Several processes may use it at once.

    Attributes:
        folder: It is made when something is put there.
        limit: How many bytes its files may have.
    """

    folder: Path
    limit: int

    def get(self, sha256: str) -> Path | None:
        """The file of a digest, if it's there and is what it should be.

        One whose bytes don't have their digest is thrown away.
        """
        if not _DIGEST.fullmatch(sha256):
            return None
        path = self.folder / sha256
        with suppress(OSError):
            if digest_of(path) == sha256:
                _use(path)
                return path
            LOG.warning("%s was damaged, and is thrown away", path)
            path.unlink()
        return None

    def put(self, path: Path, sha256: str, *, sealed: bool, beside: Collection[Path] = ()) -> bool:
        """Take a copy of a saved file, as it was served: without the receipt in it.

        Args:
            path: The file.
            sha256: Of the bytes that were served, in hex.
            sealed: Whether the file has a receipt in it.
            beside: Files of the store that are to be there as well, even above the limit.

        Returns:
            Whether it's there now; a file that isn't what was served any more is not taken,
            nor is one that is larger than the limit.

        Raises:
            OSError: The file can't be read, or the disk refuses.
        """
        if self.get(sha256):
            return True
        if path.stat().st_size > self.limit:
            return False
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = Temporary(self.folder)
        try:
            with path.open("rb") as file:
                _copy(file, temporary, sealed=sealed)
            temporary.sync()
            if temporary.sha256 != sha256:
                return False
            temporary.path.replace(self.folder / sha256)
        finally:
            temporary.unlink()
        self._make_room({self.folder / sha256, *beside})
        return True

    def usage(self) -> Usage:
        """What is in it."""
        return _sum(self._files())

    def clear(self, older: float = 0.0) -> Usage:
        """Throw files away.

        Args:
            older: Only those that weren't used for so many seconds.

        Returns:
            What went.
        """
        now = time.time()
        return _sum(self._remove(one for one in self._files() if one.used <= now - older))

    def _make_room(self, needed: Collection[Path]) -> None:
        """Throw away what was used least recently, until the rest fits the limit."""
        total, much = 0, []
        for one in sorted(
            self._files(), key=lambda one: (one.path in needed, one.used), reverse=True
        ):
            total += one.size
            if total > self.limit and one.path not in needed:
                much.append(one)
        list(self._remove(much))

    def _remove(self, files: Iterable[_File]) -> Iterator[_File]:
        for one in files:
            with suppress(OSError):  # another process was quicker
                one.path.unlink()
                yield one

    def _files(self) -> Iterator[_File]:
        """All files; what a process that was killed has left unfinished goes."""
        try:
            listed = list(self.folder.iterdir())
        except OSError:
            return
        for path in listed:
            with suppress(OSError):
                found = path.stat()
                if _DIGEST.fullmatch(path.name):
                    yield _File(path, found.st_size, found.st_mtime)
                elif path.suffix == _UNFINISHED and found.st_mtime < time.time() - _LITTER:
                    path.unlink()


class _File(NamedTuple):
    path: Path
    size: int
    used: float


def _sum(files: Iterable[_File]) -> Usage:
    sizes = [one.size for one in files]
    return Usage(len(sizes), sum(sizes))


def _use(path: Path) -> None:
    """Note that a file was used; one that can only be read serves all the same."""
    with suppress(OSError):
        os.utime(path)


def _copy(source: BinaryIO, target: Temporary, *, sealed: bool) -> None:
    """Copy a file without its receipt, if there's still one in it."""
    if sealed:
        with suppress(NoReceipt, InvalidReceipt):
            strip(source, target)
            return
    source.seek(0)
    copy(source, target)
