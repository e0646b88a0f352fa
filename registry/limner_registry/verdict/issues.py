"""Faults told to people: a code, a sentence, what would be right and what was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner_registry.issue import Issue, pointer
from limner_registry.verdict.branches import TYPE_OR_NULL, meant
from limner_registry.verdict.crossing import as_json
from limner_registry.verdict.facts import Choices, Facts, Known, as_text
from limner_registry.verdict.relevance import may_know, relevant
from limner_registry.verdict.wording import either, listed, place, shown

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

_NUMERAL = re.compile(r"[-+]?\d+(\.\d+)?")


def issues(faults: Sequence[Fault], known: Known | Schema) -> list[Issue]:
    """What is wrong, one issue for each thing, as a person would see it.

    Args:
        faults: What an engine found.
        known: The facts about the schema that it was asked about, or that schema itself.
    """
    facts = known if isinstance(known, Known) else Known(known)
    return [issue for fault in relevant(faults, facts.root) for issue in _told(fault, facts)]


def in_order(found: Iterable[Issue], value: Any) -> tuple[Issue, ...]:
    """Issues in the order of the value's own members, missing ones last, each only once."""
    once = {(issue.pointer, issue.code, _distinction(issue)): issue for issue in found}
    return tuple(sorted(once.values(), key=lambda issue: (_position(issue, value), issue.code)))


def _distinction(issue: Issue) -> str:
    return "" if issue.code in {"missing", "unknown_parameter"} else issue.message


def _position(issue: Issue, value: Any) -> list[int]:
    position = []
    for step in issue.pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~") if "~" in step else step
        if isinstance(value, dict):
            position.append(list(value).index(name) if name in value else len(value))
            value = value.get(name)
        elif isinstance(value, list | tuple) and name.isdecimal():
            position.append(int(name))
            value = value[int(name)] if int(name) < len(value) else None
    return position


def _told(fault: Fault, known: Known) -> list[Issue]:
    if fault.keyword in {"anyOf", "oneOf"}:
        return _of_branches(fault, known)
    return [_TELLERS.get(fault.keyword, _other)(fault, known)]


def _of_branches(fault: Fault, known: Known) -> list[Issue]:
    if not all(fault.branches):
        what = f"fits more than one form of {place(fault.path)}, and must fit exactly one"
        return [_issue(fault, "any_of", f"{shown(fault.value)} {what}")]
    way = meant(fault, known)
    if way is None:
        forms = known.of(fault.schema).forms[fault.keyword]
        what = f"{shown(fault.value)} is not what {place(fault.path)} takes: {forms.taken}"
        return [_issue(fault, "any_of", what, list(forms.types))]
    found = [issue for inner in way.faults for issue in _told(inner, known)]
    too = either([known.of(other).taken for other in way.others])
    return [_with_others(issue, fault, too) for issue in found] if too else found


def _with_others(issue: Issue, fault: Fault, too: str) -> Issue:
    if issue.pointer != _pointer(fault.path):
        return issue
    message = f"{issue.message} ({too} is taken too)"
    return Issue(issue.pointer, issue.code, message, issue.value, issue.allowed, issue.suggestion)


def _issue(
    fault: Fault, code: str, message: str, allowed: Any = None, suggestion: str | None = None
) -> Issue:
    value = fault.value
    if isinstance(value, dict | list | tuple):
        value, _ = as_json(value)  # an issue shares nothing with the caller's arguments
    return Issue(_pointer(fault.path), code, message, value, allowed, suggestion)


def _pointer(path: Sequence[str | int]) -> str:
    """The JSON pointer of a path; most have no sign in them that it would have to mark."""
    plain = "".join([f"/{step}" for step in path])
    return pointer(*path) if "~" in plain or plain.count("/") > len(path) else plain


def _bound(fault: Fault, known: Known) -> Issue:
    code, complaint, kind, keywords = _BOUNDS[fault.keyword]
    schema, where = fault.schema, place(fault.path)
    allowed = {keyword: schema[keyword] for keyword in keywords if keyword in schema}
    what = complaint.format(shown(schema[fault.keyword]))
    takes = known.of(schema).taken_as[kind]
    if kind == "number":
        message = f"{shown(fault.value)} is {what}: {where} takes {takes}"
    else:
        message = f"{where}, with {_count(fault.value, _PARTS[kind])}, is {what}: it takes {takes}"
    return _issue(fault, code, message, allowed)


_PARTS = {"array": "item", "string": "character"}


def _count(value: Any, noun: str) -> str:
    return f"{len(value)} {noun}" + "s" * (len(value) != 1)


def _missing(fault: Fault, known: Known) -> Issue:
    name = fault.path[-1]
    what = f"{place(fault.path)} is missing"
    if fault.keyword == "dependentRequired":
        needing = [n for n, needed in fault.schema[fault.keyword].items() if name in needed]
        what = f"{what}: {listed(needing, quoted=False)} can't be given without it"
    elif name in fault.schema.get("properties", {}):
        what = f"{what}: it takes {known.of(fault.schema['properties'][name]).taken}"
    return _issue(fault, "missing", what)


