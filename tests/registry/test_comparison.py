"""Two documents side by side: each rule by a pair of its own, and what nobody may miss."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from limner_registry import installed, packaged_models
from limner_registry.comparison import RULES, Severity, compare

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = {"type": "string"}
MAYBE = {"anyOf": [{"type": "string"}, {"type": "null"}]}
FILE = {"type": "string", "x-limner-file": "image"}
SIZE = {"type": "object", "properties": {"width": {"type": "integer"}}}
PRICE = {"amount": 1, "unit": "image", "currency": "USD", "source": "x", "date": "2026-01-01"}


def taking(schema: Any, *, required: bool = False) -> dict[str, Any]:
    return {"input": {"properties": {"a": schema}, "required": ["a"] * required}}


def giving(schema: Any, *, required: bool = True) -> dict[str, Any]:
    return {"output": {"properties": {"a": schema}, "required": ["a"] * required}}


PROVED = {
    "parameter-narrowed",
    "parameter-widened",
    "field-widened",
    "field-narrowed",
    "input-narrowed",
    "output-widened",
}
"""What can't be read off a parameter, and is only found where jsonschema-rs is installed."""


def whole(side: str, **rules: Any) -> dict[str, Any]:
    return {side: {"properties": {"a": TEXT}, "required": [], **rules}}


NOTHING: dict[str, Any] = {}
UNION = {"anyOf": [{"type": "integer", "maximum": 5}, {"type": "integer", "minimum": 10}]}
NARROWER = {"anyOf": [{"type": "integer", "maximum": 5}, {"type": "integer", "minimum": 20}]}
CONDITION = {"type": "string", "pattern": "^(?=a)(?!b).*$"}
OTHER_CONDITION = {"type": "string", "pattern": "^(?=b)(?!a).*$"}

