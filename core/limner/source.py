"""A local file as it is sent: looked at once, then read in pieces while it stays the same."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from limner.journal import SentFile
from limner_registry import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.files import LocalFile


class FileChanged(OSError):
    """Somebody changed a file while it was read."""


@dataclass(frozen=True)
class Source:
    """A local file's bytes; its methods are steps on the disk.

    Attributes:
        place: Its path in the arguments.
        file: What it is.
        size: In bytes.
    """

    place: tuple[str | int, ...]
    file: LocalFile
    size: int
    _look: tuple[int, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, place: tuple[str | int, ...], file: LocalFile) -> Source:
        """Look at a file; raises `OSError`."""
        if file.data is not None:
            return cls(place, file, len(file.data))
        found = Path(file.path or "").stat()
        return cls(place, file, found.st_size, _looks(found))

    def read(self, start: int, size: int) -> bytes:
        """Some bytes of it.

        Raises:
            FileChanged: It isn't the file any more that was looked at.
            OSError: It can't be read.
        """
        with self._open() as file:
            file.seek(start)
            return file.read(size)

    def sha256(self) -> str:
        """Of all its bytes, in hex; they aren't all in memory at once. Raises as `read`."""
        with self._open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def sent(self, sha256: str) -> SentFile:
        """What is put on record of it.

        Args:
            sha256: Of its bytes, in hex.
        """
        file, path = self.file, self.file.path and str(Path(self.file.path).absolute())
        where = pointer(*self.place)
        return SentFile(where, file.name, sha256, self.size, file.media_type, path)

    @contextmanager
    def _open(self) -> Iterator[io.BufferedReader | io.BytesIO]:
        if self.file.data is not None:
            yield io.BytesIO(self.file.data)
            return
        with Path(self.file.path or "").open("rb") as file:
            yield file
            if _looks(os.fstat(file.fileno())) != self._look:
                raise FileChanged("it changed while it was read")


def _looks(found: os.stat_result) -> tuple[int, ...]:
    """What tells a file from what it was before, or from another of its name."""
    return found.st_size, found.st_mtime_ns, found.st_ino
