"""What fuzzing begins with: documents, ours and those of `LIMNER_CORPUS`, and calls of models."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner_registry import installed, packaged_models
from limner_registry.errors import NotImportable
from limner_registry.importing import imported
from limner_registry.openapi import openapi_document
from limner_registry.strategies import boundary_arguments, every_breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry import Model

LARGEST = 12_000
"""Bytes of a document; larger ones are slow, and say nothing that smaller ones don't."""

PROSE = {"description", "examples", "summary", "title"}

SIZE = {
    "type": "object",
    "properties": {"width": {"type": "integer", "maximum": 9, "multipleOf": 2}, "as": {}},
    "required": ["width"],
    "dependentRequired": {"as": ["width"]},
}
TREE = {
    "type": "object",
    "properties": {"children": {"items": {"$ref": "#/$defs/Tree"}, "maxItems": 3}},
    "patternProperties": {"^[a-c]$": {"const": 1}},
    "additionalProperties": {"type": "number"},
    "propertyNames": {"maxLength": 8},
    "maxProperties": 4,
}
RICH = {
    "type": "object",
    "title": "Rich",
    "allOf": [{"$ref": "#/$defs/Size"}],
    "properties": {
        "prompt": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[^x]*$"},
        "image_url": {"type": "string", "x-limner-file": "image", "x-limner-max-bytes": 99},
        "size": {"anyOf": [{"$ref": "#/$defs/Size"}, {"enum": ["hd", "4k"]}], "default": "hd"},
        "tree": {"oneOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]},
        "pair": {"prefixItems": [{"type": "number", "exclusiveMinimum": 0}, True], "items": False},
        "set": {"uniqueItems": True, "contains": {"type": "integer"}, "minContains": 2},
        "scale": {"type": ["number", "string"], "minimum": 0.5, "exclusiveMaximum": 2},
        "not": {"not": {"type": "string"}, "examples": [1, None], "deprecated": True},
    },
    "required": ["prompt"],
    "if": {"required": ["scale"]},
    "then": {"required": ["size"]},
    "else": {"minProperties": 1},
    "$defs": {"Size": SIZE, "Tree": TREE},
}
"""An input that has nearly every keyword."""


def documents() -> list[Any]:
    """Model documents."""
    found = [dict(model.document) for model in _models()]
    found.append({**found[0], "input": RICH, "output": RICH})
    for openapi in _corpus():
        try:
            found.append(imported(openapi, source="corpus", provider="acme").document)
        except NotImportable:
            continue
    return [{**one, "input": _lean(one["input"]), "output": _lean(one["output"])} for one in found]


def openapis() -> list[Any]:
    """OpenAPI documents, of providers and of ours."""
    ours = [dict(model.document) for model in _models()]
    ours.append({**ours[0], "input": RICH, "output": RICH})
    return [*_corpus(), *map(_lean, map(openapi_document, ours))]


def calls() -> list[Any]:
    """Words of `limner validate`, right and wrong, spelled in every way."""
    return [
        {
            "words": [model.endpoint_id, *_spelled(arguments, i)],
            "terminal": i % 3 > 0,
            "whole": i % 9 == 0,
        }
        for model in _models()
        for i, arguments in enumerate(_arguments(model))
    ]


def answers() -> list[Any]:
    """What a provider of a queue answers to a submit, a status, a result and a wrong call."""
    log = {"message": "step 1", "timestamp": "2026-11-23T00:00:00Z", "level": "INFO"}
    entry = {"loc": ["body", "steps", 0], "msg": "too large", "type": "less_than_equal"}
    base = "https://queue.example/acme/lamp/requests/job"
    return [
        {"request_id": "job", "status_url": f"{base}/status", "response_url": base},
        {"status": "IN_QUEUE", "queue_position": 3},
        {"status": "IN_PROGRESS", "logs": [log, log]},
        {"status": "COMPLETED", "logs": None, "metrics": {"inference_time": 1.5}},
        {"status": "COMPLETED", "error": "no picture", "error_type": "no_media_generated"},
        {"images": [{"url": "https://cdn.example/a.png", "width": 512}], "seed": 7},
        {"detail": [entry | {"ctx": {"le": 50}, "input": 99, "url": "https://a.example"}]},
        {"detail": "the account is locked", "error_type": "user_locked"},
        {"request_id": "job", "status": "OK", "payload": {"images": []}, "error": None},
        {"keys": [{"crv": "Ed25519", "x": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]},
    ]


def _models() -> tuple[Model, ...]:
    return tuple(packaged_models(installed()).models)


def _arguments(model: Model) -> list[Any]:
    edges = [edge.arguments for edge in boundary_arguments(model)]
    breaches = [broken.arguments for broken in every_breach(model)]
    return [*edges[:: max(1, len(edges) // 12)], *breaches[:: max(1, len(breaches) // 30)]]


def _spelled(arguments: Any, turn: int) -> Iterator[str]:
    for i, (name, value) in enumerate(arguments.items(), turn):
        text = value if isinstance(value, str) else json.dumps(value)
        ways = (
            [f"{name}:={json.dumps(value)}"], [f"{name}={text}"], [f"--{name}={text}"],
            [f"--{name}", text], ["-o", name, text], [f"{name}=@a.txt"],
        )  # fmt: skip
        yield from ways[i % len(ways)]


def _corpus() -> list[Any]:
    """Small documents of every kind; none without the folder."""
    folder = os.environ.get("LIMNER_CORPUS")
    if folder is None:
        return []
    lines: list[bytes] = []
    for name in ("openapi.jsonl.gz", "openapi-broken.jsonl.gz"):
        with gzip.open(Path(folder, name)) as file:
            lines += [line for line in file if len(line) < LARGEST]
    return [_lean(json.loads(line)) for line in sorted(lines, key=len)[::4]]


def _lean(value: Any) -> Any:
    """A document without most of its prose: what is changed then is what counts."""
    if isinstance(value, list):
        return [_lean(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _lean(inside)
        for name, inside in value.items()
        if name not in PROSE or isinstance(inside, dict)
    }


SEEDS = {"document": documents, "importer": openapis, "words": calls, "answers": answers}
