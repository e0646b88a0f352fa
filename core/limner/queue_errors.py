"""Reading fal's errors: what an answer that is no success says, as an error of ours.

Three forms occur: a model's errors have a list as `detail`, an entry a fault; the
platform's have a text, and an `error_type`; the queue's own, of a job that it doesn't know,
has a `status`. What is in none of them isn't the provider's word (an ingress, a proxy, a
redirect), and tells nothing of the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.errors import (
    AccountLocked,
    CredentialError,
    JobFailed,
    JobRejected,
    KeyRefused,
    ProviderError,
)
from limner_registry import Issue, pointer

if TYPE_CHECKING:
    from limner.transport import HttpAnswer

BOUNDS = {
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
"""By an entry's type: JSON Schema's name for the bound that was crossed, and fal's."""

_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404
_TOO_MANY = 429


@dataclass(frozen=True)
class ErrorReader:
    """Reads the errors of one provider.

    Attributes:
        provider: Its name, for the messages.
        retryable: By error type, whether the same request may work later.
        advice: By error type, what to do, as a sentence.
    """

    provider: str
    retryable: Mapping[str, bool]
    advice: Mapping[str, str]

    def read(
        self, endpoint_id: str, answer: HttpAnswer, request_id: str | None = None
    ) -> ProviderError | CredentialError | None:
        """The error in an answer; None where the provider doesn't speak in it.

        Args:
            endpoint_id: The model.
            answer: An answer that is no success.
            request_id: The provider's id; without one, the request was not taken.
        """
        body = _body(answer)
        if body is None or answer.status < _BAD_REQUEST or _is_early(answer, body):
            return None
        issues = read_issues(body.get("detail"))
        text = _text(body, answer, issues)
        if answer.status in {_UNAUTHORIZED, _FORBIDDEN}:
            return self._credential_error(answer, text)
        error_type = _type(body, answer, issues)
        advice = self.advice.get(error_type or "", "")
        kind = JobFailed if request_id else JobRejected
        verb = "failed the job" if request_id else "rejected the request"
        subject = f"{self.provider} {verb}{f' {request_id}' if request_id else ''}: {text}"
        return kind(
            f"{subject}{f' {advice}' if advice else ''}",
            endpoint_id=endpoint_id,
            request_id=request_id or answer.headers.get("x-fal-request-id"),
            status=answer.status,
            type=error_type,
            issues=issues,
            retryable=self._retryable(error_type, answer),
        )

    def _credential_error(self, answer: HttpAnswer, text: str) -> CredentialError:
        if "locked" in text.lower():
            return AccountLocked(f"{self.provider} has locked the account: {text}")
        kind = KeyRefused if answer.status == _UNAUTHORIZED else CredentialError
        return kind(f"{self.provider} does not accept the key: {text}")

    def _retryable(self, error_type: str | None, answer: HttpAnswer) -> bool | None:
        """What the answer's headers say, else what the type or the status means."""
        for header in ("x-fal-needs-retry", "x-fal-retryable"):
            stated = answer.headers.get(header, "").lower()
            if stated in {"0", "1", "false", "true"}:
                return stated in {"1", "true"}
        return self.retryable.get(error_type or "", answer.status == _TOO_MANY or None)


def read_issues(detail: Any) -> tuple[Issue, ...]:
    """The entries of a `detail` list as issues; an empty tuple for anything else."""
    if not isinstance(detail, list):
        return ()
    return tuple(_issue(entry) for entry in detail if isinstance(entry, Mapping))


def _issue(entry: Mapping[str, Any]) -> Issue:
    location = entry.get("loc")
    steps = location if isinstance(location, list) else []
    path = [step for step in steps if isinstance(step, str | int)]
    path = path[1:] if path[:1] == ["body"] else path
    code, message = _string(entry.get("type")), _string(entry.get("msg"))
    allowed = _allowed(code, entry.get("ctx"))
    return Issue(pointer(*path), code, message, entry.get("input"), allowed)


def _is_early(answer: HttpAnswer, body: Mapping[str, Any]) -> bool:
    """Whether a result was asked for that isn't there yet, though the status had said so."""
    told = body.get("detail")
    return answer.status == _BAD_REQUEST and isinstance(told, str) and "still in progress" in told


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _allowed(code: str, context: Any) -> Any:
    """What an entry's `ctx` says would be right; as it is, if it's none of the known forms."""
    if not isinstance(context, Mapping):
        return None
    bound, name = BOUNDS.get(code, ("", ""))
    return {bound: context[name]} if name in context else context.get("expected", dict(context))


def _body(answer: HttpAnswer) -> Mapping[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, Mapping) and _speaks(body, answer.headers) else None


def _speaks(body: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    """Whether it's the provider: what a proxy says may have a `status` too."""
    if "detail" in body or "error_type" in body or "x-fal-error-type" in headers:
        return True
    known = "x-fal-request-id" in headers or body.get("status") == "NOT_FOUND"
    return "status" in body and known


def _text(body: Mapping[str, Any], answer: HttpAnswer, issues: tuple[Issue, ...]) -> str:
    detail = body.get("detail")
    if isinstance(detail, str):
        return detail
    if issues:
        return "it finds these faults"
    if answer.status == _NOT_FOUND:
        return "it doesn't know the request, or no longer."
    return f"HTTP {answer.status}"


def _type(body: Mapping[str, Any], answer: HttpAnswer, issues: tuple[Issue, ...]) -> str | None:
    stated = body.get("error_type") or answer.headers.get("x-fal-error-type")
    if isinstance(stated, str):
        return stated
    return issues[0].code or None if issues else None
