"""A picture's bytes in the format that was asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image

if TYPE_CHECKING:
    from collections.abc import Mapping

SOFTWARE = "Limner sandbox"

_FORMATS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "image/png": ("PNG", {"compress_level": 3}),
    "image/jpeg": ("JPEG", {"quality": 90}),
    "image/webp": ("WEBP", {"quality": 85, "method": 2}),
    "image/gif": ("GIF", {"comment": SOFTWARE}),
}
_PALETTE_SAMPLE = 512, 512
_CLEAR = 255


def encoded(picture: Image.Image, media_type: str) -> bytes:
    """The bytes of an image file whose metadata says where it comes from.

    Raises:
        ValueError: The media type is none of ours.
    """
    if media_type not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise ValueError(f"the sandbox can't draw {media_type!r}; it can draw {known}")
    kind, options = _FORMATS[media_type]
    out = io.BytesIO()
    if kind == "GIF":
        reduced, clear = _reduced(picture)
        reduced.save(out, kind, **options, **clear)
        return out.getvalue()
    if kind == "JPEG":
        picture = on_paper(picture)
    picture.save(out, kind, exif=_origin(), **options)
    return out.getvalue()


def _origin() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = SOFTWARE
    return exif


def on_paper(picture: Image.Image) -> Image.Image:
    """A picture without transparency: what was clear is white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    clear = picture.convert("RGBA")
    paper.paste(clear, (0, 0), clear)
    return paper


def _reduced(picture: Image.Image) -> tuple[Image.Image, dict[str, int]]:
    """In the 256 colours of a GIF, which a small copy of the picture finds quickly.

    Returns:
        The picture, and which of the colours is clear, if one is.
    """
    whole = picture.convert("RGB")
    sample = whole.copy()
    sample.thumbnail(_PALETTE_SAMPLE)
    if not picture.has_transparency_data:
        return whole.quantize(palette=sample.quantize(256)), {}
    reduced = whole.quantize(palette=sample.quantize(_CLEAR))
    alpha = picture.convert("RGBA").getchannel("A")
    reduced.paste(_CLEAR, mask=alpha.point([255] * 128 + [0] * 128))
    return reduced, {"transparency": _CLEAR}
