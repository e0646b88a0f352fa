"""A receipt in a PNG: an `iTXt` chunk right after the header. Source: the PNG specification.

A file with C2PA's provenance is left alone: it's signed, with all that is in the file.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO

from limner.receipts.patch import LARGEST_PLACE, Found, Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"limner-receipt"

_HEADER = b"\x00\x00\x00\rIHDR"
_PLACE = len(MAGIC) + 25
"""Where the header chunk, which has 13 bytes of data, ends."""

_HEAD = KEYWORD + b"\0\0\0\0\0"
"""Uncompressed, of no language, the keyword not translated."""

_C2PA = b"caBX"
"""The type of the chunk that has a manifest. Source: C2PA 2.1, 11.3."""

_MOST_CHUNKS = 100_000


def patches(source: BinaryIO, size: int, payload: bytes) -> tuple[Patch, ...] | None:
    """What puts a payload into a file; None if there's no place for it."""
    start = source.read(_PLACE)
    if size <= _PLACE or not start.startswith(MAGIC + _HEADER):
        return None
    if any(kind == _C2PA for _, _, kind in _chunks(source, size)):
        return None
    return (Patch(_PLACE, b"", _chunk(payload)),)


def found(source: BinaryIO, size: int) -> Found | None:
    """The first receipt in a file."""
    for at, length, kind in _chunks(source, size):
        if kind != b"iTXt" or length > LARGEST_PLACE:
            continue
        if source.read(len(_HEAD)) == _HEAD:
            payload = source.read(length - len(_HEAD))
            source.seek(at)
            whole = source.read(length + 12)
            intact = whole == _chunk(payload)
            return Found(payload, (Patch(at, whole, b""),) if intact else None)
    return None


def _chunk(payload: bytes) -> bytes:
    data = b"iTXt" + _HEAD + payload
    return struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Each chunk's place, the length of its data and its type; the source is at its data then."""
    at = len(MAGIC)
    for _ in range(_MOST_CHUNKS):
        source.seek(at)
        head = source.read(8)
        length = int.from_bytes(head[:4])
        if len(head) < 8 or at + length + 12 > size:  # noqa: PLR2004 -- length and type
            return
        yield at, length, head[4:]
        at += length + 12
