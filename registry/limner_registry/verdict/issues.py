"""Faults told to people: a code, a sentence, what would be right and what was probably meant."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limner_registry.issue import Issue, pointer
from limner_registry.nearest import nearest
from limner_registry.values import json_text
from limner_registry.verdict.branches import meant
from limner_registry.verdict.relevance import may_know, members, relevant
from limner_registry.verdict.wording import either, listed, place, shown, taken, types_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from limner_registry.schema import Schema
    from limner_registry.verdict.faults import Fault

_NUMBER = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
_BOUNDS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "minimum": ("greater_than_equal", "too small", "number", _NUMBER),
    "exclusiveMinimum": ("greater_than", "too small", "number", _NUMBER),
    "maximum": ("less_than_equal", "too large", "number", _NUMBER),
    "exclusiveMaximum": ("less_than", "too large", "number", _NUMBER),
    "multipleOf": ("multiple_of", "not a multiple of {}", "number", _NUMBER),
    "minItems": ("sequence_too_short", "too short", "array", ("minItems", "maxItems")),
    "maxItems": ("sequence_too_long", "too long", "array", ("minItems", "maxItems")),
    "minLength": ("string_too_short", "too short", "string", ("minLength", "maxLength")),
    "maxLength": ("string_too_long", "too long", "string", ("minLength", "maxLength")),
}
"""A bound's code, its complaint, the type that it is about, and the bounds of that type."""


def issues(faults: Sequence[Fault], root: Schema) -> list[Issue]:
    """What is wrong, one issue for each thing, as a person would see it.

    Args:
        faults: What an engine found.
        root: The schema that it was asked about, in which references are looked up.
    """
    return [issue for fault in relevant(faults, root) for issue in _told(fault, root)]


def in_order(found: Iterable[Issue], value: Any) -> tuple[Issue, ...]:
    """Issues in the order of the value's own members, missing ones last, each only once."""
    once = {(issue.pointer, issue.code, _distinction(issue)): issue for issue in found}
    return tuple(sorted(once.values(), key=lambda issue: (_position(issue, value), issue.code)))


def _distinction(issue: Issue) -> str:
    return "" if issue.code in {"missing", "unknown_parameter"} else issue.message


def _position(issue: Issue, value: Any) -> list[int]:
    position = []
    for step in issue.pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            position.append(list(value).index(name) if name in value else len(value))
            value = value.get(name)
        elif isinstance(value, list | tuple) and name.isdecimal():
            position.append(int(name))
            value = value[int(name)] if int(name) < len(value) else None
    return position


def _told(fault: Fault, root: Schema) -> list[Issue]:
    if fault.keyword in {"anyOf", "oneOf"}:
        return _of_branches(fault, root)
    if fault.keyword in _BOUNDS:
        return [_bound(fault, root)]
    return [_TELLERS.get(fault.keyword, _other)(fault, root)]


def _of_branches(fault: Fault, root: Schema) -> list[Issue]:
    if not all(fault.branches):
        what = f"fits more than one form of {place(fault.path)}, and must fit exactly one"
        return [_issue(fault, "any_of", f"{shown(fault.value)} {what}")]
    way = meant(fault, root)
    if way is None:
        forms = {"anyOf": fault.schema[fault.keyword]}
        what = f"{shown(fault.value)} is not what {place(fault.path)} takes: {taken(forms, root)}"
        return [_issue(fault, "any_of", what, types_taken(forms, root))]
    found = issues(way.faults, root)
    too = either([taken(other, root) for other in way.others])
    return [_with_others(issue, fault, too) if too else issue for issue in found]


def _with_others(issue: Issue, fault: Fault, too: str) -> Issue:
    if issue.pointer != pointer(*fault.path):
        return issue
    return replace(issue, message=f"{issue.message} ({too} is taken too)")


def _issue(
    fault: Fault, code: str, message: str, allowed: Any = None, suggestion: str | None = None
) -> Issue:
    return Issue(pointer(*fault.path), code, message, fault.value, allowed, suggestion)


def _bound(fault: Fault, root: Schema) -> Issue:
    code, complaint, kind, keywords = _BOUNDS[fault.keyword]
    schema = {"type": kind} | fault.schema
    allowed = {keyword: schema[keyword] for keyword in keywords if keyword in schema}
    what = complaint.format(shown(schema[fault.keyword]))
    length = "" if kind == "number" else f", with {_count(fault.value, _PARTS[kind])},"
    given = shown(fault.value) if kind == "number" else place(fault.path)
    takes = f"{place(fault.path)} takes" if kind == "number" else "it takes"
    return _issue(
        fault, code, f"{given}{length} is {what}: {takes} {taken(schema, root)}", allowed
    )


_PARTS = {"array": "item", "string": "character"}


def _count(value: Any, noun: str) -> str:
    return f"{len(value)} {noun}" + "s" * (len(value) != 1)


