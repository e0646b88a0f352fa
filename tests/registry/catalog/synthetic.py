"""Documents that nobody wrote: as many as wanted, of the size that real ones have."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

from limner_registry.catalog.documents import file_name

if TYPE_CHECKING:
    from pathlib import Path

MAKERS = ("acme", "bright-labs", "cassette", "dune", "ember", "fathom", "gale", "harbour")
KINDS = ("text-to-image", "image-to-image", "text-to-video", "image-to-video", "text-to-audio")
NAMES = (
    "prompt",
    "seed",
    "num_images",
    "guidance_scale",
    "image_url",
    "strength",
    "output_format",
)
SENTENCE = (
    "What the picture should show, in a sentence or two; the more exact, the better it fits."
)


def document(endpoint_id: str, **facts: Any) -> dict[str, Any]:
    """A small one, of that id."""
    plain = {"document_version": 1, "provider": "sandbox", "title": "Lamp", "category": KINDS[0]}
    schemas = {"input": {"type": "object", "properties": {"prompt": {"type": "string"}}}}
    return {**plain, **schemas, "output": {"type": "object"}, "endpoint_id": endpoint_id, **facts}


def documents(count: int) -> list[dict[str, Any]]:
    """As many as wanted, each of about five kilobytes, every tenth deprecated."""
    ids = (f"{maker}/{kind}/v{n}" for n, maker, kind in product(range(count), MAKERS, KINDS))
    return [_large(endpoint_id, n) for n, endpoint_id in zip(range(count), ids, strict=False)]


def fill(home: Path, count: int) -> None:
    """Put documents into a catalog's folder, faster than safely."""
    folder = home / "catalog"
    folder.mkdir(parents=True, exist_ok=True)
    for one in documents(count):
        (folder / file_name(one["endpoint_id"])).write_text(json.dumps(one), encoding="utf-8")


def _large(endpoint_id: str, number: int) -> dict[str, Any]:
    names = [*NAMES, *(f"option_{number % 97}_{n}" for n in range(3))]
    schema = {"type": "string", "title": "Title", "description": SENTENCE * 3}
    return document(
        endpoint_id,
        title=f"Lamp number {number}",
        category=endpoint_id.split("/")[1],
        description=f"Draws lamps of the {number % 89}th kind. {SENTENCE}",
        input={"type": "object", "properties": dict.fromkeys(names, schema)},
        output={"type": "object", "properties": {"images": {"type": "array", "items": schema}}},
        **({"deprecated": True, "successor": "acme/text-to-image/v0"} if number % 10 == 9 else {}),
    )
