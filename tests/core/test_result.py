"""A result's files and words are had in one way, whatever the model; so are their bytes."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    FILE_URL,
    FLUX,
    PROMPT,
    accepted,
    answer,
    completed,
    file_of,
    output,
    result,
)
from PIL import Image
from scripted import AsyncScriptedClient, ScriptedClient

import limner

if TYPE_CHECKING:
    from pathlib import Path

    from limner.result import Artifact, Result


def picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).save(out, "JPEG")
    return out.getvalue()


DATA = picture()


def got(raw: dict[str, Any], *steps: Any, **options: Any) -> Result[Artifact]:
    client = ScriptedClient(accepted(), completed(), answer(200, raw), *steps, receipts=None)
    return client.run(FLUX, PROMPT, **options)


def kind(name: str) -> dict[str, Any]:
    return {"type": "object", "x-limner-file": name, "properties": {"url": {"type": "string"}}}


class Everything:
    """A model that makes a file of each kind, and says something."""

    @limner.hookimpl
    def register_models(self) -> list[dict[str, Any]]:
        members = {name: kind(name) for name in ("image", "video", "audio", "file")}
        words = {"text": {"type": "string"}, "used_seed": {"type": "integer"}}
        return [
            {
                "document_version": 1,
                "endpoint_id": "acme/everything",
                "provider": "fal",
                "title": "Everything",
                "description": "Makes everything.",
                "category": "text-to-image",
                "input": {"type": "object", "properties": {}},
                "output": {"type": "object", "properties": {**members, **words}},
            }
        ]


def test_every_file_is_of_one_kind() -> None:
    """Images, videos, audio, and files for whatever is none of these: together all artifacts."""
    raw = {name: {"url": f"{FILE_URL}?{name}"} for name in ("file", "audio", "video", "image")}
    steps = (accepted(), completed(), answer(200, {**raw, "text": "done"}))
    made = ScriptedClient(*steps, plugins=[Everything()]).run("acme/everything")

    parts = (made.files, made.audio, made.videos, made.images)
    assert [[file.pointer for file in part] for part in parts] == [[f"/{name}"] for name in raw]
    assert sum(parts, ()) == made.artifacts
    assert (made.text, made.raw["text"], made.seed) == ("done", "done", None)


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"output": "a", "text": "b"}, "a"),
        ({"description": "a cabin"}, "a cabin"),
        ({"output": None, "caption": "c"}, "c"),
        ({"output": ["a"], "text": {"a": "b"}}, None),
        ({"voice_id": "x"}, None),
        ({}, None),
    ],
)
def test_text_is_what_a_model_says(members: dict[str, Any], text: str | None) -> None:
    """By the names that models have for it; an echo of the prompt is no answer."""
    assert got({**output(), **members}).text == text


def test_bytes_of_a_saved_file_are_read_from_the_disk(tmp_path: Path) -> None:
    """Nothing is called; when the file is gone, it's downloaded again."""
    made = got(output(), file_of(DATA), file_of(DATA + b"again"), output=f"{tmp_path}/")
    image = made.images[0]
    assert image.path is not None

    with image.open() as file:
        assert (file.read(), getattr(file, "name", None)) == (DATA, str(image.path))
    assert image.bytes() == DATA
    image.path.unlink()
    assert image.open().read() == DATA + b"again"


def test_a_file_that_was_saved_knows_where_it_is(tmp_path: Path) -> None:
    """Where it was saved first; another copy doesn't change that."""
    image = got(output(), file_of(DATA), file_of(DATA)).images[0]
    assert image.path is None

    first, second = image.save(tmp_path / "a.jpg"), image.save(tmp_path / "b.jpg")

    assert image.path == first != second
    assert f"saved as {first}" in repr(image)
    assert str(first) in image._repr_html_()
    assert image.bytes() == DATA


def test_a_file_is_opened_without_being_saved() -> None:
    """It's held in memory; where it can't be had, that's the error of `save`."""
    image = got(output(), file_of(DATA), file_of(DATA)).images[0]

    assert image.open().read() == DATA
    assert image.pil().size == (64, 48)
    with pytest.raises(limner.NotCollected):
        got(output(), answer(404, {}), result(), answer(404, {})).images[0].open()


def test_a_picture_that_is_none() -> None:
    """Pillow's own error says so."""
    image = got(output(), file_of(b"\xff\xd8\xff" + bytes(99))).images[0]

    with pytest.raises(OSError, match="cannot identify image file"):
        image.pil()


def test_pillow_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra, and nothing is downloaded in vain."""
    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(limner.MissingExtra, match=r'pip install "limner\[media\]"'):
        got(output()).images[0].pil()


def test_async_twins(tmp_path: Path) -> None:
    """The same, awaited."""

    async def main() -> None:
        steps = (accepted(), completed(), answer(200, output()), file_of(DATA), file_of(DATA))
        client = AsyncScriptedClient(*steps, receipts=None)
        image = (await client.run(FLUX, PROMPT)).images[0]
        assert (await image.pil()).size == (64, 48)
        assert (await image.open()).read() == DATA
        steps = (accepted(), completed(), answer(200, output()), file_of(DATA))
        client = AsyncScriptedClient(*steps, receipts=None)
        kept = (await client.run(FLUX, PROMPT, output=f"{tmp_path}/")).images[0]
        assert await kept.bytes() == DATA
        with await kept.open() as file:
            assert file.name == str(kept.path)

    asyncio.run(main())
