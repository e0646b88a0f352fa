"""Texts: empty, long, of any script, formed by patterns, and the addresses of files."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from limner_registry.files import MARK
from limner_registry.strategies.members import readable
from limner_registry.strategies.ranges import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

    from limner_registry.schema import Schema

FILL = "0"
"""What a text is made longer with; the simplest sign for Hypothesis."""

LONGEST = 20_000
"""Texts of more characters are in no hurry to be drawn."""

_TYPES = {
    "image": ("image/png", "png"),
    "video": ("video/mp4", "mp4"),
    "audio": ("audio/wav", "wav"),
}
_SIGNS = st.characters(exclude_categories=["Cs"])
_SLUG = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", max_size=12)


def texts(schemas: Sequence[Schema]) -> SearchStrategy[str]:
    """Texts that some schemas take; where they have patterns or are addresses, most of them.

    Raises:
        Impossible: No text has such a length.
        Strange: Python has no words for a pattern.
    """
    low, high = count_of(schemas, "minLength", "maxLength")
    mark = next((str(schema[MARK]) for schema in schemas if MARK in schema), None)
    patterns = [schema["pattern"] for schema in schemas if "pattern" in schema]
    if mark is None and patterns:
        first, *_ = map(_drawable, patterns)
        return st.from_regex(first, alphabet=_SIGNS)
    if mark is not None or any(schema.get("format") == "uri" for schema in schemas):
        return urls(mark or "file", low)
    return of_length(low, high)


def _drawable(pattern: str) -> re.Pattern[str]:
    r"""A pattern in words that are quick to draw from, which may fit a little more.

    Hypothesis goes through wide ranges sign by sign, so `\D`, `\W` and `\S` are named again.
    """
    translated = readable(pattern)
    for name in (r"\D", r"\W", r"\S"):
        translated = translated.replace(readable(name)[1:-1], name)
    return re.compile(translated, re.ASCII)


def must_be_judged(schemas: Sequence[Schema]) -> bool:
    """Whether a text that is drawn may yet break a rule."""
    if any("pattern" in schema for schema in schemas):
        return True
    address = any(MARK in schema or schema.get("format") == "uri" for schema in schemas)
    return address and any("maxLength" in schema for schema in schemas)


def of_length(low: int, high: int | None) -> SearchStrategy[str]:
    """Texts of so many characters, the shortest and the longest among them.

    A text and its length are drawn apart, so that a long one costs no more than a short one
    and shrinks by its length alone.
    """
    most = min(high if high is not None else low + 80, max(LONGEST, low))
    near = st.integers(low, min(most, low + 12))
    lengths = [near, near, st.integers(low, min(low + 1, most)), st.integers(low, most)]
    if high is not None:
        lengths.append(st.integers(max(low, most - 1), most))
    return st.tuples(st.one_of(lengths), st.text(_SIGNS, max_size=12)).map(_of_this_length)


def _of_this_length(drawn: tuple[int, str]) -> str:
    length, text = drawn
    return text[:length].ljust(length, FILL)


def urls(kind: str, shortest: int = 0) -> SearchStrategy[str]:
    """Addresses of files of a kind: https, or the file itself as a data URL."""
    media_type, suffix = _TYPES.get(kind, ("application/octet-stream", "bin"))

    def address(name: str) -> str:
        return f"https://example.com/{name.ljust(shortest - 24, FILL)}.{suffix}"

    def itself(content: bytes) -> str:
        start = f"data:{media_type};base64,"
        padded = content.ljust(shortest - len(start), b"0")
        return start + b64encode(padded).decode("ascii")

    return st.one_of(_SLUG.map(address), st.binary(max_size=12).map(itself))
