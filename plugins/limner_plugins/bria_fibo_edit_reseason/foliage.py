"""What is green in a picture, and leaves of other colours for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from limner.sandbox.studio.texture import both, curve

if TYPE_CHECKING:
    from collections.abc import Callable


def foliage(picture: Image.Image) -> Image.Image:
    """A mask of what is green: leaves, grass, far woods."""
    hue, saturation, value = picture.convert("HSV").split()
    # Pillow's hues: 21 is orange, 43 yellow, 85 green, 128 cyan.
    green = both(curve(hue, 27, 42), curve(hue, 142, 108))
    woods = both(curve(hue, 85, 100), curve(hue, 154, 134), curve(value, 150, 90))
    green = ImageChops.lighter(green, woods)
    return both(green, curve(saturation, 18, 70), curve(value, 8, 36))


def repainted(
    picture: Image.Image,
    hue: Callable[[int], float] | Image.Image,
    saturation: Callable[[int], float],
    value: Callable[[int], float],
) -> Image.Image:
    """A picture with other hues (0 to 255, red to red), saturations and brightnesses.

    Args:
        picture: RGB.
        hue: What becomes of each; or the hues themselves, `L`.
        saturation: What becomes of each.
        value: Likewise.
    """
    planes = picture.convert("HSV").split()
    hues = hue if isinstance(hue, Image.Image) else _through(planes[0], hue)
    rest = _through(planes[1], saturation), _through(planes[2], value)
    return Image.merge("HSV", (hues, *rest)).convert("RGB")


def _through(plane: Image.Image, formula: Callable[[int], float]) -> Image.Image:
    return plane.point([min(255, max(0, round(formula(value)))) for value in range(256)])
