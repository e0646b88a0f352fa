"""The pictures that jobs make: their bytes follow from the job's id."""

from __future__ import annotations

import hashlib
from typing import Any

from fault_server.faults import Fault
from fault_server.wire import Reply

SIZE = 6_000
"""Bytes of a picture."""

_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def picture(request_id: str) -> bytes:
    """A picture: the head of a JPEG, and noise."""
    return (_HEAD + hashlib.shake_256(request_id.encode()).digest(SIZE))[:SIZE]


def facts(request_id: str, base: str) -> dict[str, Any]:
    """What a result says of its picture."""
    return {
        "url": f"{base}/cdn/files/out/{request_id}.jpg",
        "content_type": "image/jpeg",
        "file_name": f"{request_id}.jpg",
        "file_size": SIZE,
        "width": 1024,
        "height": 768,
    }


def serve(name: str, fault: Fault | None) -> Reply:
    """A picture by its file's name, or what a fault makes of it."""
    if fault is Fault.EMPTY:
        return Reply(content_type="image/jpeg")
    if fault is Fault.WRONG_TYPE:
        return Reply(body=b"<html><body>Sign in</body></html>", content_type="text/html")
    return Reply(body=picture(name.removesuffix(".jpg")), content_type="image/jpeg")
