"""The steps on files that a path can ask for: create, write, sync, rename, unlink.

A file is written beside its place under another name, and gets its own name only
when it's whole and on disk, so what bears the name is never half.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from contextlib import suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CEILING = 8 * 1024**3
"""How many bytes a file may have: 8 GiB, far above any that models make today."""


def is_there(path: Path, size: int) -> bool:
    """Whether a file of so many bytes is at a place."""
    try:
        return path.stat().st_size == size
    except OSError:
        return False


class Temporary:
    """A file that is being written; its methods are the steps, in their order.

    Args:
        folder: Where it will be.

    Attributes:
        path: Its name until it's whole, one that no other file has.
        size: Bytes so far.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f".limner-{secrets.token_hex(8)}.part"
        self.size = 0
        self._hash = hashlib.sha256()
        self._file: IO[bytes] = io.BytesIO()  # until `create`

    @property
    def sha256(self) -> str:
        """Of the bytes so far, in hex."""
        return self._hash.hexdigest()

    def create(self) -> None:
        """Make the file, and its folder if need be."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("xb")

    def write(self, data: bytes) -> None:
        """Add bytes, and hash them.

        Raises:
            OSError: The disk is full, or the file is larger than any file of a model is.
        """
        self.size += len(data)
        if self.size > CEILING:
            raise OSError(f"the file has more than {CEILING:,} bytes")
        self._hash.update(data)
        self._file.write(data)

    def sync(self) -> None:
        """Bring the bytes to the disk and close the file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def rename(self, names: Iterable[Path]) -> Path:
        """Give the file the first of these names that isn't taken; which one it got."""
        for name in names:
            try:
                os.link(self.path, name)
            except FileExistsError:
                continue
            except OSError:
                # A file system without hard links: the look before the leap is all there is.
                if name.exists():
                    continue
                self.path.rename(name)
                return name
            self.path.unlink()
            return name
        raise FileExistsError(f"no free name beside {self.path}")

    def unlink(self) -> None:
        """Throw the file away; on a full disk even closing it fails, which doesn't matter."""
        with suppress(OSError):
            self._file.close()
        if self.path.exists():
            self.path.unlink()
