"""Data URLs, as they should be and as they are met."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from limner.data_urls import data_url, is_data_url, read_data_url, reads_as_data_url


@given(st.binary(max_size=50))
def test_bytes_come_back(data: bytes) -> None:
    """What is put into a data URL is read from it."""
    assert read_data_url(data_url("image/png", data)) == ("image/png", data)


@pytest.mark.parametrize(
    ("url", "media_type", "data"),
    [
        ("data:,", None, b""),
        ("data:,a%20b", None, b"a b"),
        ("data:text/plain,a,b;base64", "text/plain", b"a,b;base64"),
        ("DATA:Image/PNG;BASE64,AAEC", "image/png", b"\x00\x01\x02"),
        ("data:;base64,AAEC", None, b"\x00\x01\x02"),
        ("data:text/plain;charset=utf-8;base64,AAEC", "text/plain", b"\x00\x01\x02"),
        ("data: image/png ; base64 ,AAEC", "image/png", b"\x00\x01\x02"),
        ("data:image/png;base64,AA\r\n EC", "image/png", b"\x00\x01\x02"),
        ("data:image/png;base64,%41AEC", "image/png", b"\x00\x01\x02"),
        ("data:text/plain,é", "text/plain", "é".encode()),
    ],
)
def test_odd_heads_are_read(url: str, media_type: str | None, data: bytes) -> None:
    """Case, blanks, parameters and line breaks don't matter; a missing type is none."""
    assert is_data_url(url)
    assert reads_as_data_url(url)
    assert read_data_url(url) == (media_type, data)


@pytest.mark.parametrize(
    "url",
    [
        *("", "data:", "data:image/png;base64", "https://x.example/,", "image/png;base64,AAEC"),
        *("data:;base64,A", "data:;base64,AAE", "data:;base64,%%%", "data:;base64,AA-_"),
        *("data:;base64,é", "data:,\ud800"),
    ],
)
def test_damaged_ones_are_refused(url: str) -> None:
    """What can't be read raises `ValueError`, whatever is wrong with it."""
    with pytest.raises(ValueError, match=r".+"):
        read_data_url(url)


@pytest.mark.parametrize(
    "text",
    [
        "data: a chart, of bars",
        "Data: , and more of it",
        "data:sales, profit",
        "data: sales; profit and loss, by month",
        "data:image/png",
        "data:;" + " " * 200_000 + "x y,",
        "data:" + "; " * 200_000 + "x y,",
    ],
)
def test_words_are_no_data_url(text: str) -> None:
    """A prompt may begin with the word; it's told from a URL at once, however long it is."""
    assert not reads_as_data_url(text)


@given(st.text(max_size=30).map("data:".__add__) | st.text(max_size=30))
def test_any_text_is_read_or_refused(url: str) -> None:
    """No text at all raises anything else."""
    try:
        media_type, data = read_data_url(url)
    except ValueError:
        return

    assert isinstance(media_type, str | None)
    assert isinstance(data, bytes)
