"""The steps on files that a path can ask for: open, write, sync, rename, unlink.

A file is written beside its place under another name, and gets its own name only
when it's whole and on disk, so what bears the name is never half.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

CEILING = 8 * 1024**3
"""How many bytes a file may have: 8 GiB, far above any that models make today."""


@dataclass
class Temporary:
    """A file that is being written.

    Attributes:
        path: Its name until it's whole.
        size: Bytes so far.
    """

    path: Path
    _file: IO[bytes] = field(repr=False)
    size: int = 0
    _hash: Any = field(repr=False, default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """Of the bytes so far, in hex."""
        return str(self._hash.hexdigest())


def read(path: str) -> bytes:
    """All bytes of a file."""
    return Path(path).read_bytes()


def create(folder: Path) -> Temporary:
    """Make a file without a name of its own in a folder, which is made too if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".limner-{secrets.token_hex(8)}.part"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    return Temporary(path, os.fdopen(file, "wb"))


def write(temporary: Temporary, data: bytes) -> None:
    """Add bytes, and hash them.

    Raises:
        OSError: The disk is full, or the file is larger than any file of a model is.
    """
    temporary.size += len(data)
    if temporary.size > CEILING:
        raise OSError(f"the file has more than {CEILING:,} bytes")
    temporary._hash.update(data)  # noqa: SLF001 -- it's this module's own
    temporary._file.write(data)  # noqa: SLF001


def sync(temporary: Temporary) -> None:
    """Bring the bytes to the disk and close the file."""
    file = temporary._file  # noqa: SLF001
    file.flush()
    os.fsync(file.fileno())
    file.close()


def rename(temporary: Temporary, names: Iterable[Path]) -> Path:
    """Give the file the first of these names that isn't taken; which one it got."""
    for name in names:
        try:
            os.link(temporary.path, name)
        except FileExistsError:
            continue
        except OSError:
            # A file system without hard links: the look before the leap is all there is.
            if name.exists():
                continue
            temporary.path.rename(name)
            return name
        temporary.path.unlink()
        return name
    raise FileExistsError(f"no free name beside {temporary.path}")


def unlink(temporary: Temporary) -> None:
    """Throw the file away."""
    temporary._file.close()  # noqa: SLF001
    temporary.path.unlink(missing_ok=True)
