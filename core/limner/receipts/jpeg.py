"""A receipt in a JPEG: an APP1 segment with XMP. Source: ITU T.81, annex B; XMP part 3.

It goes behind JFIF and Exif, which have to come first. A file that has XMP already, C2PA's
provenance, which is signed, or several pictures with offsets between them, is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from limner.receipts.patch import Found, Patch
from limner.receipts.xmp import packet, payload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"\xff\xd8\xff"

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_APP0, _APP1, _APP2, _APP11, _START_OF_SCAN, _END = 0xE0, 0xE1, 0xE2, 0xEB, 0xDA, 0xD9
_TAKEN = ((_APP1, b"http://ns.adobe.com/"), (_APP2, b"MPF\0"), (_APP11, b"JP"))
"""Segments that leave no place: XMP, an index of pictures, and JUMBF, which has C2PA's."""

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_LARGEST = 0xFFFF
"""What the length of a segment can say, the length's own two bytes included."""


def patches(source: BinaryIO, size: int, payload: bytes) -> tuple[Patch, ...] | None:
    """What puts a payload into a file; None if there's no place for it."""
    segment = _segment(payload)
    place, leading, scanned = 2, True, False
    for at, marker, data in _segments(source, size):
        scanned = marker == _START_OF_SCAN
        if scanned:
            break
        if any(marker == kind and data.startswith(head) for kind, head in _TAKEN):
            return None
        leading = leading and (marker == _APP0 or (marker == _APP1 and data.startswith(b"Exif\0")))
        place = at + 4 + len(data) if leading else place
    return (Patch(place, b"", segment),) if scanned and segment else None


def found(source: BinaryIO, size: int) -> Found | None:
    """The receipt in a file."""
    for at, marker, data in _segments(source, size):
        if marker == _START_OF_SCAN:
            return None
        if marker == _APP1 and data.startswith(_XMP):
            payload = payload_of(data)
            if payload is not None:
                source.seek(at)
                whole = source.read(4 + len(data))
                intact = whole == _segment(payload)
                return Found(payload, (Patch(at, whole, b""),) if intact else None)
    return None


def _segment(payload: bytes) -> bytes | None:
    xmp = packet(payload)
    length = 2 + len(_XMP) + len(xmp or b"")
    if xmp is None or length > _LARGEST:
        return None
    return bytes((0xFF, _APP1)) + length.to_bytes(2) + _XMP + xmp


def _segments(source: BinaryIO, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Each segment's place, marker and data, up to where the picture begins."""
    at = 2
    while at + 4 <= size:
        source.seek(at)
        head = source.read(4)
        marker, length = head[1], int.from_bytes(head[2:])
        if head[0] != 0xFF or marker in _STANDALONE or marker == _END or length < 2:  # noqa: PLR2004
            return
        data = source.read(length - 2)
        if len(data) < length - 2:
            return
        yield at, marker, data
        if marker == _START_OF_SCAN:
            return
        at += 2 + length
