"""What a picture is of, found without any model."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from limner.sandbox.chance import dice
from limner.sandbox.studio.canvas import Canvas
from limner.sandbox.studio.scenes.composition import compose
from limner.sandbox.studio.seeing.subject import subject

SIZE = (192, 144)


def sheet() -> Image.Image:
    """A background with a gradient from the top to the bottom."""
    canvas = Canvas(SIZE)
    canvas.sky(((20, 60, 140), (90, 160, 220), (240, 220, 180)), SIZE[1] * 2)
    return canvas.finished(SIZE)


def with_disc(centre: tuple[int, int] = (96, 72), radius: int = 36) -> Image.Image:
    picture = sheet()
    x, y = centre
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), "firebrick")
    return picture


def share(mask: Image.Image) -> float:
    """How much of a picture is white."""
    return ImageStat.Stat(mask).mean[0] / 255


def test_a_disc_is_found_on_a_gradient() -> None:
    """What stands out is white to its edge, and the rest is black."""
    mask = subject(with_disc())

    truth = Image.new("L", SIZE)
    ImageDraw.Draw(truth).ellipse((60, 36, 132, 108), 255)
    assert mask.mode == "L"
    assert mask.size == SIZE
    assert share(ImageChops.difference(mask, truth)) < 0.02


def test_a_ring_has_no_hole() -> None:
    """What lies inside of the subject belongs to it."""
    picture = with_disc()
    ImageDraw.Draw(picture).ellipse((84, 60, 108, 84), (90, 160, 220))

    assert subject(picture).getpixel((96, 72)) == 255


def test_what_reaches_the_lower_edge_is_found() -> None:
    """A person is cut off by the picture's lower edge, and is its subject all the same."""
    picture = sheet()
    pen = ImageDraw.Draw(picture)
    pen.ellipse((76, 24, 116, 72), (220, 170, 140))
    pen.rounded_rectangle((50, 72, 142, 200), 20, "darkred")

    mask = subject(picture)

    assert all(mask.getpixel(place) == 255 for place in ((96, 48), (96, 100), (96, 143)))
    assert all(mask.getpixel(place) == 0 for place in ((8, 8), (184, 8), (20, 100)))


def test_the_lighthouse_is_found() -> None:
    """The sandbox's own lighthouse is cut out of the sea and the sky, without the sun."""
    picture = compose((512, 384), 3, "a lighthouse on a summer day")

    mask = subject(picture)

    assert 0.005 < share(mask) < 0.45
    assert mask.getpixel((5, 5)) == mask.getpixel((506, 5)) == 0


@pytest.mark.parametrize("colour", ["black", "gray", "white", "teal"])
def test_where_nothing_stands_out_an_oval_is(colour: str) -> None:
    """A flat picture has its middle for a subject, softly."""
    mask = subject(Image.new("RGB", SIZE, colour))

    assert mask.getpixel((96, 75)) == 255
    assert mask.getpixel((0, 0)) == mask.getpixel((191, 143)) == 0
    assert 0.2 < share(mask) < 0.7


def test_minor_parts_come_when_asked_for() -> None:
    """A small second thing belongs to the subject only if small things count."""
    picture = with_disc((80, 72))
    ImageDraw.Draw(picture).ellipse((150, 60, 168, 78), "firebrick")

    assert subject(picture).getpixel((159, 69)) == 0
    assert subject(picture, parts=0.02).getpixel((159, 69)) == 255


def test_detail_is_seen_in_the_edge() -> None:
    """A finer mask follows an edge more closely."""
    picture = Image.new("RGB", (768, 576), "skyblue")
    points = [(150 + 60 * step, 150 + 280 * (step % 2)) for step in range(9)]
    ImageDraw.Draw(picture).polygon([*points, (640, 500), (120, 500)], "darkgreen")
    truth = Image.new("L", picture.size)
    ImageDraw.Draw(truth).polygon([*points, (640, 500), (120, 500)], 255)

    errors = [
        share(ImageChops.difference(subject(picture, detail=detail), truth))
        for detail in (64, 256, 512)
    ]

    assert errors[0] > errors[1] > errors[2]


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (3, 700), (700, 2), (37, 41)])
@pytest.mark.parametrize("upright", [False, True])
def test_any_size(size: tuple[int, int], upright: bool) -> None:  # noqa: FBT001
    """The smallest and the narrowest pictures have a mask of their size, twice the same."""
    noise = Image.frombytes("RGB", size, dice(1).randbytes(size[0] * size[1] * 3))

    mask = subject(noise, upright=upright)

    assert mask.size == size
    assert mask.tobytes() == subject(noise, upright=upright).tobytes()
