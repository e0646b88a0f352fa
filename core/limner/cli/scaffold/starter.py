"""The document that a new package begins with where it was given none: an invented endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limner.cli.scaffold.name import PackageName


def starter(name: PackageName) -> dict[str, Any]:
    """A model document that says what documents can say."""
    owner = name.distribution.removeprefix("limner-")
    return {
        "document_version": 1,
        "endpoint_id": f"{owner}/sketch",
        "provider": "fal",
        "title": "Sketch",
        "description": "An invented endpoint, to be replaced: draws what a text says.",
        "category": "text-to-image",
        "input": _INPUT,
        "output": _OUTPUT,
    }


_INPUT = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "maxLength": 2000, "description": "What to draw."},
        "num_images": {
            "type": "integer",
            "minimum": 1,
            "maximum": 4,
            "default": 1,
            "description": "How many pictures to draw.",
        },
        "image_size": {
            "type": "string",
            "enum": ["square_hd", "square", "portrait_4_3", "landscape_4_3"],
            "default": "landscape_4_3",
            "description": "The size of a picture.",
        },
        "image_url": {
            "type": "string",
            "x-limner-file": "image",
            "description": "A picture to begin with.",
        },
    },
}

_OUTPUT = {
    "type": "object",
    "required": ["images"],
    "properties": {
        "images": {
            "type": "array",
            "items": {"$ref": "#/$defs/Image"},
            "description": "The pictures.",
        },
        "seed": {"type": "integer", "description": "What chance began with."},
    },
    "$defs": {
        "Image": {
            "type": "object",
            "x-limner-file": "image",
            "required": ["url"],
            "properties": {
                "url": {"type": "string", "description": "Where it is."},
                "width": {"type": "integer", "description": "In pixels."},
                "height": {"type": "integer", "description": "In pixels."},
                "content_type": {"type": "string", "description": "Its media type."},
            },
        }
    },
}
