"""What the sandbox answers for fal-ai/birefnet/v2: a cut-out, and its mask."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

import limner

ENDPOINT = "fal-ai/birefnet/v2"
CLIENT = limner.Client(provider="sandbox", environment={})
MODELS = CLIENT.registry[ENDPOINT].input["properties"]["model"]["enum"]
DYNAMIC = "General Use (Dynamic)"


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def scene() -> Image.Image:
    """A jagged thing on a gradient, and a small one apart from it."""
    fine = Image.linear_gradient("L").resize((1024, 768))
    picture = ImageOps.colorize(fine, (30, 80, 170), (210, 225, 235))
    pen = ImageDraw.Draw(picture)
    peaks = [(320 + 48 * step, 240 + 150 * (step % 2)) for step in range(9)]
    pen.polygon([*peaks, (700, 560), (330, 560)], (150, 30, 40))
    pen.ellipse((830, 200, 900, 270), (250, 240, 190))
    return picture.resize((256, 192), Image.Resampling.BOX)


SCENE = png(scene())


def cut(image: bytes = SCENE, **arguments: Any) -> list[Image.Image]:
    """The pictures that come back."""
    result = CLIENT.run(ENDPOINT, {"image_url": image, **arguments})
    return [Image.open(io.BytesIO(one.bytes())) for one in result.images]


def seen(picture: Image.Image) -> Image.Image:
    """A picture on white paper, without what is lettered."""
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    width, height = picture.size
    return paper.convert("RGB").crop((0, round(height * 0.14), width, round(height * 0.62)))


def apart(one: Image.Image, other: Image.Image) -> float:
    """By how many levels two pictures differ, outside the lettering."""
    difference = ImageChops.difference(seen(one), seen(other))
    return sum(ImageStat.Stat(difference).mean) / 3


def alpha(picture: Image.Image) -> Image.Image:
    return picture.convert("RGBA").getchannel("A")


@pytest.mark.parametrize("name", ["png", "webp", "gif"])
def test_the_background_is_clear(name: str) -> None:
    """In every format the subject is there and the sky is not."""
    (picture,) = cut(output_format=name)

    clear = alpha(picture)
    assert picture.format == name.upper()
    assert picture.size == (256, 192)
    assert clear.getpixel((8, 8)) == 0
    assert 0.03 < ImageStat.Stat(seen_mask(clear)).mean[0] / 255 < 0.5


def seen_mask(mask: Image.Image) -> Image.Image:
    return mask.crop((0, 27, mask.width, 119))


def test_the_mask_comes_when_asked_for() -> None:
    """`output_mask` brings a second picture: where it's white the first one isn't clear."""
    assert len(cut()) == 1
    assert len(cut(output_mask=False)) == 1

    picture, mask = cut(output_mask=True)

    grey = mask.convert("L")
    assert mask.convert("RGB").getpixel((8, 30)) == (0, 0, 0)
    assert grey.getextrema() == (0, 255)
    difference = ImageChops.difference(seen_mask(alpha(picture)), seen_mask(grey))
    assert ImageStat.Stat(difference).mean[0] < 1


def test_the_result_names_the_mask() -> None:
    """The mask stands at its own member."""
    asked = {"image_url": SCENE, "output_mask": True}

    assert CLIENT.run(ENDPOINT, asked).raw["mask_image"]["url"]
    assert not CLIENT.run(ENDPOINT, {"image_url": SCENE}).raw.get("mask_image")


def test_every_model_sees_otherwise() -> None:
    """Each pair of models gives pictures that differ."""
    found = {model: cut(model=model)[0] for model in MODELS}

    for one, other in itertools.combinations(MODELS, 2):
        assert apart(found[one], found[other]) > 0.25, (one, other)


def test_matting_is_half_transparent() -> None:
    """Only the matting model has strands, which are neither there nor not."""
    halves = {
        model: sum(seen_mask(alpha(cut(model=model)[0])).histogram()[40:216]) for model in MODELS
    }

    assert halves["Matting"] > 1.5 * max(n for name, n in halves.items() if name != "Matting")


def test_the_dynamic_model_finds_more() -> None:
    """It keeps what stands apart, such as the sun."""
    light, dynamic = (
        ImageStat.Stat(seen_mask(alpha(cut(model=model)[0]))).mean[0]
        for model in ("General Use (Light 2K)", DYNAMIC)
    )

    assert dynamic > light


def test_a_higher_resolution_is_finer() -> None:
    """Each step up changes the edge, and leaves less of it blurred."""
    steps = ("1024x1024", "2048x2048", "2304x2304")
    found = [cut(model=DYNAMIC, operating_resolution=step)[0] for step in steps]
    blurred = [sum(seen_mask(alpha(one)).histogram()[40:216]) for one in found]

    assert blurred[0] > blurred[1] > blurred[2]
    assert apart(found[0], found[1]) > 0.4
    assert apart(found[1], found[2]) > 0.1


def test_refining_takes_the_background_out_of_the_edge() -> None:
    """Of a red disc on blue, an unrefined edge has a blue halo, a refined one has none."""
    picture = Image.new("RGB", (192, 144), (20, 40, 230))
    picture.paste((220, 30, 20), (0, 0, 192, 144), disc())
    (clean,), (spilt,) = (cut(png(picture), refine_foreground=on) for on in (True, False))

    assert blue(clean) < 3
    assert blue(spilt) > 10 + blue(clean)


def disc() -> Image.Image:
    mask = Image.new("L", (768, 576))
    mask.paste(255, (0, 0, 768, 576), Image.radial_gradient("L").resize((768, 576)))
    mask = mask.point([255 * (value < 80) for value in range(256)])
    return mask.resize((192, 144), Image.Resampling.BOX)


def blue(picture: Image.Image) -> float:
    """How much bluer than red the seen part of a cut-out is, where it is."""
    whole = picture.convert("RGBA")
    red, _, tone, clear = (band.crop((0, 27, 192, 104)) for band in whole.split())
    return ImageStat.Stat(ImageChops.subtract(tone, red), clear).mean[0]


def test_what_is_clear_has_a_sensible_colour() -> None:
    """Under a refined cut-out lie the subject's colours, under another the picture's own."""
    plain = cut(refine_foreground=False)[0].convert("RGB")
    source = Image.open(io.BytesIO(SCENE)).convert("RGB")

    assert plain.getpixel((8, 60)) == source.getpixel((8, 60))
    assert cut()[0].convert("RGB").getpixel((8, 60)) != (0, 0, 0)


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 2)])
@pytest.mark.parametrize("model", MODELS)
def test_tiny_pictures(size: tuple[int, int], model: str) -> None:
    """The smallest pictures come back in their size, with their mask, twice the same."""
    image = png(Image.linear_gradient("L").resize(size).convert("RGB"))

    first, again = (cut(image, model=model, output_mask=True) for _ in range(2))

    assert [one.size for one in first] == [size, size]
    assert [one.tobytes() for one in first] == [one.tobytes() for one in again]


@pytest.mark.parametrize("image", ["https://images.example/cat.png"])
def test_a_picture_elsewhere_is_replaced(image: str) -> None:
    """What only has an address is replaced by a landscape, which is cut out likewise."""
    result = CLIENT.run(ENDPOINT, {"image_url": image})

    picture = Image.open(io.BytesIO(result.images[0].bytes()))
    assert alpha(picture).getextrema() == (0, 255)
