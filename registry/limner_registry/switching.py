"""Switching plugins off and on in a home, for good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from limner_registry.catalog.documents import sync_folder, write
from limner_registry.catalog.lock import locked
from limner_registry.home import SWITCHES, Switches, switches

if TYPE_CHECKING:
    from collections.abc import Callable


def switched(folder: str, change: Callable[[Switches], Switches]) -> bool:
    """Change the switches of a home while nobody else does; the file is the old one or the new.

    Args:
        folder: The home; it is made if need be.
        change: Gives the new switches for the present ones.

    Returns:
        Whether that made a difference.

    Raises:
        InvalidSwitches: The present ones can't be read; they are left as they are.
        OSError: The disk is full, or the home can't be written to; likewise.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    with locked(f"{folder}/plugins.lock"):
        before = switches(folder)
        after = change(before)
        if after == before:
            return False
        text = json.dumps(after._asdict(), indent=2, ensure_ascii=False)
        write(f"{folder}/{SWITCHES}", f"{text}\n".encode(errors="surrogatepass"))
        sync_folder(folder)
    return True
