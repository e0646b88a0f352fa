"""Small pieces of a body, handed over together: each that goes through a path costs as much."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from limner.errors import ConnectionLost

if TYPE_CHECKING:
    from limner.transport import AsyncStream, Stream

LONGEST = 1.0
"""Seconds for which pieces are held back, so that who watches a body sees how fast it comes."""


class Gathered:
    """A stream whose pieces are handed over together.

    Args:
        stream: Where they come from.
        most: How many bytes are enough.
    """

    def __init__(self, stream: Stream, most: int) -> None:
        self.status, self.headers = stream.status, stream.headers
        self._stream = stream
        self._held = _Held(most)

    def read(self, timeout: float | None = None) -> bytes:
        """As `Stream.read`, the seconds for each piece; what came before a cut is handed over."""
        self._held.begin()
        try:
            while self._held.takes_more(self._stream.read(timeout)):
                pass
        except ConnectionLost as error:
            self._held.failed(error)
        return self._held.whole()

    def close(self) -> None:
        """As `Stream.close`."""
        self._stream.close()


class AsyncGathered:
    """The same, for `AsyncClient`."""

    def __init__(self, stream: AsyncStream, most: int) -> None:
        self.status, self.headers = stream.status, stream.headers
        self._stream = stream
        self._held = _Held(most)

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `Stream`
        """As `Gathered.read`."""
        self._held.begin()
        try:
            while self._held.takes_more(await self._stream.read(timeout)):
                pass
        except ConnectionLost as error:
            self._held.failed(error)
        return self._held.whole()

    async def close(self) -> None:
        """As `Stream.close`."""
        await self._stream.close()


class _Held:
    """Pieces that are held back."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: list[bytes] = []
        self._size = 0
        self._until = 0.0
        self._failure: ConnectionLost | None = None

    def begin(self) -> None:
        """Hold nothing; raises what the last pieces ended with."""
        if self._failure:
            raise self._failure
        self._pieces, self._size, self._until = [], 0, time.monotonic() + LONGEST

    def takes_more(self, piece: bytes) -> bool:
        """Hold a piece; whether another one is to come."""
        self._pieces.append(piece)
        self._size += len(piece)
        return bool(piece) and self._size < self._most and time.monotonic() < self._until

    def failed(self, error: ConnectionLost) -> None:
        """Put an error off until what came before it is handed over."""
        if not self._pieces:
            raise error
        self._failure = error

    def whole(self) -> bytes:
        """What is held, in one piece."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
