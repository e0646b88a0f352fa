"""Two documents side by side: their parameters, their results, and what is said of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.comparison.facets import Shift, shifts
from limner_registry.comparison.proof import of_the_whole, proved
from limner_registry.comparison.rules import RULES, Change, Severity
from limner_registry.parameter import Parameters
from limner_registry.parameters import parameters
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner_registry.parameter import Parameter
    from limner_registry.schema import Schema

_INPUT = {
    ("null", "narrowed"): "parameter-null-refused",
    ("null", "widened"): "parameter-null-accepted",
    ("choice", "narrowed"): "parameter-choice-removed",
    ("choice", "widened"): "parameter-choice-added",
}
_OUTPUT = {
    ("null", "narrowed"): "field-never-null",
    ("null", "widened"): "field-may-be-null",
    ("choice", "narrowed"): "field-choice-removed",
    ("choice", "widened"): "field-choice-added",
    ("length", "narrowed"): "field-range-narrowed",
    ("length", "widened"): "field-range-widened",
    ("items", "narrowed"): "field-range-narrowed",
    ("items", "widened"): "field-range-widened",
}
_NAMES = {"input": _INPUT, "output": _OUTPUT}
_NOUN = {"input": "parameter", "output": "field"}


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Everything that changed between two documents, as those who call the model see it.

    Parameters and fields are compared one by one, at every depth. Where a property by
    property reading can't tell (a union, a pattern), jsonschema-rs is asked to prove
    that the new schema takes what the old one took; what can't be proved is said to be
    undecided. Texts are not compared.

    Args:
        old: A model document as parsed JSON.
        new: Another, of the same model or not.

    Returns:
        The gravest first, then in the documents' order; nothing for equal documents.
    """
    found = [*_side("input", old, new), *_side("output", old, new), *_of_the_model(old, new)]
    rank = list(Severity)
    return tuple(sorted(found, key=lambda change: rank.index(change.severity)))


def _side(side: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    found = list(_members_of(side, old[side], new[side]))
    yield from found
    yield from of_the_whole(found, side, old[side], new[side])


def _members_of(side: str, old: Schema, new: Schema) -> Iterator[Change]:
    before, after = parameters(old), parameters(new)
    for one in before:
        if one.name not in after:
            yield _gone(side, one)
            continue
        found = list(_both(side, one, after[one.name]))
        yield from proved(found, one, side, old, new)
    yield from (_come(side, one) for one in after if one.name not in before)


def _both(side: str, old: Parameter, new: Parameter) -> Iterator[Change]:
    """What changed in a parameter and in everything inside it."""
    yield from _attributes(side, old, new)
    yield from (_shifted(side, new, shift) for shift in shifts(old, new))
    if old.element and new.element:
        yield from _both(side, old.element, new.element)
    yield from _members(side, *(_own(one) for one in (old, new)))


def _own(parameter: Parameter) -> Parameters:
    """The members of an object; those inside a list's elements come with the element."""
    inside = parameter.element.members if parameter.element else ()
    return Parameters(one for one in parameter.members if one not in inside)


def _members(side: str, before: Parameters, after: Parameters) -> Iterator[Change]:
    for one in before:
        if one.name in after:
            yield from _both(side, one, after[one.name])
        else:
            yield _gone(side, one)
    yield from (_come(side, one) for one in after if one.name not in before)


def _attributes(side: str, old: Parameter, new: Parameter) -> Iterator[Change]:
    """Whether it must be given, is a file, is to be avoided, and what stands for it."""
    if old.required != new.required:
        yield _required(side, new)
    if old.file != new.file:
        message = f"{old.file or 'no file'} is now {new.file or 'no file'}"
        yield _change(f"{_NOUN[side]}-file-changed", side, new, message, old.file, new.file)
    if side == "output":
        return
    if old.default_text != new.default_text:
        message = f"default {old.default_text or 'none'} is now {new.default_text or 'none'}"
        facts = message, old.default, new.default
        yield _change("parameter-default-changed", side, new, *facts)
    if old.deprecated != new.deprecated:
        rule, word = (
            ("parameter-deprecated", "is deprecated")
            if new.deprecated
            else ("parameter-restored", "isn't deprecated any more")
        )
        yield _change(rule, side, new, word)


def _required(side: str, new: Parameter) -> Change:
    if side == "input":
        rule = "parameter-now-required" if new.required else "parameter-now-optional"
        word = "must be given" if new.required else "may be left out"
    else:
        rule = "field-always-there" if new.required else "field-may-be-absent"
        word = "is always there" if new.required else "may be absent"
    return _change(rule, side, new, word, not new.required, new.required)


def _shifted(side: str, new: Parameter, shift: Shift) -> Change:
    usual = f"{_NOUN[side]}-{shift.facet}-{shift.way}"
    rule = _NAMES[side].get((shift.facet, shift.way), usual)
    return _change(rule, side, new, shift.message, shift.old, shift.new)


def _gone(side: str, old: Parameter) -> Change:
    return _change(f"{_NOUN[side]}-removed", side, old, "is gone", old.type_text)


def _come(side: str, new: Parameter) -> Change:
    rule = f"{_NOUN[side]}-added"
    if side == "input" and new.required:
        rule = "required-parameter-added"
    return _change(rule, side, new, f"is new: {new.type_text}", None, new.type_text)


def _change(  # noqa: PLR0913, PLR0917 -- the members of a change
    rule: str, side: str, at: Parameter, message: str, old: Any = None, new: Any = None
) -> Change:
    return Change(RULES[rule], side, at.place, f"{at.place}: {message}", old, new)


def _of_the_model(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if old.get("deprecated", False) != new.get("deprecated", False):
        successor = f"; use {new['successor']} instead" if new.get("successor") else ""
        yield (
            _model("model-deprecated", f"its provider retires it{successor}")
            if new.get("deprecated")
            else _model("model-restored", "its provider keeps it after all")
        )
    if old["provider"] != new["provider"]:
        message = f"{old['provider']} ran it, {new['provider']} runs it now"
        yield _model("provider-changed", message, old["provider"], new["provider"])
    if _cost(old) != _cost(new):
        message = f"{_cost_text(old)} is now {_cost_text(new)}"
        yield _model("price-changed", message, old.get("price"), new.get("price"))
    yield from _names(old, new)


def _names(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = old.get("aliases", []), new.get("aliases", [])
    for alias in before:
        if alias not in after and alias != new["endpoint_id"]:
            yield _model("alias-removed", f"{alias} doesn't name it any more", alias)
    for alias in after:
        if alias not in before:
            yield _model("alias-added", f"{alias} names it too", None, alias)


def _model(rule: str, message: str, old: Any = None, new: Any = None) -> Change:
    return Change(RULES[rule], "model", "", message, old, new)


def _cost(document: Mapping[str, Any]) -> tuple[Any, ...]:
    price = document.get("price") or {}
    return tuple(price.get(name) for name in ("amount", "currency", "unit"))


def _cost_text(document: Mapping[str, Any]) -> str:
    amount, currency, unit = _cost(document)
    return "an unknown price" if amount is None else f"{json_text(amount)} {currency} per {unit}"
