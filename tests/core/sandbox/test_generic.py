"""The generic rendering: what was asked for, of the right kind, size, count, format and length."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import wave
import zlib
from typing import TYPE_CHECKING, Any

import av
import pytest
from PIL import Image

from limner.data_urls import data_url, read_data_url
from limner.plugins import Plugins
from limner.request import Request
from limner.sandbox.generic import render
from limner.sandbox.refusal import Refusal
from limner.sandbox.work import Work, work_of
from limner_registry import Model, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.rendering import File

PLUGINS = Plugins(environment={})
FLUX = "fal-ai/flux/dev"
CLARITY = "fal-ai/clarity-upscaler"
CRYSTAL = "clarityai/crystal-upscaler"
KLING_TEXT = "fal-ai/kling-video/v1/standard/text-to-video"
KLING_IMAGE = "fal-ai/kling-video/v1/standard/image-to-video"
PROMPT = {"prompt": "a lighthouse at dusk"}
FILE = {"type": "object", "properties": {"url": {"type": "string"}}}


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """The head of a PNG of some size; its pixels are missing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    crc = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + crc


def url_of(data: bytes, media_type: str = "image/png") -> str:
    return data_url(media_type, data)


def request(endpoint_id: str, **arguments: Any) -> Request:
    return Request(PLUGINS.registry[endpoint_id], arguments)


def outcome(asked: Request) -> Work | Refusal:
    hooks = PLUGINS.hooks(asked.model)
    return work_of(asked, hooks, "https://sandbox.invalid/files/1")


def work(asked: Request) -> Work:
    done = outcome(asked)
    assert isinstance(done, Work)
    return done


def refused(asked: Request) -> dict[str, Any]:
    done = outcome(asked)
    assert isinstance(done, Refusal)
    assert done.status == 422
    (entry,) = done.body["detail"]
    assert isinstance(entry, dict)
    return entry


def model_of(output: Mapping[str, Any], **parameters: Any) -> Model:
    """A model of somebody else's."""
    document = {
        "endpoint_id": "acme/model",
        "title": "Acme",
        "category": "x",
        "input": {"type": "object", "properties": parameters},
        "output": {"type": "object", "properties": output, "required": [*output]},
    }
    return Model(document, Origin("acme"))


def opened(file: File) -> Image.Image:
    """The picture that a file is, as large as the result says."""
    image = Image.open(io.BytesIO(file.draw()))
    image.load()
    assert image.size == (file.width, file.height)
    assert Image.MIME[image.format or ""] == file.media_type
    return image


def length(film: bytes) -> float:
    with av.open(io.BytesIO(film), "r") as container:
        assert container.duration is not None
        return float(container.duration / av.time_base)


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("square_hd", (1024, 1024)),
        ("square", (512, 512)),
        ("portrait_4_3", (768, 1024)),
        ("portrait_16_9", (576, 1024)),
        ("landscape_4_3", (1024, 768)),
        ("landscape_16_9", (1024, 576)),
        ({"width": 333, "height": 77}, (333, 77)),
        ({"width": 640}, (640, 512)),
        ({}, (512, 512)),
    ],
)
def test_picture_has_the_size_asked_for(size: Any, pixels: tuple[int, int]) -> None:
    """Named sizes and objects give pictures of just that size; the schema's defaults count."""
    (file,) = work(request(FLUX, **PROMPT, image_size=size)).files

    assert opened(file).size == pixels


@pytest.mark.parametrize("count", [1, 2, 4])
def test_there_are_as_many_pictures_as_asked_for(count: int) -> None:
    """`num_images` pictures come, each another one, and the result counts them all."""
    small = {"image_size": {"width": 32, "height": 32}}

    done = work(request(FLUX, **PROMPT, num_images=count, **small))

    assert len({file.draw() for file in done.files}) == count
    assert len(done.result["images"]) == len(done.result["has_nsfw_concepts"]) == count


