"""A server that answers with no HTTP, and repeats the key in it: nobody gets to see the key."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
import traceback
from functools import partial
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, KEY, PROMPT
from socket_server import Behaviour, hang_up, say, serving

import limner
from limner.errors import OutcomeUnknown
from limner.httpx_transport import AsyncHttpxTransport, HttpxTransport
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Submitting = Callable[[str, MemoryJournal], None]

SHOWN = f"Authorization: Key {KEY}".encode()
HALF = len(SHOWN) - 12
OK = b"HTTP/1.1 200 OK\r\n"


def in_two_pieces(before: bytes) -> Behaviour:
    """Cut within the key: whoever reads the second piece can't know what it is the end of."""

    def behave(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(before + SHOWN[:HALF])
        time.sleep(0.05)
        connection.sendall(SHOWN[HALF:] + b"\r\n\r\n")
        hang_up(connection)

    return behave


ECHOES: dict[str, Behaviour] = {
    "status line": say(SHOWN + b"\r\n\r\n"),
    "header line": say(OK + SHOWN.replace(b": ", b" ") + b"\r\n\r\n"),
    "header's name": say(OK + SHOWN.replace(b" ", b"\0") + b"\r\n\r\n"),
    "half a head": say(OK + SHOWN),
    "a head without an end": say(OK + b"X-Echo: " + SHOWN + b"\r\n"),
    "two lengths": say(OK + b"Content-Length: 1\r\nContent-Length: " + SHOWN + b"\r\n\r\nx"),
    "chunk": say(OK + b"Transfer-Encoding: chunked\r\n\r\n" + SHOWN + b"\r\n\r\n"),
    "length": say(OK + b"Content-Length: " + SHOWN + b"\r\n\r\nx"),
    "encoding": say(OK + b"Content-Encoding: br, " + SHOWN + b"\r\n\r\nx"),
    "transfer": say(OK + b"Transfer-Encoding: " + SHOWN + b"\r\n\r\nx"),
    "status line in two": in_two_pieces(b""),
    "header in two": in_two_pieces(OK + b"\0"),
    "chunk in two": in_two_pieces(OK + b"Transfer-Encoding: chunked\r\n\r\n"),
}


def environment(url: str) -> dict[str, str]:
    return {"FAL_KEY": KEY, "LIMNER_FAL_URL": url}


def submit_sync(url: str, journal: MemoryJournal) -> None:
    options = {"environment": environment(url), "journal": journal}
    with limner.Client(transport=HttpxTransport(), **options) as client:
        client.submit(FLUX, PROMPT)


def submit_async(url: str, journal: MemoryJournal, *, concurrent: bool = False) -> None:
    async def run() -> None:
        transport = AsyncHttpxTransport(concurrent=concurrent)
        options = {"environment": environment(url), "journal": journal}
        async with limner.AsyncClient(transport=transport, **options) as client:
            await client.submit(FLUX, PROMPT)

    asyncio.run(run())


WAYS = {
    "sync": submit_sync,
    "async": submit_async,
    "concurrent": partial(submit_async, concurrent=True),
}


@pytest.mark.parametrize("submit", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_answer_that_is_no_http_and_has_the_key(
    echo: Behaviour, submit: Submitting, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the error, nor what it came from, nor the journal, nor our log has any of it."""
    caplog.set_level(logging.DEBUG, "limner")
    journal = MemoryJournal()
    with serving(echo) as server, pytest.raises(OutcomeUnknown) as caught:
        submit(server.url, journal)

    assert KEY.encode() in server.requests[0]
    (row,) = journal.entries()
    traced = "".join(traceback.format_exception(caught.value))
    told = [traced, *map(str, origins(caught.value)), row.detail or "", caplog.text]
    assert row.detail
    assert [text for text in told if any(part in text for part in parts_of_the_key())] == []


def origins(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and all that it came from, told or not."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def parts_of_the_key() -> list[str]:
    """Its secret's beginning and end; not as short as to be anybody's words."""
    secret = KEY.partition(":")[2]
    return [secret[:10], secret[-10:]]
