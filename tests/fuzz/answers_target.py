"""What a provider answers: read, or not its word; however it is cut to pieces."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from samples import dice_of

from limner.errors import UntrustedWebhook
from limner.queue_errors import ErrorReader
from limner.queue_protocol import read_event, read_result, read_submit
from limner.sse import EventReader
from limner.transport import HttpAnswer
from limner.webhook import REQUEST_ID, SIGNATURE, TIMESTAMP, USER_ID, public_keys, verified

NOW = 1_764_000_000
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_ERRORS = ErrorReader("acme", {}, {})


def answers(data: bytes) -> None:
    """What a provider answers: read, or not its word; however it is cut to pieces."""
    stream = b": ping\r\n\r\ndata: " + data + b"\r\n\r\ndata: a\rdata:b\n\ndata\n\n"
    events, reader = list(EventReader().feed(stream)), EventReader()
    assert [one for piece in _cut(stream) for one in reader.feed(piece)] == events
    for body in (data, *(event.encode() for event in events)):
        answer = HttpAnswer(200, {"x-fal-retryable": "1"}, body)
        read_submit("https://queue.example", {"queue.example"}, "acme/lamp", answer)
        read_event(answer)
        public_keys(answer)
        result = read_result(answer)
        assert result is None or isinstance(result, dict)
        for status in (400, 401, 404, 422, 429, 500):
            error = _ERRORS.read("acme/lamp", replace(answer, status=status), "job")
            assert error is None or json.dumps(error.as_json())
    with suppress(UntrustedWebhook):
        assert verified(_signed(data), data, [_KEY.public_key().public_bytes_raw()], NOW)


def _cut(data: bytes) -> list[bytes]:
    dice = dice_of(data)
    places = sorted({0, len(data), *(dice.randrange(len(data) + 1) for _ in range(8))})
    return [data[start:end] for start, end in pairwise(places)]


def _signed(body: bytes) -> dict[str, str]:
    text = f"job\nuser\n{NOW}\n{hashlib.sha256(body).hexdigest()}"
    values = ("job", "user", str(NOW), _KEY.sign(text.encode()).hex())
    return dict(zip((REQUEST_ID, USER_ID, TIMESTAMP, SIGNATURE), values, strict=True))
