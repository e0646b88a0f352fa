"""Sizes and durations are read out of a file's headers, and garbage is no error."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import av
import pytest
from hypothesis import given, strategies as st
from PIL import Image

from limner.content import Content, content_of

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (321, 123)
PICTURES: list[tuple[str, dict[str, Any]]] = [
    ("png", {}),
    ("gif", {}),
    ("jpeg", {}),
    ("jpeg", {"progressive": True}),
    ("webp", {}),
    ("webp", {"lossless": True}),
]


def picture(name: str, mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, SIZE, "red").save(out, name, **options)
    return out.getvalue()


def film(seconds: int, out: io.BytesIO | Path, **options: str) -> bytes:
    """An mp4 of ten frames a second."""
    with av.open(out if isinstance(out, io.BytesIO) else str(out), "w", "mp4", options) as film:
        stream = film.add_stream("libx264", rate=10)
        stream.width, stream.height = 64, 32
        for _ in range(10 * seconds):
            film.mux(stream.encode(av.VideoFrame(64, 32, "yuv420p")))
        film.mux(stream.encode())
    return out.getvalue() if isinstance(out, io.BytesIO) else out.read_bytes()


FILM = film(3, io.BytesIO())


def read(data: bytes) -> Content:
    return content_of(io.BytesIO(data))


@pytest.mark.parametrize(("name", "options"), PICTURES)
def test_a_picture_says_how_large_it_is(name: str, options: dict[str, Any]) -> None:
    """As Pillow says, and without it."""
    assert read(picture(name, **options)) == Content(name, *SIZE)


def test_a_transparent_webp_says_how_large_it_is() -> None:
    """It is of the extended kind, whose header is another."""
    assert read(picture("webp", "RGBA")) == Content("webp", *SIZE)


def test_fill_bytes_of_a_jpeg_are_passed_over() -> None:
    """ITU T.81 lets any number of them stand before a segment."""
    data = picture("jpeg")

    assert read(data[:2] + b"\xff\xff" + data[2:]) == Content("jpeg", *SIZE)


def test_a_film_says_how_long_it_is(tmp_path: Path) -> None:
    """Wherever its table stands: after the frames, or before them."""
    early = film(3, tmp_path / "early.mp4", movflags="faststart")

    assert FILM.index(b"moov") > FILM.index(b"mdat")
    assert early.index(b"moov") < early.index(b"mdat")
    assert read(FILM) == read(early) == Content("mp4", 64, 32, 3.0)


def test_other_files_have_a_format_or_none() -> None:
    """What isn't a picture or a film has no size."""
    assert read(b"RIFF\0\0\0\0WAVEfmt ") == Content("wav")
    assert read(b"glTF....") == Content()
    assert read(b"") == Content()


@given(st.sampled_from([FILM, *(picture(n, **o) for n, o in PICTURES)]), st.data())
def test_damage_is_no_error(data: bytes, draw: st.DataObject) -> None:
    """Cut anywhere, or with other bytes anywhere: less is known, and that is all."""
    cut = data[: draw.draw(st.integers(0, len(data)))]
    read(cut)
    place = draw.draw(st.integers(0, len(data)))
    read(data[:place] + draw.draw(st.binary(max_size=40)) + data[place:])
    read(data[:40] + draw.draw(st.binary(max_size=200)))
