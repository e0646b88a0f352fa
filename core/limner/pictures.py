"""How large local pictures are, as far as that can be told here."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url, read_data_url
from limner.files import LocalFile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


Picture = LocalFile | str
"""A local file, or a data URL."""


def local_pictures(names: Collection[str], arguments: Mapping[str, Any]) -> dict[str, Picture]:
    """Those of some parameters that are local files or data URLs."""
    return {name: arguments[name] for name in names if _is_local(arguments.get(name))}


def sizes_of(pictures: Mapping[str, Picture]) -> dict[str, tuple[int, int]]:
    """The width and height of pictures, in pixels; only the head of a file is read.

    Without Pillow, nothing is known; neither is it of what Pillow can't read.
    """
    found = {name: _size(picture) for name, picture in pictures.items()}
    return {name: size for name, size in found.items() if size is not None}


def _is_local(value: Any) -> bool:
    return isinstance(value, LocalFile) or (isinstance(value, str) and is_data_url(value))


def _size(value: Picture) -> tuple[int, int] | None:
    with suppress(Exception):  # a file may be anything, and Pillow raises what it likes
        from PIL import Image

        with Image.open(_opened(value)) as picture:
            return picture.size
    return None


def _opened(value: Picture) -> io.BytesIO | str:
    """What Pillow opens, and closes again."""
    if isinstance(value, str):
        return io.BytesIO(read_data_url(value)[1])
    return io.BytesIO(value.data) if value.data is not None else value.path or ""
