"""Whether a folder can take files, as far as can be known before there are any."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 255
"""Bytes that a name may have, as file systems take it."""

LEAST_SPACE = 64 * 1024
"""Bytes that a disk must have left for a call to be worth its money."""


def refuse_unwritable(folder: Path) -> None:
    """See to it that files can be written to a folder, which need not be there yet.

    Raises:
        OSError: They can't; the message says why.
    """
    if long := [part for part in folder.parts if len(os.fsencode(part)) > LONGEST]:
        raise OSError(f"{long[0][:40]}... can't be made: a folder's name has {LONGEST} bytes")
    nearest = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not nearest.exists():
        raise FileNotFoundError(
            f"{nearest} can't be written to: it links to {nearest.readlink()}, which isn't there"
        )
    if not nearest.is_dir():
        raise NotADirectoryError(f"{nearest} can't be written to: it is no folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(f"{nearest} can't be written to: that isn't allowed")
    disk = shutil.disk_usage(nearest)
    if disk.total and disk.free < LEAST_SPACE:
        raise OSError(f"{nearest} can't be written to: its disk is full, {disk.free:,} bytes left")
