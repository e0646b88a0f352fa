"""The sun or moon in a picture: where it is, and the picture without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from limner.sandbox.studio.seeing.islands import islands
from limner.sandbox.studio.texture import both, curve

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point

_SIDE = 96
_LEAST, _MOST = 0.06, 0.2
_BRIGHT = 225
_OVER = 24
_ROUND = 0.52, 0.9
_LONGEST = 2.0
_LOWEST = 0.6

_Place = tuple[int, int]


def sun_of(picture: Image.Image) -> Point | None:
    """Where the sun or moon is, as shares of width and height; None, where none is seen."""
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE))
    discs = [disc for disc in _blobs(small) if _is_disc(disc, small.size)]
    if not discs:
        return None
    largest = max(discs, key=len)
    x, y = (sum(place[axis] + 0.5 for place in largest) / len(largest) for axis in (0, 1))
    return x / small.width, y / small.height


def without_sun(picture: Image.Image) -> Image.Image:
    """A picture without the bright discs in its upper part, if it has any."""
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE))
    discs = [disc for disc in _blobs(small) if _is_disc(disc, small.size)]
    if not discs:
        return picture
    for disc in discs:
        picture = _without(picture, small, disc)
    return picture


def _without(picture: Image.Image, small: Image.Image, disc: list[_Place]) -> Image.Image:
    """A picture whose disc has the colour that is right around it."""
    mask = Image.new("L", small.size)
    ImageDraw.Draw(mask).point(disc, fill=255)
    wide = mask.filter(ImageFilter.MaxFilter(3))
    ring = ImageChops.subtract(wide.filter(ImageFilter.MaxFilter(3)), wide)
    sky = ImageStat.Stat(small, ring).median
    plain = Image.new("RGB", picture.size, (sky[0], sky[1], sky[2]))
    gone = wide.filter(ImageFilter.GaussianBlur(1)).resize(picture.size, Image.Resampling.BICUBIC)
    # Only what is brighter than the sky goes, not what stands before the sun.
    brighter = ImageChops.subtract(picture.convert("L"), plain.convert("L"))
    share = ImageChops.multiply(curve(gone, 0, 110), curve(brighter, 0, 10))
    return Image.composite(plain, picture, share)


def _blobs(small: Image.Image) -> list[list[_Place]]:
    """What hangs together of the pixels that are far brighter than their surroundings."""
    grey = small.convert("L")
    over = ImageChops.subtract(grey, grey.filter(ImageFilter.MedianFilter(25)))
    return islands(both(curve(grey, _BRIGHT - 1, _BRIGHT), curve(over, _OVER - 1, _OVER)))


def _is_disc(blob: list[_Place], size: _Place) -> bool:
    """Whether it's as round, as large and as high up as the sun in a sky."""
    across, down = ({place[axis] for place in blob} for axis in (0, 1))
    width, height = (max(side) - min(side) + 1 for side in (across, down))
    share = len(blob) / (width * height)
    return (
        _LEAST <= max(width, height) / max(size) <= _MOST
        and max(width, height) <= _LONGEST * min(width, height)
        and _ROUND[0] <= share <= _ROUND[1]
        and min(down) > 0
        and max(down) < _LOWEST * size[1]
    )
