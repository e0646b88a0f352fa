"""The text-to-image models in the sandbox: each parameter can be seen, and is what it seems."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

import limner
from limner.sandbox.studio.scenes.composition import compose
from limner.sandbox.studio.scenes.sketch import Manner
from limner.sandbox.studio.words.lexicon import FINISHES, PLACES, THINGS, WEATHER
from limner.sandbox.studio.words.vocabulary import read

if TYPE_CHECKING:
    from collections.abc import Iterator

DEV, PRO, BASE = "fal-ai/flux/dev", "fal-ai/flux-pro", "fal-ai/z-image/base"
MODELS = [DEV, PRO, BASE]
SMALL = {"width": 192, "height": 144}
COMMON = {"prompt": "a red car by the sea", "seed": 5, "image_size": SMALL, "output_format": "png"}


@pytest.fixture(scope="module")
def client() -> Iterator[limner.Client]:
    with limner.Client(provider="sandbox", environment={}) as client:
        yield client


def picture(client: limner.Client, model: str, **arguments: Any) -> Image.Image:
    """What a model answers, without the corners that bear the tag and the caption."""
    result = client.run(model, {**COMMON, **arguments})
    whole = Image.open(io.BytesIO(result.images[0].bytes())).convert("RGB")
    return whole.crop((0, round(whole.height * 0.15), whole.width, round(whole.height * 0.58)))


def difference(one: Image.Image, other: Image.Image) -> float:
    """By how many levels two pictures differ on average."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def saturation(it: Image.Image) -> float:
    return ImageStat.Stat(it.convert("HSV").getchannel("S")).mean[0]


def contrast(it: Image.Image) -> float:
    return ImageStat.Stat(it.convert("L")).stddev[0]


def roughness(it: Image.Image) -> float:
    """How much of a picture a blur takes away."""
    return difference(it, it.filter(ImageFilter.GaussianBlur(2)))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("prompt", ["a red car by the sea", "x", "日本語 🐱", ""])
def test_same_request_gives_the_same_picture(
    client: limner.Client, model: str, prompt: str
) -> None:
    """Any prompt is drawn, each time in the same way."""
    first, again = (picture(client, model, prompt=prompt) for _ in range(2))

    assert first.tobytes() == again.tobytes()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("size", [(1, 1), (3, 700), (700, 3), (17, 40)])
@pytest.mark.parametrize("steps", [1, 28, 50])
def test_every_size_can_be_drawn(
    client: limner.Client, model: str, size: tuple[int, int], steps: int
) -> None:
    """Pictures of a few pixels, and long thin ones, are drawn too."""
    sides = {"width": size[0], "height": size[1]}
    asked = {**COMMON, "image_size": sides, "num_inference_steps": steps, "guidance_scale": 20}

    (image,) = client.run(model, asked).images

    assert Image.open(io.BytesIO(image.bytes())).size == size


@pytest.mark.parametrize("model", MODELS)
def test_guidance_makes_colours_stronger(client: limner.Client, model: str) -> None:
    """The higher the guidance, the more saturated and contrasty, from pale to overdone."""
    shown = [picture(client, model, guidance_scale=g) for g in (1, 2, 3.5, 5, 8, 12, 20)]

    assert all(saturation(a) < saturation(b) + 1 for a, b in pairwise(shown))
    assert all(contrast(a) < contrast(b) + 1 for a, b in pairwise(shown))
    assert saturation(shown[0]) * 1.5 < saturation(shown[-1])
    assert contrast(shown[0]) * 1.2 < contrast(shown[-1])
    assert min(difference(a, b) for a, b in pairwise(shown)) > 2


@pytest.mark.parametrize("model", MODELS)
def test_picture_develops_step_by_step(client: limner.Client, model: str) -> None:
    """With each step there is less to do until the picture is there; one step is noise."""
    steps = (1, 3, 6, 10, 15, 20, 24, 28)
    shown = [picture(client, model, num_inference_steps=count) for count in steps]
    left = [difference(it, shown[-1]) for it in shown]

    assert left == sorted(left, reverse=True)
    assert min(difference(a, b) for a, b in pairwise(shown)) > 1
    assert roughness(shown[0]) > 3 * roughness(shown[3])


@pytest.mark.parametrize("model", MODELS)
def test_more_than_the_usual_steps_are_crisper(client: limner.Client, model: str) -> None:
    """Up to 50 steps, each few bring finer detail."""
    shown = [picture(client, model, num_inference_steps=count) for count in (28, 35, 42, 50)]

    assert [roughness(it) for it in shown] == sorted(roughness(it) for it in shown)
    assert difference(shown[0], shown[-1]) > 2


@pytest.mark.parametrize("model", [DEV, BASE])
def test_acceleration_simplifies(client: limner.Client, model: str) -> None:
    """The faster, the fewer colours the sky has."""
    asked = {"prompt": "rolling hills on a cloudless day", "negative_prompt": "grain"}
    asked = asked if model == BASE else {"prompt": asked["prompt"]}
    shown = [picture(client, model, acceleration=a, **asked) for a in ("none", "regular", "high")]
    colours = [len(it.getcolors(it.width * it.height) or ()) for it in shown]

    assert colours == sorted(colours, reverse=True)
    assert min(difference(a, b) for a, b in pairwise(shown)) > 0.7


