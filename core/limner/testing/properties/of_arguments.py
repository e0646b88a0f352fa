"""Arguments: those that a model takes are taken and sent as they are, the others are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url
from limner.errors import InvalidArguments, Refused
from limner.testing.drawing import for_all
from limner.testing.property import NotApplicable, Tally, Violation, example_text
from limner_registry.files import file_places
from limner_registry.issue import pointer
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from limner.testing.candidate import Subject
    from limner.testing.property import Effort
    from limner_registry.strategies import Broken


def valid_are_taken(subject: Subject, effort: Effort) -> Tally:
    """Draw valid arguments; none has an issue, and files are URLs in them."""

    def check(drawn: dict[str, Any]) -> None:
        for issue in subject.check(drawn):
            told = f"valid arguments are refused: {issue.message}"
            raise Violation(told, example=drawn, pointer=issue.pointer)
        for place in file_places(subject.model.input, drawn):
            if not (is_data_url(place.value) or str(place.value).startswith("https://")):
                told = "what is drawn for a file is no URL: its schema leaves no room for one"
                raise Violation(told, example=drawn, pointer=pointer(*place.path))

    return Tally(for_all(subject.valid, check, effort))


def invalid_are_refused(subject: Subject, effort: Effort) -> Tally:
    """Draw invalid arguments; each has an issue at the changed place, of the fitting code."""

    def check(broken: Broken) -> None:
        found = [(issue.pointer, issue.code) for issue in subject.check(broken.arguments)]
        if (broken.pointer, broken.code) not in found:
            raise _unnoticed(broken.arguments, broken.pointer, broken.code, broken.rule, found)

    return Tally(for_all(subject.invalid, check, effort))


def edges_are_judged(subject: Subject, _: Effort) -> Tally:
    """Take every edge of every parameter; it is judged as its side of the edge demands."""
    for edge in subject.edges:
        issues = subject.check(edge.arguments)
        found = [(issue.pointer, issue.code) for issue in issues]
        if edge.code is None and found:
            told = f"the last value that keeps {edge.rule!r} is refused: {issues[0].message}"
            raise Violation(told, example=edge.arguments, pointer=edge.pointer)
        if edge.code is not None and (edge.pointer, edge.code) not in found:
            raise _unnoticed(edge.arguments, edge.pointer, edge.code, edge.rule, found)
    return Tally(note=counted(len(subject.edges), "edge"))


def are_sent_as_given(subject: Subject, effort: Effort) -> Tally:
    """Submit valid arguments; what leaves is equal to them, or to what the plugin made of them.

    Those that the plugin's own rules refuse are counted, and their issues looked at.
    """
    refused = 0
    hooks = subject.hooks

    def check(drawn: dict[str, Any]) -> None:
        nonlocal refused
        try:
            request = subject.validate(drawn)
            wanted = dict(hooks.prepare_request(request).arguments)
            sent = subject.sent(request)
        except InvalidArguments as refusal:
            _by_rules(refusal, drawn)
            refused += 1
        except Refused:
            refused += 1
        else:
            if sent is not None and not _same(sent, wanted):
                told = f"what is sent is another thing: {example_text(sent)}"
                raise Violation(told, example=drawn)

    count = for_all(subject.valid, check, effort)
    if refused == count:
        raise NotApplicable(f"the plugin's rules refuse all {count} examples")
    return Tally(count, refused)


def _by_rules(refusal: InvalidArguments, drawn: dict[str, Any]) -> None:
    """See to it that the issues of a plugin's rules tell whose they are, and where."""
    for issue in refusal.issues:
        if "." not in issue.code:
            told = f"the code {issue.code!r} doesn't begin with the plugin's name and a point"
            raise Violation(told, example=drawn, pointer=issue.pointer)
        if issue.pointer and not issue.pointer.startswith("/"):
            told = f"{issue.pointer!r} is no JSON pointer: it begins with a slash, or is empty"
            raise Violation(told, example=drawn)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; to Python, 1 is True and 1.0."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _unnoticed(arguments: Any, place: str, code: str, rule: str, found: list[Any]) -> Violation:
    instead = f"instead there are {found}" if found else "they are taken"
    told = f"{rule!r} is broken, so there must be an issue of the code {code!r}; {instead}"
    return Violation(told, example=arguments, pointer=place)
