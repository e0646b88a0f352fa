"""The part of a model's OpenAPI document that is the same for all: fal's queue.

Where fal's own documents are known to be wrong, this says what its servers do: logs are
a list, and a cancellation is answered with 202.
"""

from __future__ import annotations

import copy
from typing import Any

COMPONENTS = "#/components/schemas/"
"""Where the references of a document lead."""

SERVERS = {"fal": "https://queue.fal.run"}
"""Where the queue is, by provider."""

SECURITY = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "The word `Key`, a space, and the API key.",
}

SCHEMAS: dict[str, Any] = {
    "QueueStatus": {
        "type": "object",
        "properties": {
            "status": {"type": "string", "enum": ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]},
            "request_id": {"type": "string"},
            "response_url": {"type": "string", "description": "Where the result will be."},
            "status_url": {"type": "string"},
            "cancel_url": {"type": "string"},
            "queue_position": {"type": "integer", "description": "How many are ahead."},
            "logs": {
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "properties": {
                        "message": {"type": "string"},
                        "timestamp": {"type": "string"},
                        "level": {"type": "string"},
                    },
                },
            },
            "metrics": {"type": "object"},
            "error": {"type": "string", "description": "Why it failed, once it is completed."},
            "error_type": {"type": "string"},
        },
        "required": ["status", "request_id"],
    },
    "QueueCancellation": {
        "type": "object",
        "properties": {
            "status": {
                "type": "string",
                "enum": ["CANCELLATION_REQUESTED", "ALREADY_COMPLETED", "NOT_FOUND"],
            }
        },
    },
    "QueueError": {
        "type": "object",
        "properties": {
            "detail": {
                "description": "A sentence, or a list of what is wrong with the input.",
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "loc": {"type": "array"},
                                "msg": {"type": "string"},
                                "type": {"type": "string"},
                            },
                        },
                    },
                ],
            },
            "error_type": {"type": "string"},
        },
    },
}
"""The schemas of the queue's own answers."""

_REQUEST_ID = {
    "name": "request_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
}
_LOGS = {
    "name": "logs",
    "in": "query",
    "required": False,
    "description": "Whether to answer with log lines.",
    "schema": {"type": "integer", "enum": [0, 1]},
}
_WEBHOOK = {
    "name": "fal_webhook",
    "in": "query",
    "required": False,
    "description": "Where the result is to be posted.",
    "schema": {"type": "string"},
}


def paths(endpoint_id: str, takes: str, gives: str) -> dict[str, Any]:
    """The four calls of a model.

    As in fal's documents every path has the whole id. A client that follows the
    addresses in the answer to its submit is right in any case.

    Args:
        endpoint_id: The model's id.
        takes: The component that is its input schema.
        gives: The component that is its output schema.
    """
    model = f"/{endpoint_id}"
    request = f"{model}/requests/{{request_id}}"
    return {
        model: {"post": _submit(takes)},
        f"{request}/status": {"get": _status()},
        f"{request}/cancel": {"put": _cancel()},
        request: {"get": _result(gives)},
    }


def _submit(takes: str) -> dict[str, Any]:
    answers = {"200": _answer("The request is in the queue.", "QueueStatus")}
    body = {"required": True, "content": _json(takes)}
    operation = _operation("submit", "Submit a request.", [_WEBHOOK], answers)
    return {**operation, "requestBody": body}


def _status() -> dict[str, Any]:
    answers = {
        "200": _answer("The request is completed.", "QueueStatus"),
        "202": _answer("The request waits or runs.", "QueueStatus"),
    }
    return _operation("status", "Ask how far a request is.", [_REQUEST_ID, _LOGS], answers)


def _cancel() -> dict[str, Any]:
    answers = {
        "202": _answer("The request is to be cancelled.", "QueueCancellation"),
        "400": _answer("The request is completed already.", "QueueCancellation"),
        "404": _answer("There is no such request.", "QueueCancellation"),
    }
    return _operation("cancel", "Cancel a request.", [_REQUEST_ID], answers)


def _result(gives: str) -> dict[str, Any]:
    answers = {
        "200": _answer("The result.", gives),
        "400": _answer("The request isn't completed yet.", "QueueError"),
        "422": _answer("The model refused the input.", "QueueError"),
    }
    return _operation("result", "Fetch the result of a request.", [_REQUEST_ID], answers)


def _operation(
    name: str, summary: str, given: list[dict[str, Any]], answers: dict[str, Any]
) -> dict[str, Any]:
    failure = _answer("The call failed.", "QueueError")
    return {
        "operationId": name,
        "summary": summary,
        "parameters": copy.deepcopy(given),
        "responses": {**answers, "default": failure},
    }


def _answer(description: str, component: str) -> dict[str, Any]:
    return {"description": description, "content": _json(component)}


def _json(component: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": COMPONENTS + component}}}