@pytest.mark.parametrize("model", MODELS)
def test_every_seed_and_image_is_another_one(client: limner.Client, model: str) -> None:
    """Another seed gives another composition, and so does the next image of a call."""
    result = client.run(model, {**COMMON, "num_images": 3})
    shown = [Image.open(io.BytesIO(image.bytes())).convert("RGB") for image in result.images]
    other = picture(client, model, seed=6)

    assert min(difference(a, b) for a, b in pairwise(shown)) > 8
    assert difference(other, picture(client, model)) > 8


def test_models_have_hands_of_their_own(client: limner.Client) -> None:
    """The same prompt and seed give each model's own picture; z-image's is on paper."""
    shown = [picture(client, model) for model in MODELS]

    assert min(difference(shown[a], shown[b]) for a, b in ((0, 1), (0, 2), (1, 2))) > 8
    assert all(level > 200 for level in shown[2].getpixel((0, 30)))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("prompt", "avoid"),
    [
        ("a cat in a meadow", "cat"),
        ("a city at night", "night"),
        ("a boat at sea", "the sea, boats"),
        ("a red car", "red"),
        ("a village in the snow", "snow"),
        ("a lighthouse", "lighthouses"),
        ("a quiet morning", "blurry"),
        ("a quiet morning", "grain"),
        ("a quiet morning", "ugly, deformed"),
        ("a quiet morning", "oversaturated"),
    ],
)
def test_negative_prompt_is_seen(client: limner.Client, prompt: str, avoid: str) -> None:
    """What the negative prompt names is gone; any other text changes something, too."""
    plain = picture(client, BASE, prompt=prompt)

    assert difference(plain, picture(client, BASE, prompt=prompt, negative_prompt=avoid)) > 1


def test_negative_prompt_wins() -> None:
    """What both prompts name is not drawn."""
    reading = read("two cats and a dog by the sea in the rain", "cat, beach, rainy day")

    assert [thing.name for thing in reading.things] == ["dog"]
    assert not reading.weather
    assert reading.shunned_places == {"seaside"}


def test_enhanced_prompt_is_told_and_seen(client: limner.Client) -> None:
    """`enhance_prompt` adds to the picture, and the result says what."""
    plain, more = (client.run(PRO, {**COMMON, "enhance_prompt": on}) for on in (False, True))

    assert plain.raw["prompt"] == COMMON["prompt"]
    assert more.raw["prompt"].startswith(f"{COMMON['prompt']}, ")
    shown = [picture(client, PRO, enhance_prompt=on) for on in (False, True)]
    assert 1 < difference(*shown) < 40


TABLES = PLACES, THINGS, WEATHER, FINISHES
WORDS = {words.split()[0] for table in TABLES for words in table.values()}


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_is_drawn(word: str) -> None:
    """Each place, thing, weather and look that is known changes the picture."""
    plain = compose((96, 72), 3, "a quiet valley at noon")
    named = compose((96, 72), 3, f"a {word} in a quiet valley at noon")

    assert difference(plain, named) > 1


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize("place", ["the sea", "a city", "space", "the desert", "a lake", "water"])
def test_every_thing_can_be_anywhere(name: str, place: str) -> None:
    """A thing is drawn wherever the prompt puts it."""
    shown = compose((48, 36), 1, f"three {name}s, {place}", Manner(detail=2, bands=5))

    assert shown.size == (48, 36)


@pytest.mark.parametrize(
    ("prompt", "things"),
    [
        ("a cat", [("cat", 1, "")]),
        ("two black cats and a red balloon", [("cat", 2, "black"), ("balloon", 1, "red")]),
        ("a house with a red roof", [("cottage", 1, "red")]),
        ("a bouquet of yellow tulips", [("flower", 7, "yellow")]),
        ("a cat with blue eyes", [("cat", 1, "")]),
        ("12 birds", [("bird", 9, "")]),
        ("puppies", [("dog", 3, "")]),
        ("\N{CAT FACE}", [("cat", 1, "")]),
        ("a glass of water", []),
    ],
)
def test_number_and_colour_are_read(prompt: str, things: list[tuple[str, int, str]]) -> None:
    """A thing has the number and the colour that stand before it."""
    assert [(it.name, it.number, it.colour) for it in read(prompt).things] == things


@pytest.mark.parametrize("prompt", ["a city in red tones", "a red car", "red"])
def test_colours_are_seen(prompt: str) -> None:
    """A colour is its thing's, or the whole picture's."""
    red, blue = (compose((96, 72), 4, text) for text in (prompt, prompt.replace("red", "blue")))

    assert ImageStat.Stat(red).mean[0] > ImageStat.Stat(blue).mean[0] + 1
    assert ImageStat.Stat(red).mean[2] < ImageStat.Stat(blue).mean[2] - 1


def test_same_seed_keeps_the_composition() -> None:
    """Another time of the day leaves things where they are: the layout is the seed's."""
    dusk, dawn, other = (
        compose((96, 72), seed, f"a lighthouse at {time}")
        .convert("L")
        .point(lambda level: 255 if level < 90 else 0)
        for seed, time in ((4, "dusk"), (4, "twilight"), (9, "dusk"))
    )

    same = ImageStat.Stat(ImageChops.difference(dusk, dawn)).mean[0]
    assert same * 2 < ImageStat.Stat(ImageChops.difference(dusk, other)).mean[0]


def test_any_change_of_the_prompt_is_seen() -> None:
    """Words that nobody knows change the picture all the same."""
    shown = [compose((96, 72), 4, f"a lighthouse, {style}") for style in ("oil", "ink")]

    assert difference(*shown) > 1
