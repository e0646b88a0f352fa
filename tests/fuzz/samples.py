"""Arguments that a schema might take, and such that it might not, whatever the schema is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, flat

if TYPE_CHECKING:
    import random

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2.5, 10**20, "", "x", "1", [], [1], {}, {"url": "https://a.b/c"},
)  # fmt: skip
DEEPEST = 4
LONGEST = 40


def samples(schema: Any, dice: random.Random, number: int) -> list[Any]:
    """Objects, every third one with a member that is replaced or has another name."""
    made = []
    for i in range(number):
        one = _value(schema, schema, dice, 0)
        one = {**one} if isinstance(one, dict) else {}
        if i % 3 == 2:
            one[dice.choice([*one, "unknown"])] = dice.choice(JUNK)
        made.append(one)
    return made


def _value(schema: Any, root: Any, dice: random.Random, depth: int) -> Any:  # noqa: PLR0911 -- a table
    if not isinstance(schema, dict) or depth > DEEPEST:
        return dice.choice(JUNK)
    schema = flat(Alternative(schema), root).schema
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return _value(dice.choice(branches), root, dice, depth + 1)
    if ("const" in schema or schema.get("enum")) and dice.random() < 0.9:
        return dice.choice(schema.get("enum") or [schema.get("const")])
    kind = schema.get("type", "object" if "properties" in schema else None)
    match dice.choice(kind) if isinstance(kind, list) and kind else kind:
        case "integer" | "number":
            return _number(schema, dice)
        case "boolean":
            return dice.random() < 0.5
        case "string":
            most = schema.get("maxLength", 5)
            lengths = [0, 1, schema.get("minLength", 1), most, most + 1]
            return "w" * min(LONGEST, int(dice.choice(lengths)))
        case "array":
            first = [_value(one, root, dice, depth + 1) for one in schema.get("prefixItems", ())]
            rest = range(dice.choice([0, 1, 2, min(3, int(schema.get("minItems", 1)))]))
            return first + [_value(schema.get("items", {}), root, dice, depth + 1) for _ in rest]
        case "object":
            return _object(schema, root, dice, depth)
        case _:
            return dice.choice(JUNK)


def _number(schema: dict[str, Any], dice: random.Random) -> Any:
    stated = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
    bounds = [schema[word] for word in stated if word in schema] or [0]
    bound = dice.choice(bounds)
    return dice.choice([bound, bound + 1, bound - 1, bound + 0.5])


def _object(schema: dict[str, Any], root: Any, dice: random.Random, depth: int) -> dict[str, Any]:
    required = schema.get("required", ())
    return {
        name: _value(inside, root, dice, depth + 1)
        for name, inside in schema.get("properties", {}).items()
        if dice.random() >= (0.03 if name in required else 0.5)
    }
