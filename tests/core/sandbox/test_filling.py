"""Results are filled by their schema: files where it marks them, plain values elsewhere."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from limner.rendering import File, Rendering
from limner.request import Request
from limner.sandbox.filling import fill, places
from limner.sandbox.generic import render
from limner_registry import Model, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = {
    "type": "object",
    "x-limner-file": "image",
    "properties": {
        "url": {"type": "string"},
        "content_type": {"type": "string", "default": "image/jpeg"},
        "file_name": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "file_size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "width": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "height": {"type": ["integer", "null"]},
    },
    "required": ["url"],
}
VIDEO = {"type": "object", "x-limner-file": "video", "properties": {"url": {"type": "string"}}}
AUDIO = {"x-limner-file": "audio", "required": ["url", "file_size"], "type": "object"}
DEFINITIONS = {
    "Image": IMAGE,
    "Video": VIDEO,
    "Audio": AUDIO,
    "Node": {
        "type": "object",
        "properties": {
            "image": {"$ref": "#/$defs/Image"},
            "child": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
        },
        "required": ["image", "child"],
    },
}
NULL = {"type": "null"}


def an_object(*required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "$defs": DEFINITIONS,
    }


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def files(count: int) -> tuple[Rendering, list[str]]:
    """Files that nobody draws."""
    media_types = ["image/png", "image/jpeg"]
    drawn = [File(media_types[i % 2], lambda: b"never", 8 + i, 6) for i in range(count)]
    return Rendering(drawn), [f"https://sandbox.invalid/files/1/{i}.png" for i in range(count)]


def filled(schema: dict[str, Any], count: int = 1) -> dict[str, Any]:
    """What a schema is filled with; it satisfies the schema."""
    result = fill(schema, *files(len(places(schema, count))))
    Draft202012Validator(schema).validate(result)
    return result


OUTPUTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "one image": (an_object("image", image=ref("Image")), ["image"]),
    "a list": (
        an_object("images", images={"type": "array", "items": ref("Image")}),
        ["image", "image"],
    ),
    "a list and one": (
        an_object("images", "mask", images={"type": "array", "items": ref("Image")}, mask=VIDEO),
        ["image", "image", "video"],
    ),
    "audio": (an_object("audio_file", audio_file=ref("Audio")), ["audio"]),
    "a bare URL": (
        an_object("audio", audio={"type": "string", "x-limner-file": "audio"}),
        ["audio"],
    ),
    "a bare URL or null": (
        an_object("image", image={"type": ["null", "string"], "x-limner-file": "image"}),
        ["image"],
    ),
    "plain text": (an_object("output", output={"type": "string"}), []),
    "file or null": (an_object("image", image={"anyOf": [NULL, ref("Image")]}), ["image"]),
    "text or file": (
        an_object("image", image={"oneOf": [{"type": "string", "maxLength": 3}, ref("Image")]}),
        ["image"],
    ),
    "nested": (
        an_object("data", data=an_object("video", video=ref("Video"), note={"type": "string"})),
        ["video"],
    ),
    "a pair an item": (
        an_object(
            "items",
            items={
                "type": "array",
                "items": an_object("picture", "film", picture=ref("Image"), film=ref("Video")),
            },
        ),
        ["image", "video", "image", "video"],
    ),
    "optional beside required": (
        an_object("image", image=ref("Image"), mask=ref("Image")),
        ["image"],
    ),
    "optional only": (an_object(video={"anyOf": [ref("Video"), NULL]}), ["video"]),
    "optional, deep down": (an_object("data", data=an_object(clip=ref("Video"))), ["video"]),
    "recursive": (an_object("root", root=ref("Node")), ["image"]),
    "united": (
        an_object("image", image={"allOf": [ref("Image"), {"required": ["width"]}]}),
        ["image"],
    ),
    "a default that is a file of somebody's": (
        an_object(
            "image",
            image=ref("Image"),
            glb={**VIDEO, "default": "https://v3.fal.media/files/x/combined.glb"},
        ),
        ["image"],
    ),
    "a required default of none": (
        an_object("images", images={"type": "array", "items": ref("Image"), "default": []}),
        ["image", "image"],
    ),
    "at most one": (
        an_object("images", images={"type": "array", "items": ref("Image"), "maxItems": 1}),
        ["image"],
    ),
    "by place": (
        an_object(
            "pair",
            pair={"type": "array", "prefixItems": [ref("Image"), ref("Video")], "items": False},
        ),
        ["image", "video"],
    ),
    "anything": ({}, []),
    "nothing said of members": ({"type": "object", "required": ["mystery"]}, []),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_result_satisfies_its_schema(name: str) -> None:
    """Outputs of any shape are filled as they demand, and have the files that they name."""
    schema, kinds = OUTPUTS[name]

    result = filled(schema, count=2)

    assert places(schema, 2) == kinds
    assert json.dumps(result).count("https://sandbox.invalid/files/1/") == len(kinds)
    assert "v3.fal.media" not in json.dumps(result)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_list_has_as_many_files_as_there_are(count: int) -> None:
    """A list takes all files that single places leave, in their order."""
    schema = OUTPUTS["a list and one"][0]

    result = filled(schema, count)

    assert [image["width"] for image in result["images"]] == [8 + i for i in range(count)]
    assert result["mask"]["url"].endswith(f"/{count}.png")


def test_file_object_says_what_is_known() -> None:
    """A file's object has its URL, type, name and size in pixels; its bytes nobody has counted."""
    assert filled(OUTPUTS["one image"][0])["image"] == {
        "url": "https://sandbox.invalid/files/1/0.png",
        "content_type": "image/png",
        "file_name": "0.png",
        "width": 8,
        "height": 6,
    }


