"""What `render_sandbox` hooks are written with: briefs, painters, directors."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import av
import pytest
from PIL import Image

from limner import Client, hookimpl
from limner.data_urls import data_url
from limner.errors import MissingExtra
from limner.plugins import Plugins
from limner.request import Request
from limner.sandbox.refusal import Refusal
from limner.sandbox.toolkit import Brief, Rendering, UnusableFile, render
from limner.sandbox.work import work_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLUGINS = Plugins(environment={})
FLUX = "fal-ai/flux/dev"
BIREFNET = "fal-ai/birefnet/v2"
KLING_TEXT = "fal-ai/kling-video/v1/standard/text-to-video"
KLING_IMAGE = "fal-ai/kling-video/v1/standard/image-to-video"
TEAL = (0, 128, 128)


def png(size: tuple[int, int] = (40, 30), colour: Any = TEAL) -> str:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return data_url("image/png", out.getvalue())


def request(endpoint_id: str, **arguments: Any) -> Request:
    return Request(PLUGINS.registry[endpoint_id], {"prompt": "x", **arguments})


def square(**arguments: Any) -> Request:
    return request(FLUX, image_size={"width": 300, "height": 300}, **arguments)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def flat(colour: Any, mode: str = "RGB") -> Callable[[Brief], Image.Image]:
    return lambda brief: Image.new(mode, brief.size, colour)


def test_painted_picture_fills_the_size_and_is_marked() -> None:
    """A painter's colour is seen, and the tag and the caption are over it."""
    (file,) = render(square(output_format="png"), paint=flat(TEAL)).files

    image = opened(file.draw()).convert("RGB")

    assert image.size == (file.width, file.height) == (300, 300)
    assert image.getpixel((150, 120)) == TEAL
    assert image.crop((200, 0, 300, 40)).getcolors() != [(100 * 40, TEAL)]
    assert image.crop((0, 200, 150, 300)).getcolors() != [(150 * 100, TEAL)]


def test_picture_of_another_size_is_scaled() -> None:
    """A painter may work at a size of its own."""
    (file,) = render(square(), paint=lambda _: Image.new("RGB", (7, 5), TEAL)).files

    assert opened(file.draw()).size == (300, 300)


@pytest.mark.parametrize(("name", "clear"), [("png", 0), ("webp", 0), ("gif", 0)])
def test_what_is_clear_stays_clear_but_for_the_lettering(name: str, clear: int) -> None:
    """A cut-out keeps its transparency in each format that has one, and is marked all the same."""
    asked = request(BIREFNET, image_url=png((300, 300)), output_format=name)
    (file,) = render(asked, paint=flat((255, 0, 0, 0), "RGBA")).files

    alpha = opened(file.draw()).convert("RGBA").getchannel("A")

    assert alpha.getpixel((150, 120)) == clear
    assert alpha.crop((200, 0, 300, 40)).getextrema() == (0, 255)


def test_a_jpeg_of_a_cut_out_is_on_white_paper() -> None:
    """A format without transparency shows white where a painter left the picture clear."""
    (file,) = render(square(output_format="jpeg"), paint=flat((255, 0, 0, 0), "RGBA")).files

    assert opened(file.draw()).getpixel((150, 120)) == (255, 255, 255)


def test_each_picture_has_a_brief_of_its_own() -> None:
    """The files of one result are numbered, and chance falls differently for each."""
    briefs: list[Brief] = []

    def paint(brief: Brief) -> Image.Image:
        briefs.append(brief)
        return Image.new("RGB", brief.size)

    files = render(square(num_images=3, seed=10), paint=paint).files
    for file in files:
        file.draw()

    assert [(brief.index, brief.seed) for brief in briefs] == [(0, 10), (1, 11), (2, 12)]
    assert len({brief.dice().random() for brief in briefs}) == 3
    assert briefs[0].dice("leaves").random() == briefs[0].dice("leaves").random()
    assert briefs[0].dice("leaves").random() != briefs[0].dice("flakes").random()


def test_brief_tells_what_was_given() -> None:
    """Defaults count as given; what isn't there, at whatever depth, is None."""
    brief = Brief(request(KLING_IMAGE, dynamic_masks=[{"mask_url": "https://a.example/m.png"}]))

    assert brief.given("duration") == "5"
    assert brief.given("dynamic_masks", 0, "mask_url") == "https://a.example/m.png"
    assert brief.given("dynamic_masks", 1, "mask_url") is None
    assert brief.given("dynamic_masks", "x") is None
    assert brief.given("nothing", 0, "of it") is None


