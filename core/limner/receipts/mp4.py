"""A receipt in an MP4, a MOV or their kin: a `uuid` box with XMP, appended to the file.

Nothing before it moves, so nothing is written anew. A file is left alone that has XMP already
or C2PA's provenance, which is signed, or whose last box runs to the end of the file, or has to
be the last one, as an index of fragments has. Source: ISO 14496-12; XMP part 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from limner.receipts.patch import LARGEST_PLACE, Found, Patch
from limner.receipts.xmp import packet, payload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

XMP = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
C2PA = UUID("d8fec3d6-1b0e-483c-9297-5828877ec481").bytes

_LARGE = 1
"""As the size of a box: it's in the eight bytes after its type."""

_MANY_BOXES = 100_000
_MOST_BOXES = 2 * _MANY_BOXES


def patches(source: BinaryIO, size: int, payload: bytes) -> tuple[Patch, ...] | None:
    """What puts a payload into a file; None if there's no place for it."""
    xmp, end = packet(payload), 0
    for number, (at, length, kind) in enumerate(_boxes(source, size)):
        taken = kind == b"uuid" and source.read(16) in {XMP, C2PA}
        if taken or kind == b"mfra" or number > _MANY_BOXES:
            return None
        end = at + length
    return (Patch(size, b"", _box(xmp)),) if xmp is not None and end == size else None


def found(source: BinaryIO, size: int) -> Found | None:
    """The receipt in a file: its last box."""
    for at, length, kind in _boxes(source, size):
        if kind == b"uuid" and at + length == size and length < LARGEST_PLACE:
            source.seek(at)
            whole = source.read(length)
            payload = payload_of(whole) if whole[8:24] == XMP else None
            if payload is not None:
                xmp = packet(payload)
                intact = xmp is not None and whole == _box(xmp)
                return Found(payload, (Patch(at, whole, b""),) if intact else None)
    return None


def _box(xmp: bytes) -> bytes:
    return (24 + len(xmp)).to_bytes(4) + b"uuid" + XMP + xmp


def _boxes(source: BinaryIO, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Each box's place, length and type, while they are whole; the source is at its data then."""
    at = 0
    for _ in range(_MOST_BOXES):
        source.seek(at)
        head = source.read(8)
        length = int.from_bytes(head[:4])
        least = 8
        if length == _LARGE:
            length, least = int.from_bytes(source.read(8)), 16
        if len(head) < 8 or length < least or at + length > size:  # noqa: PLR2004 -- size and type
            return
        yield at, length, head[4:]
        at += length