def test_embedded_file_has_no_name() -> None:
    """A file that travels as a data URL isn't called after it."""
    image = fill(OUTPUTS["one image"][0], files(1)[0], ["data:image/png;base64,AAAA/BBBB"])[
        "image"
    ]

    assert "file_name" not in image


def test_rendering_goes_first() -> None:
    """Members that a rendering names stand as it says, known to the schema or not."""
    schema = an_object("seed", "output", seed={"type": "integer"}, output={"type": "string"})

    assert fill(schema, Rendering(fields={"seed": 7, "more": True}), []) == {
        "seed": 7,
        "output": "sandbox",
        "more": True,
    }


def test_missing_files_are_nowhere() -> None:
    """Where a rendering has too few files, the others have a URL that leads nowhere."""
    result = fill(OUTPUTS["a pair an item"][0], *files(1))
    single = fill(OUTPUTS["one image"][0], Rendering(), [])

    assert result == {"items": []}
    assert single == {"image": {"url": "https://sandbox.invalid/files/none"}}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 20},
        {"type": "string", "maxLength": 3},
        {"type": "string", "minLength": 9, "maxLength": 9},
        {"enum": ["a", "b"]},
        {"const": 7},
        {"const": None},
        {"type": "integer"},
        {"type": "integer", "minimum": 3},
        {"type": "integer", "maximum": -3},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "boolean"},
        {"type": "null"},
        {"type": ["null", "boolean"]},
        {"type": "array", "items": {"type": "number"}},
        {"type": "array", "items": {"type": "string"}, "minItems": 3},
        {"type": "array", "items": {"type": "string"}, "maxItems": 0},
        {"type": "array"},
        {"type": "object", "additionalProperties": {"type": "number"}, "required": ["x"]},
        {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 1}]},
        {"oneOf": [{"type": "integer"}, {"type": "string"}]},
        {"allOf": [{"type": "integer"}, {"minimum": 5}]},
        {"default": "as it stands"},
        {"properties": {"x": {"type": "string"}}, "required": ["x"]},
        {"items": {"type": "string"}},
        True,
        {},
    ],
)
def test_plain_values_satisfy_their_schema(schema: Any) -> None:
    """A required member of any plain kind is filled with something that it takes."""
    result = filled(an_object("it", it=schema))

    assert "it" in result


def test_default_that_is_not_required_is_said() -> None:
    """A member with a default has it, required or not; one without stays away."""
    schema = an_object(style={"type": "string", "default": "plain"}, note={"type": "string"})

    assert filled(schema) == {"style": "plain"}


def test_endless_demand_comes_to_an_end() -> None:
    """A schema that nothing finite satisfies is filled as far as once around."""
    schema = {
        "$defs": {
            "Node": {"type": "object", "required": ["next"], "properties": {"next": ref("Node")}}
        },
        **ref("Node"),
    }

    assert fill(schema, Rendering(), []) == {"next": {}}


def corpus() -> Iterator[dict[str, Any]]:
    folder = os.environ.get("LIMNER_CORPUS")
    if not folder:
        pytest.skip("LIMNER_CORPUS names no folder with models.jsonl.gz")
    with gzip.open(Path(folder) / "models.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def mark(schema: Any, name: str = "") -> None:
    """Mark each object with a `url` as a file, of the kind that its name tells."""
    if not isinstance(schema, dict):
        return
    if "url" in schema.get("properties", {}):
        told = f"{name}{schema.get('title', '')}".lower()
        kinds = [kind for kind in ("image", "video", "audio") if kind in told]
        schema["x-limner-file"] = kinds[0] if kinds else "file"
    for keyword in ("properties", "$defs"):
        for inner, member in schema.get(keyword, {}).items():
            mark(member, inner)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for branch in schema.get(keyword, ()):
            mark(branch, name)
    mark(schema.get("items"), name)


def test_every_output_of_the_corpus_is_filled() -> None:
    """Of 1,333 real models each output is filled, and each result satisfies its schema."""
    known, with_files, wrong = 0, 0, []
    for line in corpus():
        if line["output"] is None:
            continue
        mark(line["output"])
        names = {"endpoint_id": line["endpoint_id"], "title": "x", "category": "x"}
        document = {**names, "input": line["input"] or {}, "output": line["output"]}
        request = Request(Model(document, Origin("corpus")), {"prompt": "x", "num_images": 2})
        rendering = render(request)
        urls = [f"https://sandbox.invalid/files/1/{i}" for i in range(len(rendering.files))]
        result = fill(line["output"], rendering, urls)
        known, with_files = known + 1, with_files + bool(rendering.files)
        if not Draft202012Validator(line["output"]).is_valid(result):
            wrong.append(line["endpoint_id"])

    assert wrong == []
    assert (known, with_files) == (1326, 1253)
