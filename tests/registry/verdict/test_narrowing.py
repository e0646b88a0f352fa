"""Faults found piece by piece are those that `jsonschema-rs` itself tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

pytest.importorskip("jsonschema_rs", exc_type=ImportError)

from limner_registry.verdict import Verdict
from limner_registry.verdict.closing import close
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.engine_jsonschema_rs import JsonschemaRs
from limner_registry.verdict.narrowing import can_narrow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.verdict.faults import Fault

PLAIN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "steps": {"type": "integer", "minimum": 1, "maximum": 50, "default": 28},
        "size": {"anyOf": [{"$ref": "#/$defs/Size"}, {"enum": ["square", "wide"]}]},
        "seed": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "loras": {"type": "array", "items": {"$ref": "#/$defs/Lora"}, "maxItems": 2},
        "never": False,
        "any": True,
        "kind": {"const": "x"},
        "words": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 2}},
    },
    "required": ["steps", "prompt"],
    "$defs": {
        "Size": {"type": "object", "properties": {"width": {"type": "integer"}}},
        "Lora": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "inner": {"$ref": "#/$defs/Lora"}},
            "required": ["path"],
        },
    },
}
NAMES = [*PLAIN["properties"], *PLAIN["$defs"]["Lora"]["properties"], "width", "stepz"]

scalars = st.none() | st.booleans() | st.integers(-2, 60) | st.sampled_from([0.5, "square", "x"])
values = st.recursive(
    scalars,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=4)
    ),
    max_leaves=12,
)


def in_some_order(faults: Iterable[Fault]) -> list[str]:
    """Faults as texts that can be compared, for their order doesn't matter."""
    return sorted(
        repr((fault._replace(branches=()), [in_some_order(inner) for inner in fault.branches]))
        for fault in faults
    )


@settings(derandomize=True, deadline=None, max_examples=400)
@given(value=st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
def test_the_same_faults_are_found_as_by_reading_errors(value: Any) -> None:
    """Same keyword, path, schema, value and branches, whichever way they are found."""
    engine = JsonschemaRs(close(PLAIN))

    assert engine._narrowing is not None
    assert in_some_order(engine.faults(value)) == in_some_order(engine._read(value))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(value=st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
def test_issues_come_in_the_same_order_without_being_sorted(value: Any) -> None:
    """That of the value's members, missing ones last: as they do from the other engine."""
    ours, others = Verdict(PLAIN), Verdict(PLAIN, engine=Jsonschema)

    assert ours._engine.in_order
    assert not others._engine.in_order
    assert ours.check(value) == others.check(value)


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"type": "object"}]},
        {"properties": {"a": {"oneOf": [{"type": "null"}]}}},
        {"type": "string", "anyOf": [{"maxLength": 3}]},
        {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"$ref": "#/$defs/A"}}},
        {"properties": {"a": {"$ref": "#/$defs/None"}}},
        {"properties": {"a": {"$id": "other", "type": "null"}}},
        {"unevaluatedProperties": False},
        {"dependencies": {"a": ["b"]}},
        {"$ref": 5},
    ],
)
def test_what_is_not_followed_is_left_to_the_engine(schema: dict[str, Any]) -> None:
    """Keywords that hang together, references in circles or into nothing, and inner documents."""
    assert not can_narrow(schema)


def test_a_name_that_loses_its_place_in_errors_is_found_where_it_is() -> None:
    """Empty names and `01`, without `jsonschema` being asked."""
    verdict = Verdict({"properties": {"": {"type": "null"}, "01": {"type": "null"}}})

    assert [issue.pointer for issue in verdict.check({"01": 1, "": 1})] == ["/01", "/"]
