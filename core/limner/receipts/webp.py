"""A receipt in a WebP: an `XMP ` chunk at its end. Source: the WebP container specification.

Metadata needs the extended form, so a file of the simple one gets a `VP8X` chunk, made from
its frame's header. A file is left alone that has XMP already, or says so, or has
C2PA's provenance, which is signed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from limner.receipts.patch import LARGEST_PLACE, Found, Patch
from limner.receipts.xmp import packet, payload_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MAGIC = b"RIFF"

_HEAD = 12
_XMP_FLAG, _ALPHA_FLAG = 0x04, 0x10
_VP8X = 18
"""Bytes of a `VP8X` chunk."""

_TAKEN = (b"XMP ", b"C2PA")

_MOST_CHUNKS = 100_000


@dataclass(frozen=True)
class _Chunk:
    kind: bytes
    at: int
    length: int

    @property
    def end(self) -> int:
        return self.at + 8 + self.length + self.length % 2


def patches(source: BinaryIO, size: int, payload: bytes) -> tuple[Patch, ...] | None:
    """What puts a payload into a file; None if there's no place for it."""
    chunks, xmp = _chunks(source, size), packet(payload)
    if not chunks or xmp is None or any(chunk.kind in _TAKEN for chunk in chunks):
        return None
    flags = _flags(source, chunks)
    if flags is None:
        simple = _extended(source, chunks)
        if simple is None:
            return None
        inner: tuple[Patch, ...] = (Patch(_HEAD, b"", simple),)
    elif flags & _XMP_FLAG:
        return None
    else:
        inner = (Patch(_HEAD + 8, bytes([flags]), bytes([flags | _XMP_FLAG])),)
    return _with_size(size, (*inner, Patch(size, b"", _chunk(xmp))))


def found(source: BinaryIO, size: int) -> Found | None:
    """The receipt in a file."""
    chunks = _chunks(source, size)
    if not chunks or chunks[-1].kind != b"XMP " or chunks[-1].length > LARGEST_PLACE:
        return None
    last = chunks[-1]
    whole = _read(source, last.at, last.end)
    payload = payload_of(whole)
    if payload is None:
        return None
    flags, xmp = _flags(source, chunks), packet(payload)
    if flags is None or not flags & _XMP_FLAG or xmp is None or _chunk(xmp) != whole:
        return Found(payload, None)
    return Found(payload, _restoring(source, size, chunks, flags))


def _restoring(
    source: BinaryIO, size: int, chunks: Sequence[_Chunk], flags: int
) -> tuple[Patch, ...] | None:
    """What takes the last chunk away, and the first one where it was Limner that added it."""
    last = chunks[-1]
    end = Patch(last.at, _read(source, last.at, last.end), b"")
    header = _read(source, _HEAD, _HEAD + _VP8X)
    simple = _extended(source, chunks[1:-1])
    if simple == header:
        return _with_size(size, (Patch(_HEAD, header, b""), end))
    plain = bytes([flags & ~_XMP_FLAG])
    return _with_size(size, (Patch(_HEAD + 8, bytes([flags]), plain), end))


def _with_size(size: int, patches: tuple[Patch, ...]) -> tuple[Patch, ...]:
    """Patches with the one of the file's size, which stands in front."""
    other = size + sum(len(patch.new) - len(patch.old) for patch in patches)
    old, new = (struct.pack("<I", (bytes_ - 8) & 0xFFFFFFFF) for bytes_ in (size, other))
    return (Patch(4, old, new), *patches)


def _chunks(source: BinaryIO, size: int) -> list[_Chunk]:
    """The chunks of a file; none if they don't fill it to its end."""
    head = _read(source, 0, _HEAD)
    if head[8:] != b"WEBP" or int.from_bytes(head[4:8], "little") != size - 8:
        return []
    chunks: list[_Chunk] = []
    at = _HEAD
    while at + 8 <= size and len(chunks) < _MOST_CHUNKS:
        kind, length = struct.unpack("<4sI", _read(source, at, at + 8))
        chunks.append(_Chunk(kind, at, length))
        at = chunks[-1].end
    return chunks if at == size else []


def _flags(source: BinaryIO, chunks: Sequence[_Chunk]) -> int | None:
    """What the extended form says of itself; None for a file of the simple one."""
    first = chunks[0]
    if first.kind != b"VP8X" or first.end - first.at != _VP8X:
        return None
    return _read(source, first.at + 8, first.at + 9)[0]


def _extended(source: BinaryIO, chunks: Sequence[_Chunk]) -> bytes | None:
    """The `VP8X` chunk for a file of the simple form, which is one frame and nothing else."""
    if len(chunks) != 1:
        return None
    (frame,) = chunks
    data = _read(source, frame.at + 8, frame.at + 18)
    if frame.kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a" and not data[0] & 1:
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", data[6:10]))
        alpha = 0
    elif frame.kind == b"VP8L" and data[:1] == b"\x2f":
        bits = int.from_bytes(data[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        alpha = _ALPHA_FLAG * (bits >> 28 & 1)
    else:
        return None
    if not width or not height:
        return None
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    return struct.pack("<4sIB3x", b"VP8X", _VP8X - 8, _XMP_FLAG | alpha) + sides


def _chunk(xmp: bytes) -> bytes:
    return struct.pack("<4sI", b"XMP ", len(xmp)) + xmp + b"\0" * (len(xmp) % 2)


def _read(source: BinaryIO, start: int, end: int) -> bytes:
    source.seek(start)
    return source.read(end - start)
