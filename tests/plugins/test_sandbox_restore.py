"""bria/fibo-edit/restore in the sandbox: a cleaner picture, and a strip of what it was."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

import limner
from limner.data_urls import data_url
from limner.plugins import Plugins
from limner.request import Request
from limner.sandbox.chance import dice
from limner.sandbox.work import Work, work_of

ENDPOINT = "bria/fibo-edit/restore"
PLUGINS = Plugins(environment={})
MODEL = PLUGINS.registry[ENDPOINT]
SIZE = 320, 240
CLEAN = 120, 40, 300, 130
"""A part that neither the strip nor the lettering covers."""


def scene() -> Image.Image:
    picture = Image.new("RGB", SIZE, (150, 170, 200))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 90, 320, 240), fill=(60, 110, 70))
    pen.ellipse((180, 50, 260, 130), fill=(210, 90, 60))
    return picture


def noisy(picture: Image.Image) -> Image.Image:
    """Specks of dust and thin scratches."""
    chance, worn = dice(4), picture.copy()
    pen = ImageDraw.Draw(worn)
    for _ in range(1500):
        pen.point((chance.randrange(320), chance.randrange(240)), fill=(250, 245, 235))
    for _ in range(6):
        x = chance.randrange(320)
        pen.line((x, 0, x, 240), fill=(245, 240, 230))
    return worn


def faded(picture: Image.Image) -> Image.Image:
    """Without contrast, and with a cast."""
    table = [110 + v // 4 for v in range(256)], [100 + v // 4 for v in range(256)]
    return picture.point([*table[0], *table[1], *(70 + v // 4 for v in range(256))])


def drawn(picture: Image.Image) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "PNG")
    asked = Request(MODEL, {"image_url": data_url("image/png", out.getvalue())})
    done = work_of(asked, PLUGINS.hooks(MODEL), "https://sandbox.invalid/files/1")
    assert isinstance(done, Work)
    result = Image.open(io.BytesIO(done.files[0].draw())).convert("RGB")
    assert result.size == picture.size
    return result


def distance(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_dust_and_scratches_are_gone() -> None:
    """A worn picture comes out much like the clean one does."""
    before = distance(noisy(scene()).crop(CLEAN), scene().crop(CLEAN))
    after = distance(drawn(noisy(scene())).crop(CLEAN), drawn(scene()).crop(CLEAN))

    assert before > 2
    assert after < before / 3


def test_contrast_comes_back() -> None:
    """A faded picture gets its blacks and whites back."""
    old = faded(scene())

    spread = [ImageStat.Stat(one.crop(CLEAN)).stddev for one in (old, drawn(old))]

    assert all(after > 2 * before for before, after in zip(*spread, strict=True))


def test_a_cast_is_balanced() -> None:
    """Grey that has turned yellow is nearly grey again."""
    grey = Image.linear_gradient("L").rotate(90).resize(SIZE)
    yellow = Image.merge(
        "RGB", [grey.point([v * part // 255 for v in range(256)]) for part in (250, 225, 150)]
    )

    casts = []
    for picture in (yellow, drawn(yellow)):
        red, _, blue = ImageStat.Stat(picture.crop(CLEAN)).mean
        casts.append(red - blue)

    assert casts[1] < casts[0] / 2


def test_the_strip_shows_a_worse_picture() -> None:
    """At the left one sees the picture worn: paler, and full of grain."""
    result = drawn(scene())
    strip, rest = result.crop((4, 10, 60, 80)), result.crop((110, 10, 166, 80))

    assert ImageStat.Stat(strip.convert("L")).stddev[0] > 4
    assert ImageStat.Stat(rest.convert("L")).stddev[0] < 2


def test_a_line_divides_them() -> None:
    """A fine white line runs from top to bottom between the two."""
    result = drawn(Image.new("RGB", SIZE, (30, 60, 60)))

    rows = [result.crop((60, y, 100, y + 1)).convert("L").getextrema()[1] for y in (5, 60, 150)]

    assert min(rows) > 150


def test_what_has_nothing_to_mend_stays() -> None:
    """A picture of one colour keeps it."""
    assert drawn(Image.new("RGB", SIZE, "teal")).getpixel((200, 40)) == (0, 128, 128)


def test_the_same_again() -> None:
    """The same request gives the same picture."""
    assert drawn(noisy(scene())).tobytes() == drawn(noisy(scene())).tobytes()


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (3, 700), (700, 3), (40, 33)])
@pytest.mark.parametrize("colour", ["black", "white", (127, 128, 129)])
def test_odd_pictures(size: tuple[int, int], colour: str | tuple[int, int, int]) -> None:
    """Any picture can be restored."""
    drawn(Image.new("RGB", size, colour))


def test_through_a_client() -> None:
    """A caller gets one picture, of the size of the stand-in for one on the web."""
    with limner.Client(provider="sandbox", environment={}) as client:
        result = client.run(ENDPOINT, {"image_url": "https://images.example/a.png"})

        (image,) = result.images

    assert (image.width, image.height) == (1024, 1024)
