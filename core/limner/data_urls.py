"""Data URLs (RFC 2397): small files that travel inside a JSON."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

_HEAD = re.compile(
    r"""data: (?: \s* [\w!#$&^.+-]+ / [\w!#$&^.+-]+ \s* )?
        (?: ; \s* (?: [\w!#$&^.+%-]+ (?: = (?: "[^",]*" | [^\s;,"]* ) )? \s* )? )* ,""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def data_url(media_type: str, data: bytes) -> str:
    """The data URL of some bytes, in base64."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def is_data_url(url: str) -> bool:
    """Whether a URL holds its data itself, readable or not."""
    return url[:5].lower() == "data:"


def reads_as_data_url(text: str) -> bool:
    """Whether a text, which may be a prompt, is a data URL, and not words after `data:`."""
    return _HEAD.match(text) is not None


def read_data_url(url: str) -> tuple[str | None, bytes]:
    """The media type, where it states one, and the bytes of a data URL.

    Raises:
        ValueError: Its base64 is damaged, or it is none.
    """
    head, comma, text = url[5:].partition(",")
    if not is_data_url(url) or not comma:
        raise ValueError("not a data URL")
    media_type, *parameters = (part.strip().lower() for part in head.split(";"))
    data = unquote_to_bytes(text)
    if "base64" in parameters:
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error as error:
            raise ValueError(f"damaged base64: {error}") from None
    return media_type or None, data
