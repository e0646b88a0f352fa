"""Small pieces of a body come together, and none is lost or held back for long."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from limner.errors import ConnectionLost
from limner.gathering import AsyncGathered, Gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Piece = bytes | ConnectionLost | float


class Script:
    """A stream of pieces, errors, and silences of so many seconds."""

    status = 200
    headers: Mapping[str, str] = {}

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = list(pieces)
        self.timeouts: list[float | None] = []

    def read(self, timeout: float | None = None) -> bytes:
        self.timeouts.append(timeout)
        piece = self._pieces.pop(0) if self._pieces else b""
        if isinstance(piece, float):
            time.sleep(piece)
            return self.read(timeout)
        if isinstance(piece, ConnectionLost):
            self._pieces = [piece]
            raise piece
        return piece

    def close(self) -> None:
        self._pieces = []


class AsyncScript:
    """The same, awaited."""

    status = 200
    headers: Mapping[str, str] = {}

    def __init__(self, inner: Script) -> None:
        self._inner = inner

    async def read(self, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 -- as `Stream`
        return self._inner.read(timeout)

    async def close(self) -> None:
        self._inner.close()


def all_of(script: Script) -> list[bytes | str]:
    """What comes through, five bytes at a time, to its end."""
    stream, got = Gathered(script, 5), list[bytes | str]()
    while not got or (got[-1] and isinstance(got[-1], bytes)):
        try:
            got.append(stream.read(7.0))
        except ConnectionLost as error:
            got.append(str(error))
    return got


def all_of_async(script: Script) -> list[bytes | str]:
    async def run() -> list[bytes | str]:
        stream, got = AsyncGathered(AsyncScript(script), 5), list[bytes | str]()
        while not got or (got[-1] and isinstance(got[-1], bytes)):
            try:
                got.append(await stream.read(7.0))
            except ConnectionLost as error:
                got.append(str(error))
        return got

    return asyncio.run(run())


@pytest.fixture(params=[all_of, all_of_async], ids=["sync", "async"])
def coming(request: pytest.FixtureRequest) -> Callable[[Script], list[bytes | str]]:
    chosen: Callable[[Script], list[bytes | str]] = request.param
    return chosen


def test_pieces_come_together(coming: Callable[[Script], list[bytes | str]]) -> None:
    """Until there are enough, or no more; the time limit counts for each piece."""
    script = Script(b"ab", b"c", b"defg", b"hi")

    assert coming(script) == [b"abcdefg", b"hi", b""]
    assert set(script.timeouts) == {7.0}


def test_what_came_before_a_cut_is_handed_over(
    coming: Callable[[Script], list[bytes | str]],
) -> None:
    """The error comes after it."""
    assert coming(Script(b"a", b"b", ConnectionLost("reset"))) == [b"ab", "reset"]
    assert coming(Script(ConnectionLost("reset"))) == ["reset"]


def test_slow_pieces_are_not_held_back(coming: Callable[[Script], list[bytes | str]]) -> None:
    """After a second what there is comes, so that its speed can be seen."""
    assert coming(Script(b"a", 1.1, b"b", b"c")) == [b"ab", b"c", b""]
