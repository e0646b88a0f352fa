"""What was probably meant: the name or choice that is spelled most like a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIMILAR = 0.6
"""How alike two words must be, as `difflib` measures it, for one to be suggested."""


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The one that is spelled most like a word, or None if none is.

    Example:
        >>> nearest("num_image", ["prompt", "num_images"])
        'num_images'
        >>> nearest("Portrait 4-3", ["square", "portrait_4_3"])
        'portrait_4_3'
    """
    return next(iter(nearest_names(word, among, 1)), None)


def nearest_names(word: str, among: Iterable[str], most: int = 3) -> list[str]:
    """Those that are spelled most like a word, the best first.

    Case, spaces, `-` and `_` don't count. If none is alike, the only one that has the
    word as one of its parts is meant: `steps` for `num_inference_steps`.

    Args:
        word: What was written.
        among: What there is.
        most: How many to give at most.

    Example:
        >>> nearest_names("fal-ai/flux/dv", ["fal-ai/flux/dev", "bria/fibo-edit/relight"])
        ['fal-ai/flux/dev']
    """
    from difflib import get_close_matches

    names: dict[str, list[str]] = {}
    for name in among:
        names.setdefault(_plain(name), []).append(name)
    plain = _plain(word)
    close = [plain] if plain in names else get_close_matches(plain, names, most, SIMILAR)
    found = [name for match in close for name in names[match]]
    return found[:most] or _containing(word, [name for same in names.values() for name in same])


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).lower()


def _containing(word: str, names: list[str]) -> list[str]:
    parts = re.escape(word.strip().lower())
    whole = re.compile(rf"(?:^|[^a-z0-9]){parts}(?:$|[^a-z0-9])")
    found = [name for name in names if parts and whole.search(name.lower())]
    return found if len(found) == 1 else []
