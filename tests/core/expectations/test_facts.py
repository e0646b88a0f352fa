"""What a result's JSON says is held against what was promised and asked for."""

from __future__ import annotations

from typing import Any

import pytest
from answers import FILE_URL, REQUEST_ID, answer, completed
from result_shop import ACME, FLUX, KLING, Shop, codes, document, flux, member, ran
from scripted import ScriptedClient

from limner.expectations import WARNINGS

NUMBER = {"type": "integer"}
TEXT = {"type": "string"}
MANY = {"type": "array", "items": member("image")}


def acme(
    inputs: dict[str, Any], raw: dict[str, Any], arguments: dict[str, Any], **outputs: Any
) -> list[tuple[str, str]]:
    """The warnings of a result of a model with these parameters."""
    made = document(inputs, outputs or {"images": MANY}, ("images",))
    return codes(ran(raw, arguments, ACME, plugins=[Shop(made)]))


def images(count: int = 1, **facts: Any) -> dict[str, Any]:
    return {"images": [{"url": f"{FILE_URL}?{n}", **facts} for n in range(count)]}


def test_a_result_as_asked_for_has_no_warnings() -> None:
    """Count, size and format are those that the model makes by default."""
    assert codes(ran(flux())) == []


@pytest.mark.parametrize(
    ("urls", "asked", "found"),
    [
        (2, {"num_images": 2}, []),
        (1, {"num_images": 4}, [("/images", "count")]),
        (3, {"num_images": 2}, [("/images", "count")]),
        (2, {}, [("/images", "count")]),
    ],
)
def test_count(urls: int, asked: dict[str, Any], found: list[tuple[str, str]]) -> None:
    """`num_images` is how many images come, its default too."""
    got = ran(flux(*[FILE_URL] * urls), {"prompt": "x", **asked})

    assert codes(got) == found
    assert all(issue.value == urls for issue in got.warnings)


def test_where_num_images_is_no_limit_more_may_come() -> None:
    """A model with `max_images` makes several pictures for each one; fewer are a warning."""
    inputs = {"num_images": NUMBER, "max_images": NUMBER}

    assert acme(inputs, images(3), {"num_images": 2}) == []
    assert acme(inputs, images(1), {"num_images": 2}) == [("/images", "count")]


@pytest.mark.parametrize("raw", [{"images": []}, {"images": [None]}, {"images": [{"url": ""}]}])
def test_no_files(raw: dict[str, Any]) -> None:
    """A result that holds none of the files that its schema promises says so, once."""
    found = acme({"num_images": NUMBER}, raw, {"num_images": 2})

    assert [code for _, code in found if code in WARNINGS] == ["no_files"]


def test_a_file_that_is_not_promised_may_be_missing() -> None:
    """It's in the schema, and not required; or what is missing is told by the schema."""
    assert acme({}, {"text": "x"}, {}, text=TEXT, images=MANY) == [("/images", "missing")]
    made = document({}, {"text": TEXT, "mask": member("image")}, ("text",))
    assert codes(ran({"text": "x"}, {}, ACME, plugins=[Shop(made)])) == []


SIZES = [
    ({"image_size": {"width": 800, "height": 600}}, (800, 600), True),
    ({"image_size": {"width": 800, "height": 600}}, (832, 576), True),
    ({"image_size": {"width": 800, "height": 600}}, (1024, 768), False),
    ({"image_size": {"width": 800, "height": 600}}, (600, 800), False),
    ({"image_size": "square"}, (512, 512), True),
    ({"image_size": "square"}, (2048, 2048), True),
    ({"image_size": "square_hd"}, (512, 512), False),
    ({"image_size": "portrait_16_9"}, (576, 1024), True),
    ({"image_size": "portrait_16_9"}, (1024, 576), False),
    ({}, (1024, 768), True),
    ({}, (512, 512), False),
]


@pytest.mark.parametrize(("asked", "size", "right"), SIZES)
def test_size(asked: dict[str, Any], size: tuple[int, int], *, right: bool) -> None:
    """Pixels as asked for, but for rounding; a name asks for a shape, and for that much."""
    got = ran(flux(width=size[0], height=size[1]), {"prompt": "x", **asked})

    assert codes(got) == ([] if right else [("/images/0", "size")])


