"""Patterns: JSON Schema writes them in ECMA-262's dialect, Python's `re` reads its own."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGIT, _NO_DIGIT = r"0-9", r"\x00-/:-\U0010ffff"
_WORD, _NO_WORD = r"0-9A-Za-z_", r"\x00-/:-@\[-\^`{-\U0010ffff"
_SPACE = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NO_SPACE = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e"
    r"\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"
)
_CLASSES = {
    r"\d": _DIGIT,
    r"\D": _NO_DIGIT,
    r"\w": _WORD,
    r"\W": _NO_WORD,
    r"\s": _SPACE,
    r"\S": _NO_SPACE,
}
_ALONE = {name: f"[{members}]" for name, members in _CLASSES.items()}
_ALONE |= {"$": r"\Z", "(?<": "(?P<"}
_IN_BRACKETS = _CLASSES | {sign: "\\" + sign for sign in "[&|~"}
_SIGN = re.compile(r"\\k<\w+>|\\.|\[\^?\]?|\(\?<(?![=!])|.", re.DOTALL)


@lru_cache(maxsize=512)
def python_pattern(pattern: str) -> str:
    r"""A pattern of JSON Schema in the dialect of Python's `re`.

    `\d`, `\w` and `\s` mean what they mean in ECMA-262 (ASCII digits and letters, Unicode
    white space), `$` is the very end, and groups are named without a `P`.

    Raises:
        ValueError: Python has no words for it: `\p{...}` and `\cX`.
    """
    parts, bracketed = [], False
    for sign in _SIGN.findall(pattern):
        if bracketed:
            parts.append(_IN_BRACKETS.get(sign, sign))
        elif sign.startswith(r"\k<"):
            parts.append(f"(?P={sign[3:-1]})")
        else:
            parts.append(_ALONE.get(sign, sign))
        bracketed = sign != "]" if bracketed else sign.startswith("[")
    return _compiled("".join(parts), pattern)


def _compiled(translated: str, pattern: str) -> str:
    try:
        re.compile(translated)
    except re.error as error:
        raise ValueError(f"the pattern {pattern!r} can't be read: {error}") from None
    return translated
