"""Models of few parameters, for tests of porting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry import Model, Origin

if TYPE_CHECKING:
    from limner_registry.schema import Schema

NAMED_SIZES = [
    *("square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"),
]
SIZE: Schema = {
    "type": "object",
    "properties": {side: {"type": "integer", "maximum": 2048} for side in ("width", "height")},
}
IMAGE: Schema = {"type": "string", "x-limner-file": "image"}


def model(*required: str, **properties: Any) -> Model:
    """A model with these parameters."""
    schema: Schema = {"type": "object", "properties": properties, "required": list(required)}
    document = {"endpoint_id": "acme/model", "provider": "acme", "input": schema, "output": {}}
    return Model(document, Origin("acme"))


def choice(*values: Any) -> Schema:
    """A parameter with choices."""
    return {"enum": list(values)}
