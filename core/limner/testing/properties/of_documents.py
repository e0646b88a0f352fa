"""The model document: its format, its values, what it says of parameters and files."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from limner.testing.property import Tally, Violation
from limner_registry import InvalidDocument, installed, packaged_models
from limner_registry.document import check_document
from limner_registry.files import MARK
from limner_registry.importing import imported
from limner_registry.importing.marking import mark_input, mark_output
from limner_registry.issue import pointer
from limner_registry.openapi import openapi_document
from limner_registry.reference import render
from limner_registry.reference.calls import example
from limner_registry.schema import children
from limner_registry.shortening import counted
from limner_registry.strategies.standing import judge
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.testing.candidate import Subject
    from limner.testing.property import Effort
    from limner_registry.schema import Schema

SPEAK_FOR_THEMSELVES = frozenset({"negative_prompt", "prompt", "seed"})
"""Parameters whose names say all that there is to say."""

SIDES = ("input", "output")


def keeps_the_format(subject: Subject, _: Effort) -> Tally:
    """Check the document as foreign ones are checked when they are added to a catalog."""
    try:
        check_document(dict(subject.model.document), subject.model.endpoint_id)
    except InvalidDocument as error:
        place, _colon, message = error.problems[0].partition(": ")
        raise Violation(message or place, pointer=place if message else None) from None
    return Tally()


def names_are_unique(subject: Subject, _: Effort) -> Tally:
    """Look for the id and the aliases among those of all installed packages."""
    model = subject.model
    names = [model.endpoint_id, *model.aliases]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Violation(f"the document has the name {twice} twice", pointer="/aliases")
    for other in (*packaged_models(installed()).models, *subject.client.registry.values()):
        taken = {other.endpoint_id, *other.aliases}.intersection(names)
        if taken and (other.origin, other.document) != (model.origin, model.document):
            told = f"{min(taken)} is a name of {other.endpoint_id} of {other.origin}, too"
            raise Violation(told, pointer="/endpoint_id")
    return Tally()


def parameters_are_described(subject: Subject, _: Effort) -> Tally:
    """Look for the description of each parameter, members of objects included."""
    every = [one for parameter in subject.model.parameters for one in parameter.walk()]
    for parameter in every:
        if not (parameter.description or parameter.name in SPEAK_FOR_THEMSELVES):
            told = f"the parameter {parameter.place} has no description"
            raise Violation(told, pointer=pointer("input", "properties", *parameter.path))
    return Tally(note=counted(len(every), "parameter"))


def files_are_marked(subject: Subject, _: Effort) -> Tally:
    """Mark what reads like a file, as an import does; all of that is marked already."""
    for side, mark in zip(SIDES, (mark_input, mark_output), strict=True):
        schema = subject.model.document[side]
        marked = copy.deepcopy(schema)
        mark(marked)
        before = dict(_parts(schema))
        for path, part in _parts(marked):
            if MARK in part and MARK not in before[path]:
                told = (
                    f"{_name(path) or 'it'} reads like a file and isn't marked as one: it"
                    f' needs "{MARK}": "{part[MARK]}"'
                )
                raise Violation(told, pointer=pointer(side, *path))
    return Tally()


def defaults_are_valid(subject: Subject, _: Effort) -> Tally:
    """Hold each default against the schema that it stands in."""
    return _valid_where_they_stand(subject, lambda part: [part["default"]], "default")


def examples_are_valid(subject: Subject, _: Effort) -> Tally:
    """Hold each example, and the call in the reference, against its schema."""
    model = subject.model
    needed = {one.name: example(one) for one in model.parameters if one.required}
    for issue in model.check(needed):
        told = f"the call that the reference shows is refused: {issue.message}"
        raise Violation(told, example=needed, pointer=issue.pointer)
    return _valid_where_they_stand(subject, lambda part: part["examples"], "examples")


def reference_can_be_written(subject: Subject, _: Effort) -> Tally:
    """Write the reference of the model in both styles."""
    document = subject.model.document
    for text in (render([document]), render([document], "original")):
        if not text.endswith("\n"):
            raise Violation("the reference doesn't end with a line feed")
    return Tally()


def openapi_leads_back(subject: Subject, _: Effort) -> Tally:
    """Make an OpenAPI document, and import it; that gives an equal document."""
    document = dict(subject.model.document)
    for side in SIDES:  # OpenAPI says once for all schemas what they are
        document[side] = {k: v for k, v in document[side].items() if k != "$schema"}
    back = imported(openapi_document(document), source=subject.model.endpoint_id)
    place = _difference(document, back.document)
    if place is not None:
        told = "imported from its own OpenAPI document, it is another document"
        raise Violation(": ".join([told, *back.notes[:1]]), pointer=pointer(*place))
    return Tally()


def _difference(one: Any, other: Any) -> tuple[str | int, ...] | None:
    """The way to the first member that two values don't share; None if they're equal."""
    if one == other:
        return None
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in {**one, **other} if one.get(name, ...) != other.get(name, ...)]
        return (names[0], *(_difference(one.get(names[0]), other.get(names[0])) or ()))
    return ()


def _valid_where_they_stand(subject: Subject, values: Any, keyword: str) -> Tally:
    count = 0
    for side in SIDES:
        root = subject.model.document[side]
        for path, part in _parts(root):
            for value in values(part) if keyword in part else ():
                count += 1
                if not judge((part,), root)(value):
                    told = f"{json_text(value)}, {_of(keyword, path)}, breaks its own schema"
                    raise Violation(told, pointer=pointer(side, *path, keyword))
    return Tally(note=counted(count, "value"))


def _of(keyword: str, path: tuple[str | int, ...]) -> str:
    called = "the default" if keyword == "default" else "an example"
    return f"{called} of {_name(path)}" if _name(path) else called


def _name(path: tuple[str | int, ...]) -> str:
    """The parameter or definition that a schema is, or is inside of."""
    named = (path[i + 1] for i in range(len(path) - 2, -1, -1) if path[i] in _NAMING)
    return str(next(named, ""))


def _parts(schema: Schema) -> Iterator[tuple[tuple[str | int, ...], Schema]]:
    """Every schema in a schema, itself first, with the way to it."""
    waiting: list[tuple[tuple[str | int, ...], Schema]] = [((), schema)]
    while waiting:
        path, part = waiting.pop()
        yield path, part
        waiting += [((*path, *steps), child) for steps, child in children(part)]


_NAMING = frozenset({"$defs", "definitions", "properties"})
