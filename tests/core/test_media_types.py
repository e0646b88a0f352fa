"""A file is what its content says; what others say of it counts where that tells nothing."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from limner.media_types import LOOK, UNKNOWN, format_of, media_type_of, sniffed


def drawn(kind: str) -> bytes:
    """A picture by a real writer."""
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(buffer, kind)
    return buffer.getvalue()[:LOOK]


DRAWN = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
    "PDF": "application/pdf",
}


@pytest.mark.parametrize("kind", DRAWN)
def test_pictures_by_a_real_writer(kind: str) -> None:
    """What Pillow writes is known for what it is."""
    assert sniffed(drawn(kind)) == DRAWN[kind]


BEGINNINGS = {
    b"\0\0\0\x20ftypisom\0\0\2\0": "video/mp4",
    b"\0\0\0\x14ftypqt  ": "video/quicktime",
    b"\0\0\0\x08wide\0\0\0\0mdat": "video/quicktime",
    b"\0\0\0\x1cftypM4A ": "audio/mp4",
    b"\0\0\0\x18ftypheic": "image/heic",
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\x82\x84webm": "video/webm",
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\1B\x82\x88matroska": "video/x-matroska",
    b"RIFF\0\0\0\0WAVEfmt ": "audio/wav",
    b"RIFF\0\0\0\0AVI LIST": "video/x-msvideo",
    b"ID3\4\0\0": "audio/mpeg",
    b"\xff\xfb\x90\x64": "audio/mpeg",
    b"OggS\0\2": "audio/ogg",
    b"fLaC\0\0\0\x22": "audio/flac",
    b"glTF\2\0\0\0": "model/gltf-binary",
    b"PK\3\4\x14\0": "application/zip",
    b"\xef\xbb\xbf <svg xmlns=''>": "image/svg+xml",
    b"<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE svg PUBLIC ''>\n<svg>": "image/svg+xml",
    b"<?xml version='1.0'?><Error>": "application/xml",
    b"\n\n<!DOCTYPE HTML>": "text/html",
    b"<html lang='en'>": "text/html",
    b'{"detail": "x"}': "application/json",
    b"{}": "application/json",
    b'[{"a"': "application/json",
    b"": None,
    b"plain words": None,
    b"<htmlx": None,
    b"{not json": None,
    b"\0" * 40: None,
    b"\xff\xd8": None,
    b"RIFF": None,
}


@pytest.mark.parametrize("head", BEGINNINGS)
def test_beginnings(head: bytes) -> None:
    """Each is known by its first bytes, and what is nothing known is nothing."""
    assert sniffed(head) == BEGINNINGS[head]


def test_content_overrules_what_is_said() -> None:
    """A PNG that everybody calls a JPEG is a PNG."""
    assert media_type_of(drawn("PNG"), "image/jpeg", "text/html") == "image/png"


def test_unknown_content_is_what_is_said() -> None:
    """The first who says something decides; who says `application/octet-stream` says nothing."""
    assert media_type_of(b"\0\0", UNKNOWN, None, "model/obj", "text/plain") == "model/obj"
    assert media_type_of(b"\0\0", None, "") == UNKNOWN


@pytest.mark.parametrize(
    ("head", "said", "found"),
    [
        (b"\0\0\0\x20ftypisom", "audio/mp4", "audio/mp4"),
        (b"\0\0\0\x20ftypisom", "video/quicktime", "video/quicktime"),
        (b"\0\0\0\x20ftypisom", "image/png", "video/mp4"),
        (b"PK\3\4", "model/vnd.usdz+zip", "model/vnd.usdz+zip"),
        (b"PK\3\4", "image/png", "application/zip"),
        (b"PK\3\4", UNKNOWN, "application/zip"),
        (b'{"asset":', "model/gltf+json", "model/gltf+json"),
    ],
)
def test_container_holds_what_is_said(head: bytes, said: str, found: str) -> None:
    """Where content tells the container only, what is said of it tells more, if it fits."""
    assert media_type_of(head, said) == found


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("image/jpeg", "jpeg"),
        ("image/jpg; charset=binary", "jpeg"),
        (".JPG", "jpeg"),
        ("video/quicktime", "mp4"),
        ("audio/x-m4a", "mp4"),
        ("audio/mpeg", "mp3"),
        ("video/mpeg", None),
        ("audio/x-wav", "wav"),
        ("application/octet-stream", None),
        ("model/gltf-binary", None),
        (".txt", None),
        ("", None),
    ],
)
def test_what_types_and_endings_stand_for(named: str, name: str | None) -> None:
    """One name for each format, however it's written."""
    assert format_of(named) == name
