"""Crystals that grow along the edges of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageFilter

from limner.sandbox.chance import dice
from limner.sandbox.effects import toned
from limner.sandbox.studio.scaling.invention import invented

if TYPE_CHECKING:
    from PIL import Image

_MOST = 2600
_GLINTS = 0.16


def crystallised(picture: Image.Image, creativity: float) -> Image.Image:
    """A picture with clear edges; with creativity, splinters of crystal and glints on them.

    Args:
        picture: RGB.
        creativity: 0 to 10.
    """
    share = creativity / 10
    crisp = picture.filter(ImageFilter.UnsharpMask(max(picture.size) / 700, 45, 2))
    if not creativity:
        return crisp
    # Always the same dice: more creativity adds to what less of it has drawn.
    count, boldness = round(_MOST * share**0.8), 0.75 + 0.75 * share
    grown = invented(crisp, "facets", count, dice("crystal"), boldness)
    grown = invented(grown, "glints", round(count * _GLINTS), dice("glint"), boldness)
    return toned(grown, contrast=1 + 0.14 * share, saturation=1 + 0.25 * share)
