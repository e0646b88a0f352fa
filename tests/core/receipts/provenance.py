"""Files with C2PA's provenance in them, where its specification puts it in each format."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_STORE = struct.pack(">I4s", 24, b"jumb") + b"a store of claims"[:16]
_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def signed(plain: Mapping[str, bytes]) -> dict[str, bytes]:
    """By what is special about them, some of the files, each with a manifest."""
    return {
        "png c2pa": _png(plain["png RGB"]),
        "jpeg c2pa": _jpeg(plain["jpeg RGB"]),
        "webp c2pa": _webp(plain["webp with metadata"]),
        **{f"{form} c2pa": _boxed(plain[form]) for form in ("mp4", "mov", "avif")},
    }


def _png(data: bytes) -> bytes:
    checked = b"caBX" + _STORE
    chunk = struct.pack(">I", len(_STORE)) + checked + struct.pack(">I", zlib.crc32(checked))
    return data[:33] + chunk + data[33:]


def _jpeg(data: bytes) -> bytes:
    told = b"JP" + struct.pack(">HI", 1, 1) + _STORE
    return data[:20] + b"\xff\xeb" + struct.pack(">H", len(told) + 2) + told + data[20:]


def _webp(data: bytes) -> bytes:
    chunk = struct.pack("<4sI", b"C2PA", len(_STORE)) + _STORE
    return data[:4] + struct.pack("<I", len(data) + len(chunk) - 8) + data[8:] + chunk


def _boxed(data: bytes) -> bytes:
    """The box is appended here, so that no offset moves; a reader takes it anywhere."""
    return data + struct.pack(">I4s", 24 + len(_STORE), b"uuid") + _BOX + _STORE
