"""The steps on files that a path can ask for: create, write, sync, rename, unlink, and others.

A file is written beside its place under another name, and gets its own name only
when it's whole and on disk, so what bears the name is never half.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from queue import Queue
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar

from limner.threads import in_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

T = TypeVar("T")

Rewriting = Callable[[BinaryIO, BinaryIO], object]
"""Reads a file, and writes another one that is to take its place."""

CEILING = 8 * 1024**3
"""How many bytes a file may have: 8 GiB, far above any that models make today."""

GATHERED = 1024**2
"""Bytes that come together before they are written, which for asyncio is another thread's work."""

LARGE = 4 * 1024**2
"""Bytes from which on a file is hashed while more of it comes."""

LITTER = 24 * 3600.0
"""Seconds after which nobody writes a file any more that still has its hidden name."""

_HIDDEN = re.compile(r"\.limner-[0-9a-f]{16}\.part")


def is_there(path: Path, size: int, sha256: str | None = None) -> bool:
    """Whether a file of so many bytes is at a place, and has this digest if one is given."""
    try:
        if path.stat().st_size != size:
            return False
        return sha256 is None or digest_of(path) == sha256
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex; raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Memory:
    """Bytes that are held in memory, for who wants no file.

    Attributes:
        size: How many there are.
        full: Always False: no step is needed.
    """

    ceiling = 1024**3
    full = False

    def __init__(self) -> None:
        self.size = 0
        self._pieces: list[bytes] = []

    @property
    def data(self) -> bytes:
        """All of them."""
        return b"".join(self._pieces)

    def take(self, piece: bytes) -> None:
        """Add bytes."""
        self._pieces.append(piece)
        self.size += len(piece)

    def flush(self) -> None:
        """Nothing has to be done."""

    def restart(self) -> None:
        """Begin anew."""
        self._pieces, self.size = [], 0


