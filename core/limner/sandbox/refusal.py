"""What the sandbox refuses, in the words of fal's errors: a 422 whose entries are our issues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry import Issue, pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner.hooks import Hooks
    from limner_registry import Model

_UNPROCESSABLE = 422
_URL = re.compile(r"(https?://|data:)", re.IGNORECASE)
_BOUNDS = {
    "greater_than": ("exclusiveMinimum", "gt"),
    "greater_than_equal": ("minimum", "ge"),
    "less_than": ("exclusiveMaximum", "lt"),
    "less_than_equal": ("maximum", "le"),
    "multiple_of": ("multipleOf", "multiple_of"),
    "sequence_too_short": ("minItems", "min_length"),
    "sequence_too_long": ("maxItems", "max_length"),
    "string_too_short": ("minLength", "min_length"),
    "string_too_long": ("maxLength", "max_length"),
}
"""By code: the bound among those that an issue allows, and fal's name for it."""


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
    """What is wrong with arguments that arrived, or None: exactly what validation refuses."""
    if not isinstance(arguments, dict):
        return detail([Issue("", "type", "the arguments are a JSON object", arguments)])
    issues = (*model.check(arguments), *_not_urls(model, arguments))
    issues = issues or hooks.validate_request(model, arguments)
    return detail(issues) if issues else None


def detail(issues: Iterable[Issue]) -> Refusal:
    """A 422 with an entry for each issue."""
    return Refusal(_UNPROCESSABLE, {"detail": [_entry(issue) for issue in issues]})


def typed_refusal(status: int, error_type: str, text: str) -> Refusal:
    """An error of the platform's form."""
    return Refusal(status, {"detail": text, "error_type": error_type})


def _entry(issue: Issue) -> dict[str, Any]:
    steps = [step.replace("~1", "/").replace("~0", "~") for step in issue.pointer.split("/")[1:]]
    path = [int(step) if step.isdecimal() else step for step in steps]
    context = _context(issue)
    return {
        "loc": ["body", *path],
        "msg": issue.message,
        "type": issue.code,
        **({"ctx": context} if context else {}),
        "input": issue.value,
    }


def _context(issue: Issue) -> dict[str, Any]:
    bound, name = _BOUNDS.get(issue.code, ("", ""))
    if isinstance(issue.allowed, dict):
        return {name: issue.allowed[bound]} if bound in issue.allowed else dict(issue.allowed)
    return {"expected": issue.allowed} if issue.allowed is not None else {}


def _not_urls(model: Model, arguments: dict[str, Any]) -> list[Issue]:
    """Files that came as something else than a URL: the sandbox reads nobody's disk."""
    return [
        Issue(pointer(*place.path), "file_download_error", "not a URL", place.value)
        for place in file_places(model.input, arguments)
        if isinstance(place.value, str) and not _URL.match(place.value)
    ]
