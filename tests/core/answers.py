"""What fal answers, in its own words, as its documentation and its clients have them."""

from __future__ import annotations

import json
from typing import Any

from limner.transport import HttpAnswer

FLUX = "fal-ai/flux/dev"
KEY = "the-id:the-secret-of-the-tests"
REQUEST_ID = "764cabcf-b745-4b3e-ae38-1200304cf45b"
FILE_URL = "https://v3.fal.media/files/lighthouse.jpg"
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
"""It begins as a JPEG does."""
PROMPT = {"prompt": "a lighthouse at dusk"}


def answer(status: int, body: Any = None, **headers: str) -> HttpAnswer:
    """An answer of JSON; underscores in a header's name are dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpAnswer(status, named, b"" if body is None else json.dumps(body).encode())


def html(status: int) -> HttpAnswer:
    """What an ingress says."""
    return HttpAnswer(status, {"content-type": "text/html"}, b"<html>nginx</html>")


def accepted(request_id: str = REQUEST_ID) -> HttpAnswer:
    url = f"https://queue.fal.run/fal-ai/flux/requests/{request_id}"
    urls = {"response_url": url, "status_url": f"{url}/status", "cancel_url": f"{url}/cancel"}
    return answer(200, {"status": "IN_QUEUE", "request_id": request_id, **urls})


NO_STREAM = answer(404, {"detail": "Path /stream not found"})


def queued(position: int) -> HttpAnswer:
    return answer(202, {"status": "IN_QUEUE", "queue_position": position})


def running(*lines: str) -> HttpAnswer:
    """In progress; a line's time is its own text, so two equal lines are one."""
    logs = [{"message": line, "timestamp": f"at {line}", "level": "INFO"} for line in lines]
    return answer(202, {"status": "IN_PROGRESS", "logs": logs})


def completed(*lines: str) -> HttpAnswer:
    logs = [{"message": line, "timestamp": f"at {line}", "level": "INFO"} for line in lines]
    return answer(200, {"status": "COMPLETED", "logs": logs, "metrics": {"inference_time": 1.5}})


def output(*urls: str) -> dict[str, Any]:
    """A result of `fal-ai/flux/dev`."""
    images = [
        {"url": url, "width": 1024, "height": 768, "content_type": "image/jpeg"}
        for url in urls or (FILE_URL,)
    ]
    unsafe = [False] * len(images)
    return {
        "images": images,
        "timings": {"inference": 1.5},
        "seed": 7,
        "has_nsfw_concepts": unsafe,
        "prompt": PROMPT["prompt"],
    }


def result(*urls: str) -> HttpAnswer:
    return answer(200, output(*urls))


def file_of(data: bytes = PICTURE, media_type: str = "image/jpeg") -> HttpAnswer:
    headers = {"content-type": media_type, "content-length": str(len(data))}
    return HttpAnswer(200, headers, data)


def refusal(status: int, /, **body: Any) -> HttpAnswer:
    return answer(status, body)
