"""Areas of a picture that a caller marks with a second picture, and pictures without them."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageFilter, ImageOps

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
_CELLS = 48
_KNOWN = 48

_Cell = tuple[int, int]
_Colour = tuple[int, int, int]


def area_of(data: bytes, size: tuple[int, int]) -> Image.Image:
    """What a mask picture marks: what is opaque in it, or white if all of it is opaque.

    Args:
        data: The bytes of an image file that can be opened.
        size: In pixels; the mask fills it as `limner.sandbox.studio.photo.photo` would.

    Returns:
        A mask, `L`, white where the area is.
    """
    image: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
    shape = ImageOps.exif_transpose(image)
    alpha = shape.convert("RGBA").getchannel("A") if shape.has_transparency_data else None
    if alpha is None or alpha.getextrema() == (255, 255):
        alpha = shape.convert("RGB").convert("L")
    return ImageOps.fit(alpha, size, Image.Resampling.BILINEAR)


def healed(picture: Image.Image, area: Image.Image) -> Image.Image:
    """A picture whose area is filled with what lies around it, softly.

    Args:
        picture: RGB.
        area: A mask of the same size.
    """
    grown = area.filter(ImageFilter.MaxFilter(5))
    factor = max(1.0, max(picture.size) / _CELLS)
    cells = max(1, round(picture.width / factor)), max(1, round(picture.height / factor))
    kept = ImageOps.invert(grown)
    clear = ImageChops.multiply(picture, Image.merge("RGB", (kept, kept, kept)))
    known = _averages(
        clear.resize(cells, Image.Resampling.BOX), kept.resize(cells, Image.Resampling.BOX)
    )
    _spread(known, cells)
    coarse = Image.new("RGB", cells)
    for cell, colour in known.items():
        coarse.putpixel(cell, colour)
    smooth = coarse.filter(ImageFilter.GaussianBlur(1)).resize(
        picture.size, Image.Resampling.BICUBIC
    )
    edge = grown.filter(ImageFilter.GaussianBlur(max(1.0, min(picture.size) / 200)))
    return Image.composite(smooth, picture, ImageChops.lighter(edge, grown))


def _averages(sums: Image.Image, weights: Image.Image) -> dict[_Cell, _Colour]:
    """The mean colour of each cell that has something left."""
    known: dict[_Cell, _Colour] = {}
    colours, shares = sums.tobytes(), weights.tobytes()
    for index, share in enumerate(shares):
        if share >= _KNOWN:
            red, green, blue = (
                min(255, value * 255 // share) for value in colours[index * 3 : index * 3 + 3]
            )
            known[index % sums.width, index // sums.width] = red, green, blue
    return known


def _spread(known: dict[_Cell, _Colour], cells: tuple[int, int]) -> None:
    """Let the colours grow into the cells that have none."""
    missing = {(x, y) for x in range(cells[0]) for y in range(cells[1])} - known.keys()
    while missing and known:
        found = {cell: mean for cell in sorted(missing) if (mean := _around(known, cell))}
        known.update(found)
        missing -= found.keys()


def _around(known: dict[_Cell, _Colour], cell: _Cell) -> _Colour | None:
    x, y = cell
    near = [
        known[x + across, y + down]
        for across in (-1, 0, 1)
        for down in (-1, 0, 1)
        if (x + across, y + down) in known
    ]
    if not near:
        return None
    red, green, blue = (sum(part) // len(near) for part in zip(*near, strict=True))
    return red, green, blue
