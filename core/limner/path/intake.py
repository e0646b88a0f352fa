"""Pieces of a file on their way to where they are kept: gathered, and looked at as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from limner.effects import Path, on_disk
from limner.errors import ConnectionLost, LimnerError
from limner.media_types import LOOK, PAGES, WORDS, media_type_of, sniffed

if TYPE_CHECKING:
    from limner.result import ArtifactFacts

LEEWAY = 1024**2
"""Bytes by which a file may be longer than twice the size that its result states."""


class NoSuchFile(LimnerError):
    """The file can't be had from its URL, now or later."""


class NotTheFile(ConnectionLost):
    """What came can't be the file: nothing of it is of use for another try."""


class Sink(Protocol):
    """Where a file's bytes go.

    Attributes:
        size: How many it has.
        ceiling: How many it takes.
    """

    size: int
    ceiling: int

    @property
    def full(self) -> bool:
        """Whether it's time to flush."""
        ...

    def take(self, piece: bytes) -> None:
        """Hold bytes; no step."""
        ...

    def flush(self) -> None:
        """Bring what is held to where it belongs: a step."""
        ...

    def restart(self) -> None:
        """Begin anew: a step."""
        ...


class Intake:
    """What comes of a file.

    Args:
        artifact: What its result says of it.
        sink: Where it goes.

    Attributes:
        known: How many there are by who serves them, whatever the result says.
    """

    def __init__(self, artifact: ArtifactFacts, sink: Sink) -> None:
        self._artifact = artifact
        self._sink = sink
        self._head = b""
        self._served = ""
        self.known: int | None = None

    @property
    def size(self) -> int:
        """How many bytes came so far."""
        return self._sink.size

    def begin(self, served: str, known: int | None) -> Path[None]:
        """Begin, or begin anew.

        Args:
            served: The media type that its server states; empty if none.
            known: As the attribute.
        """
        self.known = known
        if self._sink.size:
            yield from on_disk(self._sink.restart)
        self._head, self._served = b"", served

    def take(self, piece: bytes) -> Path[None]:
        """Take a piece.

        Raises:
            NotTheFile: It can't be of the file.
            NoSuchFile: The file is too large to be taken.
            OSError: The disk refuses.
        """
        self.refuse_too_large(self._sink.size + len(piece))
        self._sink.take(piece)
        if missing := LOOK - len(self._head):
            self._head += piece[:missing]
            if len(piece) >= missing:
                self.refuse_words()
        if self._sink.full:
            yield from on_disk(self._sink.flush)

    def refuse_too_large(self, size: int) -> None:
        """See to it that so many bytes may come; raises as `take`."""
        stated = self._artifact.size
        most = 2 * stated + LEEWAY if stated and self.known is None else self.known
        if most is not None and size > most:
            raise NotTheFile(f"it doesn't end: it should have {self.known or stated:,} bytes")
        if size > self._sink.ceiling:
            raise NoSuchFile(f"it has more than {self._sink.ceiling:,} bytes")

    def end(self) -> str:
        """All has come; the media type of the file. Raises as `take`, if there's nothing."""
        if not self.size:
            raise NotTheFile("it came empty")
        self.refuse_words()
        return media_type_of(self._head, self._artifact.media_type, self._served)

    def refuse_words(self) -> None:
        """See to it that it isn't what servers and networks say in the place of a file."""
        came = sniffed(self._head) or self._served
        words = PAGES if self._artifact.kind == "file" else WORDS
        if came in words and came != self._artifact.media_type:
            raise NotTheFile(f"its server sent {came} instead of the {self._artifact.kind}")
