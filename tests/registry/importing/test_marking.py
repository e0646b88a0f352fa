"""Which places of an imported model are files, and of which kind."""

from __future__ import annotations

from typing import Any

import pytest
from handmade import import_, object_of, plain

from limner_registry.files import file_places

TEXT = {"type": "string"}
FILE = object_of(url=TEXT, content_type=TEXT, file_name=TEXT, file_size={"type": "integer"})


def given(name: str, schema: Any) -> Any:
    """What a member of an input becomes."""
    return import_(plain(object_of(**{name: schema}))).document["input"]["properties"][name]


def kind_of(name: str, **words: Any) -> str | None:
    found: str | None = given(name, {**TEXT, **words}).get("x-limner-file")
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("image_url", "image"),
        ("end_image_url", "image"),
        ("mask_image_url", "image"),
        ("mask_url", "image"),
        ("first_frame_url", "image"),
        ("imageUrl", "image"),
        ("mask_video_url", "video"),
        ("reference_audio_url", "audio"),
        ("audio_file_url", "audio"),
        ("voice_url", "audio"),
        ("image_encoder_url", "file"),
        ("images_data_url", "file"),
        ("mesh_url", "file"),
        ("url", "file"),
        ("webhook_url", None),
        ("callback_url", None),
        ("website_url", None),
        ("image", None),
        ("image_size", None),
        ("path", None),
        ("prompt", None),
    ],
)
def test_an_address_is_a_file_of_the_kind_that_its_last_word_says(
    name: str, kind: str | None
) -> None:
    """In English the last word is what a thing is; one that says nothing makes it `file`."""
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("name", "words", "kind"),
    [
        ("image", {"description": "URL of the image to edit."}, "image"),
        ("end_frame", {"description": "The URL of the last frame."}, "image"),
        ("image", {"description": "The image, in Base64."}, None),
        ("voice", {"description": "A name, or the URL of a sound."}, None),
        ("prompt", {"description": "May hold the URL of an image."}, None),
        ("image_url", {"description": "URL of a zip archive with images."}, "file"),
        ("mask_url", {"description": "URL of the mask video."}, "file"),
        ("lora_url", {"description": "URL or the path to the weights."}, None),
        ("model_url", {"description": "URL or HuggingFace ID of the model."}, None),
        ("image_url", {"enum": ["https://acme.example/1.png"]}, None),
        ("image_style_url", {"ui": {"field": "image"}}, "image"),
        ("sketch", {"_fal_ui_field": "image_mask"}, "image"),
        ("reference", {"_fal_ui_field": "text"}, None),
    ],
)
def test_descriptions_and_forms_are_heard(name: str, words: Any, kind: str | None) -> None:
    """What may be something else than a URL isn't marked: it would be looked for on a disk."""
    assert kind_of(name, **words) == kind


def test_the_text_in_a_union_and_in_a_list_is_what_is_marked() -> None:
    """So that `null`, and the list itself, aren't taken for files."""
    marked = {**TEXT, "x-limner-file": "image"}
    some = {"type": "array", "items": TEXT}

    assert given("image_url", {"anyOf": [TEXT, {"type": "null"}]}) == {
        "anyOf": [marked, {"type": "null"}]
    }
    assert given("image_urls", {"anyOf": [some, {"type": "null"}]}) == {
        "anyOf": [{"type": "array", "items": marked}, {"type": "null"}]
    }
    choice = {"anyOf": [TEXT, {"type": "string", "enum": ["none"]}]}
    assert given("image_url", choice) == choice


def test_how_many_bytes_a_file_may_have() -> None:
    """As fal says it, in two ways; of a list it may be meant of all together."""
    limited = given("image_url", {**TEXT, "max_file_size": 100})
    assert limited["x-limner-max-bytes"] == 100

    within = given("image_url", {"anyOf": [{**TEXT, "x-fal": {"max_file_size": 100}}]})
    assert within["anyOf"][0]["x-limner-max-bytes"] == 100

    together = given("image_urls", {"type": "array", "items": TEXT, "max_file_size": 100})
    assert "x-limner-max-bytes" not in together["items"]


def gives(schema: Any, **components: Any) -> Any:
    return import_(plain({"type": "object"}, schema, **components)).document["output"]


@pytest.mark.parametrize(
    ("name", "members", "kind"),
    [
        ("Image", {"url": TEXT}, "image"),
        ("VideoFile", {"url": TEXT}, "video"),
        ("acme__files__Audio", {"url": TEXT}, "audio"),
        ("Audio-Output", {"url": TEXT}, "audio"),
        ("File", {"url": TEXT}, "file"),
        ("Thing", {"url": TEXT, "content_type": TEXT}, "file"),
        ("Thing", {"url": TEXT, "content_type": TEXT, "fps": {}, "num_frames": {}}, "file"),
        ("Thing", {"url": TEXT, "file_size": {}, "width": {}, "height": {}}, "image"),
        ("Thing", {"url": TEXT, "width": {}, "height": {}}, None),
        ("Thing", {"url": TEXT}, None),
        ("Image", {"data": TEXT}, None),
        ("Image", {"url": {"type": "integer"}}, None),
        ("ImageSize", {"url": TEXT}, None),
    ],
)
def test_an_object_of_a_result_is_a_file(name: str, members: Any, kind: str | None) -> None:
    """By what it is called, else by members that only files have."""
    found = gives(
        object_of(it={"$ref": f"#/components/schemas/{name}"}), **{name: object_of(**members)}
    )

    assert found["$defs"][name].get("x-limner-file") == kind


def test_a_general_file_is_of_the_kind_of_its_place() -> None:
    """`video` of a File is a video; where a word may mean two things it stays a file."""
    file = {"$ref": "#/components/schemas/File"}
    found = gives(
        object_of(
            video=file,
            audio={"allOf": [file]},
            images={"type": "array", "items": file},
            masks={"type": "array", "items": file},
            mesh=file,
            thumbnail=FILE,
        ),
        File=FILE,
    )

    url = {"url": "https://acme.example/x"}
    result = {"video": url, "audio": url, "images": [url], "masks": [url], "mesh": url}
    result["thumbnail"] = url
    assert [(place.path[0], place.kind) for place in file_places(found, result)] == [
        ("video", "video"),
        ("audio", "audio"),
        ("images", "image"),
        ("masks", "file"),
        ("mesh", "file"),
        ("thumbnail", "image"),
    ]


def test_a_file_object_of_an_input_is_marked_where_its_url_is() -> None:
    """The caller's file takes the place of the text, not of the object."""
    found = import_(plain(object_of(start={**FILE, "title": "Image"}))).document["input"]

    start = found["properties"]["start"]
    assert "x-limner-file" not in start
    assert start["properties"]["url"] == {**TEXT, "x-limner-file": "image"}


def test_a_mark_of_its_author_stays() -> None:
    """Whoever writes one knows better."""
    assert kind_of("image_url", **{"x-limner-file": "file"}) == "file"
