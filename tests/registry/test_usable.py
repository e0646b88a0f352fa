"""A schema is looked at before it is used: what would break its readers is named at its place."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from limner_registry.document import check_document
from limner_registry.errors import InvalidDocument, UnusableModel
from limner_registry.keywords import KEYWORDS
from limner_registry.model import Model, Origin
from limner_registry.search import searched
from limner_registry.usable import broken_places

PLUGINS = Path(__file__).parents[2] / "plugins" / "limner_plugins"
CORPUS = os.environ.get("LIMNER_CORPUS")

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a number in words": ({"minimum": "8"}, '/minimum: "8" is not a number'),
    "true for a number": ({"maximum": True}, "/maximum: true is not a number"),
    "no step": ({"multipleOf": 0}, "/multipleOf: 0 is not a number above 0"),
    "half a count": ({"maxItems": 1.5}, "/maxItems: 1.5 is not a whole number from 0"),
    "endless": ({"minLength": float("inf")}, "/minLength: Infinity is not a whole number from 0"),
    "one choice": ({"enum": "x"}, '/enum: "x" is not a list'),
    "yes": ({"uniqueItems": "yes"}, '/uniqueItems: "yes" is not true or false'),
    "no pattern": ({"pattern": 1}, "/pattern: 1 is not text"),
    "one name": ({"required": "a"}, '/required: "a" is not a list of different names'),
    "a name twice": ({"required": ["a", "a"]}, '/required: ["a", "a"] is not a list of different'),
    "draft 3": ({"required": True}, "/required: true is not a list of different names"),
    "no type": ({"type": "strin"}, '/type: "strin" is not a type of JSON'),
    "no types": ({"type": []}, "/type: [] is not a type of JSON"),
    "a list of items": ({"items": [{}]}, "/items: [{}] is not a schema"),
    "no branch": ({"anyOf": []}, "/anyOf: [] is not a list of schemas"),
    "one branch": ({"oneOf": {}}, "/oneOf: {} is not a list of schemas"),
    "listed members": ({"properties": []}, "/properties: [] is not an object of schemas"),
    "a member in words": ({"properties": {"a/b": "x"}}, '/properties/a~1b: "x" is not a schema'),
    "deep inside": (
        {"$defs": {"A": {"anyOf": [{}, {"additionalProperties": {"maximum": None}}]}}},
        "/$defs/A/anyOf/1/additionalProperties/maximum: null is not a number",
    ),
    "a reference to nothing": ({"$ref": "#/$defs/A"}, '/$ref: "#/$defs/A" leads nowhere'),
    "a reference out of it": ({"$ref": "https://acme.example"}, '/$ref: "https://acme.example"'),
    "a reference in numbers": ({"$ref": 5}, "/$ref: 5 leads nowhere"),
    "a reference in an object": ({"$ref": {}}, "/$ref: {} leads nowhere"),
    "no kind of file": ({"x-limner-file": "picture"}, '/x-limner-file: "picture" is not one of'),
    "no size": ({"x-limner-max-bytes": 0}, "/x-limner-max-bytes: 0 is not a number of bytes"),
}


def model(**changes: Any) -> Model:
    """A model of which nothing but its schemas can be wrong."""
    document = {
        "document_version": 1,
        "endpoint_id": "acme/lamp",
        "provider": "fal",
        "title": "Lamp",
        "category": "text-to-image",
        "input": {"type": "object", "properties": {"prompt": {"type": "string"}}},
        "output": {"type": "object"},
    }
    return Model({**document, **changes}, Origin("acme", "limner-acme", "1.0"))


def nested(levels: int) -> dict[str, Any]:
    """Objects in each other; each takes two levels."""
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(levels):
        schema = {"properties": {"x": schema}}
    return schema


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_keyword_is_found_where_it_is(case: str) -> None:
    """And the whole check of a document, by the meta-schema, refuses it too."""
    schema, problem = BROKEN[case]
    (found,) = broken_places({"properties": {"a": schema}})

    assert found.startswith(f"/properties/a{problem}")
    with pytest.raises(InvalidDocument):
        check_document(dict(model(input={"properties": {"a": schema}}).document), "acme")


def test_a_schema_that_is_nested_too_deeply_is_refused() -> None:
    """Whoever reads it would run out of stack; fifty objects in each other are too many."""
    deep = nested(50)

    assert list(broken_places(nested(49))) == []
    assert list(broken_places(deep)) == [": it is nested in more than 100 levels"]
    with pytest.raises(UnusableModel, match="/input: it is nested in more than 100 levels"):
        model(input=deep).check({})
    with pytest.raises(InvalidDocument, match="nested in more than 100 levels"):
        check_document(dict(model(input=deep).document), "acme")


def test_what_only_looks_like_a_keyword_is_none() -> None:
    """Names of members, and data."""
    data = {"minimum": "8", "$ref": "#/nowhere"}
    schema = {
        "properties": {"minimum": True, "$ref": {"default": data, "const": data}},
        "examples": [data],
        "x-own": data,
    }

    assert list(broken_places(schema)) == []


def test_every_keyword_that_holds_data_is_looked_at() -> None:
    """None takes an object of what nobody asked for."""
    for keyword in KEYWORDS:
        assert len(list(broken_places({keyword: {"x": {}}}))) == 1, keyword


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*/model.json")), ids=lambda p: p.parent.name)
def test_the_documents_of_this_repository_can_be_used(path: Path) -> None:
    """Nothing is found in a good one."""
    document = json.loads(path.read_text("utf-8"))

    assert [*broken_places(document["input"]), *broken_places(document["output"])] == []


@pytest.mark.skipif(CORPUS is None, reason="LIMNER_CORPUS names no folder with real schemas")
def test_real_schemas_can_be_used() -> None:
    """All of the endpoints of 2026."""
    with gzip.open(Path(str(CORPUS)) / "models.jsonl.gz", "rt") as lines:
        found = [list(broken_places(json.loads(line)["input"])) for line in lines]

    assert not any(found)


BAD = {"type": "object", "properties": {"steps": {"minimum": "8"}}}


@pytest.mark.parametrize(
    "use",
    [
        lambda lamp: lamp.input,
        lambda lamp: lamp.parameters,
        lambda lamp: lamp.check({}),
        lambda lamp: lamp.verdict,
        lambda lamp: lamp.effective({}),
    ],
    ids=["input", "parameters", "check", "verdict", "effective"],
)
def test_a_model_with_a_broken_schema_cannot_be_used(use: Any) -> None:
    """Whoever asks for its input is told whose it is, where it is broken, and what to do."""
    with pytest.raises(UnusableModel) as raised:
        use(model(input=BAD))

    problem = '/input/properties/steps/minimum: "8" is not a number'
    assert raised.value.problems == (problem,)
    assert raised.value.exit_code == 13
    assert str(raised.value) == (
        f"the document of acme/lamp, by acme (limner-acme 1.0): {problem}; "
        "`limner plugins check acme` looks at all of it."
    )


def test_a_broken_document_of_the_catalog_can_be_replaced() -> None:
    """No package brings it, so there is none to be checked."""
    lamp = Model(model(input=BAD).document, Origin("catalog"))

    with pytest.raises(UnusableModel, match=r"by catalog: .*; `limner models add FILE` takes"):
        lamp.check({})


def test_a_model_with_a_broken_schema_is_listed_as_any_other() -> None:
    """Nothing that a listing or a search asks for looks at it; what is printed says it."""
    lamp = model(input=BAD)

    assert (lamp.title, lamp.category, len(lamp.sha256)) == ("Lamp", "text-to-image", 64)
    assert "steps" in searched(lamp)
    assert repr(lamp) == "<Model acme/lamp: text-to-image, unusable>"
    assert "acme/lamp" in lamp._repr_html_()


def test_a_result_is_not_lost_for_a_broken_output() -> None:
    """That it can't be checked is an issue of the result; arguments are judged as ever."""
    lamp = model(output={"properties": {"image": {"type": "picture"}}})

    (issue,) = lamp.check_result({"image": 1})

    assert issue.code == "schema"
    assert '/output/properties/image/type: "picture" is not a type' in issue.message
    assert lamp.check({"prompt": "x"}) == ()


def test_a_schema_is_looked_at_without_an_engine() -> None:
    """`limner schema` pays for no validator."""
    code = """if True:
        import sys
        from limner_registry.usable import broken_places
        assert list(broken_places({"minimum": "8", "pattern": "("}))
        assert not {"jsonschema", "jsonschema_rs", "pydantic"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
