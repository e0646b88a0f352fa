"""The two engines agree, on every value that JSON can say, about schemas with every keyword."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import textwrap
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from limner_registry.alternatives import Alternative, flat
from limner_registry.verdict import Verdict
from limner_registry.verdict.closing import close
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for
from limner_registry.verdict.issues import issues

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner_registry.schema import Schema
    from limner_registry.verdict.faults import Engine

needs_jsonschema_rs = pytest.mark.skipif(
    isinstance(engine_for({}), Jsonschema), reason="jsonschema-rs isn't installed"
)

PLUGINS = Path(__file__).parents[3] / "plugins" / "limner_plugins"
CORPUS = os.environ.get("LIMNER_CORPUS")
NAMES = ("a", "b", "c", "x-1", "kind", "", "01")

SIZE: Schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": True}}
DEFINITIONS: Schema = {"S": SIZE, "Nothing": False}
SCHEMAS: dict[str, Schema] = {
    "type": {"type": ["integer", "null"]},
    "number": {"type": "number", "minimum": -1, "exclusiveMaximum": 3, "multipleOf": 0.1},
    "integer": {"type": "integer", "exclusiveMinimum": 0, "maximum": 2**53, "multipleOf": 3},
    "text": {"type": "string", "minLength": 1, "maxLength": 3, "pattern": r"^[\w\s]+$"},
    "pattern": {"pattern": r"\d\D[^\S]|\bä$|[\s\S]\W"},
    "format": {"format": "uri"},
    "enum": {"enum": [1, True, None, "a", [1], {"a": 0.0}, 1e300, -0.0]},
    "const": {"const": {"a": [1, False]}},
    "list": {"minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"type": ["array"]}},
    "unique": {"type": "array", "uniqueItems": True},
    "tuple": {"prefixItems": [{"type": "integer"}, False], "items": {"type": "string"}},
    "end": {"prefixItems": [True], "items": False},
    "contains": {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3},
    "contains none": {"contains": {"const": 1}, "minContains": 0},
    "unevaluated items": {
        "prefixItems": [True],
        "anyOf": [{"prefixItems": [True, {"type": "integer"}]}, {"minItems": 0}],
        "unevaluatedItems": {"type": "string"},
    },
    "object": {
        "properties": {"a": {"type": "string"}, "b": False},
        "required": ["a", "c"],
        "minProperties": 2,
        "maxProperties": 3,
        "dependentRequired": {"b": ["a", "kind"]},
    },
    "additional": {**SIZE, "additionalProperties": {"type": "integer"}},
    "patterns": {
        "properties": {"a": True},
        "patternProperties": {r"^x-\d$": {"type": "integer"}, "b$": False},
        "additionalProperties": False,
    },
    "names": {"propertyNames": {"maxLength": 1, "pattern": "^[a-c]"}},
    "no names": {"properties": {"propertyNames": False, "a": {"propertyNames": False}}},
    "nothing inside": {"propertyNames": False},
    "dependent": {**SIZE, "dependentSchemas": {"a": {"properties": {"c": {"type": "null"}}}}},
    "all": {"allOf": [{"$ref": "#/$defs/S"}, {"properties": {"c": {"minimum": 2}}}]},
    "any": {"anyOf": [{"$ref": "#/$defs/S"}, {"type": "string"}, {"type": "null"}]},
    "one": {"oneOf": [{"$ref": "#/$defs/S"}, {"properties": {"c": True}, "required": ["c"]}]},
    "not": {"not": {"$ref": "#/$defs/S"}},
    "if": {
        "properties": {"kind": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
        "then": {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
        "else": {"properties": {"b": {"type": "integer"}}},
    },
    "kinds": {
        "anyOf": [
            {"properties": {"kind": {"const": "a"}, "a": {"type": "string"}}},
            {"properties": {"kind": {"const": "b"}, "b": {"$ref": "#/$defs/S"}}},
        ]
    },
    "tree": {
        "properties": {"a": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}, "b": {"minimum": 0}},
        "unevaluatedProperties": False,
    },
    "beside": {"$ref": "#/$defs/S", "properties": {"c": {"$ref": "#/$defs/S"}}},
    "unevaluated": {
        "properties": {"a": True},
        "oneOf": [{"properties": {"b": {"type": "string"}}}, {"required": ["c"]}],
        "unevaluatedProperties": {"type": "integer"},
    },
    "old": {"dependencies": {"a": ["b"]}, "properties": {"a": True, "b": True}},
    "empty": {"properties": {}, "additionalProperties": False},
    "none": {"properties": {"a": {"additionalProperties": False}}},
    "unevaluated none": {
        "anyOf": [{"properties": {"a": {}}}, True],
        "unevaluatedProperties": False,
    },
    "keyword's name": {
        "properties": {"additionalProperties": False, "a": {"const": 1}},
        "patternProperties": {"additional": {"unevaluatedProperties": False}},
    },
    "numbered": {"properties": {"01": {"type": "integer"}, "": {"items": {"minimum": 3}}}},
    "false": {"anyOf": [False, {"items": {"allOf": [False]}}], "propertyNames": {"const": "a"}},
    "nothing": {"properties": {"a": {"$ref": "#/$defs/Nothing"}}},
}
"""Schemas that have every keyword of 2020-12 between them."""

numbers = st.one_of(
    st.integers(-4, 4),
    st.integers(),
    st.sampled_from([2**53, 2**53 + 1, 2**64, -(10**400), 10**30]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.1, 0.3, 1.0, -0.0, 19.99, 2.0**53, 1e300, 3e200, 5e-324]),
)
texts = st.one_of(st.sampled_from([*NAMES, "ä", "٣ ", "1x\ufeff", "a\n"]), st.text(max_size=4))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=4),
    ),
    max_leaves=12,
)


def nearly_valid(schema: Any, root: Schema, depth: int = 4) -> st.SearchStrategy[Any]:
    """Values that a schema mostly takes: some are valid, most have one thing wrong."""
    plain = flat(Alternative(schema), root).schema if isinstance(schema, dict) else {}
    return st.one_of(*_attempts(plain, root, depth), values) if depth else values


def _attempts(schema: Schema, root: Schema, depth: int) -> list[st.SearchStrategy[Any]]:
    attempts: list[st.SearchStrategy[Any]] = []
    if "enum" in schema or "const" in schema:
        attempts.append(st.sampled_from(schema.get("enum") or [schema.get("const")]))
    for keyword in ("anyOf", "oneOf", "allOf"):
        branches = schema.get(keyword, [])
        attempts += [nearly_valid(branch, root, depth - 1) for branch in branches[:3]]
    if "properties" in schema:
        attempts.append(_object(schema, root, depth))
    if isinstance(schema.get("items"), dict):
        attempts.append(st.lists(nearly_valid(schema["items"], root, depth - 1), max_size=3))
    edges = [schema[k] for k in ("minimum", "maximum", "exclusiveMinimum") if k in schema]
    attempts.append(st.sampled_from([x + d for x in edges for d in (-1, 0, 0.5)] or [1, 1.5]))
    attempts.append(texts if schema.get("type") == "string" else st.booleans())
    return attempts


def _object(schema: Schema, root: Schema, depth: int) -> st.SearchStrategy[Any]:
    properties = schema["properties"]
    required = {name for name in schema.get("required", ()) if name in properties}
    below = {name: nearly_valid(inside, root, depth - 1) for name, inside in properties.items()}
    return st.fixed_dictionaries(
        {name: below[name] for name in properties if name in required},
        optional={name: below[name] for name in properties if name not in required}
        | {"other": values},
    )


def told(engine: Callable[[Schema], Engine], schema: Schema, value: Any) -> set[tuple[str, str]]:
    found = issues(engine(schema).faults(value), schema)
    return {(issue.pointer, issue.code) for issue in found}


def assert_agreement(schema: Schema, value: Any) -> None:
    by_the_faster, by_python = told(engine_for, schema, value), told(Jsonschema, schema, value)
    valid = engine_for(schema).is_valid(value)
    assert valid == Jsonschema(schema).is_valid(value)
    assert valid == (not by_the_faster)
    assert by_the_faster == by_python


def documents() -> dict[str, Schema]:
    paths = sorted(PLUGINS.glob("*/model.json"))
    return {path.parent.name: json.loads(path.read_text())["input"] for path in paths}


@cache
def corpus() -> list[Schema]:
    if CORPUS is None:
        return []
    with gzip.open(Path(CORPUS) / "models.jsonl.gz", "rt") as lines:
        return [close(json.loads(line)["input"]) for line in islice(lines, 7, None, 25)]


def some(examples: int) -> settings:
    return settings(
        derandomize=True,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@pytest.mark.parametrize("closing", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("name", SCHEMAS)
@some(30)
@given(data=st.data())
def test_they_agree_about_every_keyword(name: str, closing: bool, data: st.DataObject) -> None:  # noqa: FBT001
    """Both find the same faults at the same places, or both find none."""
    schema = {**SCHEMAS[name], "$defs": DEFINITIONS}
    schema = close(schema) if closing else schema

    assert_agreement(schema, data.draw(values | nearly_valid(schema, schema)))


@pytest.mark.parametrize("name", documents())
@some(40)
@given(data=st.data())
def test_they_agree_about_the_documents(name: str, data: st.DataObject) -> None:
    """The models of this repository are judged alike by both, and as plain jsonschema does."""
    schema = close(documents()[name])
    value = data.draw(nearly_valid(schema, schema) | values)

    assert_agreement(schema, value)
    if not has_tuple(value):
        plain = jsonschema.Draft202012Validator(schema).is_valid(value)
        assert plain == engine_for(schema).is_valid(value)


def has_tuple(value: Any) -> bool:
    inside = value.values() if isinstance(value, dict) else value
    nested = isinstance(value, dict | list) and any(map(has_tuple, inside))
    return isinstance(value, tuple) or nested


@pytest.mark.skipif(CORPUS is None, reason="LIMNER_CORPUS names no folder with real schemas")
@some(400)
@given(data=st.data())
def test_they_agree_about_real_schemas(data: st.DataObject) -> None:
    """A sample of the endpoints of 2026 is judged alike by both."""
    schema = data.draw(st.sampled_from(corpus()))

    assert_agreement(schema, data.draw(nearly_valid(schema, schema)))


@some(200)
@given(schema=st.sampled_from(list(SCHEMAS.values())), value=values)
def test_check_is_the_verdict_of_the_closed_schema(schema: Schema, value: Any) -> None:
    """`check` finds nothing exactly if the closed schema is satisfied."""
    verdict = Verdict({**schema, "$defs": DEFINITIONS})

    assert (verdict.check(value) == ()) == Jsonschema(verdict.closed).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"multipleOf": 0.01}, 19.99),
        ({"multipleOf": 0.1}, 10**400),
        ({"multipleOf": 7}, 7e200),
        ({"items": {"type": "integer"}}, (1, 2)),
        ({"pattern": r"\d"}, "1"),
        ({"pattern": r"\s"}, "\ufeff"),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}),
        ({"const": 1}, 1.0),
    ],
)
def test_both_accept_what_the_specification_accepts(schema: Schema, value: Any) -> None:
    """Decimal multiples, tuples, ECMA's white space, and words that 2020-12 has dropped."""
    assert engine_for(schema).is_valid(value)
    assert Jsonschema(schema).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"uniqueItems": True}, [[1], [True], [1]]),
        ({"pattern": r"^a$"}, "a\n"),
        ({"pattern": r"\d"}, "٣"),
        ({"pattern": r"[^\W]"}, "é"),
        ({"const": 1}, True),
        ({"enum": [[0]]}, [False]),
        ({"$ref": "#/$defs/Image%20Size", "$defs": {"Image Size": {"type": "null"}}}, 1),
    ],
)
def test_both_refuse_what_the_specification_refuses(schema: Schema, value: Any) -> None:
    """A repeated item between others, a line's end, foreign digits, `true` for 1."""
    assert not engine_for(schema).is_valid(value)
    assert not Jsonschema(schema).is_valid(value)


