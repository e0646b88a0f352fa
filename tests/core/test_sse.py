"""Server-sent events are read by the standard's rules, however the bytes are cut."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given, strategies as st

from limner.sse import EventReader, EventTooLong


def read(*pieces: bytes) -> list[str]:
    reader = EventReader()
    return [text for piece in pieces for text in reader.feed(piece)]


LINES = st.sampled_from(
    [
        *(b"data: one", b"data:two", b"data:  two spaces", b"data", b"data:", b"data: \xc3\xa9"),
        *(b": comment", b":", b"event: x", b"id: 7", b"retry: 10", b"nonsense", b" data: no"),
        *(b"", b"", b"", b"\xef\xbb\xbfdata: mark", b"data: \xff\xfe", b"data: a:b", b"data : x"),
    ]
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])
STREAMS = st.lists(st.tuples(LINES, ENDS).map(b"".join), max_size=12).map(b"".join)


@given(STREAMS, st.data())
def test_any_cutting_gives_the_same_events(stream: bytes, data: st.DataObject) -> None:
    """Pieces of any size, also empty ones, give what the whole gives."""
    places = data.draw(st.lists(st.integers(0, len(stream)), max_size=8).map(sorted))
    cuts = [0, *places, len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(cuts)]

    assert read(*pieces) == read(stream)


@given(STREAMS)
def test_each_byte_for_itself_gives_the_same_events(stream: bytes) -> None:
    """The smallest pieces are no exception."""
    assert read(*(stream[i : i + 1] for i in range(len(stream)))) == read(stream)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\n", ["a"]),
        (b"data: a\r\rdata: b\r\n\r\ndata: c\n\n", ["a", "b", "c"]),
        (b"data: a\r\n\ndata: b\n\r\n", ["a", "b"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b"data\ndata\n\n", ["\n"]),
        (b"data: a\n: a comment\ndata: b\n\n", ["a\nb"]),
        (b"event: end\nid: 1\nretry: 5\ndata: a\n\n", ["a"]),
        (b": only a comment\n\n\n\n", []),
        (b"data: never ended\n", []),
        (b"data:  x\n\n", [" x"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", ["a"]),
        ("data: é€😀\n\n".encode(), ["é€😀"]),
        (b"data: \xff\n\n", ["\ufffd"]),
    ],
)
def test_rules_of_the_standard(stream: bytes, events: list[str]) -> None:
    """Line ends, comments, several lines, other fields, a byte order mark, broken UTF-8."""
    assert read(stream) == events


def test_event_is_told_when_its_last_byte_is_there() -> None:
    """An event that a CR ends doesn't wait to see whether an LF follows."""
    assert read(b"data: a\r\n\r") == ["a"]
    assert read(b"data: a\r\n\r", b"\n", b"\n", b"data: b\n\n") == ["a", "b"]


@pytest.mark.parametrize("piece", [b"x" * 100, b"data: x\n", b": comment\r\n"])
def test_endless_event_is_given_up(piece: bytes) -> None:
    """A line, or an event, that doesn't end isn't kept for ever."""
    reader = EventReader(longest=1000)
    pieces = chain.from_iterable(reader.feed(piece) for _ in range(1000))

    with pytest.raises(EventTooLong, match="1,000 bytes"):
        list(pieces)


def test_many_events_are_no_long_one() -> None:
    """What is limited is an event, not the stream."""
    reader = EventReader(longest=100)

    assert [text for _ in range(1000) for text in reader.feed(b"data: x\n\n")] == ["x"] * 1000
