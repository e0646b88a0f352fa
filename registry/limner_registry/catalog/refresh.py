"""How an index comes to be: as it's on the disk, or from the documents where that isn't right."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from limner_registry.catalog.documents import PART, Entry, entry, load, stamp, write
from limner_registry.catalog.index import DamagedIndex, Index, pack
from limner_registry.catalog.lock import locked_if_free
from limner_registry.errors import InvalidDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

TICK = 50_000_000
"""Nanoseconds in which two changes of a folder may bear one time."""


def folder_stamp(folder: str) -> int:
    """When names in a folder changed last; -1 where there's none, 0 if it can't be said."""
    try:
        return os.stat(folder).st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return -1
    except OSError:
        return 0


def current(folder: str, path: str, lock: str) -> Index:
    """The index of a folder as it is now; it's written where that's due and possible."""
    now = folder_stamp(folder)
    if now == -1:
        return Index(pack((), stamp=-1))
    found = stored(path)
    if found is not None and found.stamp == now:
        return found
    with locked_if_free(lock) as held:
        return renewed(folder, path, found) if held else Index(_made(folder, found))


def renewed(folder: str, path: str, found: Index | None) -> Index:
    """An index of the folder, written; for the holder of the lock."""
    _tidy(folder, "")
    _tidy(os.path.dirname(path), f".{os.path.basename(path)}.")
    data = _made(folder, found)
    if found is None or found.data != data:
        with suppress(OSError):
            write(path, data, sync=False)
    return Index(data)


def stored(path: str) -> Index | None:
    """The index on the disk; None where there is no whole one."""
    try:
        with open(path, "rb") as file:
            return Index(file.read())
    except (OSError, DamagedIndex):
        return None


def _made(folder: str, found: Index | None) -> bytes:
    """An index's bytes; of the documents only those are read that `found` doesn't know."""
    begun = folder_stamp(folder)
    sure = abs(time.time_ns() - begun) > TICK
    known = {one.file: one for one in found.entries()} if found else {}
    broken = found.damaged if found else {}
    entries, damaged = [], {}
    try:
        for name, file in _files(folder):
            one = known.get(file) or broken.get(file) or _read(folder, name, file)
            if isinstance(one, Entry):
                entries.append(one)
            else:
                damaged[file] = one
    except OSError as error:
        return pack((), {f"{folder} 0 0 0": f"it can't be read: {error}"})
    return pack(entries, damaged, begun if sure else 0)


def _files(folder: str) -> Iterator[tuple[str, str]]:
    """Every document's name, and its name and stamp."""
    with os.scandir(folder) as found:
        for one in found:
            wanted = one.name.endswith(".json") and not one.name.startswith(".")
            if wanted and (one.is_file() or one.is_dir()):  # a pipe would wait for ever
                with suppress(FileNotFoundError):
                    yield one.name, f"{one.name} {stamp(one.stat())}"


def _read(folder: str, name: str, file: str) -> Entry | str:
    """What the index has of a document, or why it has nothing."""
    try:
        return entry(load(folder, name), file)
    except InvalidDocument as failure:
        return "; ".join(failure.problems)
    except RecursionError:
        return "it is nested too deeply"


def _tidy(folder: str, begin: str) -> None:
    """Delete what processes that were killed have left half-written."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(begin or ".") and name.endswith(PART):
                os.unlink(f"{folder}/{name}")
