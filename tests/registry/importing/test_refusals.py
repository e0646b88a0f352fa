"""What can't become a document honestly: refused with the place and a sentence."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
from handmade import LAMP, OPEN, import_, object_of, plain

import limner
from limner_registry.errors import LimnerError, NotImportable


def without(*path: str) -> dict[str, Any]:
    openapi: Any = plain(OPEN)
    place = openapi
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return dict(openapi)


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"items": schema}
    return plain(object_of(x=schema))


def chain(length: int, keyword: str) -> dict[str, Any]:
    links = {
        f"L{i}": {keyword: [{"$ref": f"#/components/schemas/L{i + 1}"}] * 2} for i in range(length)
    }
    first = object_of(x={"$ref": "#/components/schemas/L0"})
    return plain(first, **links, **{f"L{length}": {"type": "string"}})


def round_and_round() -> dict[str, Any]:
    openapi = plain(OPEN)
    openapi["info"]["again"] = openapi
    return openapi


BODY = "/paths/~1acme~1lamp/post/requestBody"
SCHEMA = f"{BODY}/content/application~1json/schema"


@pytest.mark.parametrize(
    ("openapi", "pointer", "reason"),
    [
        ({}, "", "no OpenAPI document"),
        ([], "", "no OpenAPI document"),
        ("openapi", "", "no OpenAPI document"),
        ({"openapi": "3.1.0"}, "/paths", "there is no POST operation"),
        ({"openapi": "3.1.0", "paths": []}, "/paths", "there is no POST operation"),
        (without("paths", "/acme/lamp", "post"), "/paths", "there is no POST operation"),
        (without("paths", "/acme/lamp", "post", "requestBody"), BODY, "no JSON request body"),
        (plain({"$ref": "#/components/schemas/Gone"}), SCHEMA, "the input leads nowhere"),
        (plain({"$ref": "#/nowhere", "title": "x"}), SCHEMA, "the input leads nowhere"),
        (plain({"$ref": LAMP}, Lamp={"$ref": LAMP}), SCHEMA, "the input leads nowhere"),
        (plain({"type": "string"}), SCHEMA, "the input isn't an object"),
        (plain({"anyOf": [{"type": "array"}, {"enum": [5]}]}), SCHEMA, "isn't an object"),
        (plain(False), SCHEMA, "the input isn't an object"),  # noqa: FBT003 -- a schema
        (plain({"allOf": [{"type": "string"}]}), SCHEMA, "isn't an object"),
        (without("servers"), "/servers", "nothing tells who runs the model"),
        (plain({"$ref": LAMP}, Lamp={"allOf": [{"$ref": LAMP}]}), "/components", "without end"),
        (plain(OPEN, {"$ref": LAMP}, Lamp={"not": {"$ref": LAMP}}), "/components", "without end"),
        (chain(60, "anyOf"), "/components", "in too many ways"),
        (chain(60, "allOf"), "/components", "in too many ways"),
        (nested(120), "/paths", "more than 100 levels"),
        (round_and_round(), "/info/again", "more than 100 levels"),
        (plain({"default": math.nan}), f"{SCHEMA}/default", "it isn't JSON"),
        (plain({"default": 10**400}), f"{SCHEMA}/default", "it isn't JSON"),
        (plain({"default": {1.5}}), f"{SCHEMA}/default", "it isn't JSON: a set"),
        (plain({"default": {(): 1}}), f"{SCHEMA}/default", "a name is tuple"),
        (plain({"title": "\ud800"}), f"{SCHEMA}/title", "it isn't JSON"),
    ],
)  # fmt: skip
def test_the_place_and_the_reason_are_told(openapi: Any, pointer: str, reason: str) -> None:
    """With the source, in one sentence."""
    with pytest.raises(NotImportable) as refused:
        import_(openapi)

    assert refused.value.pointer.startswith(pointer)
    assert reason in refused.value.reason
    assert refused.value.reason.endswith(".")
    assert str(refused.value).startswith("lamp.json can't be imported: ")


@pytest.mark.parametrize("endpoint_id", ["lamp", "acme/", "acme/{lamp}", "acme/la mp", "/acme/x"])
def test_an_id_is_an_owner_and_a_model(endpoint_id: str) -> None:
    """The caller's, the document's and the path's alike."""
    by_metadata, by_path = plain(OPEN), plain(OPEN)
    by_metadata["info"]["x-fal-metadata"] = {"endpointId": endpoint_id}
    by_path["paths"] = {f"/{endpoint_id}": by_path["paths"]["/acme/lamp"]}
    tried = [
        (plain(OPEN), {"endpoint_id": endpoint_id}, ""),
        (by_metadata, {}, "/info/x-fal-metadata/endpointId"),
    ]
    if endpoint_id.strip("/") == endpoint_id:
        tried.append((by_path, {}, "/paths/~1" + endpoint_id.replace("/", "~1")))

    for openapi, options, pointer in tried:
        with pytest.raises(NotImportable, match="no endpoint id") as refused:
            import_(openapi, **options)
        assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("minimum", "low"),
        ("minimum", True),
        ("multipleOf", 0),
        ("maxLength", -1),
        ("enum", "a"),
        ("type", "file"),
        ("type", []),
        ("uniqueItems", "yes"),
        ("required", {"a": True}),
        ("dependentRequired", {"a": "b"}),
        ("items", 5),
        ("anyOf", []),
        ("oneOf", [5]),
        ("allOf", {"type": "string"}),
        ("properties", []),
        ("patternProperties", {"(": {}}),
        ("additionalProperties", "no"),
        ("dependencies", {"a": ["b"]}),
        ("$dynamicRef", "#node"),
    ],
)
def test_a_limit_of_an_input_is_never_lost(keyword: str, value: Any) -> None:
    """A call that its author meant to refuse would be sent."""
    with pytest.raises(
        NotImportable, match="more would be taken than its author wrote"
    ) as refused:
        import_(plain({"$ref": LAMP}, Lamp=object_of(x={keyword: value})))

    assert refused.value.pointer.startswith(f"/components/schemas/Lamp/properties/x/{keyword}")


def test_a_document_of_ours_that_breaks_our_rules() -> None:
    """What Limner would not take as a model document isn't taken in an envelope either."""
    openapi = plain(OPEN) | {"x-limner-document": {"endpoint_id": "acme/lamp", "price": 5}}

    with pytest.raises(NotImportable, match="/price: ") as refused:
        import_(openapi)

    assert "/title: " in refused.value.reason


def test_the_error_is_one_of_limners() -> None:
    """Exit code, place in the tree, and whole after a journey between processes."""
    error = NotImportable("lamp.json", "/paths", "there is no POST operation.")

    assert isinstance(error, LimnerError)
    assert error.exit_code == 3
    assert limner.NotImportable is NotImportable
    assert limner.errors.NotImportable is NotImportable
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
    assert (str(again), again.pointer) == (str(error), "/paths")
    assert str(NotImportable("x", "", "it is nothing.")) == "x can't be imported: it is nothing."
