"""A part of a file by HTTP (RFC 9110): what is asked for, and whether what comes is that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def mark_of(headers: Mapping[str, str]) -> str | None:
    """What tells a file from a later one at its place; None where its parts can't be had.

    Args:
        headers: Of an answer with the whole file, by lower-case name.
    """
    if headers.get("accept-ranges", "").lower() == "none" or "content-encoding" in headers:
        return None
    etag = headers.get("etag", "")
    return etag if etag.startswith('"') else headers.get("last-modified")


def rest_from(start: int, mark: str) -> dict[str, str]:
    """The headers that ask for a file from a byte on, unless it's another one by now."""
    return {"Range": f"bytes={start}-", "If-Range": mark}


def size_of(headers: Mapping[str, str]) -> int | None:
    """How many bytes an answer's body has as its head says; None where that doesn't tell."""
    stated = headers.get("content-length", "")
    whole = "content-encoding" not in headers and stated.isdecimal()
    return int(stated) if whole else None


def total_of(headers: Mapping[str, str], start: int, mark: str, total: int | None) -> int | None:
    """How many bytes the whole file has, of whose end an answer is a part.

    Args:
        headers: The answer's, by lower-case name.
        start: The byte from which on it was asked for.
        mark: What tells the file from another.
        total: How many bytes it should have, where that is known.

    Returns:
        None if the part isn't the one that was asked for.
    """
    found = _PART.fullmatch(headers.get("content-range", "").strip())
    if not found or "content-encoding" in headers:
        return None
    first, last = int(found[1]), int(found[2])
    whole = last + 1 if found[3] == "*" else int(found[3])
    fits = first == start and last == whole - 1 and total in {None, whole}
    same = headers.get("etag" if mark.startswith('"') else "last-modified", mark) == mark
    return whole if fits and same and size_of(headers) in {None, whole - start} else None
