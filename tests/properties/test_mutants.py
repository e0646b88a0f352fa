"""Each constraint of each of our models, weakened or tightened in turn, is found out.

The edges and faults are drawn from the true document; a mutant is caught if it takes one of
the faults, or refuses one of the valid edges. Mutants that no arguments at all can tell from
the truth (`type` beside `enum`) are proved to be so, and counted apart.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from limner_registry import Model, Registry, installed, packaged_models
from limner_registry.comparison.containment import covers
from limner_registry.coverage.spots import at, put
from limner_registry.schema import children
from limner_registry.strategies import boundary_arguments, every_breach
from limner_registry.verdict.closing import close
from limner_registry.verdict.faults import engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    Mutants = Iterator[tuple[str, "Schema"]]

REGISTRY = Registry(packaged_models(installed()).models)
Schema = dict[str, Any]
Path = tuple[str | int, ...]
OUT = {"inimum": -1, "aximum": 1, "minLength": -1, "maxLength": 1, "minItems": -1, "maxItems": 1}
TYPES = ("array", "boolean", "null", "number", "object", "string")


def without(schema: Schema, keyword: str) -> Schema:
    return {key: value for key, value in schema.items() if key != keyword}


def bounds(schema: Schema) -> Mutants:
    """A bound is dropped, and moved by the smallest step, outwards and inwards."""
    for keyword, bound in schema.items():
        out = next((way for ending, way in OUT.items() if keyword.endswith(ending)), 0)
        if not out:
            continue
        counts = keyword.endswith(("Length", "Items"))
        whole = counts or schema.get("type") == "integer"
        for kind, way in (("widened by one step", out), ("narrowed by one step", -out)):
            moved = bound + way if whole else math.nextafter(bound, way * math.inf)
            if moved >= 0 or not counts:
                yield f"{keyword} {kind}", {**schema, keyword: moved}
        yield f"{keyword} dropped", without(schema, keyword)
        if keyword.startswith("exclusive"):
            inclusive = keyword[9].lower() + keyword[10:]
            yield f"{keyword} made inclusive", {**without(schema, keyword), inclusive: bound}
        elif keyword in {"minimum", "maximum"}:
            exclusive = "exclusive" + keyword.capitalize()
            yield f"{keyword} made exclusive", {**without(schema, keyword), exclusive: bound}


def choices(schema: Schema) -> Mutants:
    """A choice is dropped, each in turn, misspelt or added, or all are."""
    if "enum" not in schema:
        return
    every = schema["enum"]
    for choice in every:
        others = [other for other in every if other != choice]
        yield "choice dropped", {**schema, "enum": others}
        for near in (choice.swapcase(), f"{choice}x", choice[:-1], f" {choice}"):
            if isinstance(choice, str) and near not in every:
                yield "choice misspelt", {**schema, "enum": [*others, near]}
                yield "choice added", {**schema, "enum": [*every, near]}
    yield "enum dropped", without(schema, "enum")


def types(schema: Schema) -> Mutants:
    """A type is dropped, taken beside the others, or taken in their place."""
    if "type" not in schema:
        return
    stated = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    yield "type dropped", without(schema, "type")
    for other in TYPES:
        if other not in stated:
            kind = "null taken" if other == "null" else "another type taken"
            yield kind, {**schema, "type": [*stated, other]}
            yield "type replaced", {**schema, "type": other}


def names(schema: Schema) -> Mutants:
    """A name is forgotten, unknown, wanted or misspelt; the object takes any."""
    required, properties = schema.get("required", []), schema.get("properties", {})
    for name in required:
        others = [other for other in required if other != name]
        yield "required name forgotten", {**schema, "required": others}
    for name in properties:
        others = without(properties, name)
        yield "parameter forgotten", {**schema, "properties": others}
        yield "parameter of any value", {**schema, "properties": {**properties, name: {}}}
        also = {f"{name}s": properties[name]}
        yield "misspelt parameter taken", {**schema, "properties": {**properties, **also}}
        if name not in required:
            yield "optional name required", {**schema, "required": [*required, name]}
    if properties:
        yield "object opened", {**schema, "additionalProperties": True}


def parts(schema: Schema) -> Mutants:
    """One form of several is forgotten; items may be anything."""
    forms = schema.get("anyOf", [])
    for i in range(len(forms)):
        yield "form forgotten", {**schema, "anyOf": [*forms[:i], *forms[i + 1 :]]}
    if "items" in schema:
        yield "items of any value", without(schema, "items")
    if "$ref" in schema:
        yield "reference dropped", without(schema, "$ref")


def places(schema: Schema, path: Path = ()) -> Iterator[Path]:
    yield path
    for step, inside in children(schema):
        yield from places(inside, (*path, *step))


def mutants(model: Model) -> Mutants:
    """Every mutant of a model's input, with its kind."""
    for path in places(model.input):
        for change in (bounds, choices, types, names, parts):
            for kind, schema in change(at(model.input, path)):
                yield kind, put(model.input, path, schema)


def equivalent(one: Schema, other: Schema) -> bool:
    """Whether two inputs are proved to judge all objects alike."""
    first, second = ({**close(schema), "type": "object"} for schema in (one, other))
    return covers(first, second) is True and covers(second, first) is True


def test_every_mutant_is_caught() -> None:
    """More than 2,500, by the finite lists alone; the others are proved to be none."""
    caught: Counter[str] = Counter()
    proved: Counter[str] = Counter()
    missed = []
    for model in REGISTRY.values():
        valid = [edge.arguments for edge in boundary_arguments(model) if edge.valid]
        faulty = [broken.arguments for broken in every_breach(model)]
        for kind, schema in mutants(model):
            takes = engine_for(close(schema)).is_valid
            if not all(map(takes, valid)) or any(map(takes, faulty)):
                caught[kind] += 1
            elif equivalent(model.input, schema):
                proved[kind] += 1
            else:
                missed.append((model.endpoint_id, kind))

    for kind in sorted({*caught, *proved}):
        print(f"{kind:32}{caught[kind]:6} caught{proved[kind]:6} proved to change nothing")
    print(f"{'all':32}{caught.total():6} caught{proved.total():6} proved to change nothing")
    assert missed == []
    assert caught.total() > 2_500
