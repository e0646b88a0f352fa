"""The connected parts of a mask, and its holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from collections.abc import Sequence


def kept_parts(mask: Image.Image, weights: Image.Image, share: float) -> Image.Image:
    """A mask without its minor parts.

    Args:
        mask: `L`, black and white; a small one.
        weights: `L`, of the same size: how much each pixel of a part counts.
        share: How much a part must weigh, as a share of the heaviest, to be kept.
    """
    values = weights.tobytes()
    found = _parts(mask)
    heavy = [sum(values[index] for index in part) for part in found]
    least = max(heavy, default=0) * share
    return _painted(
        mask.size, [part for part, weight in zip(found, heavy, strict=True) if weight >= least]
    )


def filled(mask: Image.Image) -> Image.Image:
    """A mask without its holes: black that the frame isn't reached from."""
    outside = Image.new("L", (mask.width + 2, mask.height + 2))
    outside.paste(mask, (1, 1))
    around = _part(bytearray(value == 0 for value in outside.tobytes()), outside.size, 0)
    hole = ImageChops.invert(_painted(outside.size, [around]))
    return hole.crop((1, 1, mask.width + 1, mask.height + 1))


def _parts(mask: Image.Image) -> list[Sequence[int]]:
    white = bytearray(value > 0 for value in mask.tobytes())
    return [_part(white, mask.size, index) for index in range(len(white)) if white[index]]


def _part(white: bytearray, size: tuple[int, int], start: int) -> list[int]:
    """The pixels that are reached from one, which are then white no more."""
    width = size[0]
    part, white[start] = [start], 0
    for index in part:
        column = index % width
        for step, inside in (
            (-width, index >= width),
            (width, index + width < len(white)),
            (-1, column > 0),
            (1, column < width - 1),
        ):
            if inside and white[index + step]:
                white[index + step] = 0
                part.append(index + step)
    return part


def _painted(size: tuple[int, int], parts: Sequence[Sequence[int]]) -> Image.Image:
    sheet = bytearray(size[0] * size[1])
    for part in parts:
        for index in part:
            sheet[index] = 255
    return Image.frombytes("L", size, bytes(sheet))
