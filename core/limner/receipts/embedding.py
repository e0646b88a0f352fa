"""Receipts in files: put in where the format has a place, found again, taken out to the byte.

What a file is, its first bytes tell, never its name. Files are read in pieces.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, BinaryIO, Protocol

from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts import jpeg, mp4, png, webp
from limner.receipts.patch import LARGEST, apply, undoing

if TYPE_CHECKING:
    from limner.receipts.patch import Found, Patch, Sink

_SOME_RECEIPT = re.compile(rb'"receipt_(sha256":"|version":)')
"""What a receipt has in it, and nothing else: twice, so that one of them survives a damage."""

_PIECE = 1024**2


class _Format(Protocol):
    def patches(self, source: BinaryIO, size: int, payload: bytes) -> tuple[Patch, ...] | None: ...

    def found(self, source: BinaryIO, size: int) -> Found | None: ...


def patches_for(source: BinaryIO, payload: bytes) -> tuple[Patch, ...] | None:
    """What puts a receipt into a file, certain to be taken out again.

    Args:
        source: The file, which can seek.
        payload: The receipt, see `limner.receipts.receipt.as_bytes`.

    Returns:
        The patches, or None where the file has no place for it.
    """
    size, form = _look(source)
    if form is None or len(payload) > LARGEST:
        return None
    return form.patches(source, size, payload)


def is_found(target: BinaryIO, payload: bytes, patches: tuple[Patch, ...]) -> bool:
    """Whether patches that were made can be told from the file alone, and so taken back."""
    there = found(target)
    return there is not None and (there.payload, there.restoring) == (payload, undoing(patches))


def embed(source: BinaryIO, target: BinaryIO, payload: bytes) -> bool:
    """Copy a file with a receipt put into it.

    Args:
        source: The file, which can seek.
        target: Where the copy goes; it can seek and be read.
        payload: The receipt.

    Returns:
        Whether it was; if not, what was written to the target is of no use.
    """
    patches = patches_for(source, payload)
    if patches is None:
        return False
    apply(patches, source, target)
    return is_found(target, payload, patches)


def found(source: BinaryIO) -> Found | None:
    """The receipt in a file that can seek; None if there is none that can be told."""
    size, form = _look(source)
    return form.found(source, size) if form else None


def strip(source: BinaryIO, target: Sink) -> bytes:
    """Copy a file without its receipt: the bytes that the provider served.

    Returns:
        The receipt.

    Raises:
        NoReceipt: There is none in it.
        InvalidReceipt: The place that holds it was changed.
    """
    there = found(source)
    if there is None:
        raise NoReceipt(str(getattr(source, "name", "the file")))
    if there.restoring is None:
        raise InvalidReceipt("the place in the file that holds it was changed")
    apply(there.restoring, source, target)
    return there.payload


def has_traces(source: BinaryIO) -> bool:
    """Whether something in a file reads like a receipt, damaged or not."""
    source.seek(0)
    before = b""
    while piece := source.read(_PIECE):
        if _SOME_RECEIPT.search(before + piece):
            return True
        before = piece[-32:]
    return False


def _look(source: BinaryIO) -> tuple[int, _Format | None]:
    """A file's size, and what it is; None for what has no place for a receipt."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    head = source.read(12)
    source.seek(0)
    forms: tuple[tuple[bool, _Format], ...] = (
        (head.startswith(png.MAGIC), png),
        (head.startswith(jpeg.MAGIC), jpeg),
        (head[:4] == b"RIFF" and head[8:] == b"WEBP", webp),
        (head[4:8] == b"ftyp", mp4),
    )
    return size, next((form for fits, form in forms if fits), None)
