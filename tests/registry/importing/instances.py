"""Values that a schema probably takes, and values that it probably doesn't."""

from __future__ import annotations

import random
from typing import Any

from limner_registry.alternatives import Alternative, flat

_JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2.5, 10**20, "", "x", "1", [], [1], {}, {"url": "https://a.b/c"},
)  # fmt: skip


def instances(schema: dict[str, Any], number: int, seed: str) -> list[Any]:
    """Instances of a schema, every second one damaged; the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 -- for tests, not for secrets
    made = [_value(schema, schema, dice, 0) for _ in range(number)]
    return [_damaged(one, dice) if i % 2 else one for i, one in enumerate(made)]


def _damaged(value: Any, dice: random.Random) -> Any:
    if not isinstance(value, dict):
        return dice.choice(_JUNK)
    names = [*value, "unknown"]
    return {**value, dice.choice(names): dice.choice(_JUNK)}


def _value(schema: Any, root: Any, dice: random.Random, depth: int) -> Any:  # noqa: PLR0911 -- a table
    """A value at the edges of its ranges more often than not."""
    if not isinstance(schema, dict):
        return dice.choice(_JUNK)
    schema = flat(Alternative(schema), root).schema
    if branches := schema.get("anyOf") or schema.get("oneOf"):
        return _value(dice.choice(branches), root, dice, depth)
    known = [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]
    if known and dice.random() < 0.2:
        return dice.choice(known)
    if "const" in schema or "enum" in schema:
        return dice.choice(schema.get("enum") or [schema.get("const")])
    kind = schema.get("type")
    match dice.choice(kind) if isinstance(kind, list) else kind:
        case "integer" | "number":
            return _number(schema, dice)
        case "boolean":
            return dice.random() < 0.5
        case "string":
            return _text(schema, dice)
        case "array":
            return _items(schema, root, dice, depth)
        case "object" if depth < 5:
            return _object(schema, root, dice, depth)
        case _:
            return dice.choice(_JUNK)


def _number(schema: dict[str, Any], dice: random.Random) -> Any:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -5))
    high = schema.get("maximum", schema.get("exclusiveMaximum", 10_000))
    return dice.choice([low, high, low + 1, high - 1, (low + high) / 2, low - 1, high + 1])


def _text(schema: dict[str, Any], dice: random.Random) -> str:
    most = schema.get("maxLength", 5)
    return "w" * dice.choice([0, 1, schema.get("minLength", 1), most, most + 1])


def _items(schema: dict[str, Any], root: Any, dice: random.Random, depth: int) -> list[Any]:
    first = [_value(one, root, dice, depth + 1) for one in schema.get("prefixItems", ())]
    rest = range(dice.choice([0, 1, 2, schema.get("minItems", 1)]))
    return first + [_value(schema.get("items", {}), root, dice, depth + 1) for _ in rest]


def _object(schema: dict[str, Any], root: Any, dice: random.Random, depth: int) -> dict[str, Any]:
    required = schema.get("required", ())
    members = schema.get("properties", {}).items()
    chances = {name: 0.02 if name in required else 0.5 for name, _ in members}
    return {
        name: _value(inside, root, dice, depth + 1)
        for name, inside in members
        if dice.random() >= chances[name]
    }