@pytest.mark.parametrize(("name", "kind"), [("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_format_is_the_one_asked_for(name: str, kind: str) -> None:
    """`output_format` decides what the file is, what the result says, and the URL's ending."""
    done = work(request("fal-ai/z-image/base", **PROMPT, output_format=name, image_size="square"))

    assert opened(done.files[0]).format == kind
    assert done.result["images"][0]["content_type"] == f"image/{name}"
    assert done.result["images"][0]["url"].endswith(f".{name.replace('jpeg', 'jpg')}")


def test_same_seed_gives_same_bytes() -> None:
    """The same request gives the same picture, another seed another one."""
    small = {"image_size": {"width": 64, "height": 64}}
    first, again = (work(request(FLUX, **PROMPT, seed=7, **small)) for _ in range(2))
    other = work(request(FLUX, **PROMPT, seed=8, **small))

    assert first.files[0].draw() == again.files[0].draw() == again.files[0].draw()
    assert first.files[0].draw() != other.files[0].draw()
    assert (first.result["seed"], other.result["seed"]) == (7, 8)


def test_seed_of_a_request_without_one() -> None:
    """Without a seed the request determines one, and the result says which."""
    seeds = [work(request(FLUX, prompt=text)).result["seed"] for text in ("a", "a", "b")]

    assert seeds[0] == seeds[1] != seeds[2]
    assert work(request(FLUX, prompt="a", seed=None)).result["seed"] >= 0


@pytest.mark.parametrize(("duration", "seconds"), [("5", 5.0), ("10", 10.0)])
def test_film_lasts_as_long_as_asked_for(duration: str, seconds: float) -> None:
    """A film has the length and the ratio that were asked for."""
    asked = request(KLING_TEXT, **PROMPT, duration=duration, aspect_ratio="9:16")

    (file,) = work(asked).files

    assert (file.media_type, file.width, file.height) == ("video/mp4", 720, 1280)
    assert length(file.draw()) == pytest.approx(seconds, abs=0.11)


def test_film_of_a_picture_has_its_ratio() -> None:
    """A film that starts from the caller's picture has its proportions."""
    (file,) = work(request(KLING_IMAGE, **PROMPT, image_url=url_of(picture(60, 80)))).files

    assert (file.width, file.height) == (960, 1280)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("0.5s", 0.5),
        (1, 1.0),
        ("auto", 5.0),
        (None, 5.0),
        (0, 0.1),
        (190, 190.0),
        (10**6, 600.0),
        ("1e9", 5.0),
    ],
)
def test_length_of_a_sound(given: object, seconds: float) -> None:
    """A model that makes sound gives a WAV of the length asked for, ten minutes at most."""
    audio = {**FILE, "x-limner-file": "audio"}

    (file,) = render(Request(model_of({"audio": audio}), {"duration": given})).files

    with wave.open(io.BytesIO(file.draw())) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(seconds)
    assert file.media_type == "audio/wav"


def test_other_files_are_text() -> None:
    """A file of no known kind says that it is the sandbox's."""
    model = model_of({"mesh": {**FILE, "x-limner-file": "file"}})

    (file,) = render(Request(model, {"prompt": "a chair"})).files

    assert (file.media_type, file.draw()) == ("text/plain", b"sandbox\na chair\n")


@pytest.mark.parametrize(
    ("endpoint_id", "factor", "pixels"),
    [
        (CLARITY, {}, (80, 60)),
        (CLARITY, {"upscale_factor": 4}, (160, 120)),
        (CRYSTAL, {}, (80, 60)),
        (CRYSTAL, {"scale_factor": 10}, (400, 300)),
        ("bria/fibo-edit/restore", {}, (40, 30)),
        ("fal-ai/birefnet/v2", {}, (40, 30)),
    ],
)
def test_callers_picture_decides_the_size(
    endpoint_id: str, factor: dict[str, Any], pixels: tuple[int, int]
) -> None:
    """An edit is as large as the caller's picture, an enlargement by its factor larger."""
    (file,) = work(request(endpoint_id, image_url=url_of(picture()), **factor)).files

    assert opened(file).size == pixels


def test_callers_picture_is_seen() -> None:
    """What comes back shows the picture that was sent."""
    (file,) = work(request("bria/fibo-edit/restore", image_url=url_of(picture(400, 400)))).files

    assert opened(file).convert("RGB").getpixel((200, 120)) == (0, 128, 128)


def test_first_picture_of_the_schema_is_the_base() -> None:
    """Of several pictures the schema's first is shown, whichever the caller named first."""
    tail, start = url_of(picture(20, 80)), url_of(picture(80, 20))

    (file,) = work(request(KLING_IMAGE, tail_image_url=tail, image_url=start, **PROMPT)).files

    assert (file.width, file.height) == (1280, 320)


def test_picture_elsewhere_is_not_fetched() -> None:
    """A picture that only has a URL is taken for one of the usual size."""
    (file,) = work(request(CLARITY, image_url="https://nothing.invalid/x.png")).files

    assert (file.width, file.height) == (1024, 1024)


BROKEN = {
    "no picture": b"this is text",
    "nothing": b"",
    "only a head": png_that_claims(40, 30),
    "cut PNG": picture(200, 200)[:-60],
    "cut JPEG": picture(400, 400, "JPEG")[:700],
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("endpoint_id", ["bria/fibo-edit/restore", CLARITY])
def test_broken_picture_is_told(endpoint_id: str, data: bytes) -> None:
    """A picture that can't be decoded ends the job with fal's type, at its parameter."""
    entry = refused(request(endpoint_id, image_url=url_of(data)))

    assert (entry["type"], entry["loc"]) == ("image_load_error", ["body", "image_url"])


@pytest.mark.parametrize("url", ["data:image/png;base64,%%%", "data:image/png;base64", "data:"])
def test_broken_data_url_is_told(url: str) -> None:
    """So does a data URL that can't be read."""
    assert refused(request(CLARITY, image_url=url))["type"] == "image_load_error"


def test_every_picture_is_looked_at() -> None:
    """A broken picture is found at any parameter, inside lists and objects too."""
    good, bad = url_of(picture()), url_of(b"text")
    masks = [{"mask_url": good, "trajectories": []}, {"mask_url": bad, "trajectories": []}]

    tail = refused(request(KLING_IMAGE, **PROMPT, image_url=good, tail_image_url=bad))
    mask = refused(request(KLING_IMAGE, **PROMPT, image_url=good, dynamic_masks=masks))

    assert tail["loc"] == ["body", "tail_image_url"]
    assert mask["loc"] == ["body", "dynamic_masks", 1, "mask_url"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"num_images": 4, "image_size": {"width": 3163, "height": 3163}},
        {"image_size": {"width": 14142, "height": 14142}},
        {"image_size": {"width": 1, "height": 70_000}},
    ],
)
def test_too_many_pixels_are_refused(arguments: dict[str, Any]) -> None:
    """More than 40 million pixels in all, or a side that no JPEG has, end the job in fal's way."""
    entry = refused(request(FLUX, **PROMPT, **arguments))

    assert (entry["type"], entry["loc"]) == ("image_too_large", ["body"])
    assert set(entry["ctx"]) == {"max_height", "max_width"}


