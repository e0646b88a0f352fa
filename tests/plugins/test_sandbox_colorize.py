"""What the sandbox draws for bria/fibo-edit/colorize: four looks, on any picture."""

from __future__ import annotations

import io
from functools import cache
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

import limner
from limner.sandbox.studio.scenes.composition import compose

ENDPOINT = "bria/fibo-edit/colorize"
CLIENT = limner.Client(provider="sandbox", environment={})
LOOKS = CLIENT.registry[ENDPOINT].input["properties"]["color"]["enum"]
CONTEMPORARY, VIVID, GREY, SEPIA = LOOKS
UPPER = (0, 0, 116, 80)
"""Where a picture of 192x144 has no lettering."""


def file(look: str, image: Image.Image) -> bytes:
    return CLIENT.run(ENDPOINT, {"image_url": image, "color": look}).artifacts[0].bytes()


def drawn(look: str, image: Image.Image) -> Image.Image:
    return Image.open(io.BytesIO(file(look, image))).convert("RGB")


def scene() -> Image.Image:
    return compose((192, 144), 3, "a lighthouse at noon")


@cache
def upper(look: str) -> Image.Image:
    return drawn(look, scene()).crop(UPPER)


def mean(image: Image.Image) -> list[float]:
    return ImageStat.Stat(image).mean


def saturation(image: Image.Image) -> float:
    """How far red, green and blue are apart, on average."""
    red, green, blue = image.split()
    high = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    low = ImageChops.darker(ImageChops.darker(red, green), blue)
    return mean(ImageChops.subtract(high, low))[0]


def test_looks_differ() -> None:
    """Every look is told from every other, and from the picture that was sent."""
    pictures = {"as it was": scene().crop(UPPER), **{look: upper(look) for look in LOOKS}}

    for one, other in combinations(pictures, 2):
        difference = ImageChops.difference(pictures[one], pictures[other])
        assert sum(mean(difference)) / 3 > 12, (one, other)


def test_how_strong_the_colours_are() -> None:
    """Black and white has none; contemporary colours are calm, vivid ones strong."""
    assert saturation(upper(GREY)) == 0
    assert saturation(upper(CONTEMPORARY)) < saturation(scene().crop(UPPER))
    assert saturation(upper(VIVID)) > 1.2 * saturation(scene().crop(UPPER))


def test_sepia_is_brown_on_a_card() -> None:
    """Red is stronger than green, green than blue; the card around the print is lighter."""
    old = drawn(SEPIA, scene())
    red, green, blue = mean(old.crop(UPPER))

    assert red > green + 15 > blue + 30
    assert mean(old.crop((0, 30, 3, 60)))[0] > mean(old.crop((10, 30, 20, 60)))[0] + 15


@pytest.mark.parametrize("look", [CONTEMPORARY, VIVID])
def test_a_grey_picture_gets_colours(look: str) -> None:
    """To colorize is to make colours up, where there are none."""
    assert saturation(drawn(look, scene().convert("L")).crop(UPPER)) > 20


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", [(1, 1), (3, 90), (90, 3)])
def test_tiny_pictures(look: str, size: tuple[int, int]) -> None:
    """There is no picture too small, nor too thin."""
    assert drawn(look, Image.new("RGB", size, "teal")).size == size


@pytest.mark.parametrize("look", [GREY, SEPIA])
def test_same_request_gives_same_bytes(look: str) -> None:
    """Grain and stains are where they were."""
    assert file(look, scene()) == file(look, scene())
