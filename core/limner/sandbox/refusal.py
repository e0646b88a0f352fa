"""What the sandbox refuses, in the words of fal's errors: a 422 whose entries are our issues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.errors import InvalidArguments
from limner.files import STAND_IN, replaced
from limner.path.validate import validate
from limner.queue_errors import BOUNDS
from limner_registry import Issue, pointer, steps
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner.hooks import Hooks
    from limner_registry import Model
    from limner_registry.files import FilePlace

_UNPROCESSABLE = 422
_URL = re.compile(r"(https?://|data:)", re.IGNORECASE)
_INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True)
class Refusal:
    """An answer that refuses.

    Attributes:
        status: The HTTP status.
        body: The JSON.
    """

    status: int
    body: dict[str, Any]


def refusal_of(model: Model, arguments: Any, hooks: Hooks) -> Refusal | None:
    """What is wrong with arguments that arrived, or None: exactly what validation refuses.

    But for files: the sandbox reads nobody's disk, so at their places it takes URLs only.
    """
    if not isinstance(arguments, dict):
        return detail([Issue("", "type", "the arguments are a JSON object", arguments)])
    strange = [place for place in file_places(model.input, arguments) if not _is_url(place)]
    urls_only = replaced(arguments, dict.fromkeys((place.path for place in strange), STAND_IN))
    issues = [*_issues(model, urls_only, hooks), *map(_not_a_url, strange)]
    return detail(issues) if issues else None


def detail(issues: Iterable[Issue]) -> Refusal:
    """A 422 with an entry for each issue."""
    return Refusal(_UNPROCESSABLE, {"detail": [_entry(issue) for issue in issues]})


def _issues(model: Model, arguments: dict[str, Any], hooks: Hooks) -> tuple[Issue, ...]:
    try:
        validate(model, arguments, hooks)
    except InvalidArguments as refused:
        return refused.issues
    return ()


def _is_url(place: FilePlace) -> bool:
    """Whether a URL is there, or what only the schema can judge."""
    return not isinstance(place.value, str) or _URL.match(place.value) is not None


def _not_a_url(place: FilePlace) -> Issue:
    message = "this is no URL (https, http or data), and the sandbox reads nobody's disk"
    return Issue(pointer(*place.path), "file_not_found", message, place.value)


def _entry(issue: Issue) -> dict[str, Any]:
    path = [int(step) if _INDEX.fullmatch(step) else step for step in steps(issue.pointer)]
    context = _context(issue)
    return {
        "loc": ["body", *path],
        "msg": issue.message,
        "type": issue.code,
        **({"ctx": context} if context else {}),
        "input": issue.value,
    }


def _context(issue: Issue) -> dict[str, Any]:
    bound, name = BOUNDS.get(issue.code, ("", ""))
    if isinstance(issue.allowed, dict):
        return {name: issue.allowed[bound]} if bound in issue.allowed else dict(issue.allowed)
    return {"expected": issue.allowed} if issue.allowed is not None else {}


NOT_JSON = detail([Issue("", "json_invalid", "the body is not JSON")])
"""The refusal of a body that can't be read."""

CANCELLED = Refusal(499, {"detail": "Request was cancelled", "error_type": "client_cancelled"})
"""The end of a job that was cancelled, in the platform's form."""
