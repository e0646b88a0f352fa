"""Faults told to people: a code, a sentence, what would be right and what was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner_registry.issue import Issue, pointer
from limner_registry.verdict.branches import TYPE_OR_NULL, meant
from limner_registry.verdict.crossing import as_json
from limner_registry.verdict.facts import Choices, Known, as_text
from limner_registry.verdict.limits import LIMITS
from limner_registry.verdict.relevance import may_know, relevant
from limner_registry.verdict.wording import listed, place, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from limner_registry.schema import Schema
    from limner_registry.verdict.faults import Fault

_NESTS = (dict, list, tuple)

_Words = tuple[str, str, Any, str | None]
"""What is said of a fault: an issue's code, message, `allowed` and `suggestion`."""


def issues(faults: Sequence[Fault], known: Known | Schema) -> list[Issue]:
    """What is wrong, one issue for each thing, as a person would see it.

    Args:
        faults: What an engine found.
        known: The facts about the schema that it was asked about, or that schema itself.
    """
    facts = known if isinstance(known, Known) else Known(known)
    told: list[Issue] = []
    for fault in relevant(faults, facts.root):
        _tell(fault, facts, "", told)
    return told


def _tell(fault: Fault, known: Known, ending: str, told: list[Issue]) -> None:
    """Add the issues of a fault; the ending is that of each message about its own place."""
    teller = _TELLERS.get(fault.keyword, _other)
    if fault.branches:
        way = meant(fault, known) if all(fault.branches) else None
        if way is not None:
            also = f" ({way.others} is taken too){ending}" if way.others else ending
            for inner in way.faults:
                _tell(inner, known, also if inner.path == fault.path else "", told)
            return
    code, message, allowed, suggestion = teller(fault, known)
    value = fault.value
    if isinstance(value, _NESTS):
        value, _ = as_json(value)  # an issue shares nothing with the caller's arguments
    told.append(Issue(_pointer(fault.path), code, message + ending, value, allowed, suggestion))


def _pointer(path: Sequence[str | int]) -> str:
    """The JSON pointer of a path; most have no sign in them that it would have to mark."""
    plain = ""
    for step in path:
        plain += f"/{step}"
    return pointer(*path) if "~" in plain or plain.count("/") > len(path) else plain


def _any_of(fault: Fault, known: Known) -> _Words:
    value, where = shown(fault.value), place(fault.path)
    if not all(fault.branches):
        what = f"{value} fits more than one form of {where}, and must fit exactly one"
        return "any_of", what, None, None
    forms = known.of(fault.schema).forms[fault.keyword]
    return "any_of", f"{value} is not what {where} takes: {forms.taken}", list(forms.types), None


def _limit(fault: Fault, known: Known) -> _Words:
    limit = known.of(fault.schema).limits[fault.keyword]
    where, value = place(fault.path), fault.value
    if limit.part:
        size = _count(value, limit.part)
        what = f"{where}, with {size}, is {limit.complaint}: it takes {limit.taken}"
    else:
        what = f"{shown(value)} is {limit.complaint}: {where} takes {limit.taken}"
    return limit.code, what, dict(limit.allowed), None


def _count(value: Any, noun: str) -> str:
    return f"{len(value)} {noun}" + "s" * (len(value) != 1)


def _missing(fault: Fault, known: Known) -> _Words:
    name = fault.path[-1]
    what = f"{place(fault.path)} is missing"
    if fault.keyword == "dependentRequired":
        needing = [n for n, needed in fault.schema[fault.keyword].items() if name in needed]
        what = f"{what}: {listed(needing, quoted=False)} can't be given without it"
    elif name in fault.schema.get("properties", {}):
        what = f"{what}: it takes {known.of(fault.schema['properties'][name]).taken}"
    return "missing", what, None, None


def _unknown(fault: Fault, known: Known) -> _Words:
    facts = known.of(fault.schema)
    if fault.keyword == "additionalProperties":
        return _strange(fault, facts.own_names)
    if fault.schema[fault.keyword] is not False:
        return _other(fault, known)
    if may_know(fault.schema, str(fault.path[-1]), known.root):
        what = f"{place(fault.path)} doesn't go with the other arguments"
        return "unknown_parameter", what, list(facts.names.values), None
    return _strange(fault, facts.names)


