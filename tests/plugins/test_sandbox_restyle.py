"""bria/fibo-edit/restyle in the sandbox: thirteen techniques that one can tell apart."""

from __future__ import annotations

import io
import itertools
from functools import cache
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

import limner
from limner.data_urls import data_url
from limner.plugins import Plugins
from limner.request import Request
from limner.sandbox.chance import dice
from limner.sandbox.work import Work, work_of
from limner_plugins.bria_fibo_edit_restyle import styles
from limner_plugins.bria_fibo_edit_restyle.styles import restyled

ENDPOINT = "bria/fibo-edit/restyle"
PLUGINS = Plugins(environment={})
MODEL = PLUGINS.registry[ENDPOINT]
HOOKS = PLUGINS.hooks(MODEL)
STYLES: list[str] = MODEL.input["properties"]["style"]["enum"]
SIZE, SMALL = (192, 144), (72, 54)


def source(size: tuple[int, int] = SIZE) -> Image.Image:
    """A hill with a house before a sky, with slopes of tone."""
    width, height = size
    fall = Image.linear_gradient("L").resize(size)
    picture = Image.merge(
        "RGB", [fall.point([low + v // 3 for v in range(256)]) for low in (90, 130, 170)]
    )
    pen = ImageDraw.Draw(picture)
    pen.ellipse((-width // 4, height // 2, width * 3 // 4, height * 2), fill=(58, 120, 52))
    pen.rectangle((width // 2, height // 3, width * 4 // 5, height * 3 // 4), fill=(214, 80, 50))
    pen.rectangle(
        (width * 3 // 5, height // 2, width * 2 // 3, height * 3 // 4), fill=(30, 24, 40)
    )
    return picture


def url_of(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return data_url("image/png", out.getvalue())


def drawn(picture: Image.Image, style: str) -> Image.Image:
    """What the model answers, where no lettering stands."""
    asked = Request(MODEL, {"image_url": url_of(picture), "style": style})
    done = work_of(asked, HOOKS, "https://sandbox.invalid/files/1")
    assert isinstance(done, Work)
    result = Image.open(io.BytesIO(done.files[0].draw())).convert("RGB")
    assert result.size == picture.size
    return result


@cache
def answer(style: str) -> Image.Image:
    """The middle of the picture in a style, which lettering leaves free."""
    return middle(drawn(source(), style))


def middle(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((width // 10, height // 6, width * 9 // 10, height * 55 // 100))


def distance(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def saturation(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("HSV").getchannel("S")).mean[0]


def share(picture: Image.Image, low: int, high: int) -> float:
    """How much of a picture has a brightness from `low` to `high`."""
    counts = picture.convert("L").histogram()
    return sum(counts[low : high + 1]) / sum(counts)


def test_every_style_of_the_schema_is_drawn() -> None:
    """The table has the schema's styles, all and only them."""
    assert [*styles.STYLES] == STYLES


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_no_tint(style: str) -> None:
    """Each style changes the picture, and not all of it by the same amount."""
    change = ImageChops.difference(answer(style), middle(source())).convert("L")

    assert ImageStat.Stat(change).mean[0] > 6
    assert ImageStat.Stat(change).stddev[0] > 5


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(STYLES, 2)])
def test_styles_differ(one: str, other: str) -> None:
    """No two styles come near each other."""
    assert distance(answer(one), answer(other)) > 8


@pytest.mark.parametrize("style", STYLES)
def test_the_picture_is_seen(style: str) -> None:
    """In each style, another picture gives another answer; the same one gives the same."""
    small = source(SMALL)
    first, again, other = (
        restyled(picture, style, dice(1)) for picture in (small, small, ImageOps.mirror(small))
    )

    assert first.tobytes() == again.tobytes()
    assert distance(first, other) > 8


def test_story_board_is_grey() -> None:
    """Pencil on paper: next to no colour but the marks for the camera."""
    assert saturation(answer("Story Board")) < 12


def test_coloring_book_is_mostly_white() -> None:
    """Lines on white paper, and a little crayon."""
    assert share(answer("Coloring Book"), 250, 255) > 0.4
    assert share(answer("Coloring Book"), 0, 60) > 0.02


def test_wood_cut_is_black_and_cream() -> None:
    """Two tones, and little between them."""
    cut = answer("Wood Cut")

    assert share(cut, 0, 60) > 0.08
    assert share(cut, 200, 255) > 0.15
    assert share(cut, 80, 180) < 0.4


@pytest.mark.parametrize("style", ["Cross Etching", "Wood Cut", "Pop Art Halftone"])
def test_ink_follows_the_tone(style: str) -> None:
    """Of a darker picture more is covered."""
    shades = [Image.merge("RGB", [ramp(low)] * 3) for low in (120, 60, 0)]

    light = [ImageStat.Stat(middle(drawn(shade, style)).convert("L")).mean[0] for shade in shades]

    assert light == sorted(light, reverse=True)


def ramp(low: int) -> Image.Image:
    """All tones in one row at the edge, and one tone below it."""
    picture = Image.new("L", SIZE, low + 60)
    picture.paste(Image.linear_gradient("L").rotate(90).resize((SIZE[0], 20)), (0, SIZE[1] - 20))
    return picture


def test_loud_styles_are_louder_than_the_muted_one() -> None:
    """Cartoon and pop art have more colour than Art Nouveau."""
    muted = saturation(answer("Art Nouveau"))

    assert saturation(answer("Cartoon")) > muted
    assert saturation(answer("Pop Art Halftone")) > muted


@pytest.mark.parametrize("style", ["Oil Painting", "Story Board"])
def test_the_same_again(style: str) -> None:
    """The same request gives the same picture, whatever the hand's irregularities."""
    assert middle(drawn(source(), style)).tobytes() == answer(style).tobytes()


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (3, 90)])
@pytest.mark.parametrize("style", STYLES)
def test_tiny_pictures(style: str, size: tuple[int, int]) -> None:
    """A picture of hardly any pixels is drawn too."""
    drawn(Image.new("RGB", size, "teal"), style)


def test_an_unknown_style_is_the_plain_picture() -> None:
    """A style that the schema may have tomorrow gives the picture as it is."""
    assert restyled(source(), "Fresco", dice(1)).tobytes() == source().tobytes()


def test_through_a_client(tmp_path: Any) -> None:
    """A caller gets the picture in the style; one on the web is stood in for."""
    with limner.Client(provider="sandbox", environment={}) as client:
        arguments = {"image_url": "https://images.example/a.png", "style": "Wood Cut"}
        result = client.run(ENDPOINT, arguments)
        saved = result.images[0].save(tmp_path)

    with Image.open(saved) as picture:
        assert share(picture, 80, 180) < 0.3
