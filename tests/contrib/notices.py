"""Fal as the receiver of webhooks meets it: it takes requests, signs notices, shows its keys."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESULT = {"images": [{"url": "https://v3.fal.media/files/lighthouse.jpg"}], "seed": 7}
ME = "user-7"


@dataclass
class Fal:
    """A provider that gives no results but by its notices.

    Attributes:
        url: Where it is; what `LIMNER_FAL_URL` is set to.
        webhooks: Those of the requests that it took, in order.
        requests: The ids that it gave them.
        before_answering: Called with a request's webhook and id; False hangs up on the caller.
        keys: The private keys whose public halves it shows.
        readings: How often those were read.
        authorized: Whether an account's key was shown for them.
        has_keys: Whether it has any to show.
        padding: How their texts end.
    """

    url: str = ""
    webhooks: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    before_answering: Callable[[str, str], bool] = lambda _webhook, _request_id: True
    keys: list[Ed25519PrivateKey] = field(default_factory=lambda: [Ed25519PrivateKey.generate()])
    readings: int = 0
    authorized: bool = False
    has_keys: bool = True
    padding: str = "="

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        if scope["path"].endswith("/rest/.well-known/jwks.json"):
            self.readings += 1
            self.authorized |= any(name == b"authorization" for name, _ in scope["headers"])
            await _send(send, 200 if self.has_keys else 500, self._jwks())
            return
        self.webhooks += parse_qs(scope["query_string"].decode()).get("fal_webhook", [])
        self.requests.append(str(uuid.uuid4()))
        job = self.webhooks[-1], self.requests[-1]
        if not await asyncio.to_thread(self.before_answering, *job):
            await _send(send, 502, {"hung": "up"})
            return
        await _send(send, 200, {"request_id": self.requests[-1], "status": "IN_QUEUE"})

    def _jwks(self) -> Any:
        public = [key.public_key().public_bytes_raw() for key in self.keys]
        texts = [base64.urlsafe_b64encode(key).decode().rstrip("=") for key in public]
        return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x + self.padding} for x in texts]}

    def notice(self, request_id: str, *, at: float = 0, user: str = ME, **said: Any) -> Request:
        """What it would post about a job; `said` goes over what a good end says."""
        members = {"request_id": request_id, "status": "OK", "payload": RESULT} | said
        body = json.dumps(members).encode()
        seconds = str(int(time.time() + at))
        lines = f"{request_id}\n{user}\n{seconds}\n{hashlib.sha256(body).hexdigest()}"
        headers = {
            "X-Fal-Webhook-Request-Id": request_id,
            "X-Fal-Webhook-User-Id": user,
            "X-Fal-Webhook-Timestamp": seconds,
            "X-Fal-Webhook-Signature": self.keys[-1].sign(lines.encode()).hex(),
        }
        return Request(self.url, body, headers)  # noqa: S310 -- ours


def post(notice: Request, url: str) -> int:
    """Post a notice to a URL; the answer's status."""
    sent = Request(url, notice.data, dict(notice.header_items()))  # noqa: S310 -- likewise
    try:
        with urlopen(sent, timeout=30) as answer:  # noqa: S310 -- likewise
            return int(answer.status)
    except OSError as error:
        return int(getattr(error, "code", 0))


async def _send(send: Any, status: int, answer: Any) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI app on this machine; its URL."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
