"""Damaged and hostile files: nothing crashes, and what is put in always comes out again."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from a_receipt import receipt_for
from hypothesis import given, settings, strategies as st
from media import files

from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts.embedding import embed, found, has_traces, strip
from limner.receipts.receipt import as_bytes

PAYLOAD = as_bytes(receipt_for(b"a file"))
MAGICS = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17),
    b"\xff\xd8\xff",
    b"RIFF\x20\x00\x00\x00WEBP",
    b"\x00\x00\x00\x14ftypisom" + bytes(8),
)


def with_receipt(data: bytes) -> bytes:
    target = io.BytesIO()
    return target.getvalue() if embed(io.BytesIO(data), target, PAYLOAD) else data


SAMPLES = [data for data in files().values() if len(data) < 5000]
WITH_RECEIPTS = [with_receipt(data) for data in SAMPLES]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file with a few bytes changed, left out or added, anywhere but mostly at its ends."""
    data = bytearray(draw(st.sampled_from(SAMPLES + WITH_RECEIPTS)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)) | st.integers(0, min(60, len(data))))
        length = draw(st.integers(0, 3) | st.integers(0, len(data)))
        data[at : at + length] = draw(st.binary(max_size=8))
    return bytes(data)


hostile = damaged() | st.builds(
    lambda magic, rest: magic + rest, st.sampled_from(MAGICS), st.binary(max_size=200)
)


@given(hostile)
@settings(max_examples=600, deadline=None)
def test_what_is_put_in_comes_out_again(data: bytes) -> None:
    """Either a file refuses a receipt, or stripping it gives back every byte."""
    target = io.BytesIO()
    if not embed(io.BytesIO(data), target, PAYLOAD):
        return
    plain = io.BytesIO()

    assert strip(target, plain) == PAYLOAD
    assert plain.getvalue() == data


@given(hostile)
@settings(max_examples=600, deadline=None)
def test_nothing_crashes_a_reader(data: bytes) -> None:
    """What is read in a file is a receipt, nothing, or an error that says so."""
    plain = io.BytesIO()
    try:
        found(io.BytesIO(data))
        has_traces(io.BytesIO(data))
        strip(io.BytesIO(data), plain)
    except (NoReceipt, InvalidReceipt):
        return
    assert len(plain.getvalue()) <= len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + b"\x7f\xff\xff\xffiTXtlimner-receipt" + bytes(8),
        b"\x89PNG\r\n\x1a\n" + (b"\0\0\0\0aAaA" + bytes(4)) * 50_000,
        b"\0\0\0\x08ftyp" + b"\0\0\0\x08free" * 50_000,
        b"\0\0\0\x08ftyp\0\0\0\x01uuid\xff\xff\xff\xff\xff\xff\xff\xff",
        b"RIFF\xff\xff\xff\xffWEBPXMP \xff\xff\xff\xff",
        b"\xff\xd8" + b"\xff\xe1\x00\x02" * 50_000,
    ],
)
def test_sizes_that_lie_cost_no_memory(data: bytes) -> None:
    """A file that claims to have gigabytes, or has endless parts, takes little memory."""
    source = io.BytesIO(data)
    tracemalloc.start()
    assert found(source) is None
    assert not embed(source, io.BytesIO(), PAYLOAD) or data.startswith(b"\0\0\0\x08ftyp")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * 1024**2
