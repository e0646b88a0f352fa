"""What the sandbox draws for bria/fibo-edit/relight: each light, from each direction."""

from __future__ import annotations

import io
from functools import cache
from itertools import combinations, cycle

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

import limner
from limner.sandbox.studio.scenes.composition import compose

ENDPOINT = "bria/fibo-edit/relight"
CLIENT = limner.Client(provider="sandbox", environment={})
PROPERTIES = CLIENT.registry[ENDPOINT].input["properties"]
LIGHTS = PROPERTIES["light_type"]["enum"]
DIRECTIONS = [*PROPERTIES["light_direction"]["anyOf"][0]["enum"], None]
UPPER = (0, 0, 116, 80)
"""Where a picture of 192x144 has no lettering."""

LAND = 10, 60, 116, 80


def file(light: str, direction: str | None, image: Image.Image) -> bytes:
    asked = {"image_url": image, "light_type": light, "light_direction": direction}
    return CLIENT.run(ENDPOINT, asked).artifacts[0].bytes()


def drawn(light: str, direction: str | None, image: Image.Image) -> Image.Image:
    return Image.open(io.BytesIO(file(light, direction, image))).convert("RGB")


def scene() -> Image.Image:
    return compose((192, 144), 3, "mountains at noon")


@cache
def upper(light: str, direction: str | None = None) -> Image.Image:
    return drawn(light, direction, scene()).crop(UPPER)


def ball() -> Image.Image:
    """A grey ball before a blue wall, left of the tag and above the caption."""
    image = Image.new("RGB", (192, 144), "#6d8fb5")
    ImageDraw.Draw(image).ellipse((30, 14, 100, 84), fill="#807058")
    return image


def mean(image: Image.Image) -> list[float]:
    return ImageStat.Stat(image).mean


def brightness(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    return mean(image.convert("L").crop(box))[0]


def test_all_65_are_told_from_each_other() -> None:
    """No two of the lights and directions look the same."""
    pictures = {(one, way): upper(one, way) for one in LIGHTS for way in DIRECTIONS}

    assert len(pictures) == 65
    for one, other in combinations(pictures, 2):
        difference = ImageChops.difference(pictures[one], pictures[other])
        assert sum(mean(difference)) / 3 > 4, (one, other)


@pytest.mark.parametrize("light", LIGHTS)
def test_light_comes_from_its_side(light: str) -> None:
    """From the side, the ball's left is brighter; from above its top, from below its foot."""
    left, right = (32, 36, 50, 62), (80, 36, 98, 62)
    top, foot = (52, 16, 78, 32), (52, 66, 78, 82)
    side, above, below = (drawn(light, d, ball()) for d in ("side", "top-down", "bottom"))

    assert brightness(side, left) > brightness(side, right) + 8
    assert brightness(above, top) - brightness(above, foot) > 8 + (
        brightness(below, top) - brightness(below, foot)
    )


def test_times_of_day_are_as_bright_as_they_are() -> None:
    """Starlight is darker than moonlight, and that than the blue hour, rain and noon."""
    order = [
        *("starlight nighttime", "moonlight lighting", "blue hour light", "overcast light"),
        *("midday", "soft overcast daylight lighting"),
    ]
    found = [brightness(upper(light), LAND) for light in order]

    assert found == sorted(found)


def test_lights_have_their_colours() -> None:
    """Low sun is orange, sunrise rosy, moonlight and the blue hour blue, clouds grey."""
    red, green, blue = mean(upper("low-angle sunlight"))
    assert red > green > blue + 10
    red, green, blue = mean(upper("sunrise light"))
    assert red > green
    assert blue > green
    for light in ("moonlight lighting", "blue hour light"):
        red, _, blue = mean(upper(light))
        assert blue > red + 20
    assert max(mean(upper("overcast light"))) - min(mean(upper("overcast light"))) < 20


def test_contrast_is_harsh_in_a_studio_and_weak_in_fog() -> None:
    """Fog levels what a flash sets apart."""
    deviations = {
        light: ImageStat.Stat(upper(light).convert("L")).stddev[0]
        for light in ("harsh studio lighting", "midday", "fog-diffused lighting")
    }

    assert deviations["harsh studio lighting"] > deviations["midday"]
    assert deviations["midday"] > 2 * deviations["fog-diffused lighting"]


def test_stars_are_in_the_sky() -> None:
    """Starlight puts many small lights into the sky, and none on what stands before it."""
    image = drawn("starlight nighttime", None, ball()).convert("L")
    small = ImageChops.subtract(image, image.filter(ImageFilter.MedianFilter(5)))

    assert ImageStat.Stat(small.crop((0, 0, 130, 12))).stddev[0] > 6
    assert ImageStat.Stat(small.crop((55, 40, 75, 60))).stddev[0] < 2


def test_spotlight_leaves_the_rest_dark() -> None:
    """What the spotlight shows is far brighter than what it doesn't."""
    image = drawn("spotlight on subject", "front", ball())

    assert brightness(image, (50, 40, 90, 80)) > 2 * brightness(image, (0, 0, 12, 40))


def test_the_old_sun_is_gone() -> None:
    """A picture with a sun of its own has no two lights in its sky."""
    sunny = Image.new("RGB", (192, 144), "#5fa8df")
    ImageDraw.Draw(sunny).rectangle((0, 90, 192, 144), fill="#174a4c")
    ImageDraw.Draw(sunny).ellipse((60, 26, 80, 46), fill="#fffef2")

    image = drawn("overcast light", None, sunny)

    assert abs(brightness(image, (65, 31, 75, 41)) - brightness(image, (30, 31, 50, 41))) < 30


@pytest.mark.parametrize("size", [(1, 1), (3, 90), (90, 3)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    """There is no picture too small, nor too thin."""
    for light, direction in zip(LIGHTS, cycle(DIRECTIONS), strict=False):
        assert drawn(light, direction, Image.new("RGB", size, "olive")).size == size


@pytest.mark.parametrize("light", ["starlight nighttime", "soft bokeh lighting"])
def test_same_request_gives_same_bytes(light: str) -> None:
    """Stars and lamps are where they were."""
    assert file(light, "side", scene()) == file(light, "side", scene())
