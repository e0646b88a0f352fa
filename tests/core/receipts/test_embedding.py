"""A receipt in a file: every decoder sees the same picture, and taking it out leaves no trace."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from a_receipt import receipt_for
from media import NO_PLACE, files, pixels
from PIL import Image

from limner.errors import NoReceipt
from limner.receipts.embedding import embed, found, has_traces, strip
from limner.receipts.patch import LARGEST
from limner.receipts.receipt import as_bytes
from limner.receipts.xmp import NAMESPACE

PAYLOAD = as_bytes(receipt_for(b"a file"))
WITH_PLACE = sorted(files().keys() - NO_PLACE)


def embedded(data: bytes, payload: bytes = PAYLOAD) -> bytes | None:
    target = io.BytesIO()
    return target.getvalue() if embed(io.BytesIO(data), target, payload) else None


def stripped(data: bytes) -> tuple[bytes, bytes]:
    target = io.BytesIO()
    payload = strip(io.BytesIO(data), target)
    return payload, target.getvalue()


@pytest.mark.parametrize("name", WITH_PLACE)
def test_embedding_is_reversible_to_the_byte(name: str) -> None:
    """The receipt comes out as it went in, and what is left is the file as it was."""
    whole = embedded(files()[name])

    assert whole is not None
    assert stripped(whole) == (PAYLOAD, files()[name])


@pytest.mark.parametrize("name", WITH_PLACE)
def test_every_decoder_sees_the_same(name: str) -> None:
    """Pillow and FFmpeg decode the same pixels, and the same metadata, frame by frame."""
    whole = embedded(files()[name])

    assert whole is not None
    assert pixels(whole) == pixels(files()[name])


@pytest.mark.parametrize("name", sorted(NO_PLACE))
def test_a_file_without_a_place_is_left_alone(name: str) -> None:
    """A format that has no place, or one that is taken, is told before anything is changed."""
    assert embedded(files()[name]) is None


@pytest.mark.parametrize("name", sorted(files()))
def test_a_file_without_a_receipt_has_none(name: str) -> None:
    """In a file without one, none is found."""
    assert found(io.BytesIO(files()[name])) is None
    assert not has_traces(io.BytesIO(files()[name]))
    with pytest.raises(NoReceipt):
        stripped(files()[name])


def test_pillow_shows_the_receipt_of_a_png() -> None:
    """It's a text chunk under its keyword, as any reader of PNG has it."""
    whole = embedded(files()["png RGB"])

    assert whole is not None
    with Image.open(io.BytesIO(whole)) as image:
        assert json.loads(image.info["limner-receipt"]) == json.loads(PAYLOAD)


@pytest.mark.parametrize("name", ["jpeg RGB", "webp lossy RGB 37", "mp4", "avif"])
def test_readers_of_xmp_see_the_receipt(name: str) -> None:
    """The packet is well-formed RDF/XML; its one property is the receipt's JSON."""
    whole = embedded(files()[name])

    assert whole is not None
    packet = re.search(rb"<x:xmpmeta.*</x:xmpmeta>", whole, re.DOTALL)
    assert packet is not None
    value = ET.fromstring(packet[0]).find(f".//{{{NAMESPACE}}}Receipt")  # noqa: S314 -- our own
    assert value is not None
    assert (value.text or "").encode() == PAYLOAD


def test_pillow_finds_the_packet_where_xmp_belongs() -> None:
    """In a JPEG and a WebP, Pillow hands out our packet as the picture's XMP."""
    for name in ("jpeg progressive", "webp lossy RGB 37", "webp with metadata"):
        whole = embedded(files()[name])
        assert whole is not None
        with Image.open(io.BytesIO(whole)) as image:
            assert NAMESPACE.encode() in image.info["xmp"]


def test_a_receipt_stays_with_what_a_provider_gives_back() -> None:
    """A file that came with an earlier job's receipt gets its own, and the earlier one stays."""
    earlier = embedded(files()["png RGB"], b'{"receipt_version":1,"of":"another"}')
    assert earlier is not None
    whole = embedded(earlier)

    assert whole is not None
    assert stripped(whole) == (PAYLOAD, earlier)


def test_a_jpeg_with_an_earlier_receipt_is_left_alone() -> None:
    """A JPEG, a WebP or a film has one place, which the earlier job's receipt keeps."""
    for name in ("jpeg RGB", "webp lossy RGB 37", "mp4"):
        earlier = embedded(files()[name])
        assert earlier is not None
        assert embedded(earlier) is None


@pytest.mark.parametrize("name", ["png RGB", "jpeg RGB", "webp lossless RGBA 37", "mp4"])
@pytest.mark.parametrize("size", [0, 1, 60_000, 70_000, LARGEST, LARGEST + 1])
def test_a_receipt_of_any_size(name: str, size: int) -> None:
    """One that is too large for its place is refused; any other comes out again."""
    payload = b'"' + b"&" * (size - 2) + b'"' if size > 1 else b"0" * size
    whole = embedded(files()[name], payload)

    room = {"png RGB": LARGEST, "jpeg RGB": 12_000}.get(name, LARGEST)
    assert (whole is not None) == (size <= room)
    assert whole is None or stripped(whole) == (payload, files()[name])


def test_text_that_xml_cannot_hold_is_refused() -> None:
    """A receipt with such a sign lies beside a JPEG, and goes into a PNG."""
    payload = '{"prompt":"\uffff"}'.encode()

    assert embedded(files()["jpeg RGB"], payload) is None
    assert embedded(files()["png RGB"], payload) is not None


def test_a_film_whose_index_has_to_be_last_is_left_alone() -> None:
    """Players look for the index of fragments at the very end of the file."""
    film = files()["mp4"] + (8).to_bytes(4) + b"mfra"

    assert embedded(film) is None


def test_a_film_whose_last_box_has_no_end_is_left_alone() -> None:
    """A box of size 0 runs to the end of the file: what is appended would be a part of it."""
    endless = files()["mp4"] + (0).to_bytes(4) + b"mdat" + bytes(100)

    assert embedded(endless) is None
