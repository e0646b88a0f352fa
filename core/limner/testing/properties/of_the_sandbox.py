"""The sandbox: it refuses what validation refuses, and its results are what the output says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner.data_urls import data_url
from limner.errors import InvalidArguments
from limner.files import replaced
from limner.request import Request
from limner.testing.drawing import for_all
from limner.testing.property import NotApplicable, Tally, Violation, example_text
from limner.transport import HttpCall
from limner_registry.files import file_places
from limner_registry.issue import pointer

if TYPE_CHECKING:
    from limner.testing.candidate import Subject
    from limner.testing.property import Effort
    from limner_registry import Issue

UNPROCESSABLE = 422
PICTURE = data_url(
    "image/png",
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
        "789c63606060000000040001f61738550000000049454e44ae426082"
    ),
)
"""A picture of one black pixel."""


def refuses_alike(subject: Subject, effort: Effort) -> Tally:
    """Submit any JSON objects; a 422 has an entry for each issue of validation, and no other."""

    def check(drawn: dict[str, Any]) -> None:
        issues = _issues(subject, drawn)
        answer = subject.ask(subject.sandbox.submit(Request(subject.model, drawn)))
        entries = answer.json()["detail"] if answer.status == UNPROCESSABLE else []
        ours, theirs = sorted(map(_of_issue, issues)), sorted(map(_of_entry, entries))
        if ours != theirs or answer.ok == bool(issues):
            told = f"validation finds {ours or 'nothing'}, the sandbox {theirs or 'nothing'}"
            raise Violation(told, example=drawn)

    drawn = subject.valid | subject.near
    return Tally(for_all(drawn, check, effort))


def results_satisfy_the_output(subject: Subject, effort: Effort) -> Tally:
    """Run valid arguments to their end; the result passes `check_result`. Nothing is drawn."""
    refused = 0
    _ = subject.hooks

    def check(drawn: dict[str, Any]) -> None:
        nonlocal refused
        given = _undrawn(subject, drawn)
        result = _result(subject, given)
        if result is None:
            refused += 1
            return
        for issue in subject.model.check_result(result):
            told = f"{issue.message}; the sandbox's result is {example_text(result)}"
            raise Violation(told, example=given, pointer=issue.pointer)

    count = for_all(subject.valid, check, effort)
    if refused == count:
        raise NotApplicable(f"the sandbox refuses all {count} examples")
    return Tally(count, note=f"{refused} refused" if refused else "")


def drawn_results_pass(subject: Subject, effort: Effort) -> Tally:
    """Draw results from the output's schema; `check_result` finds nothing wrong with them."""
    from limner_registry.strategies import results

    def check(drawn: dict[str, Any]) -> None:
        for issue in subject.model.check_result(drawn):
            raise Violation(issue.message, example=drawn, pointer=issue.pointer)

    return Tally(for_all(results(subject.model), check, effort))


def _issues(subject: Subject, arguments: dict[str, Any]) -> tuple[Issue, ...]:
    try:
        subject.validate(arguments)
    except InvalidArguments as refused:
        return refused.issues
    return ()


def _undrawn(subject: Subject, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with pictures that can be read, and files that come as URLs."""
    places = file_places(subject.model.input, arguments)
    pictures = {place.path: PICTURE for place in places if str(place.value)[:5] == "data:"}
    given = replaced(arguments, pictures)
    if given.get("sync_mode") is True:
        given["sync_mode"] = False
    return arguments if subject.model.check(given) else given


def _result(subject: Subject, arguments: dict[str, Any]) -> dict[str, Any] | None:
    """What the sandbox answers in the end; None where it refuses, as too large."""
    answer = subject.ask(subject.sandbox.submit(Request(subject.model, arguments)))
    if not answer.ok:
        return None
    transport = subject.client.connections.of(subject.model).transport
    transport.sleep(60)
    answer = subject.ask(HttpCall("GET", answer.json()["response_url"]))
    if answer.status == UNPROCESSABLE:
        return None
    result: dict[str, Any] = answer.json()
    return result


def _of_issue(issue: Issue) -> tuple[str, str, str]:
    return _told(issue.pointer, issue.code, issue.message)


def _of_entry(entry: dict[str, Any]) -> tuple[str, str, str]:
    return _told(pointer(*entry["loc"][1:]), entry["type"], entry["msg"])


def _told(place: str, code: str, message: str) -> tuple[str, str, str]:
    """What both must say; of files, the sandbox doesn't look for any on its disk."""
    return place, code, "" if code == "file_not_found" else message
