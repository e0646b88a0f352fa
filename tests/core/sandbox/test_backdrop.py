"""Where a picture shows sky: the seasons and lights of the sandbox are drawn there."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageStat

from limner.sandbox.studio.scenes.composition import compose
from limner.sandbox.studio.seeing.backdrop import backdrop


def share(mask: Image.Image, box: tuple[int, int, int, int]) -> float:
    """How much of a part of a mask is white."""
    return ImageStat.Stat(mask.crop(box)).mean[0] / 255


def test_a_beam_of_light_does_not_cut_the_sky() -> None:
    """Above it, in it and below it there's sky, down to the land and up to the tower."""
    picture = Image.linear_gradient("L").resize((640, 480))
    picture = Image.merge(
        "RGB", [picture.point(lambda v, low=low: low + v // 3) for low in (90, 50, 90)]
    )
    draw = ImageDraw.Draw(picture)
    draw.polygon([(640, 130), (640, 165), (160, 150), (160, 146), (0, 130), (0, 165)], "#e0c8d8")
    draw.rectangle((140, 140, 170, 360), "#201030")
    draw.rectangle((0, 360, 640, 480), "#201030")

    sky = backdrop(picture)

    assert share(sky, (250, 20, 600, 120)) > 0.95
    assert share(sky, (250, 190, 600, 340)) > 0.95
    assert share(sky, (300, 142, 420, 150)) > 0.8
    assert share(sky, (145, 200, 165, 480)) < 0.1
    assert share(sky, (0, 380, 640, 480)) < 0.05


def test_lit_windows_are_no_sky() -> None:
    """Lights that are short don't open the way through a town at night."""
    sky = backdrop(compose((640, 480), 6, "a city at night").convert("RGB"))

    assert share(sky, (0, 0, 640, 60)) > 0.9
    assert share(sky, (0, 280, 640, 480)) < 0.05
