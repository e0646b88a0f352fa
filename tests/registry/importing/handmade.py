"""Small OpenAPI documents that were written for these tests."""

from __future__ import annotations

from typing import Any

from limner_registry.importing import Imported, imported

OPEN = {"type": "object"}
LAMP = "#/components/schemas/Lamp"


def plain(takes: Any, gives: Any = OPEN, **components: Any) -> dict[str, Any]:
    """A document of a provider without a queue: one POST that answers at once."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Acme Lamp", "version": "1"},
        "servers": [{"url": "https://api.acme.example/v1"}],
        "paths": {"/acme/lamp": {"post": call(takes, gives)}},
        "components": {"schemas": components},
    }


def queued(takes: Any, gives: Any = OPEN, **metadata: Any) -> dict[str, Any]:
    """A document in the manner of fal: submit, status and result."""
    status = {"properties": {"request_id": {}, "status": {}, "response_url": {}}}
    result = {"responses": {"200": json_of(gives)}}
    return {
        "openapi": "3.0.4",
        "info": {
            "title": "Queue OpenAPI for acme/lamp",
            "description": "The OpenAPI schema for the acme/lamp queue.",
            "x-fal-metadata": {"endpointId": "acme/lamp", **metadata},
        },
        "servers": [{"url": "https://queue.fal.run"}],
        "paths": {
            "/acme/lamp/requests/{request_id}": {"get": result},
            "/acme/lamp": {"post": call(takes, status)},
        },
    }


def call(takes: Any, gives: Any, code: str = "200") -> dict[str, Any]:
    return {"requestBody": json_of(takes), "responses": {code: json_of(gives)}}


def json_of(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def import_(openapi: Any, **options: Any) -> Imported:
    return imported(openapi, source="lamp.json", **options)


def member(schema: Any, **components: Any) -> tuple[Any, tuple[str, ...]]:
    """What becomes of a schema as a member of an input, and the notes."""
    made = import_(plain({"$ref": LAMP}, Lamp=object_of(x=schema), **components))
    return made.document["input"]["properties"]["x"], made.notes
