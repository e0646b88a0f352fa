"""Server-sent events: bytes in pieces of any size -> the data of each event.

By the rules of the WHATWG's HTML standard, 9.2.6, as far as data goes: an event's
type, its id and the wish for a pause before reconnecting are passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA_TYPE = "text/event-stream"

LONGEST_EVENT = 4 * 1024**2
"""Bytes that an event may have, its comments and other fields included."""

_ENDS = (b"\r", b"\n")


class EventTooLong(ValueError):
    """An event, or one line of it, grows beyond what is kept of it."""


class EventReader:
    """Reads one stream.

    Args:
        longest: How many bytes an event may have.
    """

    def __init__(self, longest: int = LONGEST_EVENT) -> None:
        self._longest = longest
        self._size = 0
        self._line = bytearray()
        self._data: list[str] = []
        self._first_line = True
        self._after_cr = False

    def feed(self, piece: bytes) -> Iterator[str]:
        """The data of each event that a piece completes.

        Raises:
            EventTooLong: An event has too many bytes; the stream can't be read on.
        """
        # A CR and its LF may come apart, and what the CR ends doesn't wait for the LF.
        rest = piece.removeprefix(b"\n") if self._after_cr else piece
        self._after_cr = piece.endswith(b"\r") if piece else self._after_cr
        for line in rest.splitlines(keepends=True):
            self._size += len(line)
            if self._size > self._longest:
                raise EventTooLong(f"an event has more than {self._longest:,} bytes")
            self._line += line
            if line.endswith(_ENDS):
                yield from self._end_line()

    def _end_line(self) -> Iterator[str]:
        line = bytes(self._line).rstrip(b"\r\n")
        self._line.clear()
        if self._first_line:
            line = line.removeprefix(b"\xef\xbb\xbf")
        self._first_line = False
        if line:
            self._take(line.decode(errors="replace"))
            return
        if self._data:
            yield "\n".join(self._data)
        self._data, self._size = [], 0

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
