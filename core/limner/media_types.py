"""What a file is, by how it begins: not by its name, and not by what its server says.

The beginnings are those of the formats' own specifications.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOK = 1024
"""How many of its first bytes tell a file; fewer are often enough."""

PAGES = frozenset({"text/html", "application/xhtml+xml"})
"""What a network says that lets nobody out before he has signed in."""

WORDS = frozenset({*PAGES, "application/json", "application/xml", "text/plain", "text/xml"})
"""What a server says instead of sending a picture."""

UNKNOWN = "application/octet-stream"

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\x76\x2f\x31\x01", "image/x-exr"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"glTF", "model/gltf-binary"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b", "application/gzip"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}
_MP3 = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xfd][^\xf0-\xff]", re.DOTALL)
_QUICKTIME = frozenset({b"moov", b"mdat", b"wide"})

_TEXTS: tuple[tuple[str, str], ...] = (
    (r"<(!doctype\s+html|html|head|body|title|script)\b", "text/html"),
    (r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype\s+svg[^>]*>\s*)?<svg\b", "image/svg+xml"),
    (r"<\?xml\b", "application/xml"),
    (r'\{\s*["}]|\[\s*[\[{"\]]', "application/json"),
)

FORMATS = {
    "aac": ("audio", "aac"),
    "avif": ("image", "avif"),
    "flac": ("audio", "flac"),
    "gif": ("image", "gif"),
    "heic": ("image", "heic"),
    "jpeg": ("image", "jpeg"),
    "jpg": ("image", "jpeg"),
    "m4a": ("audio", "mp4"),
    "matroska": ("video", "webm"),
    "mov": ("video", "mp4"),
    "mp3": ("audio", "mp3"),
    "mp4": ("video", "mp4"),
    "mpeg": ("audio", "mp3"),
    "ogg": ("audio", "ogg"),
    "opus": ("audio", "ogg"),
    "png": ("image", "png"),
    "quicktime": ("video", "mp4"),
    "tif": ("image", "tiff"),
    "tiff": ("image", "tiff"),
    "vnd.wave": ("audio", "wav"),
    "wav": ("audio", "wav"),
    "wave": ("audio", "wav"),
    "webm": ("video", "webm"),
    "webp": ("image", "webp"),
}
"""What a type's or a name's ending stands for: a kind of file, and its format. `mp4` stands for
all of its kin that hold films or sound, QuickTime too, and `webm` for Matroska."""

_MEDIUM = re.compile(r"(?:(?:image|audio|video)/(?:x-)?|\.)([\w.]+)", re.ASCII)

_HOLDERS = {
    "video/mp4": ("audio/mp4", "audio/x-m4a", "video/quicktime", "video/x-m4v"),
    "video/webm": ("audio/webm", "video/x-matroska", "audio/x-matroska"),
    "audio/ogg": ("video/ogg", "application/ogg", "audio/opus"),
    "application/zip": ("application/", "model/"),
    "application/xml": ("application/", "model/", "text/"),
    "application/json": ("application/", "model/", "text/"),
}
"""For each kind of container, what types a file of it may have, or how they begin."""


def sniffed(head: bytes) -> str | None:
    """The media type of a file that begins so; None where that tells nothing.

    Args:
        head: Its first bytes, up to `LOOK` of them.
    """
    return _of_bytes(head) or _of_text(head[:LOOK])


def format_of(named: str) -> str | None:
    """The format that a media type or a name's ending stands for: `image/jpeg`, `.jpg`."""
    found = _MEDIUM.match(named.strip().lower())
    known = FORMATS.get(found[1]) if found and named[:10].lower() != "video/mpeg" else None
    return known[1] if known else None


def media_type_of(head: bytes, *said: str | None) -> str:
    """What a file is: its content decides, and where that leaves it open, what was said of it.

    Args:
        head: Its first bytes.
        said: What others say of it, the most trusted one first.
    """
    found, told = sniffed(head), [one for one in said if one and one != UNKNOWN]
    if found is None:
        return next(iter(told), UNKNOWN)
    return _finer(found, told)


def _finer(found: str, told: Iterable[str]) -> str:
    """What was said, where it tells more of a container than its content does."""
    held = _HOLDERS.get(found, ())
    return next((one for one in told if held and one.startswith(held)), found)


def _of_bytes(head: bytes) -> str | None:
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[4:8] in _QUICKTIME:
        return "video/quicktime"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    return "audio/mpeg" if _MP3.match(head) else None


def _of_text(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().decode("latin-1")
    kinds = (kind for begins, kind in _TEXTS if re.match(begins, text, re.DOTALL | re.IGNORECASE))
    return next(kinds, None)
