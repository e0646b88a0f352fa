"""fal's queue protocol, pure: the calls that submit and follow a job, and answers read.

The `fal` provider and the sandbox speak it. Source: fal's documentation and its
official clients; a job's URLs name the app only (owner and alias), never the path
below it, except for what the submit's answer itself says.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from urllib.parse import quote

from pydantic import (
    BaseModel,
    Field,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from limner.errors import JobFailed
from limner.events import Completed, Event, InProgress, LogLine, Queued
from limner.job import Ticket
from limner.provider import own_url
from limner.sse import MEDIA_TYPE
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

T = TypeVar("T")

NAMESPACES = frozenset({"workflows", "comfy"})
"""First segments that are followed by owner and alias, and are no owner themselves."""


def app_id(endpoint_id: str) -> str:
    """The part of an endpoint id that its jobs' URLs carry: `fal-ai/flux` of `fal-ai/flux/dev`."""
    segments = endpoint_id.split("/")
    return "/".join(segments[: 3 if segments[0] in NAMESPACES else 2])


NO_IDS = frozenset({"", ".", ".."})
"""What can't be a request id."""


def ticket(base: str, endpoint_id: str, request_id: str) -> Ticket:
    """The ticket of a job, its URLs built from its id.

    Args:
        base: The queue's URL, without a slash at its end.
        endpoint_id: The model.
        request_id: The provider's id of the job.

    Raises:
        JobFailed: It can't be one: in a URL it would lead to another place.
    """
    if request_id in NO_IDS:
        message = f"{request_id!r} is no request id, so there is no such job"
        raise JobFailed(
            message,
            endpoint_id=endpoint_id,
            request_id=request_id,
            status=HTTPStatus.NOT_FOUND,
        )
    url = f"{base}/{app_id(endpoint_id)}/requests/{quote(request_id, safe=':')}"
    return Ticket(request_id, f"{url}/status", url, f"{url}/cancel")


def submit_call(
    base: str, endpoint_id: str, arguments: Mapping[str, Any], webhook: str | None = None
) -> HttpCall:
    """The POST that submits arguments: compact JSON in UTF-8.

    Args:
        base: The queue's URL, without a slash at its end.
        endpoint_id: The model.
        arguments: What it's given.
        webhook: Where a notice is posted to when the job is done.
    """
    query = f"?fal_webhook={quote(webhook, safe='')}" if webhook else ""
    text = json.dumps(dict(arguments), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    headers = {"Content-Type": "application/json"}
    return HttpCall("POST", f"{base}/{endpoint_id}{query}", headers, text.encode())


def status_call(ticket: Ticket) -> HttpCall:
    """The GET of a job's status, with its log lines."""
    joint = "&" if "?" in ticket.status_url else "?"
    return HttpCall("GET", f"{ticket.status_url}{joint}logs=true")


def stream_call(ticket: Ticket) -> HttpCall:
    """The GET of a job's statuses as server-sent events, with its new log lines."""
    path, _, query = ticket.status_url.partition("?")
    # Uncompressed: a compressor may hold back an event until more has come.
    headers = {"Accept": MEDIA_TYPE, "Accept-Encoding": "identity"}
    return HttpCall("GET", f"{path}/stream?{query}{query and '&'}logs=1", headers)


def result_call(ticket: Ticket) -> HttpCall:
    """The GET of a finished job's result."""
    return HttpCall("GET", ticket.result_url)


def cancel_call(ticket: Ticket) -> HttpCall:
    """The PUT that asks for a job to be cancelled; its body is empty."""
    return HttpCall("PUT", ticket.cancel_url, body=b"")


def read_submit(
    base: str, hosts: Collection[str], endpoint_id: str, answer: HttpAnswer
) -> Ticket | None:
    """The ticket in a submit's answer; its URLs are taken if they're at the provider's hosts."""
    accepted = _read(_ACCEPTED, answer)
    if accepted is None:
        return None
    built = ticket(base, endpoint_id, accepted.request_id)
    return Ticket(
        accepted.request_id,
        own_url(accepted.status_url, hosts, built.status_url),
        own_url(accepted.response_url, hosts, built.result_url),
        own_url(accepted.cancel_url, hosts, built.cancel_url),
    )


def read_event(answer: HttpAnswer) -> Event | None:
    """The event in a status's answer, with all the log lines that it holds."""
    status = _read(_STATUS, answer)
    if status is None:
        return None
    if isinstance(status, _InQueue):
        return Queued(status.queue_position)
    logs = tuple(LogLine(e.message, e.timestamp, e.level) for e in status.logs if e)
    if isinstance(status, _Running):
        return InProgress(logs)
    return Completed(logs, status.metrics.inference_time, status.error, status.error_type)


def read_result(answer: HttpAnswer) -> Mapping[str, Any] | None:
    """The result in a result's answer: the JSON object itself, without an envelope."""
    try:
        result = answer.json() if answer.ok else None
    except ValueError:
        return None
    return result if isinstance(result, dict) else None


BILLABLE_UNITS = "x-fal-billable-units"

_UNITS = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)


def read_units(answer: HttpAnswer) -> Decimal | None:
    """How many units an answer says are billed; None for what can't be a number of them."""
    text = answer.headers.get(BILLABLE_UNITS, "").strip()
    return Decimal(text) if _UNITS.fullmatch(text) else None


def _or(substitute: Any) -> WrapValidator:
    """What replaces a member that isn't as it should be, so that it can't hide the status."""

    def validated(value: Any, strictly: ValidatorFunctionWrapHandler) -> Any:
        try:
            return strictly(value)
        except ValidationError:
            return substitute

    return WrapValidator(validated)


_Text = Annotated[str, _or("")]
_TextOrNone = Annotated[str | None, _or(None)]


class _Accepted(BaseModel):
    request_id: Annotated[str, Field(pattern=re.compile(r"\A\w[\w.:~-]{0,199}\Z", re.ASCII))]
    status_url: Any = None
    response_url: Any = None
    cancel_url: Any = None


class _LogEntry(BaseModel):
    message: _Text = ""
    timestamp: _Text = ""
    level: _Text = ""


_Logs = Annotated[tuple[Annotated[_LogEntry | None, _or(None)], ...], _or(())]


class _Metrics(BaseModel):
    inference_time: Annotated[float | None, _or(None)] = None


class _InQueue(BaseModel):
    status: Literal["IN_QUEUE"]
    queue_position: Annotated[int | None, _or(None)] = None


class _Running(BaseModel):
    status: Literal["IN_PROGRESS"]
    logs: _Logs = ()


class _Ended(BaseModel):
    status: Literal["COMPLETED"]
    logs: _Logs = ()
    metrics: Annotated[_Metrics, _or(_Metrics())] = _Metrics()
    error: _TextOrNone = None
    error_type: _TextOrNone = None


_ACCEPTED: TypeAdapter[_Accepted] = TypeAdapter(_Accepted)
_STATUS: TypeAdapter[_InQueue | _Running | _Ended] = TypeAdapter(
    Annotated[_InQueue | _Running | _Ended, Field(discriminator="status")]
)


def _read(adapter: TypeAdapter[T], answer: HttpAnswer) -> T | None:
    try:
        return adapter.validate_python(answer.json()) if answer.ok else None
    except ValueError:
        return None
