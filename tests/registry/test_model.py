"""A model: its document, and what follows from it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner_registry import InvalidDocument, Model, Origin

DOCUMENT: dict[str, Any] = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "aliases": ["acme/old-lamp"],
    "provider": "fal",
    "title": "Lamp",
    "category": "text-to-image",
    "input": {
        "type": "object",
        "properties": {"prompt": {"type": "string"}, "seed": {"type": "integer", "default": 7}},
        "required": ["prompt"],
    },
    "output": {"type": "object"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=10,
)


def model(**changes: Any) -> Model:
    return Model({**DOCUMENT, **changes}, Origin("acme", "limner-acme", "1.0"))


def shuffled(value: Any) -> Any:
    """The same JSON with the members of every object the other way round."""
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def test_a_model_tells_what_its_document_says() -> None:
    """The members of the document are properties of the model."""
    lamp = model(deprecated=True)

    assert (lamp.endpoint_id, lamp.title, lamp.category) == ("acme/lamp", "Lamp", "text-to-image")
    assert (lamp.provider, lamp.aliases, lamp.deprecated) == ("fal", ("acme/old-lamp",), True)
    assert lamp.input is DOCUMENT["input"]
    assert [parameter.name for parameter in lamp.parameters] == ["prompt", "seed"]
    assert lamp.effective({"prompt": "x"}) == {"prompt": "x", "seed": 7}
    assert repr(lamp) == "<Model acme/lamp: text-to-image, 2 parameters, 1 required, deprecated>"


def test_an_origin_reads_as_a_person_would_say_it() -> None:
    """A plugin is named with its package, where it comes from one."""
    assert str(Origin("acme", "limner-acme", "1.0")) == "acme (limner-acme 1.0)"
    assert str(Origin("acme", "limner-acme")) == "acme (limner-acme of unknown version)"
    assert str(Origin("Tint")) == "Tint"


def test_the_hash_is_that_of_canonical_json() -> None:
    """Anybody can compute it: SHA-256 of UTF-8 without spaces, keys in code-point order."""
    lamp = Model(
        {"title": "Lämp", "endpoint_id": "a/b", "é": [1, {"z": 1, "a": None}]}, Origin("a")
    )

    canonical = '{"endpoint_id":"a/b","title":"Lämp","é":[1,{"a":null,"z":1}]}'
    assert lamp.sha256 == hashlib.sha256(canonical.encode()).hexdigest()


@given(st.dictionaries(st.text(), JSON))
def test_order_and_white_space_do_not_change_the_hash(document: dict[str, Any]) -> None:
    """However a document is written down, its identity is the same."""
    rewritten = json.loads(json.dumps(shuffled(document), indent=3))

    assert Model(rewritten, Origin("a")).sha256 == Model(document, Origin("b")).sha256


@pytest.mark.parametrize("change", [{"title": "lamp"}, {"input": {}}, {"aliases": []}])
def test_any_change_changes_the_hash(change: dict[str, Any]) -> None:
    """Another document is another identity."""
    assert model(**change).sha256 != model().sha256


def test_half_a_surrogate_has_a_hash() -> None:
    """A document that JSON can hold but UTF-8 can't still has an identity."""
    assert len(model(title="\ud800").sha256) == 64


def test_the_verdict_is_closed_for_arguments_and_open_for_results() -> None:
    """An unknown parameter is refused; a new field of a result is not."""
    lamp = model()

    assert [issue.pointer for issue in lamp.check({"prompt": "x", "promt": "y"})] == ["/promt"]
    assert lamp.result_verdict.check({"novel": 1}) == ()


def test_a_pattern_that_cannot_be_read_is_the_documents_fault() -> None:
    """Arguments can't be judged by a broken schema: the error names the model and its plugin."""
    broken = model(input={"properties": {"prompt": {"pattern": "("}}})

    with pytest.raises(InvalidDocument, match=r"acme/lamp, by acme \(limner-acme 1.0\): /input"):
        broken.check({"prompt": "x"})


@pytest.mark.parametrize("keywords", [{"type": "strin"}, {"$ref": "#/$defs/Nowhere"}])
def test_a_schema_that_is_none_is_the_documents_fault(keywords: dict[str, Any]) -> None:
    """So is whatever else the fast engine refuses; the other one doesn't look."""
    pytest.importorskip("jsonschema_rs", exc_type=ImportError)
    broken = model(input={"properties": {"prompt": keywords}})

    with pytest.raises(InvalidDocument, match="acme/lamp, by acme"):
        broken.check({"prompt": "x"})
