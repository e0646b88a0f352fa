"""Fal's list of past requests: the call that asks for a page, and the page in its answer.

Sources: fal's OpenAPI document of its platform API, `GET /models/requests/by-endpoint`. It
lists finished requests only, and may not list every model's to every key.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from limner.history import HistoryPage, PastRequest
from limner.transport import HttpCall

if TYPE_CHECKING:
    from limner.transport import HttpAnswer

PAGE = 50
"""Requests of a page."""


def history_call(api: str, endpoint_id: str, since: float, cursor: str | None) -> HttpCall:
    """The GET of a page.

    Args:
        api: The platform API's URL, without a slash at its end.
        endpoint_id: Whose requests.
        since: From when on, in seconds since 1970.
        cursor: What names the page; None for the first one.
    """
    fields = {
        "endpoint_id": endpoint_id,
        "start": datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "expand": "payloads",
        "limit": PAGE,
    }
    asked = fields | ({"cursor": cursor} if cursor else {})
    return HttpCall("GET", f"{api}/models/requests/by-endpoint?{urlencode(asked, safe='/')}")


def read_history(endpoint_id: str, answer: HttpAnswer) -> HistoryPage | None:
    """The page in an answer; None if there's none, or one of its requests can't be read."""
    try:
        body = answer.json() if answer.ok else None
    except ValueError:
        return None
    if not isinstance(body, dict) or not isinstance(body.get("items"), list):
        return None
    cursor, more = body.get("next_cursor") or None, body.get("has_more")
    if not isinstance(more, bool) or not isinstance(cursor, str | None) or (more and not cursor):
        return None
    ours = [one for one in body["items"] if _endpoint(one) in (None, endpoint_id)]
    requests = [_past(one) for one in ours]
    if None in requests:
        return None
    return HistoryPage(tuple(one for one in requests if one is not None), cursor)


def _endpoint(item: Any) -> Any:
    return item.get("endpoint_id") if isinstance(item, dict) else None


def _past(item: Any) -> PastRequest | None:
    if not isinstance(item, dict):
        return None
    request_id, sent = item.get("request_id"), _seconds(item.get("sent_at"))
    arguments = item.get("json_input")
    if not isinstance(request_id, str) or sent is None:
        return None
    return PastRequest(request_id, sent, arguments if isinstance(arguments, dict) else None)


def _seconds(text: Any) -> float | None:
    """A time as seconds since 1970; without a zone it is UTC."""
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