@pytest.mark.parametrize(
    ("parameter", "value", "size", "right"),
    [
        ("aspect_ratio", "16:9", (1360, 768), True),
        ("aspect_ratio", "4:3", (1280, 896), True),
        ("aspect_ratio", "16:9", (1024, 1024), False),
        ("aspect_ratio", "auto", (9, 16), True),
        ("image_size", "1024x1536", (1024, 1536), True),
        ("image_size", "1024x1536", (1536, 1024), False),
        ("image_size", "auto_2K", (5, 5), True),
        ("image_size", {"width": 1.5, "height": None}, (5, 5), True),
        ("size", "1024x1536", (5, 5), True),
    ],
)
def test_what_a_size_may_be(
    parameter: str, value: Any, size: tuple[int, int], *, right: bool
) -> None:
    """Of `W:H` the shape counts; what isn't understood asks for nothing."""
    raw = images(width=size[0], height=size[1])

    assert acme({parameter: {}}, raw, {parameter: value}) == (
        [] if right else [("/images/0", "size")]
    )


def test_a_size_that_may_not_be_meant_is_none() -> None:
    """A default, where a picture was sent; a model that enlarges; a mask beside the picture."""
    size = {"type": "string", "default": "square_hd"}
    photo = {"type": "string", "x-limner-file": "image"}
    small, url = images(width=64, height=64), {"image_url": FILE_URL}
    follows = {"image_size": size, "image_url": photo}

    assert acme(follows, small, url) == []
    assert acme(follows, small, {**url, "image_size": "square"}) == [("/images/0", "size")]
    assert acme({"image_size": size}, small, {}) == [("/images/0", "size")]
    assert acme({"image_size": size, "upscale_factor": NUMBER}, small, {}) == []
    mask = {"mask": {"url": FILE_URL, "width": 9, "height": 9}, **images(width=1024, height=1024)}
    assert acme({"image_size": size}, mask, {}, mask=member("image"), images=MANY) == []


@pytest.mark.parametrize(
    ("asked", "stated", "right"),
    [
        ({}, "image/jpeg", True),
        ({}, "image/jpg", True),
        ({}, "image/png", False),
        ({"output_format": "png"}, "image/png", True),
        ({"output_format": "png"}, "image/jpeg", False),
        ({"output_format": "png"}, "application/octet-stream", True),
        ({"output_format": "png"}, "", True),
    ],
)
def test_format(asked: dict[str, Any], stated: str, *, right: bool) -> None:
    """`output_format` is what the result says, if it says any."""
    got = ran(flux(content_type=stated), {"prompt": "x", **asked})

    assert codes(got) == ([] if right else [("/images/0", "format")])


def test_a_format_is_of_one_kind_of_file() -> None:
    """That of the sound isn't that of its cover, and none that is no format asks for any."""
    raw = {"audio": {"url": FILE_URL, "content_type": "audio/mpeg"}, "image": {"url": FILE_URL}}
    raw["image"]["content_type"] = "image/png"
    outputs = {"audio": member("audio"), "image": member("image"), "images": MANY}

    def found(value: Any) -> list[tuple[str, str]]:
        return acme(
            {"output_format": {}}, {**raw, "images": []}, {"output_format": value}, **outputs
        )

    assert found("mp3_44100_128") == found("mov") == found("url") == found(7) == []
    assert found("wav") == found("wave") == [("/audio", "format")]


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        ([False], []),
        ([True], ["/has_nsfw_concepts/0"]),
        ([False, True, True], ["/has_nsfw_concepts/1", "/has_nsfw_concepts/2"]),
        (True, ["/has_nsfw_concepts"]),
        ({"sample": [True], "other": False}, ["/has_nsfw_concepts/sample"]),
        ([None, 1, "true"], []),
    ],
)
def test_nsfw(flags: Any, found: list[str]) -> None:
    """A flag that is set is told, picture by picture; whatever else stands there is not."""
    got = ran({**flux(), "has_nsfw_concepts": flags})

    assert [issue.pointer for issue in got.warnings if issue.code == "nsfw"] == found


def test_a_file_that_is_said_to_be_empty() -> None:
    """No bytes are no picture."""
    assert codes(ran(flux(file_size=0))) == [("/images/0", "empty")]


def test_what_a_job_was_asked_for_may_not_be_known() -> None:
    """Found by its id, it's held against its schema alone."""
    raw = flux(FILE_URL, FILE_URL, width=64, height=9)
    client = ScriptedClient(completed(), answer(200, raw))

    assert codes(client.job(FLUX, REQUEST_ID).result()) == []


def test_a_film_of_another_shape() -> None:
    """`aspect_ratio` asks for it, its default too."""
    raw = {"video": {"url": FILE_URL, "width": 720, "height": 1280}}

    assert codes(ran(raw, {"prompt": "x", "aspect_ratio": "9:16"}, KLING)) == []
    assert codes(ran(raw, None, KLING)) == [("/video", "size")]