def test_brief_opens_the_pictures_that_came_along() -> None:
    """A picture fills the size of the file, or another one that is wanted."""
    asked = request(KLING_IMAGE, image_url=png(), tail_image_url=png(colour="red"))
    brief = Brief(asked, (64, 32))

    assert brief.picture("image_url").getpixel((1, 1)) == TEAL
    assert brief.picture("tail_image_url", size=(3, 9)).size == (3, 9)
    assert brief.picture("tail_image_url").getpixel((1, 1)) == (255, 0, 0)


def test_picture_on_the_web_is_replaced_by_a_scene() -> None:
    """Nothing is fetched: an address has a landscape of its own, always the same one."""
    one, again, other = (
        Brief(request(BIREFNET, image_url=f"https://example.com/{name}.png"), (64, 64))
        for name in ("a", "a", "b")
    )

    assert one.picture("image_url").tobytes() == again.picture("image_url").tobytes()
    assert one.picture("image_url").tobytes() != other.picture("image_url").tobytes()


def test_any_damaged_picture_is_refused() -> None:
    """All pictures that came along are looked at, also deep inside: 422 names the place."""
    broken = data_url("image/png", b"none")
    asked = request(KLING_IMAGE, image_url=png(), dynamic_masks=[{"mask_url": broken}])

    done = work_of(asked, PLUGINS.hooks(asked.model), "https://sandbox.invalid/files/1")

    assert isinstance(done, Refusal)
    assert done.status == 422
    assert done.body["detail"][0]["loc"][1:] == ["dynamic_masks", 0, "mask_url"]


def test_damaged_first_picture_is_an_error_of_its_own() -> None:
    """Who renders by hand learns the place, too."""
    asked = request(BIREFNET, image_url=data_url("image/png", b"none"))

    with pytest.raises(UnusableFile, match="not an image") as caught:
        render(asked)

    assert caught.value.pointer == "/image_url"


def test_optional_members_come_when_wanted() -> None:
    """A mask is a member of the result and a file of the rendering; without it, there is none."""
    asked = request(BIREFNET, image_url=png())

    alone, both = render(asked), render(asked, members=("mask_image",))

    assert (len(alone.files), len(both.files)) == (1, 2)
    assert both.members == ("mask_image",)


def test_directed_film_shows_its_stage() -> None:
    """A director's function is asked for every frame, from 0 to 1."""
    times: list[float] = []

    def direct(brief: Brief) -> Callable[[float], Image.Image]:
        def stage(time: float) -> Image.Image:
            times.append(time)
            return Image.new("RGB", brief.size, (round(255 * time), 0, 0))

        return stage

    (file,) = render(request(KLING_TEXT, duration="5", aspect_ratio="1:1"), direct=direct).files
    with av.open(io.BytesIO(file.draw())) as film:
        frames = [frame.to_ndarray for frame in film.decode(video=0)]

    assert (times[0], times[-1]) == (0.0, 1.0)
    assert times == sorted(times)
    assert len(frames) == len(times) == 50


def test_a_hook_uses_it_through_a_client(tmp_path: Path) -> None:
    """Ten lines of a plugin decide what the sandbox answers, the mask included."""

    class Painted:
        @hookimpl
        def register_models(self) -> list[Any]:
            return [{**PLUGINS.registry[BIREFNET].document, "endpoint_id": "acme/cut"}]

        @hookimpl
        def render_sandbox(self, request: Request) -> Rendering:
            return render(request, paint=flat(TEAL), members=("mask_image",))

    with Client(provider="sandbox", plugins=[Painted()], environment={}) as client:
        result = client.run("acme/cut", {"image_url": png((200, 200))})

        assert [artifact.pointer for artifact in result.artifacts] == ["/image", "/mask_image"]
        saved = result.images[0].save(f"{tmp_path}/")
    with Image.open(saved) as image:
        assert image.convert("RGB").getpixel((100, 80)) == TEAL


def test_without_pillow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook is asked without Pillow; when its file is fetched, the error says what to install."""
    (file,) = render(square(), paint=flat(TEAL)).files
    monkeypatch.setitem(sys.modules, "PIL.Image", None)

    with pytest.raises(MissingExtra, match=r"limner\[sandbox\]"):
        file.draw()
