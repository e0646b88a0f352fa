"""Results for the tests of this folder: whatever a provider's JSON and files are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from answers import FILE_URL, accepted, answer, completed, file_of, output
from PIL import Image
from scripted import ScriptedClient

import limner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from limner.result import Artifact, Result
    from limner.transport import HttpAnswer

FLUX = "fal-ai/flux/dev"
KLING = "fal-ai/kling-video/v1/standard/text-to-video"
ACME = "acme/anything"

Found = list[tuple[str, str]]


def member(kind: str) -> dict[str, Any]:
    """The schema of a file."""
    return {"type": "object", "x-limner-file": kind, "properties": {"url": {"type": "string"}}}


def document(
    inputs: Mapping[str, Any], outputs: Mapping[str, Any], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The document of `ACME`, with these members."""
    return {
        "document_version": 1,
        "endpoint_id": ACME,
        "provider": "fal",
        "title": "Anything",
        "description": "Makes anything.",
        "category": "text-to-image",
        "input": {"type": "object", "properties": dict(inputs)},
        "output": {"type": "object", "properties": dict(outputs), "required": [*required]},
    }


class Shop:
    """A plugin with one model."""

    def __init__(self, shown: dict[str, Any]) -> None:
        self._document = shown

    @limner.hookimpl
    def register_models(self) -> list[dict[str, Any]]:
        return [self._document]


def flux(*urls: str, **facts: Any) -> dict[str, Any]:
    """A result of `FLUX` whose images have these facts."""
    raw = output(*urls)
    for image in raw["images"]:
        image.update(facts)
    return raw


def ran(
    raw: Mapping[str, Any],
    arguments: Mapping[str, Any] | None = None,
    endpoint_id: str = FLUX,
    files: tuple[HttpAnswer, ...] = (),
    **options: Any,
) -> Result[Artifact]:
    """What a call comes to that is answered so."""
    where = options.pop("output", None)
    client = ScriptedClient(accepted(), completed(), answer(200, dict(raw)), *files, **options)
    given = {"prompt": "x"} if arguments is None and endpoint_id != ACME else arguments
    return client.run(endpoint_id, given, output=where)


def saved(
    folder: Path, data: bytes, media_type: str = "image/jpeg", name: str = "", **facts: Any
) -> Result[Artifact]:
    """A result of `FLUX` whose one file has these bytes; `asked` are its arguments."""
    asked = {"prompt": "x", **facts.pop("asked", {})}
    options = {"output": f"{folder}/{name}", "receipts": None}
    return ran(flux(FILE_URL, **facts), asked, files=(file_of(data, media_type),), **options)


def codes(result: Result[Any]) -> Found:
    """The warnings of a result: where, and which."""
    return [(warning.pointer, warning.code) for warning in result.warnings]


def picture(size: tuple[int, int] = (1024, 768), name: str = "jpeg", fill: str = "") -> bytes:
    """A picture: of one colour, or of grey that gets lighter."""
    image = Image.new("RGB", size, fill) if fill else Image.linear_gradient("L").resize(size)
    out = io.BytesIO()
    image.save(out, name)
    return out.getvalue()
