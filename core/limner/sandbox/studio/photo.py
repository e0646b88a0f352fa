"""The caller's own image, opened with care."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import ExifTags, Image, ImageOps

from limner.sandbox.still import UnreadableImage
from limner.sandbox.studio.encoding import on_paper

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

# The others are rare, and one of them starts a program.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
_TOO_LARGE = "the image has too many pixels to be opened safely"

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})


def size_of(data: bytes) -> tuple[int, int]:
    """See `limner.sandbox.still.image_size`."""
    image = _opened(data)
    turned = _orientation(image) in _SIDEWAYS
    return (image.height, image.width) if turned else image.size


def photo(data: bytes, size: tuple[int, int]) -> Image.Image:
    """The image upright, without transparency, cut and scaled to fill a size.

    Args:
        data: The bytes of an image file.
        size: In pixels.

    Raises:
        UnreadableImage: They are no image, a damaged one, or one of too many pixels.
    """
    image = _opened(data)
    try:
        turn = _TURNS.get(_orientation(image))
        upright = image if turn is None else image.transpose(turn)
        return ImageOps.fit(_opaque(upright), size, Image.Resampling.BICUBIC)
    except Exception as error:  # a decoder of hostile bytes may raise anything
        raise UnreadableImage(f"the image is damaged: {error}") from error


def _opened(data: bytes) -> ImageFile:
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableImage(_TOO_LARGE) from error
    except Exception as error:  # likewise
        raise UnreadableImage("these bytes are not an image that can be opened") from error
    limit = Image.MAX_IMAGE_PIXELS
    if limit is not None and image.width * image.height > limit:
        raise UnreadableImage(_TOO_LARGE)
    return image


def _orientation(image: ImageFile) -> int:
    """How the EXIF data says that the image lies; 1 is upright."""
    # Pillow turns a TIFF by itself, and of a PNG it would decode all pixels to find EXIF.
    if image.format == "TIFF" or (image.format == "PNG" and "exif" not in image.info):
        return 1
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - an image whose EXIF data is garbage is still an image
        return 1


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow would clip 16 bits to 8, which leaves white.
        return image.convert("I").point(lambda value: value / 257).convert("RGB")
    return on_paper(image)
