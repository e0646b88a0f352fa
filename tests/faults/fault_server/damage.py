"""What a fault makes of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fault_server.faults import STATUSES, Fault, Mishap
from fault_server.wire import Asked, Reply

if TYPE_CHECKING:
    from fault_server.pace import Pace

NOISE = b"\x00\x15\x03\x01 no HTTP at all \xff\xfe\r\n\r\n"
"""What isn't even HTTP."""

TORN = b'\x89\xff{"request_id": "11111111'
"""What isn't JSON."""

PAGE = b"<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>"
"""What a network says that lets nobody out before he has paid."""

_TYPES = {500: "internal_error", 503: "runner_scheduling_failure", 504: "request_timeout"}


def damaged(reply: Reply, mishap: Mishap, asked: Asked, pace: Pace, elsewhere: str) -> Reply:
    """The answer that is given instead of the true one; itself where its bytes suffer only."""
    fault = mishap.fault
    if fault in STATUSES:
        return _status(mishap, pace)
    if fault is Fault.GARBAGE:
        return Reply(body=TORN)
    if fault is Fault.HTML:
        return Reply(body=PAGE, content_type="text/html")
    if fault is Fault.REDIRECT:
        return Reply(307, headers={"Location": f"{elsewhere}{asked.target}"})
    if fault is Fault.REPEAT_KEY:
        shown = asked.headers.get("authorization", "")
        entry = {"loc": ["body", "prompt"], "msg": f"{shown} is no prompt", "type": "value_error"}
        return Reply.of({"detail": [entry | {"input": shown}]}, 422)
    return reply


def _status(mishap: Mishap, pace: Pace) -> Reply:
    """An error: rudely by an ingress, politely in the provider's words."""
    status = STATUSES[mishap.fault]
    waiting = {"Retry-After": str(pace.retry_after)}
    headers = waiting if mishap.fault is Fault.TOO_MANY_FOR_NOW else {}
    if mishap.rude:
        page = f"<html><h1>{status}</h1><center>nginx</center></html>"
        return Reply(status, page.encode(), headers, "text/html")
    told = {"detail": f"the provider says {status}"}
    told |= {"error_type": _TYPES[status]} if status in _TYPES else {}
    return Reply.of(told, status, x_fal_request_id="0" * 8, **headers)