class Temporary:
    """A file that is being written; all its methods but `take` are steps, in their order.

    It's there on disk from the first step on that needs it.

    Args:
        folder: Where it will be; it's made if need be.
        mode: The rights of a folder that is made.

    Attributes:
        path: Its name until it's whole, one that no other file has.
        size: How many bytes were served so far.
    """

    ceiling = CEILING

    def __init__(self, folder: Path, mode: int = 0o777) -> None:
        self.path = _hidden(folder)
        self.size = 0
        self._mode = mode
        self._held: list[bytes] = []
        self._holding = 0
        self._hash = hashlib.sha256()
        self._rewritten: tuple[int, str] | None = None
        self._file: IO[bytes] | None = None
        self._behind: _Behind | None = None

    @property
    def full(self) -> bool:
        """Whether so much is held that it's time to `flush`."""
        return self._holding >= GATHERED

    @property
    def sha256(self) -> str:
        """Of the bytes that were served and flushed so far, in hex."""
        self._settle()
        return self._hash.hexdigest()

    @property
    def file_size(self) -> int:
        """How many bytes lie on disk: those that were served, unless they were rewritten."""
        return self._rewritten[0] if self._rewritten else self.size

    @property
    def file_sha256(self) -> str:
        """Of the bytes on disk, in hex."""
        return self._rewritten[1] if self._rewritten else self.sha256

    def take(self, piece: bytes) -> None:
        """Hold bytes, until a step that needs them writes them."""
        self._held.append(piece)
        self._holding += len(piece)
        self.size += len(piece)

    def write(self, data: bytes) -> None:
        """Add bytes; raises as `flush`."""
        self.take(data)
        if self.full:
            self.flush()

    def flush(self) -> None:
        """Write what is held, and hash it: of a large file while more of it comes.

        Raises:
            OSError: The disk refuses; and so will `sync`, unless it has all of it by then.
        """
        if not self._held:
            return
        data = self._held[0] if len(self._held) == 1 else b"".join(self._held)
        self._opened().write(data)
        self._held, self._holding = [], 0
        if self.size < LARGE:
            self._hash.update(data)
            return
        self._behind = self._behind or _Behind(self._hash.update)
        self._behind.put(data)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self.path.parent.mkdir(self._mode, parents=True, exist_ok=True)
            _tidy(self.path.parent)
            self._file = self.path.open("xb")
        return self._file

    def _settle(self) -> None:
        """Wait until all that was written is hashed."""
        behind, self._behind = self._behind, None
        if behind:
            behind.end()

    def restart(self) -> None:
        """Begin anew, as if nothing had been served."""
        self._settle()
        self._held, self._holding, self.size = [], 0, 0
        self._hash = hashlib.sha256()
        if self._file:
            self._file.seek(0)
            self._file.truncate()

    def rewrite(self, step: Rewriting) -> None:
        """Let a step write the file anew; `size` and `sha256` go on to tell of what was served.

        Args:
            step: Reads the file from its first argument, and writes the new one to its second.

        Raises:
            OSError: The disk refuses. Whatever is raised, the file is as it was.
        """
        file = self._bring_to_file()
        other = _hidden(self.path.parent)
        try:
            with self.path.open("rb") as source, other.open("x+b") as target:
                step(source, target)
                target.seek(0)
                digest = hashlib.file_digest(target, "sha256").hexdigest()
                size = target.tell()
            file.close()
            other.replace(self.path)
            self._rewritten = size, digest
        except BaseException:
            other.unlink(missing_ok=True)
            raise
        finally:
            if file.closed:
                self._file = self.path.open("r+b")

    def look(self, reader: Callable[[BinaryIO], T]) -> T:
        """What a function reads in the file as far as it's written."""
        self._bring_to_file()
        with self.path.open("rb") as source:
            return reader(source)

    def append(self, data: bytes) -> None:
        """Add bytes of our own behind those that were served.

        Raises:
            OSError: The disk refuses; the file is as it was.
        """
        self._bring_to_file()
        try:
            with self.path.open("ab") as file:
                file.write(data)
        except OSError:
            os.truncate(self.path, self.size)
            raise
        self._settle()
        digest = self._hash.copy()
        digest.update(data)
        self._rewritten = self.size + len(data), digest.hexdigest()

    def _bring_to_file(self) -> IO[bytes]:
        self.flush()
        file = self._opened()
        file.flush()
        return file

    def sync(self) -> None:
        """Bring the bytes to the disk and close the file.

        Raises:
            OSError: They aren't all there.
        """
        file = self._bring_to_file()
        there = os.fstat(file.fileno()).st_size
        if there != self.file_size:
            raise OSError(f"of {self.file_size:,} bytes the disk has {there:,}")
        os.fsync(file.fileno())
        file.close()
        self._settle()

    def rename(self, names: Iterable[Path]) -> Path:
        """Give the file the first of these names that isn't taken; which one it got."""
        name = self._renamed(names)
        _sync_folder(name.parent)
        return name

    def place(self, names: Iterable[Path]) -> Path:
        """Sync and rename, in one step."""
        self.sync()
        return self.rename(names)

    def _renamed(self, names: Iterable[Path]) -> Path:
        for name in names:
            try:
                os.link(self.path, name)
            except FileExistsError:
                continue
            except OSError:
                # A file system without hard links: the look before the leap is all there is.
                if os.path.lexists(name):
                    continue
                self.path.rename(name)
                return name
            with suppress(OSError):  # the file has its name, and that is what counts
                self.path.unlink()
            return name
        raise FileExistsError(f"no free name beside {self.path}")

    def unlink(self) -> None:
        """Throw the file away; on a full disk even closing it fails, which doesn't matter."""
        self._settle()
        with suppress(OSError):
            if self._file:
                self._file.close()
        with suppress(OSError):
            self.path.unlink()


class _Behind:
    """A thread that does something with pieces while their giver goes on; two wait at most."""

    def __init__(self, work: Callable[[bytes], object]) -> None:
        self._pieces: Queue[bytes | None] = Queue(1)
        self._all_done = in_a_thread(partial(self._do, work))

    def _do(self, work: Callable[[bytes], object]) -> None:
        while (piece := self._pieces.get()) is not None:
            work(piece)

    def put(self, piece: bytes) -> None:
        self._pieces.put(piece)

    def end(self) -> None:
        """Wait until it's done with all."""
        self._pieces.put(None)
        self._all_done.result()


def _hidden(folder: Path) -> Path:
    return folder / f".limner-{secrets.token_hex(8)}.part"


@lru_cache(64)
def _tidy(folder: Path) -> None:
    """Remove what processes that were killed have left unfinished: once a folder is enough."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _HIDDEN.fullmatch(entry.name):
                with suppress(OSError):  # another process was quicker
                    _remove_litter(entry)


def _remove_litter(entry: os.DirEntry[str]) -> None:
    found = entry.stat(follow_symlinks=False)
    if stat.S_ISREG(found.st_mode) and found.st_mtime < time.time() - LITTER:
        os.unlink(entry)  # noqa: PTH108 -- it is no `Path`


def _sync_folder(folder: Path) -> None:
    """Bring a new name to the disk, where the system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
