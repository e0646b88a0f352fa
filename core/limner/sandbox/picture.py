"""A picture that stands for a model's answer, and never passes for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.extras import require_pillow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image


def draw_picture(  # noqa: PLR0913 - keywords, each a part of what is drawn
    size: tuple[int, int],
    *,
    media_type: str,
    seed: int,
    title: str,
    lines: Sequence[str],
    base: bytes | None = None,
) -> bytes:
    """Draw a picture with the word "sandbox", the prompt and the parameters on it.

    The same arguments give the same bytes. On a picture of a few pixels there is no room
    for lettering; its metadata says "Limner sandbox" all the same.

    Args:
        size: Width and height in pixels, each at least 1.
        media_type: `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
        seed: Another seed gives another picture.
        title: The prompt.
        lines: The parameters, such as "guidance_scale 3.5", in small letters.
        base: The caller's own image, to be shown in place of a drawn one; it fills the
            picture, so what doesn't fit its proportions is cut off.

    Returns:
        The bytes of an image file.

    Raises:
        ValueError: The size or the media type can't be drawn.
        UnreadableImage: `base` is no image; a `ValueError` too.
        MissingExtra: Pillow isn't installed.
    """
    require_pillow("drawing a picture")
    from limner.sandbox.studio.photo import photo
    from limner.sandbox.studio.scenes.composition import compose

    check_size(size)
    picture = compose(size, seed, title) if base is None else photo(base, size)
    return inscribed(picture, title, lines, media_type)


def inscribed(picture: Image.Image, title: str, lines: Sequence[str], media_type: str) -> bytes:
    """The bytes of an image file of a picture, marked and captioned.

    Args:
        picture: RGB, or RGBA, where the caption stands on what is clear, too.
        title: The prompt.
        lines: The parameters.
        media_type: See `draw_picture`.
    """
    from limner.sandbox.studio.caption import inscribe
    from limner.sandbox.studio.encoding import encoded

    return encoded(inscribe(picture, title, lines), media_type)


def check_size(size: tuple[int, int]) -> None:
    """Refuse a size that nothing can be drawn in.

    Raises:
        ValueError: It isn't at least 1x1.
    """
    width, height = size
    if width < 1 or height < 1:
        raise ValueError(f"a picture of {width}x{height} pixels can't be drawn: 1x1 is the least")
