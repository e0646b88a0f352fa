"""What targets need: arguments that a schema might take, or not, and a folder to work in."""

from __future__ import annotations

import json
import random
import tempfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from limner_registry.alternatives import Alternative, flat

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2.5, 10**20, "", "x", "1", [], [1], {}, {"url": "https://a.b/c"},
)  # fmt: skip
NUMBER = 4
"""Arguments that are drawn of each schema."""

DEEPEST = 4
SEVERAL = 9
LONGEST = 6_000


def parsed(data: bytes) -> Any:
    """An input as JSON; None if it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def dice_of(data: bytes) -> random.Random:
    """What chooses for an input: of one input, always alike."""
    return random.Random(zlib.crc32(data))  # noqa: S311 -- for tests, not for secrets


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    found = tempfile.TemporaryDirectory(prefix="limner-fuzz-")
    for name, data in {"a.png": b"\x89PNG", "a.txt": b"a lighthouse\n", "7.json": b"7"}.items():
        Path(found.name, name).write_bytes(data)
    return found


def folder() -> str:
    """A folder with a few files, that goes with the process."""
    return _folder().name


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
            return dice.choice("wx") * min(LONGEST, int(dice.choice(lengths)))
        case "array":
            first = [_value(one, root, dice, depth + 1) for one in schema.get("prefixItems", ())]
            most = schema.get("maxItems", 1)
            rest = range(min(SEVERAL, int(dice.choice([0, 1, 2, most, most + 1]))))
            return first + [_value(schema.get("items", {}), root, dice, depth + 1) for _ in rest]
        case "object":
            return _object(schema, root, dice, depth)
        case _:
            return dice.choice(JUNK)


def _number(schema: dict[str, Any], dice: random.Random) -> Any:
    stated = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
    bounds = [schema[word] for word in stated if word in schema] or [0]
    bound = dice.choice(bounds)
    return dice.choice([bound, bound, bound + 1, bound - 1, bound + 0.5])


def _object(schema: dict[str, Any], root: Any, dice: random.Random, depth: int) -> dict[str, Any]:
    required = schema.get("required", ())
    return {
        name: _value(inside, root, dice, depth + 1)
        for name, inside in schema.get("properties", {}).items()
        if dice.random() >= (0.03 if name in required else 0.5)
    }
