"""Where in a JSON text a member stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner.cli.json_places import place_of

TEXT = ' {"a": [1, {"b\\n": "x,]}"}] , "c": {}, "a\\u0062": null, "a": [[2]]}'


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ((), TEXT.strip()),
        (("a",), "[[2]]"),
        (("a", "0", "0"), "2"),
        (("c",), "{}"),
        (("ab",), "null"),
        (("a", "1"), None),
        (("a", "x"), None),
        (("c", "d"), None),
        (("ab", "d"), None),
    ],
)
def test_members_are_found(path: tuple[str, ...], piece: str | None) -> None:
    """The last of a name counts, as it does for Python; what isn't there has no place."""
    signs = place_of(TEXT, path)

    assert (TEXT[signs.start : signs.stop] if signs else None) == piece


def test_names_are_found() -> None:
    """The place of a name is that of the text that is written."""
    signs = place_of(TEXT, ("ab",), name=True)

    assert signs
    assert TEXT[signs.start : signs.stop] == '"a\\u0062"'


@pytest.mark.parametrize("text", ["", "huge", "[1", '{"a" 1}', "[" * 100_000])
def test_what_is_no_json_has_no_places(text: str) -> None:
    """Broken text is nothing to fail on."""
    assert place_of(text, ("a",)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(value=JSON, indent=st.none() | st.integers(0, 2))
def test_every_place_has_its_value(value: Any, indent: int | None) -> None:
    """Whatever the layout, the characters at a place are the JSON of what is there."""
    text = json.dumps(value, indent=indent)

    for path, inside in _walk(value):
        signs = place_of(text, path)
        assert signs
        assert json.loads(text[signs.start : signs.stop]) == inside


def _walk(value: Any, *path: str) -> list[tuple[tuple[str, ...], Any]]:
    listed = enumerate(value) if isinstance(value, list) else ()
    inside = value.items() if isinstance(value, dict) else listed
    return [(path, value), *(one for k, v in inside for one in _walk(v, *path, str(k)))]
