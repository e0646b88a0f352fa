"""How large a picture is and how long a film lasts, by the headers of its file alone.

No library is asked. The layouts are those of the formats' own specifications: PNG 1.2, GIF89a,
ITU T.81 for JPEG, the WebP container, and ISO 14496-12 for MP4 and its kin.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from limner.media_types import LOOK, format_of, sniffed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_STEPS = 1_000
"""Segments or boxes that are passed over in search of one; a damaged file may have no end."""

_MARK = 0xFF
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that say how large it is."""


@dataclass(frozen=True)
class Content:
    """What a file's headers say.

    Attributes:
        format: `png`, `jpeg`, `mp4`, ..., see `media_types.FORMATS`; None for what isn't known.
        width: In pixels, where that can be told; as stored, before any rotation.
        height: Likewise.
        seconds: How long a film is, where that can be told.
    """

    format: str | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def content_of(file: BinaryIO) -> Content:
    """What a file's headers say; a damaged one says less, and is no error.

    Args:
        file: At its beginning, and seekable.

    Raises:
        OSError: It can't be read.
    """
    name = format_of(sniffed(file.read(LOOK)) or "")
    reader = _READERS.get(name or "")
    if reader is None:
        return Content(name)
    with suppress(ValueError):
        file.seek(0)
        return reader(file)
    return Content(name)


def _png(file: BinaryIO) -> Content:
    head = _exactly(file, 24)
    return Content("png", _big(head[16:20]), _big(head[20:24]))


def _gif(file: BinaryIO) -> Content:
    head = _exactly(file, 10)
    return Content("gif", _little(head[6:8]), _little(head[8:10]))


def _webp(file: BinaryIO) -> Content:
    head = _exactly(file, 30)
    match head[12:16]:
        case b"VP8X":
            width, height = _little(head[24:27]) + 1, _little(head[27:30]) + 1
        case b"VP8L":
            bits = _little(head[21:25])
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
    return Content("webp", width, height)


def _jpeg(file: BinaryIO) -> Content:
    file.seek(2)
    for _ in range(_MOST_STEPS):
        mark, kind = _exactly(file, 2)
        while kind == _MARK:  # any number of them may fill the space before a segment
            kind = _exactly(file, 1)[0]
        if mark != _MARK:
            break
        size = _big(_exactly(file, 2))
        if kind in _FRAMES:
            frame = _exactly(file, 5)
            return Content("jpeg", _big(frame[3:5]), _big(frame[1:3]))
        file.seek(size - 2, 1)
    return Content("jpeg")


def _mp4(file: BinaryIO) -> Content:
    end = file.seek(0, 2)
    width = height = seconds = None
    for kind, start, stop in _boxes(file, 0, end, b"moov"):
        if kind == b"mvhd":
            seconds = _duration(file, start)
        elif kind == b"tkhd":
            file.seek(stop - 8)
            across, down = _big(_exactly(file, 4)) >> 16, _big(_exactly(file, 4)) >> 16
            width, height = width or across or None, height or down or None
    return Content("mp4", width, height, seconds)


def _boxes(
    file: BinaryIO, start: int, end: int, *enter: bytes
) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a part of a file, and those inside of the ones to enter."""
    for _ in range(_MOST_STEPS):
        if start + 8 > end:
            return
        file.seek(start)
        size, kind = _big(_exactly(file, 4)), _exactly(file, 4)
        head = 8
        if size == 1:
            size, head = _big(_exactly(file, 8)), 16
        stop = end if size == 0 else start + size
        if size and not head <= size <= end - start:
            return
        if kind in enter:
            yield from _boxes(file, start + head, stop, b"trak")
        else:
            yield kind, start + head, stop
        start = stop


def _duration(file: BinaryIO, start: int) -> float | None:
    file.seek(start)
    long = _exactly(file, 4)[0] == 1
    _exactly(file, 16 if long else 8)
    scale, length = _big(_exactly(file, 4)), _big(_exactly(file, 8 if long else 4))
    unknown = (1 << (64 if long else 32)) - 1
    return length / scale if scale and length not in {0, unknown} else None


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise ValueError("the file ends within its headers")
    return data


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


_READERS: dict[str, Callable[[BinaryIO], Content]] = {
    "png": _png,
    "gif": _gif,
    "webp": _webp,
    "jpeg": _jpeg,
    "mp4": _mp4,
}
