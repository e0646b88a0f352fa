"""What was read off a parameter, held against what can be proved of its two schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.alternatives import Alternative, alternatives, as_schema, flat
from limner_registry.comparison.containment import covers
from limner_registry.comparison.rules import RULES, Change, Severity
from limner_registry.references import reachable
from limner_registry.schema import MANY, NAMED, ONE, subschemas
from limner_registry.values import types_of
from limner_registry.verdict.closing import close

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry.parameter import Parameter
    from limner_registry.schema import Schema

_SAID = frozenset({"title", "description", "examples", "default", "deprecated", "$comment"})
_HARMS = {
    "input": tuple(
        f"parameter-{facet}-" for facet in ("type", "choice", "range", "length", "items")
    ),
    "output": ("field-type-", "field-choice-", "field-range-"),
}
_LEADING = (ONE | MANY | NAMED | {"$ref"}) - {"$defs", "definitions"}
_READ_AT_THE_ROOT = frozenset({"$defs", "$ref", "allOf", "definitions", "properties", "type"})
_NOT_READ = frozenset(
    {"pattern", "not", "if", "contains", "uniqueItems", "propertyNames", "minProperties"}
    | {"maxProperties", "dependentSchemas", "dependentRequired", "prefixItems", "format"}
    | {"patternProperties", "unevaluatedProperties", "unevaluatedItems", "allOf"}
)
"""Keywords whose meaning no facet tells."""


def proved(
    found: list[Change], at: Parameter, side: str, before: Schema, after: Schema
) -> list[Change]:
    """The changes of a parameter or field, as far as they hold.

    What was read as harmful goes if it's proved that nobody is harmed; harm that can be
    proved and wasn't read comes; and where neither is possible, that is said.

    Args:
        found: What was read off it.
        at: The parameter or field, of the root.
        side: `input` or `output`.
        before: The whole schema of that side as it was.
        after: As it is now.
    """
    one, other = _alone(side, before, at.name), _alone(side, after, at.name)
    if one is None or other is None or one == other:
        return found
    harmless = covers(other, one) if side == "input" else covers(one, other)
    if harmless:
        kept = [change for change in found if not _harms(change, side)]
        return kept if kept or _same(one, other) else [_wider(at, side, one, other)]
    if any(change.severity is Severity.BREAKING for change in found):
        return found
    if harmless is False and not (side == "output" and found):
        return [*found, _graver(at, side, one, other)]
    if found and _is_plain(one) and _is_plain(other):
        return found
    return found if harmless is False else [*found, _undecided(at, side, one, other)]


def of_the_whole(
    found: list[Change], side: str, before: Schema, after: Schema
) -> Iterator[Change]:
    """What stands at the root, beside the parameters: whether it takes less, or gives more.

    Args:
        found: What the parameters or fields told.
        side: `input` or `output`.
        before: The whole schema of that side as it was.
        after: As it is now.
    """
    explained = [c for c in found if c.severity is Severity.BREAKING or side == "output"]
    one, other = (_bare(close(root) if side == "input" else root) for root in (before, after))
    if one == other or explained:
        return
    harmless = covers(other, one) if side == "input" else covers(one, other)
    if harmless is False:
        rule, word = {
            "input": ("input-narrowed", "calls are refused that were taken"),
            "output": ("output-widened", "results may come that couldn't"),
        }[side]
        yield Change(RULES[rule], side, "", f"as a whole: {word}", one, other)
    elif harmless is None and _beside(before) != _beside(after):
        word = "other rules; whether they harm callers can't be proved"
        yield Change(RULES[f"{side}-undecided"], side, "", f"as a whole: {word}", one, other)


def _beside(root: Schema) -> Schema:
    """What a root says of the whole object, and not of one listed member."""
    whole = flat(Alternative(root, None), root).schema
    names = whole.get("properties", {})
    rest = {name: value for name, value in whole.items() if name not in _READ_AT_THE_ROOT}
    unlisted = [name for name in whole.get("required", ()) if name not in names]
    return {**_bare(rest), "required": unlisted, "allOf": _bare(root.get("allOf"))}


def _alone(side: str, schema: Schema, name: str) -> Schema | None:
    """The schema of one member of the root, with the definitions that it may need."""
    root = close(schema) if side == "input" else schema
    members = flat(Alternative(root, None), root).schema.get("properties", {})
    if name not in members:
        return None
    return _with_definitions(as_schema(members[name]), root)


def _with_definitions(schema: Schema, root: Schema) -> Schema:
    """A part of a document that stands alone, with the definitions that it leads to."""
    needed = {id(part) for part in reachable(schema, root, _LEADING)}
    held = {
        key: {name: _bare(one) for name, one in root[key].items() if id(one) in needed}
        for key in ("$defs", "definitions")
        if isinstance(root.get(key), dict)
    }
    return {**_bare(schema), **{key: some for key, some in held.items() if some}}


def _bare(value: Any) -> Any:
    """A schema without what only people read."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: member if name in {"enum", "const"} else _bare(member)
        for name, member in value.items()
        if not (name in _SAID or name.startswith("x-")) or isinstance(member, dict)
    }


def _same(one: Schema, other: Schema) -> bool:
    return covers(one, other) is True and covers(other, one) is True


def _harms(change: Change, side: str) -> bool:
    about = change.rule.id.startswith(_HARMS[side]) or "null" in change.rule.id
    return about and change.severity is not Severity.SAFE


def _is_plain(schema: Schema) -> bool:
    """Whether its facets tell all of it: no union but with null, no keyword beside them."""
    ways = list(alternatives(Alternative(schema, None), schema))
    several = [way for way in ways if types_of(way.schema) != ("null",)]
    return len(several) <= 1 and not any(_NOT_READ & set(part) for part in subschemas(schema))


def _wider(at: Parameter, side: str, one: Schema, other: Schema) -> Change:
    rule, word = {
        "input": ("parameter-widened", "takes more values"),
        "output": ("field-narrowed", "has fewer values"),
    }[side]
    return Change(RULES[rule], side, at.place, f"{at.place}: {word}", one, other)


def _graver(at: Parameter, side: str, one: Schema, other: Schema) -> Change:
    rule, word = {
        "input": ("parameter-narrowed", "refuses values that it took"),
        "output": ("field-widened", "may have values that it couldn't"),
    }[side]
    return Change(RULES[rule], side, at.place, f"{at.place}: {word}", one, other)


def _undecided(at: Parameter, side: str, one: Schema, other: Schema) -> Change:
    rule = RULES["parameter-undecided" if side == "input" else "field-undecided"]
    message = f"{at.place}: another schema; whether it harms callers can't be proved"
    return Change(rule, side, at.place, message, one, other)
