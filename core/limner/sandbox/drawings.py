"""What was drawn, kept for a while: who fetches a file again gets it at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST_BYTES = 64 * 1024**2
"""How many bytes are kept: some films, or hundreds of pictures."""


class Drawings:
    """The bytes of files; the one that nobody fetched for longest makes room. Safe for threads.

    Args:
        most: How many bytes may be kept.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, name: Hashable, draw: Callable[[], bytes]) -> bytes:
        """The bytes of a file, drawn unless they're kept."""
        with self._lock:
            data = self._kept.get(name)
            if data is not None:
                self._kept.move_to_end(name)
                return data
        data = draw()
        with self._lock:
            self._keep(name, data)
        return data

    def _keep(self, name: Hashable, data: bytes) -> None:
        self._size += len(data) - len(self._kept.pop(name, b""))
        self._kept[name] = data
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])
