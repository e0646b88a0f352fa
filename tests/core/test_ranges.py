"""A part of a file is put behind another only if it's the one that was asked for."""

from __future__ import annotations

import pytest

from limner.ranges import mark_of, rest_from, size_of, total_of

GOOD = {"content-range": "bytes 40-99/100", "content-length": "60", "etag": '"a"'}


@pytest.mark.parametrize(
    ("headers", "mark"),
    [
        ({"etag": '"a"', "last-modified": "Mon"}, '"a"'),
        ({"etag": 'W/"a"', "last-modified": "Mon"}, "Mon"),
        ({"etag": 'W/"a"'}, None),
        ({}, None),
        ({"etag": '"a"', "accept-ranges": "none"}, None),
        ({"etag": '"a"', "content-encoding": "gzip"}, None),
    ],
)
def test_what_tells_a_file_from_a_later_one(headers: dict[str, str], mark: str | None) -> None:
    """A strong tag, else its date; nothing where parts aren't served, or not of the bytes."""
    assert mark_of(headers) == mark


def test_rest_is_asked_for_on_a_condition() -> None:
    """Unless it's another file by now."""
    assert rest_from(40, '"a"') == {"Range": "bytes=40-", "If-Range": '"a"'}


@pytest.mark.parametrize("total", [None, 100])
def test_part_that_was_asked_for(total: int | None) -> None:
    """How many bytes the whole has is told by it."""
    assert total_of(GOOD, 40, '"a"', total) == 100
    assert total_of({**GOOD, "content-range": "bytes 40-99/*"}, 40, '"a"', total) == 100
    assert total_of({"content-range": "bytes 40-99/100"}, 40, "Mon", total) == 100
    later = {"content-range": "bytes 40-99/100", "last-modified": "Tue"}
    assert total_of(later, 40, "Mon", total) is None


@pytest.mark.parametrize(
    "wrong",
    [
        *({"content-range": f"bytes {part}"} for part in ("41-99/100", "40-98/100", "40-99/101")),
        *({"content-range": text} for text in ("", "40-99/100", "bytes */100", "bytes 40-/100")),
        {"etag": '"b"'},
        {"content-length": "59"},
        {"content-encoding": "gzip"},
        {"content-range": "bytes 40-98/*"},
    ],
    ids=str,
)
def test_part_of_something_else(wrong: dict[str, str]) -> None:
    """Another place, another end, another file, another length: it isn't taken."""
    assert total_of({**GOOD, **wrong}, 40, '"a"', 100) is None


def test_stated_size() -> None:
    """A size is known where the bytes that come are the file's own."""
    assert size_of({"content-length": "7"}) == 7
    assert size_of({"content-length": "7", "content-encoding": "gzip"}) is None
    assert size_of({"content-length": "-7"}) is None
    assert size_of({}) is None
