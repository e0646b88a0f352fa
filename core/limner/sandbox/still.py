"""How large an image is."""

from __future__ import annotations

from limner.sandbox.extras import require_pillow


class UnreadableImage(ValueError):
    """Bytes that should be an image and aren't, or are one that nobody should open."""


def image_size(data: bytes) -> tuple[int, int]:
    """How large an image is when it is shown upright, by its headers alone.

    Args:
        data: The bytes of an image file.

    Returns:
        Width and height in pixels, after the rotation that its EXIF data asks for.

    Raises:
        UnreadableImage: They are no image, or one of too many pixels.
        MissingExtra: Pillow isn't installed.
    """
    require_pillow("reading an image")
    from limner.sandbox.studio.photo import size_of

    return size_of(data)
