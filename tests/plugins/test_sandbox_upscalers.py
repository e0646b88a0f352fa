"""What the sandbox answers for the two upscalers: larger pictures, with detail as asked for."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

import limner
from limner.sandbox.studio.scaling.loupe import with_loupe
from limner.sandbox.studio.scenes.composition import compose

CRYSTAL = "clarityai/crystal-upscaler"
CLARITY = "fal-ai/clarity-upscaler"
CLIENT = limner.Client(provider="sandbox", environment={})


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


SCENE = compose((128, 96), 3, "a lighthouse on a summer day")
IMAGE = png(SCENE)


def enlarged(endpoint_id: str, image: bytes = IMAGE, **arguments: Any) -> Image.Image:
    result = CLIENT.run(endpoint_id, {"image_url": image, **arguments})
    return Image.open(io.BytesIO(result.images[0].bytes())).convert("RGB")


@cache
def clarity(**arguments: Any) -> Image.Image:
    return enlarged(CLARITY, **{"seed": 1, **arguments})


def seen(picture: Image.Image) -> Image.Image:
    """What lies between the tag and the caption."""
    width, height = picture.size
    return picture.crop((0, round(height * 0.14), width, round(height * 0.62)))


def apart(one: Image.Image, other: Image.Image) -> float:
    """By how many levels two pictures differ, outside the lettering."""
    difference = ImageChops.difference(seen(one), seen(other))
    return sum(ImageStat.Stat(difference).mean) / 3


def spread(picture: Image.Image) -> float:
    return ImageStat.Stat(seen(picture).convert("L")).stddev[0]


def colourful(picture: Image.Image) -> float:
    return ImageStat.Stat(seen(picture).convert("HSV")).mean[1]


@pytest.mark.parametrize(
    ("endpoint_id", "name"), [(CRYSTAL, "scale_factor"), (CLARITY, "upscale_factor")]
)
@pytest.mark.parametrize("factor", [1, 1.5, 4])
def test_the_picture_is_larger_by_the_factor(endpoint_id: str, name: str, factor: float) -> None:
    """The picture that was sent comes back in its new size, and is the same picture."""
    picture = enlarged(endpoint_id, **{name: factor})

    again = picture.resize(SCENE.size, Image.Resampling.BOX)
    assert picture.size == (round(128 * factor), round(96 * factor))
    assert apart(again, SCENE) < 40


def test_crystal_without_creativity_keeps_the_picture() -> None:
    """Beside the loupe, hardly anything differs from the source."""
    picture = enlarged(CRYSTAL, scale_factor=2).resize(SCENE.size, Image.Resampling.BOX)

    difference = ImageChops.difference(picture, SCENE).crop((72, 32, 88, 64))
    assert max(ImageStat.Stat(difference).mean) < 4


def test_crystal_grows_with_creativity() -> None:
    """The more creativity, the further the picture is from the plain one."""
    plain = enlarged(CRYSTAL)
    grown = [enlarged(CRYSTAL, creativity=value) for value in (1, 4, 10)]

    distances = [apart(plain, one) for one in grown]
    assert distances == sorted(distances)
    assert distances[0] > 1
    assert distances[-1] > 4 * distances[0]


def test_loupe_shows_pixels_beside_what_they_became() -> None:
    """In the loupe's left half there are few colours in large squares, in its right one many."""
    source = compose((128, 96), 3, "a lighthouse on a summer day")
    large = source.resize((1024, 768), Image.Resampling.LANCZOS)

    difference = ImageChops.difference(with_loupe(large.copy(), source, 8), large).convert("L")

    box = difference.point([255 * (value > 1) for value in range(256)]).getbbox()
    assert box is not None
    assert difference.filter(ImageFilter.BoxBlur(20)).getextrema()[1] > 25