def _unknown(fault: Fault, known: Known) -> Issue:
    facts = known.of(fault.schema)
    if fault.keyword == "additionalProperties":
        return _strange(fault, facts.own_names)
    if fault.schema[fault.keyword] is not False:
        return _other(fault, known)
    if may_know(fault.schema, str(fault.path[-1]), known.root):
        what = f"{place(fault.path)} doesn't go with the other arguments"
        return _issue(fault, "unknown_parameter", what, list(facts.names.values))
    return _strange(fault, facts.names)


def _strange(fault: Fault, names: Choices) -> Issue:
    name = str(fault.path[-1])
    what = f"unknown parameter {shown(name)}{_owner(fault)}"
    near = names.nearest(name)
    if near:
        what = f"{what}; did you mean {shown(near)}?"
    elif names.values:
        what = f"{what}; known are {names.listed}"
    return _issue(fault, "unknown_parameter", what, list(names.values), near)


def _owner(fault: Fault) -> str:
    return f" of {place(fault.path[:-1])}" if len(fault.path) > 1 else ""


def _false(fault: Fault, _known: Known) -> Issue:
    if not fault.path or isinstance(fault.path[-1], int):
        return _issue(fault, "sequence_too_long", f"{place(fault.path)} is one too many")
    return _issue(fault, "unknown_parameter", f"{place(fault.path)} is not taken here")


def _type(fault: Fault, known: Known) -> Issue:
    return _of_type(fault, known.of(fault.schema))


def _type_or_null(fault: Fault, known: Known) -> Issue:
    return _of_type(fault, known.of(fault.schema).or_null)


def _of_type(fault: Fault, facts: Facts) -> Issue:
    types = facts.schema["type"]
    what = f"{place(fault.path)} must be {facts.taken}, not {shown(fault.value)}"
    return _issue(fault, "type", what, [types] if isinstance(types, str) else list(types))


def _one_of(fault: Fault, known: Known) -> Issue:
    choices = known.of(fault.schema).choices[fault.keyword]
    plain = isinstance(fault.value, str) and choices.are_texts
    what = (
        f"{shown(fault.value)} is not one of the choices of {place(fault.path)}: "
        f"{choices.listed if plain else choices.quoted}"
    )
    near = _nearest_choice(fault.value, choices)
    if near is not None:
        meant_one = choices.values[choices.texts.index(near)]
        what = f"{what}; did you mean {shown(meant_one)}?"
    return _issue(fault, "one_of", what, list(choices.values), near)


def _nearest_choice(value: Any, choices: Choices) -> str | None:
    text = as_text(value)
    if text in choices.texts:
        return text
    if not isinstance(value, str) or _NUMERAL.fullmatch(value):
        return None  # 15 isn't meant by 5, however alike they look
    return choices.nearest(value)


def _pattern(fault: Fault, _known: Known) -> Issue:
    pattern = fault.schema["pattern"]
    what = f"{shown(fault.value)} isn't formed as {place(fault.path)} must be: {shown(pattern)}"
    return _issue(fault, "pattern", what, {"pattern": pattern})


def _members(fault: Fault, _known: Known) -> Issue:
    few = fault.keyword == "minProperties"
    keywords = ("minProperties", "maxProperties")
    allowed = {keyword: fault.schema[keyword] for keyword in keywords if keyword in fault.schema}
    what = f"{place(fault.path)} has {_count(fault.value, 'member')}, "
    what += f"{'fewer' if few else 'more'} than {shown(fault.schema[fault.keyword])}"
    return _issue(fault, f"sequence_too_{'short' if few else 'long'}", what, allowed)


def _unique(fault: Fault, _known: Known) -> Issue:
    return _issue(fault, "unique_items", f"{place(fault.path)} has an item more than once")


def _name(fault: Fault, _known: Known) -> Issue:
    what = f"{shown(fault.path[-1])} is not a name that {place(fault.path[:-1])} takes"
    return _issue(fault, "property_names", what)


def _too_deep(fault: Fault, _known: Known) -> Issue:
    return _issue(fault, "too_deep", f"{place(fault.path)} is nested too deeply to be checked")


def _other(fault: Fault, _known: Known) -> Issue:
    code = re.sub(r"(?=[A-Z])", "_", fault.keyword).lower()
    rule = fault.schema.get(fault.keyword)
    rule = f": {shown(rule)}" if rule not in (True, False) else ""
    what = f"{place(fault.path)} breaks the rule {fault.keyword} of its schema{rule}"
    return _issue(fault, code, what)


_TELLERS: dict[str, Callable[[Fault, Known], Issue]] = {
    **dict.fromkeys(_BOUNDS, _bound),
    TYPE_OR_NULL: _type_or_null,
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
