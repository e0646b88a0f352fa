"""What hooks that look into saved pictures share: reading one, and putting a file beside it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any

from limner.disk import Temporary
from limner.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from PIL import Image

    from limner import Artifact

DEEP_GREY = ("I", "I;16", "I;16B", "I;16L")
"""Pillow's modes of greyscale pictures with 16 bits."""


def require(module: str, needed_for: str) -> None:
    """See to it that a module of the extra `media` can be imported.

    Raises:
        MissingExtra: It isn't installed; the message says what to install.
    """
    try:
        import_module(module)
    except ImportError as error:
        raise MissingExtra("media", needed_for) from error


def on_this_disk(artifact: Artifact) -> Path | None:
    """Where a file was saved, if that is a folder of this machine."""
    return artifact.path if artifact.path and artifact.path.is_file() else None


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """A picture file, its pixels unread; raises what Pillow does."""
    from PIL import Image

    with Image.open(path) as picture:
        yield picture


def upright(picture: Image.Image) -> Image.Image:
    """A picture turned as its EXIF data says."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(picture)


def in_colour(picture: Image.Image) -> Image.Image:
    """A picture in 8-bit grey or in colours, with its transparency if it has any."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in DEEP_GREY:
        return picture.convert("I").point(lambda grey: grey / 257).convert("L")
    return picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")


def put_beside(source: Path, ending: str, data: bytes) -> Path:
    """Write a file beside the one that it's made of: whole or not at all, over no other.

    Args:
        source: What it's made of.
        ending: What its name has in the place of the source's ending.
        data: Its content.

    Returns:
        Its name. A file that is there and the same was made before; another one is left
        alone, and the name gets a number.

    Raises:
        OSError: The disk refuses.
    """
    numbers = (f"-{number}" if number else "" for number in count())
    names = (source.with_name(f"{source.stem}{number}{ending}") for number in numbers)
    name = next(name for name in names if not name.exists() or _holds(name, data))
    return name if name.exists() else written(name, data)


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def written(name: Path, data: bytes) -> Path:
    """Write a file: whole, or not at all.

    Raises:
        FileExistsError: There is one of that name.
        OSError: The disk refuses.
    """
    temporary = Temporary(name.parent)
    try:
        temporary.write(data)
        temporary.sync()
        return temporary.rename([name])
    finally:
        temporary.unlink()


def options_in(variable: str) -> Mapping[str, Any]:
    """The options that a variable of the environment has: `format=webp longest=1024`.

    Raises:
        ValueError: It has something else.
    """
    words = [word.partition("=") for word in os.environ.get(variable, "").split()]
    if any(not equals for _, equals, _ in words):
        raise ValueError(f"{variable} is a list such as longest=1024, with spaces between them")
    return {name: _value(text) for name, _, text in words}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