PAIRS: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "parameter-removed": (taking(TEXT), NOTHING),
    "required-parameter-added": (NOTHING, taking(TEXT, required=True)),
    "parameter-now-required": (taking(TEXT), taking(TEXT, required=True)),
    "parameter-type-narrowed": (taking({"type": ["string", "integer"]}), taking(TEXT)),
    "parameter-null-refused": (taking(MAYBE), taking(TEXT)),
    "parameter-choice-removed": (taking({"enum": ["x", "y"]}), taking({"enum": ["x"]})),
    "parameter-range-narrowed": (
        taking({"type": "number", "minimum": 0}),
        taking({"type": "number", "exclusiveMinimum": 0}),
    ),
    "parameter-length-narrowed": (taking(TEXT), taking({**TEXT, "maxLength": 9})),
    "parameter-items-narrowed": (
        taking({"type": "array", "minItems": 1}),
        taking({"type": "array", "minItems": 2}),
    ),
    "parameter-narrowed": (taking(TEXT), taking({**TEXT, "pattern": "^a"})),
    "field-removed": (giving(TEXT), NOTHING),
    "field-may-be-absent": (giving(TEXT), giving(TEXT, required=False)),
    "field-may-be-null": (giving(TEXT), giving(MAYBE)),
    "field-type-widened": (giving(TEXT), giving({"type": ["string", "integer"]})),
    "field-widened": (giving({**TEXT, "pattern": "^a"}), giving(TEXT)),
    "alias-removed": ({"aliases": ["b/b"]}, NOTHING),
    "parameter-default-changed": (
        taking({**TEXT, "default": "x"}),
        taking({**TEXT, "default": "y"}),
    ),
    "parameter-file-changed": (taking(TEXT), taking(FILE)),
    "parameter-deprecated": (taking(TEXT), taking({**TEXT, "deprecated": True})),
    "parameter-undecided": (taking(CONDITION), taking(OTHER_CONDITION)),
    "field-choice-added": (giving({"enum": ["x"]}), giving({"enum": ["x", "y"]})),
    "field-range-widened": (
        giving({"type": "integer", "maximum": 5}),
        giving({"type": "integer", "maximum": 9}),
    ),
    "field-file-changed": (giving(FILE), giving(TEXT)),
    "field-undecided": (giving(CONDITION), giving(OTHER_CONDITION)),
    "model-deprecated": (NOTHING, {"deprecated": True, "successor": "b/b"}),
    "provider-changed": (NOTHING, {"provider": "acme"}),
    "price-changed": ({"price": PRICE}, {"price": {**PRICE, "amount": 2}}),
    "input-narrowed": (taking(TEXT), whole("input", minProperties=1)),
    "output-widened": (whole("output", maxProperties=1), giving(TEXT, required=False)),
    "input-undecided": (
        whole("input", propertyNames=CONDITION),
        whole("input", propertyNames=OTHER_CONDITION),
    ),
    "output-undecided": (
        whole("output", propertyNames=CONDITION),
        whole("output", propertyNames=OTHER_CONDITION),
    ),
    "parameter-added": ({"input": {"properties": {}}}, taking(TEXT)),
    "parameter-now-optional": (taking(TEXT, required=True), taking(TEXT)),
    "parameter-type-widened": (taking(TEXT), taking({"type": ["string", "integer"]})),
    "parameter-null-accepted": (taking(TEXT), taking(MAYBE)),
    "parameter-choice-added": (taking({"enum": ["x"]}), taking(TEXT)),
    "parameter-range-widened": (
        taking({"type": "integer", "multipleOf": 4}),
        taking({"type": "integer", "multipleOf": 2}),
    ),
    "parameter-length-widened": (taking({**TEXT, "minLength": 2}), taking(TEXT)),
    "parameter-items-widened": (
        taking({"type": "array", "maxItems": 2}),
        taking({"type": "array"}),
    ),
    "parameter-widened": (taking({**TEXT, "pattern": "^a"}), taking(TEXT)),
    "parameter-restored": (taking({**TEXT, "deprecated": True}), taking(TEXT)),
    "field-added": (NOTHING, giving(TEXT)),
    "field-always-there": (giving(TEXT, required=False), giving(TEXT)),
    "field-never-null": (giving(MAYBE), giving(TEXT)),
    "field-type-narrowed": (giving({"type": ["string", "integer"]}), giving(TEXT)),
    "field-choice-removed": (giving(TEXT), giving({"enum": ["x"]})),
    "field-range-narrowed": (giving({"type": "array"}), giving({"type": "array", "maxItems": 1})),
    "field-narrowed": (giving(TEXT), giving({**TEXT, "pattern": "^a"})),
    "alias-added": (NOTHING, {"aliases": ["b/b"]}),
    "model-restored": ({"deprecated": True}, NOTHING),
}


def document(changes: Mapping[str, Any]) -> dict[str, Any]:
    """A document like any other, but for some of its members."""
    usual = {"endpoint_id": "a/a", "provider": "fal", "title": "A", "category": "x"}
    return {**usual, "input": {"type": "object"}, "output": {"type": "object"}, **changes}