def _missing(fault: Fault, root: Schema) -> Issue:
    name = fault.path[-1]
    what = f"{place(fault.path)} is missing"
    if fault.keyword == "dependentRequired":
        needing = [n for n, needed in fault.schema[fault.keyword].items() if name in needed]
        what = f"{what}: {listed(needing, quoted=False)} can't be given without it"
    elif name in fault.schema.get("properties", {}):
        what = f"{what}: it takes {taken(fault.schema['properties'][name], root)}"
    return _issue(fault, "missing", what)


def _unknown(fault: Fault, root: Schema) -> Issue:
    name = str(fault.path[-1])
    own_only = fault.keyword == "additionalProperties"
    around = {"properties": fault.schema.get("properties", {})} if own_only else fault.schema
    if not own_only and fault.schema[fault.keyword] is not False:
        return _other(fault, root)
    names = list(dict.fromkeys(members(around, root)))
    what = f"unknown parameter {shown(name)}" + _owner(fault)
    near = nearest(name, names)
    if not own_only and may_know(fault.schema, name, root):
        what, near = f"{place(fault.path)} doesn't go with the other arguments", None
    elif near:
        what = f"{what}; did you mean {shown(near)}?"
    elif names:
        what = f"{what}; known are {listed(names, quoted=False)}"
    return _issue(fault, "unknown_parameter", what, names, near)


def _owner(fault: Fault) -> str:
    return f" of {place(fault.path[:-1])}" if len(fault.path) > 1 else ""


def _false(fault: Fault, _root: Schema) -> Issue:
    if not fault.path or isinstance(fault.path[-1], int):
        return _issue(fault, "sequence_too_long", f"{place(fault.path)} is one too many")
    return _issue(fault, "unknown_parameter", f"{place(fault.path)} is not taken here")


def _type(fault: Fault, root: Schema) -> Issue:
    types = fault.schema["type"]
    what = f"{place(fault.path)} must be {taken(fault.schema, root)}, not {shown(fault.value)}"
    return _issue(fault, "type", what, [types] if isinstance(types, str) else list(types))


def _one_of(fault: Fault, _root: Schema) -> Issue:
    choices = fault.schema[fault.keyword]
    choices = [choices] if fault.keyword == "const" else choices
    quoted = not all(isinstance(value, str) for value in (fault.value, *choices))
    what = (
        f"{shown(fault.value)} is not one of the choices of {place(fault.path)}: "
        f"{listed(choices, quoted=quoted)}"
    )
    near = _nearest_choice(fault.value, choices)
    if near is not None:
        meant_one = next(choice for choice in choices if _text(choice) == near)
        what = f"{what}; did you mean {shown(meant_one)}?"
    return _issue(fault, "one_of", what, list(choices), near)


def _nearest_choice(value: Any, choices: Sequence[Any]) -> str | None:
    texts = [_text(choice) for choice in choices]
    if _text(value) in texts:
        return _text(value)
    if not isinstance(value, str) or re.fullmatch(r"[-+]?\d+(\.\d+)?", value):
        return None  # 15 isn't meant by 5, however alike they look
    return nearest(value, texts)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)


def _pattern(fault: Fault, _root: Schema) -> Issue:
    pattern = fault.schema["pattern"]
    what = f"{shown(fault.value)} isn't formed as {place(fault.path)} must be: {shown(pattern)}"
    return _issue(fault, "pattern", what, {"pattern": pattern})


def _members(fault: Fault, _root: Schema) -> Issue:
    few = fault.keyword == "minProperties"
    keywords = ("minProperties", "maxProperties")
    allowed = {keyword: fault.schema[keyword] for keyword in keywords if keyword in fault.schema}
    what = f"{place(fault.path)} has {_count(fault.value, 'member')}, "
    what += f"{'fewer' if few else 'more'} than {shown(fault.schema[fault.keyword])}"
    return _issue(fault, f"sequence_too_{'short' if few else 'long'}", what, allowed)


def _unique(fault: Fault, _root: Schema) -> Issue:
    return _issue(fault, "unique_items", f"{place(fault.path)} has an item more than once")


def _name(fault: Fault, _root: Schema) -> Issue:
    what = f"{shown(fault.path[-1])} is not a name that {place(fault.path[:-1])} takes"
    return _issue(fault, "property_names", what)


def _too_deep(fault: Fault, _root: Schema) -> Issue:
    return _issue(fault, "too_deep", f"{place(fault.path)} is nested too deeply to be checked")


def _other(fault: Fault, _root: Schema) -> Issue:
    code = re.sub(r"(?=[A-Z])", "_", fault.keyword).lower()
    rule = fault.schema.get(fault.keyword)
    rule = f": {shown(rule)}" if rule not in (True, False) else ""
    what = f"{place(fault.path)} breaks the rule {fault.keyword} of its schema{rule}"
    return _issue(fault, code, what)


_TELLERS: dict[str, Callable[[Fault, Schema], Issue]] = {
    "additionalProperties": _unknown,
    "const": _one_of,
    "dependentRequired": _missing,
    "enum": _one_of,
    "false": _false,
    "maxProperties": _members,
    "minProperties": _members,
    "pattern": _pattern,
    "propertyNames": _name,
    "required": _missing,
    "tooDeep": _too_deep,
    "type": _type,
    "unevaluatedProperties": _unknown,
    "uniqueItems": _unique,
}
