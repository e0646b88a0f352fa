"""URLs that give access to whoever has them, which no receipt may tell."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

_ENDINGS = ("signature", "token", "secret", "password", "credential", "apikey", "api_key")
_NAMES = frozenset({"sig", "sign", "key", "auth", "authorization", "jwt", "code", "hm"})
"""How parameters of URLs are called, or end, that let somebody in.

Source: the signed URLs of S3, CloudFront, Google Cloud Storage, Azure (`sig`), Discord (`hm`).
"""


def has_signed(value: Any) -> bool:
    """Whether JSON has a text in it that is such a URL."""
    if isinstance(value, str):
        return is_signed(value)
    members = value.values() if isinstance(value, dict) else value
    return isinstance(value, dict | list | tuple) and any(map(has_signed, members))


def is_signed(text: str) -> bool:
    """Whether a text is a URL with a password, a signature or a token in it."""
    if not text[:8].lower().startswith(("http://", "https://")):
        return False
    try:
        parts = urlsplit(text)
        return "@" in parts.netloc or any(map(_lets_in, _names(parts)))
    except ValueError:  # an address that can't be read
        return True


def _names(parts: SplitResult) -> list[str]:
    told = (parts.query, parts.fragment)
    return [name.lower() for text in told for name, _ in parse_qsl(text, keep_blank_values=True)]


def _lets_in(name: str) -> bool:
    return name in _NAMES or name.endswith(_ENDINGS)