@pytest.mark.parametrize("size", [(63, 63), (30, 400), (1, 1)])
def test_no_loupe_on_a_tiny_picture(size: tuple[int, int]) -> None:
    """Where there is no room, there is none."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")

    assert with_loupe(picture.copy(), picture, 1).tobytes() == picture.tobytes()


def test_clarity_invents_more_with_creativity() -> None:
    """The more creativity, the further the picture is from the one without."""
    plain = clarity(creativity=0)
    distances = [apart(plain, clarity(creativity=value)) for value in (0.1, 0.4, 1)]

    assert distances == sorted(distances)
    assert distances[0] > 0.3


def test_clarity_drifts_without_resemblance() -> None:
    """The less resemblance, the further shapes and colours are from the source's."""
    true = clarity(resemblance=1)
    distances = [apart(true, clarity(resemblance=value)) for value in (0.9, 0.5, 0)]

    assert distances == sorted(distances)
    assert distances[0] > 1
    assert apart(clarity(resemblance=0.6), clarity(resemblance=0.5)) > 1


def test_clarity_is_guided() -> None:
    """More guidance is more contrast and more colour, by small steps, too."""
    found = [clarity(guidance_scale=value) for value in (0, 3.5, 5, 12, 20)]

    assert [spread(one) for one in found] == sorted(spread(one) for one in found)
    assert [colourful(one) for one in found] == sorted(colourful(one) for one in found)
    assert apart(found[1], found[2]) > 1


def test_clarity_is_finished_by_steps() -> None:
    """More steps leave less noise, and less paleness."""
    found = [clarity(num_inference_steps=value, creativity=0) for value in (4, 10, 18, 28, 50)]
    rough = [
        ImageStat.Stat(
            ImageChops.difference(one, one.filter(ImageFilter.MedianFilter(3))).crop(
                (120, 40, 176, 118)
            )
        ).mean[0]
        for one in found
    ]

    assert rough[0] > 1.5 * rough[-1]
    assert [colourful(one) for one in found] == sorted(colourful(one) for one in found)
    assert apart(found[2], found[3]) > 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"seed": 1}, {"seed": 2}),
        ({"prompt": "a cat"}, {"prompt": "a dog"}),
        ({"prompt": "masterpiece, best quality, highres"}, {"prompt": "masterpiece"}),
        ({"prompt": "stars at night"}, {"prompt": "leaves in spring"}),
        ({}, {"negative_prompt": "ugly"}),
        ({"negative_prompt": "red"}, {"negative_prompt": "blue"}),
        ({}, {"negative_prompt": ""}),
    ],
)
def test_clarity_hears_words_and_seeds(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Another seed and other words give other pictures."""
    assert apart(clarity(**one), clarity(**other)) > 1


def test_clarity_leans_to_the_colour_that_is_named() -> None:
    """A prompt's colour is in the picture, and a negative prompt's isn't."""

    def redness(picture: Image.Image) -> float:
        red, _, blue = ImageStat.Stat(seen(picture)).mean
        return red - blue

    assert redness(clarity(prompt="red")) > 5 + redness(clarity(prompt="blue"))
    assert redness(clarity(negative_prompt="red")) < redness(clarity(negative_prompt="blue")) - 5


@pytest.mark.parametrize("endpoint_id", [CRYSTAL, CLARITY])
@pytest.mark.parametrize("size", [(1, 1), (2, 90), (70, 1), (5, 4)])
def test_tiny_pictures(endpoint_id: str, size: tuple[int, int]) -> None:
    """The smallest pictures are enlarged, twice the same."""
    image = png(Image.linear_gradient("L").resize(size).convert("RGB"))

    first, again = (enlarged(endpoint_id, image, creativity=1) for _ in range(2))

    assert first.size == (size[0] * 2, size[1] * 2)
    assert first.tobytes() == again.tobytes()


@pytest.mark.parametrize("endpoint_id", [CRYSTAL, CLARITY])
def test_large_pictures(endpoint_id: str) -> None:
    """A picture that is worked on in a smaller copy has the same look, and all its pixels."""
    source = compose((700, 525), 3, "a lighthouse on a summer day")
    large = enlarged(endpoint_id, png(source), creativity=0.5)

    assert large.size == (1400, 1050)
    assert apart(large.resize((350, 262)), source.resize((350, 262))) < 25


def test_what_a_null_seed_gives_can_be_had_again() -> None:
    """The seed that a result names gives the same picture."""
    asked = {"image_url": IMAGE, "seed": None}
    result = CLIENT.run(CLARITY, asked)
    drawn = Image.open(io.BytesIO(result.images[0].bytes())).convert("RGB")

    assert apart(drawn, clarity(seed=result.raw["seed"])) == 0
