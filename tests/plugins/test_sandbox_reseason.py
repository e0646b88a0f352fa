"""What the sandbox draws for bria/fibo-edit/reseason: each season is one, on any picture."""

from __future__ import annotations

import io
import math
import subprocess
import sys
from functools import cache
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

import limner
from limner.sandbox.studio.scenes.composition import compose

ENDPOINT = "bria/fibo-edit/reseason"
CLIENT = limner.Client(provider="sandbox", environment={})
SEASONS = CLIENT.registry[ENDPOINT].input["properties"]["season"]["enum"]
UPPER = (0, 0, 116, 80)
"""Where a picture of 192x144 has no lettering."""

Pixels = tuple[float, ...]


def file(season: str, image: Image.Image) -> bytes:
    return CLIENT.run(ENDPOINT, {"image_url": image, "season": season}).artifacts[0].bytes()


def drawn(season: str, image: Image.Image) -> Image.Image:
    return Image.open(io.BytesIO(file(season, image))).convert("RGB")


def scene(kind: str = "mountains at noon") -> Image.Image:
    return compose((192, 144), 3, kind)


def plain(colour: str, size: tuple[int, int] = (192, 144)) -> Image.Image:
    return Image.new("RGB", size, colour)


@cache
def upper(season: str) -> Image.Image:
    return drawn(season, scene()).crop(UPPER)


def mean(image: Image.Image) -> Pixels:
    return tuple(ImageStat.Stat(image).mean)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """How far light and dark are at the same places, -1 to 1."""
    first, second = (list(i.convert("L").resize((12, 8)).tobytes()) for i in (one, other))
    a, b = sum(first) / len(first), sum(second) / len(second)
    shared = sum((x - a) * (y - b) for x, y in zip(first, second, strict=True))
    spread: float = sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second)
    return shared / math.sqrt(spread)


def test_seasons_differ() -> None:
    """Every season is told from every other, and from the picture that was sent."""
    pictures = {"as it was": scene().crop(UPPER), **{name: upper(name) for name in SEASONS}}

    for one, other in combinations(pictures, 2):
        difference = ImageChops.difference(pictures[one], pictures[other])
        assert sum(mean(difference)) / 3 > 12, (one, other)


@pytest.mark.parametrize("season", SEASONS)
def test_the_picture_is_still_that_picture(season: str) -> None:
    """Light and dark are still where they were."""
    assert likeness(upper(season), scene().crop(UPPER)) > 0.45


def test_leaves_turn() -> None:
    """What is green becomes fresher in spring, deeper in summer, red in autumn, grey in winter."""
    green = plain("#4f7f35")
    colours = {name: mean(drawn(name, green).crop((20, 40, 110, 80))) for name in SEASONS}

    red = {name: colour[0] - colour[1] for name, colour in colours.items()}
    assert red["autumn"] > 40
    assert max(red["spring"], red["summer"]) < 0
    assert sum(colours["spring"]) > sum(colours["summer"])
    assert max(colours["winter"]) - min(colours["winter"]) < 40
    assert colours["winter"][2] == max(colours["winter"])


def test_snow_lies_on_top_of_things() -> None:
    """Snow has settled on a roof, not on the wall under it."""
    house = plain("#9cc4ea")
    ImageDraw.Draw(house).rectangle((30, 40, 120, 144), fill="#40302a")

    seen = drawn("winter", house).convert("L")

    roof, wall = (mean(seen.crop((40, top, 110, top + 2)))[0] for top in (41, 56))
    assert roof > wall + 60


@pytest.mark.parametrize("season", SEASONS)
def test_something_is_in_the_air(season: str) -> None:
    """On a plain picture there are things to see: petals, beams, leaves or flakes."""
    deviation = ImageStat.Stat(drawn(season, plain("#8090a0")).crop(UPPER).convert("L")).stddev[0]

    assert deviation > 5


def test_fine_lines_of_a_large_picture_are_kept() -> None:
    """A picture is drawn on at most 1280 pixels across, and is as sharp as it was all the same."""
    lines = Image.new("L", (2, 1))
    lines.putdata([90, 140])
    wide = Image.new("RGB", (2600, 300))
    stripe = lines.convert("RGB")
    for x in range(0, 2600, 2):
        wide.paste(stripe.resize((2, 300), Image.Resampling.NEAREST), (x, 0))

    seen = drawn("summer", wide).convert("L").crop((1500, 60, 2000, 140))

    step = ImageChops.difference(seen, ImageChops.offset(seen, 1, 0)).crop((2, 0, 490, 80))
    assert mean(step)[0] > 30


@pytest.mark.parametrize("season", SEASONS)
@pytest.mark.parametrize("size", [(1, 1), (3, 90), (90, 3)])
def test_tiny_pictures(season: str, size: tuple[int, int]) -> None:
    """There is no picture too small, nor too thin."""
    assert drawn(season, plain("olive", size)).size == size


def test_same_request_gives_same_bytes() -> None:
    """Leaves fall where they fell."""
    assert file("autumn", scene()) == file("autumn", scene())


def test_nothing_is_drawn_for_a_result() -> None:
    """A result comes without Pillow: the file is drawn when it's fetched."""
    script = (
        "import sys, limner\n"
        "client = limner.Client(provider='sandbox', environment={})\n"
        f"asked = {{'image_url': 'https://a.example/b.png', 'season': 'winter'}}\n"
        f"assert client.run({ENDPOINT!r}, asked).artifacts\n"
        "assert 'PIL' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