@needs_jsonschema_rs
def test_a_pattern_that_python_cannot_read_is_refused_when_the_engine_is_made() -> None:
    """`jsonschema-rs` reads Unicode properties; the other engine says that it can't."""
    schema = {"pattern": r"^\p{Lu}"}

    assert engine_for(schema).is_valid("Ä")
    with pytest.raises(ValueError, match="can't be read"):
        Jsonschema(schema)


@pytest.mark.parametrize("engine", [engine_for, Jsonschema])
def test_each_refuses_to_fetch_a_schema_from_the_network(
    engine: Callable[[Schema], Engine],
) -> None:
    """A reference out of the schema is an error, not a request."""
    with pytest.raises(Exception, match=r"example\.com"):
        engine({"$ref": "https://example.com/schema.json"}).is_valid(1)


@needs_jsonschema_rs
def test_neither_engine_is_imported_before_a_verdict_is_asked_for() -> None:
    """Building a verdict costs no import; the first check imports one engine, the faster."""
    run_python(
        """
        from limner_registry.verdict import Verdict
        verdict = Verdict({"type": "object"})
        assert not {"jsonschema", "jsonschema_rs"} & set(sys.modules)
        assert verdict.check({}) == ()
        assert "jsonschema_rs" in sys.modules and "jsonschema" not in sys.modules
        """
    )


def test_jsonschema_stands_in_where_jsonschema_rs_is_not_installed() -> None:
    """Without the faster engine the verdict is the same."""
    run_python(
        """
        sys.modules["jsonschema_rs"] = None
        from limner_registry.verdict import Verdict
        verdict = Verdict({"properties": {"steps": {"maximum": 5}}})
        assert verdict.check({"steps": 3}) == ()
        codes = [issue.code for issue in verdict.check({"steps": 9, "step": 1})]
        assert codes == ["less_than_equal", "unknown_parameter"]
        """
    )


def run_python(code: str) -> None:
    script = "import sys\n" + textwrap.dedent(code)
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
