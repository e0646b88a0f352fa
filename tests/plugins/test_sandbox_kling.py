"""What Kling's parameters do in the sandbox's films."""

from __future__ import annotations

import io
import subprocess
import sys
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import av
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

import limner
from limner.data_urls import data_url
from limner.plugins import Plugins
from limner.request import Request
from limner.sandbox.brief import Brief
from limner.sandbox.studio.film.lens import Lens
from limner.sandbox.studio.film.movement import MOVEMENTS, PRESETS, Shot, advanced
from limner_plugins.fal_ai_kling_video_v1_standard_image_to_video.directing import (
    direct as direct_picture,
)
from limner_plugins.fal_ai_kling_video_v1_standard_text_to_video.directing import (
    direct as direct_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Stage = Callable[[float], Image.Image]

PLUGINS = Plugins(environment={})
TEXT = "fal-ai/kling-video/v1/standard/text-to-video"
IMAGE = "fal-ai/kling-video/v1/standard/image-to-video"
SIZE = (192, 108)
PROMPT = "a lighthouse at dusk"
KINDS = tuple(MOVEMENTS)


def text_film(size: tuple[int, int] = SIZE, **arguments: Any) -> Stage:
    asked = Request(PLUGINS.registry[TEXT], {"prompt": PROMPT, **arguments})
    return direct_text(Brief(asked, size))


def picture_film(size: tuple[int, int] = SIZE, **arguments: Any) -> Stage:
    given = {"prompt": "x", "image_url": url_of(photo()), **arguments}
    return direct_picture(Brief(Request(PLUGINS.registry[IMAGE], given), size))


def moved(kind: str, value: int, **arguments: Any) -> Stage:
    control = {"movement_type": kind, "movement_value": value}
    return text_film(advanced_camera_control=control, **arguments)


def url_of(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return data_url("image/png", out.getvalue())


@cache
def photo(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture with something everywhere: coarse patches of many colours."""
    seeds = bytes((index * 97 + index * index * 31) % 256 for index in range(16 * 9 * 3))
    return Image.frombytes("RGB", (16, 9), seeds).resize(size, Image.Resampling.BICUBIC)


def oval(box: tuple[int, int, int, int], size: tuple[int, int] = SIZE) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def apart(one: Image.Image, other: Image.Image) -> float:
    """How many levels two pictures differ by, on average."""
    means = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return sum(means) / len(means)


def far(one: Stage, other: Stage) -> float:
    """The same for two films, where they differ least of three times."""
    return min(apart(one(time), other(time)) for time in (0.0, 0.5, 1.0))


def shift(before: Image.Image, after: Image.Image) -> tuple[int, int]:
    """How far what is seen has moved, right and down, in pixels."""
    width, height = before.size
    core = before.crop((60, 34, width - 60, height - 34)).convert("L")

    def cost(place: tuple[int, int]) -> float:
        left, top = 60 + place[0], 34 + place[1]
        cut = after.crop((left, top, left + core.width, top + core.height)).convert("L")
        return ImageStat.Stat(ImageChops.difference(core, cut)).mean[0]

    places = [(x, y) for x in range(-56, 57, 2) for y in range(-32, 33, 2)]
    return min(places, key=cost)


def way(stage: Stage) -> tuple[int, int]:
    """What is seen near the middle of a film moves so in a fifth of it."""
    return shift(stage(0.4), stage(0.6))


@pytest.mark.parametrize(
    ("kind", "axis", "sign"),
    [("horizontal", 0, -1), ("pan", 0, -1), ("vertical", 1, 1), ("tilt", 1, 1)],
)
def test_camera_goes_the_way_of_the_sign(kind: str, axis: int, sign: int) -> None:
    """To the right or up with +10, so that all is seen to go left or down; with -10 back."""
    forth, back = way(moved(kind, 10))[axis], way(moved(kind, -10))[axis]

    assert forth * sign > 0
    assert back * sign < 0


@pytest.mark.parametrize("kind", KINDS)
def test_larger_values_move_more(kind: str) -> None:
    """From rest to the end, 10 goes farther than 5, and 5 than 2."""
    here = Lens(photo((400, 300)), SIZE, Shot()).seen(Shot())

    def end(value: int) -> Image.Image:
        shot = advanced(kind, value)
        return Lens(photo((400, 300)), SIZE, shot).seen(shot.at(1))

    distances = [apart(here, end(value)) for value in (0, 2, 5, 10)]
    assert distances == sorted(distances)
    assert distances[0] == 0
    assert distances[1] > 1


@pytest.mark.parametrize("kind", KINDS)
def test_neighbouring_values_are_told_apart(kind: str) -> None:
    """3 and 4, and 3 and -3, are other films at any time."""
    assert far(moved(kind, 3), moved(kind, 4)) > 0.4
    assert far(moved(kind, 3), moved(kind, -3)) > 1


def test_kinds_and_presets_are_told_apart() -> None:
    """Every two movements look different, and so does none of them."""
    films = [text_film(), *(moved(kind, 7) for kind in KINDS)]
    films += [text_film(camera_control=preset) for preset in PRESETS]
    films.append(text_film(camera_control="forward_up", advanced_camera_control=_roll()))

    assert min(far(one, other) for one, other in combinations(films, 2)) > 1


def _roll() -> dict[str, Any]:
    return {"movement_type": "roll", "movement_value": 5}


def test_nought_stands_still() -> None:
    """With a value of 0 only what lives in the scene moves."""
    stage, quiet = moved("pan", 0), ["clouds, stars, blur", "birds, clouds, stars, blur"]
    film = moved("pan", 0, prompt="a city at noon", negative_prompt=quiet[1])

    assert apart(stage(0.1), stage(0.9)) < 3
    assert film(0.1).tobytes() == film(0.9).tobytes()
    assert apart(moved("pan", 10)(0.1), moved("pan", 10)(0.9)) > 8


def test_zoom_has_the_sign_of_klings_documentation() -> None:
    """A positive value widens the field of view."""
    sheet = Image.new("RGB", (400, 300))
    sheet.paste("white", (180, 130, 220, 170))

    def white(value: int) -> float:
        shot = advanced("zoom", value)
        return ImageStat.Stat(Lens(sheet, SIZE, shot).seen(shot.at(1))).mean[0]

    assert white(10) < white(0) < white(-10)


def test_guidance_is_seen() -> None:
    """The higher the scale, the stronger the colours; a little more can be told, too."""
    stages = [text_film(cfg_scale=scale) for scale in (0, 0.3, 0.5, 0.6, 1)]
    strengths = [ImageStat.Stat(stage(0.5).convert("HSV")).mean[1] for stage in stages]

    assert strengths == sorted(strengths)
    assert min(far(one, two) for one, two in combinations(stages, 2)) > 1


def test_negative_prompt_takes_away() -> None:
    """What it names is gone, the scene is the same; the default keeps the film sharp."""
    birds = text_film(prompt="hills at noon, birds")
    none = text_film(prompt="hills at noon, birds", negative_prompt="birds, blur")
    city = text_film(prompt="a city by the sea at noon", negative_prompt="city, blur")

    assert 0.2 < far(birds, none) < 20
    assert far(text_film(prompt="a city by the sea at noon"), city) > 5
    assert far(text_film(), text_film(negative_prompt="people")) > 0.5
    assert far(text_film(negative_prompt="people"), text_film(negative_prompt="cats")) > 0.2


def test_prompts_are_told_apart() -> None:
    """Another prompt is another scene with another life."""
    prompts = ["a sea at noon", "a city at night", "winter mountains", "autumn hills, leaves"]
    prompts += ["fire", "spring blossom", "a fairy forest", "rain", "underwater, bubbles"]
    stages = [text_film(prompt=prompt) for prompt in [*prompts, "balloons at dawn"]]

    assert min(far(one, other) for one, other in combinations(stages, 2)) > 5


@pytest.mark.parametrize("size", [(16, 16), (16, 1280), (1280, 16), (64, 36)])
def test_tiny_films_are_drawn(size: tuple[int, int]) -> None:
    """A film of hardly any pixels is drawn, too."""
    brush = {"mask_url": url_of(oval((1, 1, 3, 3), (4, 4))), "trajectories": [{"x": 0, "y": 0}]}
    own = {"image_url": url_of(photo((1, 1))), "static_mask_url": brush["mask_url"]}

    film = picture_film(size, **own, tail_image_url=own["image_url"], dynamic_masks=[brush])

    assert film(0.3).size == text_film(size)(0.3).size == size


def test_picture_moves() -> None:
    """A picture that is given is filmed by a camera that comes nearer."""
    stage = picture_film()

    assert apart(stage(0), stage(1)) > 5
    assert apart(stage(0.35), photo()) < apart(stage(0.35), Image.new("RGB", SIZE, "grey"))


def test_picture_follows_its_prompt() -> None:
    """Words bring snow, warmth, or another way of the camera; the scale says how much."""
    prompts = ["x", "y", "snow falls", "a warm evening", "cold and dark", "camera moves left"]
    stages = [picture_film(prompt=prompt) for prompt in prompts]
    stages += [picture_film(cfg_scale=scale) for scale in (0, 0.4, 1)]
    stages += [picture_film(negative_prompt=text) for text in ("people", "cats")]

    assert min(far(one, other) for one, other in combinations(stages, 2)) > 1


def test_negative_prompt_stops_the_snow() -> None:
    """What it names doesn't fall."""
    snow, none = (
        picture_film(prompt="snow", image_url=url_of(Image.new("RGB", SIZE)), negative_prompt=text)
        for text in ("blur", "snow, blur")
    )
    sky = (60, 20, 180, 100)

    assert ImageStat.Stat(snow(0.5).crop(sky)).mean[0] > 0.5
    assert none(0.5).crop(sky).getextrema() == ((0, 0),) * 3


def test_static_area_stands_still() -> None:
    """Nothing moves in it, and no snow falls on it; around it all does."""
    mask = url_of(oval((60, 30, 132, 90)))
    stage = picture_film(prompt="snow, zoom in", static_mask_url=mask, cfg_scale=1)
    first, last = stage(0), stage(1)
    inside, outside = (86, 50, 106, 70), (140, 30, 190, 90)

    assert first.crop(inside).tobytes() == last.crop(inside).tobytes()
    assert apart(first.crop(outside), last.crop(outside)) > 5
    assert apart(first, picture_film(prompt="snow, zoom in", cfg_scale=1)(0)) > 0.5


def dotted() -> tuple[Image.Image, Image.Image]:
    """A white disc on grey, and its mask."""
    mask = oval((40, 40, 60, 60))
    picture = Image.new("RGB", SIZE, (70, 80, 90))
    picture.paste("white", (0, 0, *SIZE), mask)
    return picture, mask.point([255 if value else 0 for value in range(256)])


def middle_of(frame: Image.Image) -> tuple[float, float]:
    """Where what is white lies."""
    box = frame.convert("L").point([255 if value > 220 else 0 for value in range(256)]).getbbox()
    assert box
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def brushed(**brush: Any) -> Stage:
    picture, mask = dotted()
    masks = [{"mask_url": url_of(mask), **brush}]
    return picture_film(image_url=url_of(picture), dynamic_masks=masks)


def test_dynamic_area_follows_its_trajectory() -> None:
    """It goes where the points lead, from the left top of the picture, and leaves no copy."""
    points = [{"x": 50, "y": 50}, {"x": 100, "y": 30}, {"x": 150, "y": 70}]
    stage = brushed(trajectories=points)

    for time, (x, y) in ((0.0, (50, 50)), (1.0, (150, 70))):
        seen = middle_of(stage(time))
        assert seen == pytest.approx((x, y), abs=12)
    assert apart(stage(1).crop((40, 44, 60, 56)), Image.new("RGB", (20, 12), (70, 80, 90))) < 30


def test_dynamic_area_without_a_path_sways() -> None:
    """A mask alone, or with a single point, moves its area a little to and fro."""
    brushes: list[dict[str, Any]] = [{}, {"trajectories": []}]
    for brush in (*brushes, {"trajectories": [{"x": 50, "y": 50}]}):
        stage = brushed(**brush)
        assert middle_of(stage(0.12))[0] > middle_of(stage(0.37))[0]


def test_odd_trajectories_are_taken() -> None:
    """Points far outside, or the same twice, or a mask of nothing, spoil no film."""
    nothing = url_of(Image.new("L", (3, 5)))
    same = [{"x": 5, "y": 5}] * 3
    endless = [{"x": -(10**15), "y": 10**15}, {"x": 10**15, "y": 0}]
    masks = [{"mask_url": nothing, "trajectories": path} for path in (same, endless, [])]

    stage = picture_film(dynamic_masks=masks)

    assert stage(0.5).size == SIZE


def test_tail_is_the_last_frame() -> None:
    """The film turns into the second picture, which is seen small before."""
    tail = Image.new("RGB", SIZE, (200, 30, 60))
    ImageDraw.Draw(tail).rectangle((90, 40, 150, 90), fill=(20, 160, 90))
    stage, without = picture_film(tail_image_url=url_of(tail)), picture_film()
    body = (44, 0, 192, 108)

    assert apart(stage(1).crop(body), tail.crop(body)) < 0.01
    assert apart(stage(0), without(0)) < apart(stage(0.8), without(0.8))
    assert apart(stage(0), without(0)) > 0.5


def test_pictures_on_the_web_are_stood_in_for() -> None:
    """Nothing is fetched: addresses stand for pictures and masks of the sandbox's own."""
    here = "https://nothing.invalid/"
    brush = {"mask_url": here + "m", "trajectories": [{"x": 1, "y": 2}, {"x": 90, "y": 60}]}
    urls: dict[str, Any] = {
        "image_url": here + "a",
        "tail_image_url": here + "b",
        "static_mask_url": here + "s",
    }

    stage = picture_film(**urls, dynamic_masks=[brush])

    assert apart(stage(0), stage(1)) > 5


def test_longer_films_are_slower() -> None:
    """What drifts goes as fast as ever, so that it has gone farther at the same share."""
    short, long = (text_film(duration=seconds) for seconds in ("5", "10"))

    assert apart(short(0.0), long(0.0)) == 0
    assert apart(short(0.5), long(0.5)) > 0.2


def test_films_are_the_same_twice() -> None:
    """The same request makes the same frames."""
    brush = {"mask_url": url_of(oval((60, 30, 132, 90))), "trajectories": [{"x": 3, "y": 4}]}
    prompt = "a city in the rain, balloons, snow, fire, leaves, bubbles"

    drawn = [text_film(prompt=prompt)(0.7).tobytes() for _ in range(2)]
    filmed = [picture_film(prompt="stars", dynamic_masks=[brush])(0.7).tobytes() for _ in range(2)]

    assert drawn[0] == drawn[1]
    assert filmed[0] == filmed[1]


@pytest.mark.parametrize(
    ("duration", "ratio", "size"), [("5", "9:16", (720, 1280)), ("10", "16:9", (1280, 720))]
)
def test_film_of_a_client(duration: str, ratio: str, size: tuple[int, int]) -> None:
    """A client gets a valid H.264 film of the length and shape asked for."""
    arguments = {"prompt": PROMPT, "aspect_ratio": ratio, "duration": duration}

    with limner.Client(provider="sandbox", environment={}) as client:
        film = client.run(TEXT, arguments).videos[0].bytes()

    with av.open(io.BytesIO(film), "r") as container:
        (stream,) = container.streams.video
        assert (stream.codec_context.name, (stream.width, stream.height)) == ("h264", size)
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(float(duration), abs=0.1)


SCRIPT = """
import sys
import limner

client = limner.Client(provider="sandbox", environment={})
client.run("fal-ai/kling-video/v1/standard/text-to-video", {"prompt": "a lighthouse"})
drawn = sorted(set(sys.modules) & {"PIL", "av"})
assert not drawn, drawn
"""


def test_nothing_is_drawn_for_a_result() -> None:
    """The result comes without Pillow or PyAV."""
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
