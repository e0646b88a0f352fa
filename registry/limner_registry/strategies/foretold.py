"""Which issue a broken rule must give: where, and with which code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner_registry.issue import pointer
from limner_registry.schema import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner_registry.coverage.goals import Aim
    from limner_registry.coverage.spots import Path
    from limner_registry.issue import Issue

_CODES = {
    "additionalProperties": "unknown_parameter",
    "const": "one_of",
    "contains": "contains",
    "dependentRequired": "missing",
    "enum": "one_of",
    "exclusiveMaximum": "less_than",
    "exclusiveMinimum": "greater_than",
    "items": "sequence_too_long",
    "maxContains": "contains",
    "maxItems": "sequence_too_long",
    "maxLength": "string_too_long",
    "maxProperties": "sequence_too_long",
    "maximum": "less_than_equal",
    "minContains": "contains",
    "minItems": "sequence_too_short",
    "minLength": "string_too_short",
    "minProperties": "sequence_too_short",
    "minimum": "greater_than_equal",
    "multipleOf": "multiple_of",
    "not": "not",
    "oneOf": "any_of",
    "pattern": "pattern",
    "propertyNames": "property_names",
    "required": "missing",
    "type": "type",
    "unevaluatedItems": "unevaluated_items",
    "unevaluatedProperties": "unknown_parameter",
    "uniqueItems": "unique_items",
}
_OF_A_MEMBER = frozenset(
    {"additionalProperties", "dependentRequired", "propertyNames", "required"}
    | {"unevaluatedProperties"}
)
_ANY_NAME, _ANY_INDEX = "/[^/]*", r"/\d+"
_ITEMS = frozenset({"items", "unevaluatedItems"})
_MEMBERS = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})


def foretold(issues: Sequence[Issue], aim: Aim) -> Issue | None:
    """The issue that tells of a rule; None if there is none."""
    forms, place = _patterns(aim.path)
    for pattern, code in (_of_the_rule(aim.goal.keyword, place), *((f, "any_of") for f in forms)):
        for issue in issues:
            if issue.code == code and re.fullmatch(pattern, issue.pointer):
                return issue
    return None


def where(value: Any, path: Path) -> str:
    """Where in a value is what a schema speaks of: of several like members, the last."""
    there: list[str | int] = []
    for keyword, step in _steps(path):
        if keyword in {"properties", "prefixItems"}:
            there.append(step)
        elif keyword in _ITEMS | _MEMBERS:
            there.append(len(value) - 1 if keyword in _ITEMS else [*value][-1])
        else:
            continue
        value = value[there[-1]]
    return pointer(*there)


def _of_the_rule(keyword: str, place: str) -> tuple[str, str]:
    """The pattern of the pointer of a rule's issue, and its code."""
    if keyword == "false":
        in_list = place.rpartition("/")[2].isdecimal()
        return place, "sequence_too_long" if in_list else "unknown_parameter"
    place += _ANY_NAME if keyword in _OF_A_MEMBER else _ANY_INDEX if keyword == "items" else ""
    return place, _CODES[keyword]


def _patterns(path: Path) -> tuple[list[str], str]:
    """Patterns of the pointers of each choice of forms on the way, and of the end."""
    forms, place = [], ""
    for keyword, step in _steps(path):
        if keyword in {"anyOf", "oneOf"}:
            forms.append(place)
        elif keyword in {"properties", "prefixItems"}:
            place += re.escape(pointer(step))
        elif keyword in _ITEMS | _MEMBERS:
            place += _ANY_INDEX if keyword in _ITEMS else _ANY_NAME
    return forms, place


def _steps(path: Path) -> Iterator[tuple[str, str | int]]:
    """The keywords of a path, each with the name or index after it, if there is one."""
    steps = iter(path)
    for keyword in steps:
        yield str(keyword), "" if keyword in ONE else next(steps)
