"""A file that is to be sent is read in pieces, and only while it's the one that was looked at."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from limner import LocalFile
from limner.source import FileChanged, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATA = bytes(range(256)) * 10


@pytest.mark.parametrize("held", [True, False])
def test_pieces_of_a_file(tmp_path: Path, *, held: bool) -> None:
    """Its size, its digest and any piece of it, whether it's on disk or in memory."""
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)
    file = LocalFile("a.bin", "x/y", data=DATA) if held else LocalFile("a", "x/y", path=str(path))
    source = Source.of(("image_url",), file)

    assert (source.size, source.read(300, 5)) == (len(DATA), DATA[300:305])
    assert source.read(0, len(DATA)) == DATA
    assert source.sha256() == hashlib.sha256(DATA).hexdigest()


def replaced_by_another(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(DATA)
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "longer": lambda path: path.write_bytes(DATA + b"x"),
    "shorter": lambda path: path.write_bytes(DATA[:-1]),
    "touched": lambda path: os.utime(path, (1, 1)),
    "another of the same name, size and time": replaced_by_another,
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_files_are_not_read(tmp_path: Path, change: str) -> None:
    """Whatever becomes of a file after the look, no byte of it is taken for the file's."""
    path = tmp_path / "a.bin"
    path.write_bytes(DATA)
    source = Source.of((), LocalFile("a.bin", "x/y", path=str(path)))

    CHANGES[change](path)

    for step in (source.sha256, lambda: source.read(0, 4)):
        with pytest.raises((FileChanged, FileNotFoundError)):
            step()
