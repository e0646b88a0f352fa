"""Thousands of argument sets a model are judged as jsonschema judges the closed schema."""

from __future__ import annotations

import random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from limner_registry import Model, Registry, installed, packaged_models
from limner_registry.alternatives import Alternative, flat

REGISTRY = Registry(packaged_models(installed()).models)
ARGUMENT_SETS = 3_000
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2.0, 2.5, 1e300, 10**20, "", "x", "1", "True", [], [1], {},
)  # fmt: skip


def _value(schema: Any, root: Any, dice: random.Random) -> Any:  # noqa: PLR0911 -- a table
    """A value that the schema probably takes, at the edges of its ranges more often than not."""
    schema = flat(Alternative(schema), root).schema
    branches = schema.get("anyOf")
    if branches:
        return _value(dice.choice(branches), root, dice)
    if "enum" in schema:
        return dice.choice(schema["enum"])
    match schema.get("type"):
        case "integer" | "number":
            low = schema.get("minimum", schema.get("exclusiveMinimum", -5))
            high = schema.get("maximum", 10_000)
            return dice.choice([low, high, low + 1, high - 1, (low + high) / 2, low - 1, high + 1])
        case "boolean":
            return dice.random() < 0.5
        case "null":
            return None
        case "array":
            return [_value(schema["items"], root, dice) for _ in range(dice.randrange(3))]
        case "object":
            return _object(schema, root, dice, absent=0.2)
        case _:
            return "w" * dice.choice(
                [0, 1, schema.get("maxLength", 5), schema.get("maxLength", 5) + 1]
            )


def _object(schema: Any, root: Any, dice: random.Random, absent: float) -> dict[str, Any]:
    members = schema["properties"].items()
    return {name: _value(s, root, dice) for name, s in members if dice.random() >= absent}


def _damaged(arguments: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    damaged = dict(arguments)
    for _ in range(dice.randrange(1, 4)):
        names = [*damaged, "unknown", "promt", "Prompt"]
        damaged[dice.choice(names)] = dice.choice(JUNK)
    return damaged


def _argument_sets(model: Model) -> list[dict[str, Any]]:
    dice = random.Random(model.endpoint_id)  # noqa: S311 -- for tests, not for secrets
    chosen = [_object(model.input, model.input, dice, absent=0.15) for _ in range(ARGUMENT_SETS)]
    return [_damaged(a, dice) if dice.random() < 0.5 else a for a in chosen]


@pytest.mark.parametrize("model", REGISTRY.values(), ids=REGISTRY)
def test_the_verdict_is_that_of_jsonschema_on_the_closed_schema(model: Model) -> None:
    """3,000 argument sets, valid and damaged, are judged alike; both kinds are among them."""
    oracle = Draft202012Validator(model.verdict.closed)
    argument_sets = _argument_sets(model)

    ours = [not model.check(arguments) for arguments in argument_sets]
    theirs = [oracle.is_valid(arguments) for arguments in argument_sets]

    assert ours == theirs
    assert 100 < sum(ours) < ARGUMENT_SETS - 100
