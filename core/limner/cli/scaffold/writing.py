"""Files on the disk all at once: a folder that is whole, or not there."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder that isn't there yet; the one that it goes into is made if need be.

    Args:
        folder: Where.
        files: The text of each file, by its path in the folder.

    Raises:
        FileExistsError: There is something of that name; it is left as it is.
        OSError: The disk is full, or can't be written to; nothing of it is there.
    """
    _refuse_if_there(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        draft = Path(temporary) / folder.name
        for name, text in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        _refuse_if_there(folder)
        draft.rename(folder)


def _refuse_if_there(folder: Path) -> None:
    if folder.is_symlink() or folder.exists():
        raise FileExistsError(f"There is something at {folder} already; nothing was written")
