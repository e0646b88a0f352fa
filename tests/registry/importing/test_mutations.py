"""Three thousand damaged documents: imported, or refused, and nothing else."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from typing import Any

from limner_registry.errors import NotImportable
from limner_registry.importing import imported
from limner_registry.openapi import openapi_document

CASES = 3_000
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", "x", "5", "#", "#/components/schemas", "#/nowhere",
    "(", "object", [], [1], ["x", "x"], [None], [{}], ["object", "null"], {}, {"$ref": "#"},
    {"$ref": 5}, {"type": "nope"}, {"x": 1}, {"type": "object", "properties": 5}, {"enum": 5},
    {"pattern": "(?P<"}, {"nullable": True}, {"anyOf": []}, {"items": [{"type": "string"}]},
    {"minimum": 5, "exclusiveMinimum": True}, {"required": True},
)  # fmt: skip
KEYWORDS = (
    "$anchor", "$defs", "$dynamicRef", "$id", "$ref", "$schema", "additionalProperties", "allOf",
    "anyOf", "const", "default", "dependencies", "enum", "example", "examples", "if", "items",
    "maxLength", "minimum", "exclusiveMinimum", "not", "nullable", "oneOf", "pattern",
    "patternProperties", "prefixItems", "properties", "propertyNames", "required", "title",
    "type", "uniqueItems", "x-fal-order-properties", "x-limner-definitions", "x-limner-file",
)  # fmt: skip

Node = tuple[Any, Any]


def nodes(value: Any) -> list[Node]:
    """Every member of a value, and of its members, as its holder and its name."""
    names = list(value) if isinstance(value, dict) else range(len(value))
    found: list[Node] = []
    for name in names if isinstance(value, dict | list) else ():
        found.append((value, name))
        if isinstance(value[name], dict | list):
            found += nodes(value[name])
    return found


def mutate(openapi: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A copy with up to five places deleted, replaced, given a keyword, or mixed up."""
    mutant = copy.deepcopy(openapi)
    for _ in range(dice.randrange(1, 6)):
        within = mutant.get("components", mutant) if dice.random() < 0.7 else mutant
        here = nodes(within) if isinstance(within, dict | list) else []
        if not here:
            break
        (holder, name), (other, place) = dice.choice(here), dice.choice(here)
        match dice.randrange(10):
            case 0 | 1:
                del holder[name]
            case 2 | 3 | 4:
                holder[name] = copy.deepcopy(dice.choice(JUNK))
            case 5 | 6 | 7 if isinstance(holder, dict):
                component = {"$ref": f"#/components/schemas/{place}"}
                value = copy.deepcopy(dice.choice((*JUNK, component, [component])))
                holder[dice.choice(KEYWORDS)] = value
            case _:
                holder[name] = copy.deepcopy(other[place])
    return mutant


def outcome(openapi: dict[str, Any]) -> str:
    try:
        made = imported(openapi, source="mutant")
    except NotImportable as refusal:
        assert refusal.reason  # noqa: PT017 -- the outcome is counted
        return "refused"
    return "repaired" if made.notes else "clean"


def test_a_mutant_is_imported_or_refused(
    corpus: list[dict[str, Any]], damaged: list[dict[str, Any]]
) -> None:
    """Every outcome is among them; what comes out has passed the check of documents."""
    dice = random.Random(20_261_122)  # noqa: S311 -- for tests, not for secrets
    by_size = sorted([*corpus, *damaged], key=lambda openapi: len(json.dumps(openapi)))
    chosen = by_size[:40]
    chosen += [openapi_document(imported(one, source="x").document) for one in by_size[20:30]]

    found = Counter(outcome(mutate(dice.choice(chosen), dice)) for _ in range(CASES))

    assert found.total() == CASES
    assert min(found["clean"], found["repaired"], found["refused"]) > CASES // 10
