"""One model as an OpenAPI document, in the shape in which fal publishes its models.

Tools that read fal's documents read these too. The version is 3.1.0, whose schemas are
JSON Schema 2020-12; fal's say 3.0.4 and aren't. What OpenAPI has no words for is carried by
extensions, so that `limner_registry.importing` makes an equal model document of it.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from limner_registry import openapi_queue as queue
from limner_registry.issue import pointer
from limner_registry.schema import subschemas
from limner_registry.values import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry.schema import Schema

DOCUMENT = "x-limner-document"
"""At the top: the members of the model document except its schemas."""

NAMES = "x-limner-definitions"
"""Beside the schemas: the names of definitions whose components had to be called otherwise."""


def openapi_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The OpenAPI 3.1.0 document of one model: submit, status, cancel and result.

    Args:
        document: A model document as parsed JSON; it isn't changed.

    Returns:
        Parsed JSON. The input, the output and their definitions are under
        `components/schemas`, with every keyword they had, and references lead there.
    """
    name = "".join(re.findall("[A-Za-z0-9]+", document["endpoint_id"].title()))
    sides = {f"{name}Input": document["input"], f"{name}Output": document["output"]}
    schemas, names = _components(sides)
    facts = {key: value for key, value in document.items() if key not in {"input", "output"}}
    return {
        "openapi": "3.1.0",
        "info": _info(document),
        **_links(document),
        "security": [{"apiKeyAuth": []}],
        "paths": _paths(document, *sides),
        "components": {
            "securitySchemes": {"apiKeyAuth": dict(queue.SECURITY)},
            "schemas": schemas,
            **({NAMES: names} if names else {}),
        },
        DOCUMENT: copy.deepcopy(facts),
    }


def _info(document: Mapping[str, Any]) -> dict[str, Any]:
    links, endpoint_id = document.get("links") or {}, document["endpoint_id"]
    of_fal = {
        "endpointId": endpoint_id,
        "category": document.get("category"),
        "playgroundUrl": links.get("page"),
        "documentationUrl": links.get("documentation"),
    }
    info = {
        "title": f"Queue OpenAPI for {endpoint_id}",
        "summary": document.get("title"),
        "description": one_line(document.get("description") or "") or None,
        "version": "1.0.0",
        "x-fal-metadata": _known(of_fal) if document.get("provider") == "fal" else None,
    }
    return _known(info)


def _links(document: Mapping[str, Any]) -> dict[str, Any]:
    links, server = document.get("links") or {}, queue.SERVERS.get(document.get("provider", ""))
    page = links.get("documentation") or links.get("page")
    about = {
        "externalDocs": {"url": page} if page else None,
        "servers": [{"url": server}] if server else None,
    }
    return _known(about)


def _known(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}


def _paths(document: Mapping[str, Any], takes: str, gives: str) -> dict[str, Any]:
    paths = queue.paths(document["endpoint_id"], takes, gives)
    if document.get("deprecated"):
        for operation in (one for path in paths.values() for one in path.values()):
            operation["deprecated"] = True
    return paths


def _components(sides: Mapping[str, Schema]) -> tuple[dict[str, Any], dict[str, str]]:
    """The queue's schemas and both sides' definitions; one that clashes takes a longer name.

    With them, the names of definitions that aren't their components'.
    """
    components, others = copy.deepcopy(queue.SCHEMAS), dict[str, str]()
    for name, schema in sides.items():
        names = _names(schema, name, "")
        lifted = _lifted(schema, name, names)
        if any(components.get(key, value) != value for key, value in lifted.items()):
            names = _names(schema, name, name)
            lifted = _lifted(schema, name, names)
        components |= lifted
        others |= {component: _last(place) for place, component in names.items()}
    return components, {name: other for name, other in others.items() if name != other}


def _last(place: str) -> str:
    return place.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")


def _lifted(schema: Schema, name: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A schema and the definitions in it as components, their references led there."""
    schema = copy.deepcopy(schema)
    for place in subschemas(schema):
        if isinstance(reference := place.get("$ref"), str):
            place["$ref"] = _led(reference, name, names)
        for keyword in ("$schema", "$id"):
            place.pop(keyword, None)
    held = {keyword: schema.pop(keyword, {}) for keyword in ("$defs", "definitions")}
    definitions = {pointer(key, one): held[key][one] for key in held for one in held[key]}
    return {name: schema, **{names[place]: one for place, one in definitions.items()}}


def _names(schema: Schema, name: str, prefix: str) -> dict[str, str]:
    """What each definition is called as a component, by its pointer."""
    names: dict[str, str] = {}
    for keyword in ("$defs", "definitions"):
        for definition in schema.get(keyword, {}):
            component = prefix + re.sub(r"[^A-Za-z0-9._-]", "_", definition)
            while component in {name, *names.values()}:
                component += "_"
            names[pointer(keyword, definition)] = component
    return names


def _led(reference: str, name: str, names: Mapping[str, str]) -> str:
    """A reference into the schema, led to where its target is now; another one as it is."""
    if reference != "#" and not reference.startswith("#/"):
        return reference
    steps = reference[1:].split("/")
    definition = names.get("/".join(steps[:3]))
    rest = steps[3:] if definition else steps[1:]
    return "/".join([queue.COMPONENTS + (definition or name), *rest])
