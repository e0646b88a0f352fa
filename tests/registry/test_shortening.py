"""Values on one short line."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from limner_registry.shortening import LINE, VALUE, listed, shortened, shown, size_text

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside) | st.tuples(inside),
    max_leaves=20,
)


class Rude:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@given(st.text(), st.integers(2, 50))
def test_a_shortened_text_is_one_printable_line(text: str, most: int) -> None:
    """It's never longer than asked for, and what was short and plain is left as it is."""
    short = shortened(text, most)

    assert len(short) <= most
    assert not any(character in short for character in "\n\r\t\x1b\x00\u2028")
    if text.isascii() and text.isalnum() and len(text) <= most:
        assert short == text


@given(ANYTHING)
def test_any_value_is_shown_on_a_short_line(value: object) -> None:
    """However deep or long it is."""
    short = shown(value)

    assert len(short) <= 2 * VALUE
    assert "\n" not in short


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "'x'"),
        (3.5, "3.5"),
        ({"width": 512, "height": 8}, "{'height': 8, 'width': 512}"),
        ([1, 2, 3, 4, 5], "[1, 2, 3, 4, ...]"),
        ("data:image/png;base64," + "A" * 1_000_000, "<data:image/png, 1,000,022 characters>"),
        (b"a" * 2_100_000, "<2.1 MB>"),
        (bytearray(3), "<3 bytes>"),
        (Rude(), "<Rude instance at"),
        ({"loras": [{"path": "https://x", "more": [[[1]]]}]}, "{'loras': [{'more': [...], 'p"),
    ],
)
def test_values(value: object, expected: str) -> None:
    """What a file or a long text is gets said, not shown; nothing raises."""
    assert shown(value).startswith(expected)


def test_a_long_prompt_keeps_its_beginning() -> None:
    """The first words tell which it is."""
    prompt = "a lighthouse at dusk, " * 100

    assert shown(prompt) == "'a lighthouse at dusk, a lighthouse at d…'"


def test_a_list_says_how_much_it_leaves_out() -> None:
    """As many parts as fit, the first always."""
    assert listed(["a", "b"]) == "a, b"
    assert listed("abcdefgh", 10) == "a, b, c, d, … 4 more"
    assert listed(["x" * 200, "y"]) == f"{'x' * 200}, … 1 more"
    assert listed([]) == ""
    assert len(listed(map(str, range(1000)))) < LINE + 20


def test_sizes() -> None:
    """Bytes are counted as people do."""
    assert [size_text(n) for n in (0, 1, 999, 46_700, 8_000_000, 2_000_000_000)] == [
        "0 bytes",
        "1 byte",
        "999 bytes",
        "46.7 kB",
        "8.0 MB",
        "2.0 GB",
    ]
