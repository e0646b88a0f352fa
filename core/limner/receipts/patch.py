"""Changes of a file at a few places, made in one pass over it, and taken back the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST = 1024**2
"""Bytes that a receipt has at most."""

LARGEST_PLACE = 8 * LARGEST
"""Bytes that what holds it in a file has at most: most of a packet of XMP may be escaped."""

_PIECE = 1024**2


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""


@dataclass(frozen=True)
class Patch:
    """A few bytes of a file replaced by others.

    Attributes:
        at: Where they begin in the file before any change.
        old: What is there.
        new: What is to be there.
    """

    at: int
    old: bytes
    new: bytes


@dataclass(frozen=True)
class Found:
    """A receipt in a file.

    Attributes:
        payload: Its bytes, as far as they can be told.
        restoring: What gives back the file as it was without it; None if the place that
            holds it isn't as Limner left it.
    """

    payload: bytes
    restoring: tuple[Patch, ...] | None


def undoing(patches: Iterable[Patch]) -> tuple[Patch, ...]:
    """What takes patches back, once they are made."""
    undone, shift = [], 0
    for patch in patches:
        undone.append(Patch(patch.at + shift, patch.new, patch.old))
        shift += len(patch.new) - len(patch.old)
    return tuple(undone)


def apply(patches: Sequence[Patch], source: BinaryIO, target: Sink) -> None:
    """Copy a file with its patches made, a piece at a time.

    Args:
        patches: In the order of their places.
        source: The file, which can seek.
        target: Where the copy is written to.

    Raises:
        ValueError: At a place there isn't what is to be replaced.
    """
    source.seek(0)
    at = 0
    for patch in patches:
        at += copy(source, target, patch.at - at)
        if at != patch.at or source.read(len(patch.old)) != patch.old:
            raise ValueError(f"the file isn't as it was at byte {patch.at:,}")
        target.write(patch.new)
        at += len(patch.old)
    copy(source, target)


def copy(source: BinaryIO, target: Sink, most: int | None = None) -> int:
    """Copy what comes next, all of it or so many bytes; how many there were."""
    copied = 0
    while piece := source.read(_PIECE if most is None else min(_PIECE, most - copied)):
        target.write(piece)
        copied += len(piece)
    return copied
