"""A picture that stands for a model's answer, and never passes for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.extras import require_pillow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image


def inscribed(picture: Image.Image, title: str, lines: Sequence[str], media_type: str) -> bytes:
    """The bytes of an image file of a picture, with the word "sandbox" and a caption on it.

    The same arguments give the same bytes. On a picture of a few pixels there is no room
    for lettering; its metadata says "Limner sandbox" all the same.

    Args:
        picture: RGB, or RGBA, where the caption stands on what is clear, too.
        title: The prompt.
        lines: The parameters, such as "guidance_scale 3.5", in small letters.
        media_type: `image/png`, `image/jpeg`, `image/webp` or `image/gif`.

    Raises:
        ValueError: The media type can't be drawn.
        MissingExtra: Pillow isn't installed.
    """
    require_pillow("drawing a picture")
    from limner.sandbox.studio.caption import inscribe
    from limner.sandbox.studio.encoding import encoded

    return encoded(inscribe(picture, title, lines), media_type)