def _strange(fault: Fault, names: Choices) -> _Words:
    name = str(fault.path[-1])
    near, question = names.nearest(name)
    if not near and names.values:
        question = f"; known are {names.listed}"
    what = f"unknown parameter {shown(name)}{_owner(fault)}{question}"
    return "unknown_parameter", what, list(names.values), near


def _owner(fault: Fault) -> str:
    return f" of {place(fault.path[:-1])}" if len(fault.path) > 1 else ""


def _false(fault: Fault, _known: Known) -> _Words:
    if not fault.path or isinstance(fault.path[-1], int):
        return "sequence_too_long", f"{place(fault.path)} is one too many", None, None
    return "unknown_parameter", f"{place(fault.path)} is not taken here", None, None


def _type(fault: Fault, known: Known) -> _Words:
    facts = known.of(fault.schema)
    if fault.keyword == TYPE_OR_NULL:
        facts = facts.or_null
    types = facts.schema["type"]
    what = f"{place(fault.path)} must be {facts.taken}, not {shown(fault.value)}"
    return "type", what, [types] if isinstance(types, str) else list(types), None


def _one_of(fault: Fault, known: Known) -> _Words:
    choices = known.of(fault.schema).choices[fault.keyword]
    value, where = fault.value, place(fault.path)
    text, near, question = as_text(value), None, ""
    if isinstance(value, str) or text in choices.texts:
        near, question = choices.nearest(text)
    quoted = not (isinstance(value, str) and choices.are_texts)
    takes = choices.quoted if quoted else choices.listed
    what = f"{shown(value)} is not one of the choices of {where}: {takes}{question}"
    return "one_of", what, list(choices.values), near


def _pattern(fault: Fault, _known: Known) -> _Words:
    pattern = fault.schema["pattern"]
    what = f"{shown(fault.value)} isn't formed as {place(fault.path)} must be: {shown(pattern)}"
    return "pattern", what, {"pattern": pattern}, None


def _members(fault: Fault, _known: Known) -> _Words:
    few = fault.keyword == "minProperties"
    keywords = ("minProperties", "maxProperties")
    allowed = {keyword: fault.schema[keyword] for keyword in keywords if keyword in fault.schema}
    what = f"{place(fault.path)} has {_count(fault.value, 'member')}, "
    what += f"{'fewer' if few else 'more'} than {shown(fault.schema[fault.keyword])}"
    return f"sequence_too_{'short' if few else 'long'}", what, allowed, None


def _unique(fault: Fault, _known: Known) -> _Words:
    return "unique_items", f"{place(fault.path)} has an item more than once", None, None


def _name(fault: Fault, _known: Known) -> _Words:
    what = f"{shown(fault.path[-1])} is not a name that {place(fault.path[:-1])} takes"
    return "property_names", what, None, None


def _too_deep(fault: Fault, _known: Known) -> _Words:
    return "too_deep", f"{place(fault.path)} is nested too deeply to be checked", None, None


def _other(fault: Fault, _known: Known) -> _Words:
    code = re.sub(r"(?=[A-Z])", "_", fault.keyword).lower()
    rule = fault.schema.get(fault.keyword)
    rule = f": {shown(rule)}" if rule not in (True, False) else ""
    what = f"{place(fault.path)} breaks the rule {fault.keyword} of its schema{rule}"
    return code, what, None, None


_TELLERS: dict[str, Callable[[Fault, Known], _Words]] = {
    **dict.fromkeys(LIMITS, _limit),
    TYPE_OR_NULL: _type,
    "additionalProperties": _unknown,
    "anyOf": _any_of,
    "const": _one_of,
    "dependentRequired": _missing,
    "enum": _one_of,
    "false": _false,
    "maxProperties": _members,
    "minProperties": _members,
    "oneOf": _any_of,
    "pattern": _pattern,
    "propertyNames": _name,
    "required": _missing,
    "tooDeep": _too_deep,
    "type": _type,
    "unevaluatedProperties": _unknown,
    "uniqueItems": _unique,
}
