"""What the platform's API tells: the requests of the past, prices, and the webhooks' keys."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fault_server.wire import Asked, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fault_server.ledger import Execution

PAGE = 50
"""Items of a page, where nothing else is asked for."""

UNIT_PRICE = 0.025


def history(asked: Asked, executed: Iterable[Execution], lag: float) -> Reply:
    """The finished requests of some endpoints, newest first, a page at a time.

    Args:
        asked: `endpoint_id`s, and perhaps `expand`, `limit` and `cursor`.
        executed: All jobs.
        lag: Seconds after its end before a job appears.
    """
    wanted = asked.query.get("endpoint_id", [])
    if not wanted:
        error = {"type": "validation_error", "message": "endpoint_id is required"}
        return Reply.of({"error": error}, 400)
    now = time.time()
    shown = [j for j in executed if j.endpoint_id in wanted and j.ends + lag <= now]
    shown.sort(key=lambda job: job.sent, reverse=True)
    limit = int(asked.query.get("limit", [str(PAGE)])[0])
    start = int(asked.query.get("cursor", ["0"])[0])
    end = start + limit
    items = [_item(job, with_payloads="expand" in asked.query) for job in shown[start:end]]
    more = end < len(shown)
    return Reply.of({"items": items, "next_cursor": str(end) if more else None, "has_more": more})


def no_access() -> Reply:
    """What a key hears that may not read the history."""
    message = "This API key does not have access to this resource."
    return Reply.of({"error": {"type": "authorization_error", "message": message}}, 403)


def pricing(asked: Asked) -> Reply:
    """A price for each endpoint that is asked for."""
    named = [one for text in asked.query.get("endpoint_id", []) for one in text.split(",")]
    unit = {"unit_price": UNIT_PRICE, "unit": "image", "currency": "USD"}
    prices = [{"endpoint_id": name, **unit} for name in named]
    return Reply.of({"prices": prices, "next_cursor": None, "has_more": False})


def _item(job: Execution, *, with_payloads: bool) -> dict[str, Any]:
    told = {
        "request_id": job.request_id,
        "endpoint_id": job.endpoint_id,
        "sent_at": _iso(job.sent),
        "started_at": _iso(job.begins),
        "ended_at": _iso(job.ends),
        "status_code": 499 if job.cancelled else 200,
        "duration": job.ends - job.begins,
    }
    return told | ({"json_input": job.arguments} if with_payloads else {})


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
