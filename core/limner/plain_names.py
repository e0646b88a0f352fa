"""Text from outside as a part of a file's name: plain, visible, and leading nowhere."""

from __future__ import annotations

import re
import unicodedata

LONGEST_PART = 80
"""Bytes that a text from outside may add to a name."""

_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?", re.IGNORECASE
)
"""What Windows takes for a device, whatever the ending."""


def plain(text: str) -> str:
    """Letters, digits, dots, dashes and signs such as emoji; anything else is a `_`.

    It has at most `LONGEST_PART` bytes, isn't hidden, and doesn't look like an option.
    """
    known = "".join(one if _is_plain(one) else "_" for one in unicodedata.normalize("NFC", text))
    return cut(known.lstrip(".-"), LONGEST_PART).rstrip(".") or "_"


def guarded(name: str) -> str:
    """A name that no system takes for a device."""
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def cut(text: str, most: int) -> str:
    """As much of a text as has so many bytes in UTF-8."""
    data = text.encode(errors="surrogateescape")
    return text if len(data) <= most else data[:most].decode(errors="ignore")


def _is_plain(one: str) -> bool:
    kind = unicodedata.category(one)
    return one in "._-" or kind[0] in "LMN" or kind == "So"
