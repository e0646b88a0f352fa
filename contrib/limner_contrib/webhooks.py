"""Takes the notices that a provider posts when jobs are done, as a small ASGI app.

```python
import limner
from fastapi import FastAPI
from limner_contrib.webhooks import WebhookReceiver

client = limner.AsyncClient()
app = FastAPI()
app.add_route("/fal", WebhookReceiver(client))

job = await client.submit(endpoint_id, arguments, webhook="https://me.example/fal")
```

It needs the extra `webhooks`, and no key: the journal is all that it writes to. See
`docs/webhooks.md`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from limner.async_driver import AsyncDriver
from limner.errors import JournalError, LimnerError, UntrustedWebhook, UnusableWebhook
from limner.path.notice import announce, take
from limner.path.signing_keys import SigningKeys
from limner.provider import Notifying
from limner.webhook import Notice, claimed, require_extra, row_in, verified

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping

    from limner import AsyncClient
    from limner.path.notice import Ended

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

LOG = logging.getLogger("limner")

LONGEST = 16 * 1024**2
"""Bytes of a notice that are read at all, by default: 16 MiB."""


class _Answered(Exception):
    """How a notice is answered that isn't taken."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class WebhookReceiver:
    """An ASGI app: each POST is a notice, verified, and its job's row in the journal finished.

    It answers 200 when all that the notice says is on disk; 403 to what the provider didn't
    sign, or not just now; 503 when the keys can't be read or the journal can't be written, so
    that the provider posts the notice again. One about an unknown job is logged, and answered
    200. The hook `job_event` is told of a job that ended by a notice.

    Args:
        client: Whose journal, plugins and transport are used; the transport carries nothing
            but the reading of the provider's public keys.
        provider: Whose notices come here.
        user_id: Your id at the provider, if you know it: a row whose request id was lost is
            then adopted by a notice about your own jobs only.
        longest: Bytes of a notice that are read at all. The result of a longer one is
            collected by `limner jobs resume`.

    Raises:
        MissingExtra: `cryptography` isn't installed.
        UnusableWebhook: The provider sends no notices, or the client has no journal.
    """

    def __init__(
        self,
        client: AsyncClient,
        *,
        provider: str = "fal",
        user_id: str | None = None,
        longest: int = LONGEST,
    ) -> None:
        require_extra()
        connection = client.connections.without_key(provider)
        runs, journal = connection.account.provider, connection.journal
        if not isinstance(runs, Notifying):
            raise UnusableWebhook(f"{provider} sends no notices")
        if journal is None:
            raise UnusableWebhook("the client has no journal, so there is nothing to finish")
        self._client = client
        self._provider = connection.account.provider
        self._journal = journal
        self._user_id = user_id
        self._longest = longest
        self._driver = AsyncDriver(connection.transport, journal)
        self._keys = SigningKeys(runs)
        self._reading = asyncio.Lock()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http":
            raise ValueError(f"a webhook comes over HTTP, not as {scope['type']}")
        try:
            await self._take(scope, receive)
        except _Answered as answer:
            await _answer(send, answer.status, str(answer))
        except ConnectionResetError:
            return
        else:
            await _answer(send, 200, "taken")

    async def _take(self, scope: Mapping[str, Any], receive: Receive) -> None:
        if scope["method"] != "POST":
            raise _Answered(405, "a webhook is a POST")
        headers = {name.decode("latin-1"): v.decode("latin-1") for name, v in scope["headers"]}
        row = row_in(scope["query_string"].decode("latin-1"))
        try:
            claimed(headers, time.time())
            notice = await self._verified(headers, await self._body(receive))
            path = take(notice, row, self._journal, self._provider, self._user_id)
            ended = await self._driver.drive(path)
        except UntrustedWebhook as error:
            LOG.warning("%s", error)
            raise _Answered(403, str(error)) from error
        except JournalError as error:
            LOG.exception("a notice can't be put on record; it has to come again")
            raise _Answered(503, "it can't be put on record now: post it again") from error
        if ended:
            await self._announce(ended)

    async def _body(self, receive: Receive) -> bytes:
        pieces, left, more = [], self._longest, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            pieces.append(message.get("body", b""))
            left -= len(pieces[-1])
            if left < 0:
                raise _Answered(413, f"a notice of more than {self._longest:,} bytes isn't read")
            more = message.get("more_body", False)
        return b"".join(pieces)

    async def _verified(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """The notice; if no key fits, they may have changed."""
        keys = await self._known_keys(newer=False)
        try:
            return await asyncio.to_thread(verified, headers, body, keys, time.time())
        except UntrustedWebhook:
            newer = await self._known_keys(newer=True)
            if newer == keys:
                raise
            return await asyncio.to_thread(verified, headers, body, newer, time.time())

    async def _known_keys(self, *, newer: bool) -> tuple[bytes, ...]:
        async with self._reading:
            keys = await self._driver.drive(self._keys.get(newer=newer))
        if not keys:
            raise _Answered(503, "the keys that sign webhooks can't be read now: post it again")
        return keys

    async def _announce(self, ended: Ended) -> None:
        """Tell the plugins; the notice is taken, whatever comes of that."""
        try:
            model = self._client.registry[ended.entry.endpoint_id]
            hooks = self._client.plugins.hooks(model)
            await self._driver.drive(announce(ended, model, hooks, self._provider))
        except LimnerError:
            LOG.exception("no plugin was told that the job %s has ended", ended.entry.request_id)

    def __repr__(self) -> str:
        return f"<WebhookReceiver for {self._provider.name}>"


async def _answer(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"allow", b"POST")]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