def test_forty_million_pixels_are_taken() -> None:
    """What is just within the limit is a result; nothing is drawn for it."""
    size = {"width": 2500, "height": 4000}

    done = work(request(FLUX, **PROMPT, num_images=4, image_size=size))

    assert len(done.files) == 4


@pytest.mark.parametrize("factor", [200, 1e308])
def test_big_factor_computes_nothing_big(factor: float) -> None:
    """A factor that makes a giant of a small picture is refused at once, in numbers alone."""
    asked = request(CRYSTAL, image_url=url_of(picture(1000, 1000)), scale_factor=factor)

    assert refused(asked)["type"] == "image_too_large"


def test_giant_picture_is_never_decoded() -> None:
    """A few bytes that claim to be a giant picture are no picture."""
    bomb = url_of(png_that_claims(60_000, 60_000))

    assert refused(request(CLARITY, image_url=bomb))["type"] == "image_load_error"


def test_endless_count_is_refused() -> None:
    """A model without a limit to `num_images` gets no list of a billion files."""
    images = {"type": "array", "items": {**FILE, "x-limner-file": "image"}}
    asked = Request(model_of({"images": images}), {"num_images": 10**9})

    hooks = PLUGINS.hooks(PLUGINS.registry[FLUX])

    assert isinstance(work_of(asked, hooks, "https://sandbox.invalid"), Refusal)


@pytest.mark.parametrize(
    ("count", "files"), [(None, 1), (2.0, 2), (0, 0), (-3, 0), ("two", 1), ([2], 1)]
)
def test_odd_counts(count: object, files: int) -> None:
    """A count that is null, a whole number with a point, or nonsense gives a plausible list."""
    images = {"type": "array", "items": {**FILE, "x-limner-file": "image"}}

    rendering = render(Request(model_of({"images": images}), {"num_images": count}))

    assert len(rendering.files) == files


def test_shared_members_fit_the_schema() -> None:
    """`seed`, `prompt` and their like are told where the schema takes them, in its own form."""
    model = model_of({"seed": {"type": "string"}, "prompt": {"type": "string"}, "x": {}})

    rendering = render(Request(model, {"seed": 7, "prompt": "a chair"}))

    assert rendering.fields == {"prompt": "a chair"}


def test_embedded_file_is_the_drawn_one() -> None:
    """With `sync_mode` the result holds the file itself, as a data URL."""
    small = {"image_size": {"width": 24, "height": 16}, "seed": 1}

    done = work(request(FLUX, **PROMPT, **small, sync_mode=True))

    media_type, data = read_data_url(done.result["images"][0]["url"])
    assert (media_type, data) == ("image/jpeg", done.files[0].draw())
    assert opened(done.files[0]).size == (24, 16)


SCRIPT = """
import sys
import limner

client = limner.Client(provider="sandbox")
job = client.submit({endpoint_id!r}, {{"prompt": "a lighthouse"}})
result = job.result()
assert result.artifacts, result
drawn = sorted(set(sys.modules) & {{"PIL", "PIL.Image", "av", "limner.sandbox.picture"}})
assert not drawn, drawn
"""


@pytest.mark.parametrize("endpoint_id", [FLUX, KLING_TEXT])
def test_nothing_is_drawn_for_a_result(endpoint_id: str) -> None:
    """A text model's result comes without Pillow or PyAV: files are drawn when fetched."""
    script = SCRIPT.format(endpoint_id=endpoint_id)

    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
