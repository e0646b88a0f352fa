"""The pictures that jobs make: their bytes follow from the job's id."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from fault_server.faults import Fault
from fault_server.wire import Reply

if TYPE_CHECKING:
    from fault_server.wire import Asked

SIZE = 6_000
"""Bytes of a picture."""

_PAGE = b"<html><body>Sign in</body></html>"
_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def picture(request_id: str) -> bytes:
    """A picture: the head of a JPEG, and noise."""
    return (_HEAD + hashlib.shake_256(request_id.encode()).digest(SIZE))[:SIZE]


def facts(request_id: str, base: str, telling: int = 0) -> dict[str, Any]:
    """What a result says of its picture; each time that it's told, the URL is another one."""
    again = f"?telling={telling}" if telling else ""
    return {
        "url": f"{base}/cdn/files/out/{request_id}.jpg{again}",
        "content_type": "image/jpeg",
        "file_name": f"{request_id}.jpg",
        "file_size": SIZE,
        "width": 1024,
        "height": 768,
    }


def serve(asked: Asked, name: str, fault: Fault | None) -> Reply:
    """A picture by its file's name, or what a fault makes of it."""
    data = picture(name.removesuffix(".jpg"))
    mark = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {"ETag": mark, "Accept-Ranges": "bytes"}
    instead = {
        Fault.EMPTY: Reply(content_type="image/jpeg"),
        Fault.WRONG_TYPE: Reply(body=_PAGE, content_type="text/html"),
        Fault.WRONG_CONTENT: Reply(body=_PAGE, content_type="image/jpeg"),
        Fault.WRONG_LENGTH: Reply(200, data[: SIZE // 2], headers, "image/jpeg"),
        Fault.EXPIRED: Reply.of({"detail": "the URL has expired"}, 403),
    }
    start = _start(asked, mark)
    if fault in instead:
        return instead[fault]
    if start is None or fault is Fault.RANGE_IGNORED:
        return Reply(200, data, headers, "image/jpeg")
    return _part(data, start, headers, fault)


def _start(asked: Asked, mark: str) -> int | None:
    """The byte from which on a client wants it, if what it has is of the same picture."""
    found = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("range", ""))
    return int(found[1]) if found and asked.headers.get("if-range") == mark else None


def _part(data: bytes, start: int, headers: dict[str, str], fault: Fault | None) -> Reply:
    told, total = start, SIZE
    if fault is Fault.RANGE_OTHER:
        told = start = start // 2
    if fault is Fault.RANGE_OF_OTHER_FILE:
        total, data = SIZE + 1, data[::-1] + b"x"
    if fault is Fault.RANGE_GONE:
        return Reply(416, headers={"Content-Range": f"bytes */{SIZE}"})
    headers = {**headers, "Content-Range": f"bytes {told}-{total - 1}/{total}"}
    if fault is Fault.RANGE_UNTOLD:
        del headers["Content-Range"]
    return Reply(206, data[start:], headers, "image/jpeg")
