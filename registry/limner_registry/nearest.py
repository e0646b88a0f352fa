"""What was probably meant: the name or choice that is spelled most like a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIMILAR = 0.6
"""How much of two words must be the same, in the same order, for one to be suggested."""


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
    return Spellings(among).nearest(word, most)


class Spellings:
    """Names made ready to be compared with many words.

    Args:
        names: What there is.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        for name in names:
            self._names.setdefault(_plain(name), []).append(name)
        self._lower = [(name, name.lower()) for same in self._names.values() for name in same]
        self._letters = [(name, len(name), _letters(name)) for name in self._names]
        self._longest = max(map(len, self._names), default=0)

    def nearest(self, word: str, most: int = 1) -> list[str]:
        """Those that are spelled most like a word; see `nearest_names`."""
        plain = _plain(word)
        close = [plain] if plain in self._names else self._alike(plain, most)
        found = [name for match in close for name in self._names[match]]
        return found[:most] or self._containing(word.strip().lower())

    def _alike(self, word: str, most: int) -> list[str]:
        best: list[tuple[float, str]] = []
        for at_best, name in sorted(self._possible(word), reverse=True):
            if len(best) == most and at_best < best[-1][0]:
                break
            likeness = 2 * _in_common(word, name) / (len(word) + len(name))
            if likeness >= SIMILAR:
                best = sorted([*best, (likeness, name)], reverse=True)[:most]
        return [name for _, name in best]

    def _possible(self, word: str) -> list[tuple[float, str]]:
        """The names that are alike by their letters, if not by their order, and how alike."""
        length = len(word)
        if (length + self._longest) * SIMILAR > 2 * self._longest:
            return []
        letters = _letters(word)
        shares = [
            (2 * (letters & known).bit_count() / (length + size), name)
            for name, size, known in self._letters
        ]
        return [share for share in shares if share[0] >= SIMILAR]

    def _containing(self, part: str) -> list[str]:
        found = [name for name, lower in self._lower if part in lower and _has(lower, part)]
        return found if len(found) == 1 else []


def _plain(word: str) -> str:
    return "".join(word.split()).replace("_", "").replace("-", "").lower()


def _letters(word: str) -> int:
    """The letters of a word as a set of bits: as many are in two of them as letters are in both.

    Letters that are 64 code points apart count as one: it only ever makes words more alike.
    """
    letters = 0
    for letter in word:
        bit = 1 << (ord(letter) & 63)
        while letters & bit:
            bit <<= 64
        letters |= bit
    return letters


def _in_common(one: str, other: str) -> int:
    """How many letters two words share: their beginnings, their ends and what is between."""
    shorter = min(len(one), len(other))
    head = 0
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    middle = _in_blocks(one[head : len(one) - tail], other[head : len(other) - tail])
    return head + tail + middle


def _in_blocks(one: str, other: str) -> int:
    """How many letters are in the longest block of both, and in those before and after it."""
    for size in range(min(len(one), len(other)), 0, -1):
        for start in range(len(one) - size + 1):
            there = other.find(one[start : start + size])
            if there >= 0:
                before = _in_blocks(one[:start], other[:there])
                return before + size + _in_blocks(one[start + size :], other[there + size :])
    return 0


def _has(name: str, part: str) -> bool:
    """Whether a name has a part between signs that are no letters: `url` in `image_url`."""
    start = -1
    while part and (start := name.find(part, start + 1)) >= 0:
        around = name[:start][-1:] + name[start + len(part) :][:1]
        if not any(sign.isascii() and sign.isalnum() for sign in around):
            return True
    return False
