"""Areas that masks mark, and how they are filled from what is around them."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from limner.sandbox.studio.seeing.area import area_of, healed

SIZE = (192, 108)
GREY = (70, 80, 90)


def photo() -> Image.Image:
    """A picture with something everywhere: coarse patches of many colours."""
    seeds = bytes((index * 97 + index * index * 31) % 256 for index in range(16 * 9 * 3))
    return Image.frombytes("RGB", (16, 9), seeds).resize(SIZE, Image.Resampling.BICUBIC)


def oval(box: tuple[int, int, int, int], size: tuple[int, int] = SIZE) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def apart(one: Image.Image, other: Image.Image) -> float:
    """How many levels two pictures differ by, on average."""
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


def test_masks_mark_what_is_white_or_opaque() -> None:
    """A brush on clear ground marks where it painted, black too; without clear ground, white."""
    out, size = io.BytesIO(), (40, 20)
    brush = Image.new("RGBA", size, (0, 0, 0, 0))
    brush.paste((0, 0, 0, 255), (0, 0, 20, 20))
    brush.save(out, "PNG")
    grey = io.BytesIO()
    oval((0, 0, 19, 19), size).save(grey, "PNG")

    assert area_of(out.getvalue(), size).getpixel((5, 5)) == 255
    assert area_of(out.getvalue(), size).getpixel((30, 5)) == 0
    assert area_of(grey.getvalue(), (80, 40)).getpixel((20, 20)) == 255
    assert area_of(grey.getvalue(), (80, 40)).getpixel((60, 20)) == 0


@pytest.mark.parametrize("mask", [Image.new("L", SIZE), Image.new("L", SIZE, 255)])
def test_healing_takes_any_mask(mask: Image.Image) -> None:
    """Where nothing is marked nothing changes; where all is, something is left."""
    after = healed(photo(), mask)

    assert after.size == SIZE
    assert apart(after, photo()) < 1 or mask.getpixel((0, 0))


def test_healing_leaves_no_trace() -> None:
    """A white disc on grey is gone."""
    mask = oval((80, 40, 110, 70))
    picture = Image.new("RGB", SIZE, GREY)
    picture.paste("white", mask=mask)

    assert apart(healed(picture, mask), Image.new("RGB", SIZE, GREY)) < 0.5