def found(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [change.rule.id for change in compare(document(old), document(new))]


def test_every_rule_has_a_pair() -> None:
    """A rule that no pair of documents breaks doesn't exist."""
    assert set(PAIRS) == set(RULES)


@pytest.mark.parametrize("rule", PAIRS)
def test_pair_breaks_its_rule_and_no_other(rule: str) -> None:
    """Each change is found once, under the rule that says what it does to callers."""
    if rule in PROVED:
        pytest.importorskip("jsonschema_rs", exc_type=ImportError)
    assert found(*PAIRS[rule]) == [rule]


@pytest.mark.parametrize("rule", PAIRS)
def test_document_against_itself_is_silent(rule: str) -> None:
    """Nothing changed, nothing is said."""
    for one in PAIRS[rule]:
        assert found(one, one) == []


def test_our_models_against_themselves_are_silent() -> None:
    """So it is with the thirteen models."""
    for model in packaged_models(installed()).models:
        assert compare(model.document, json.loads(json.dumps(model.document))) == ()


def test_gravest_comes_first_and_the_place_is_named() -> None:
    """A list begins with what breaks calls; places reach inside lists and objects."""
    old = {"type": "array", "items": {"properties": {"x": {"type": "integer", "maximum": 9}}}}
    new = {
        "type": "array",
        "items": {"properties": {"y": TEXT, "x": {"type": "integer", "maximum": 5}}},
    }

    changes = compare(document(taking(old)), document(taking(new)))

    assert [(c.severity, c.place) for c in changes] == [
        (Severity.BREAKING, "a[].x"),
        (Severity.SAFE, "a[].y"),
    ]
    assert changes[0].message == "a[].x: at most 9 is now at most 5"
    assert changes[0].as_json()["side"] == "input"


def test_union_is_decided_by_proof() -> None:
    """A branch that takes less is found although no facet tells."""
    pytest.importorskip("jsonschema_rs", exc_type=ImportError)
    assert found(taking(UNION), taking(NARROWER)) == ["parameter-narrowed"]
    assert found(taking(NARROWER), taking(UNION)) == ["parameter-widened"]


def test_the_same_said_otherwise_is_no_change() -> None:
    """A reference, a list of types, a const: what takes the same values changed nothing."""
    pytest.importorskip("jsonschema_rs", exc_type=ImportError)
    spelled = {"input": {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": MAYBE}}}

    assert found(taking(MAYBE), spelled) == []
    assert found(taking(MAYBE), taking({"type": ["string", "null"]})) == []
    assert found(taking({"const": "x"}), taking({"enum": ["x"]})) == []
    assert found(taking(TEXT), taking({**TEXT, "description": "What.", "title": "A"})) == []


def test_inner_member_that_goes_is_breaking() -> None:
    """Objects are closed, inner ones too: a member that is gone is refused when it's given."""
    smaller = {"type": "object", "properties": {"height": {"type": "integer"}}}

    assert found(taking(SIZE), taking(smaller)) == ["parameter-removed", "parameter-added"]


WHOLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "closed": ({"additionalProperties": True}, {}),
    "narrower": ({"additionalProperties": TEXT}, {"additionalProperties": {"type": "integer"}}),
    "dependent": ({}, {"dependentRequired": {"a": ["b"]}}),
    "unlisted": (
        {"additionalProperties": True},
        {"additionalProperties": True, "required": ["b"]},
    ),
    "most": ({}, {"maxProperties": 0}),
    "either": ({}, {"anyOf": [{"required": ["a"]}]}),
    "parts": ({}, {"allOf": [{"properties": {"a": {"maxLength": 1}}}]}),
}


@pytest.mark.parametrize("name", WHOLES)
def test_rules_at_the_root_are_not_missed(name: str) -> None:
    """What refuses calls without being said of one parameter is breaking, or at least told."""
    before, after = (whole("input", **rules) for rules in WHOLES[name])

    changes = compare(document(before), document(after))

    assert changes
    assert changes[0].severity is not Severity.SAFE


def test_a_choice_is_the_same_number_however_it_is_written() -> None:
    """1 and 1.0 are one choice; 1 and true are two."""
    one, same, other = (taking({"enum": [value]}) for value in (1, 1.0, True))

    assert "parameter-choice-removed" not in found(one, same)
    assert "parameter-choice-removed" in found(one, other)


def test_proof_withdraws_what_was_read_of_lists() -> None:
    """A length that follows from the positions anyway harms nobody."""
    row = {"type": "array", "prefixItems": [TEXT, TEXT], "items": False}

    pytest.importorskip("jsonschema_rs", exc_type=ImportError)
    assert found(taking(row), taking({**row, "maxItems": 2})) == []


def test_integer_is_a_number() -> None:
    """Where a whole number was taken and any number is now, nobody is harmed."""
    integer, number = ({"type": kind} for kind in ("integer", "number"))

    assert found(taking(integer), taking(number)) == ["parameter-type-widened"]
    assert found(taking(number), taking(integer)) == ["parameter-type-narrowed"]


def test_without_jsonschema_rs_facets_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be proved, plain changes are read, and unions are undecided."""
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)

    assert found(*PAIRS["parameter-range-narrowed"]) == ["parameter-range-narrowed"]
    assert found(*PAIRS["parameter-choice-added"]) == ["parameter-choice-added"]
    assert found(taking(UNION), taking(NARROWER)) == ["parameter-undecided"]
