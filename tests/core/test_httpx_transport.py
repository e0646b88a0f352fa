"""The transport over httpx, against servers of all kinds on this machine's own sockets."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import zlib
from functools import partial
from typing import TYPE_CHECKING

import pytest
from socket_server import Behaviour, hang_up, reset, response, say, serving

from limner import __version__
from limner.errors import ConnectionLost, NotSent
from limner.httpx_transport import AsyncHttpxTransport, HttpxTransport, _Body
from limner.transport import HttpAnswer, HttpCall

if TYPE_CHECKING:
    from collections.abc import Callable

    Sender = Callable[[HttpCall], HttpAnswer]

SECRET = "the-id:the-secret"
BOMB_SIZE = 300 * 1024**2


def send_sync(call: HttpCall) -> HttpAnswer:
    transport = HttpxTransport()
    try:
        return transport.send(call)
    finally:
        transport.close()


def send_async(call: HttpCall, *, concurrent: bool = False) -> HttpAnswer:
    async def once() -> HttpAnswer:
        transport = AsyncHttpxTransport(concurrent=concurrent)
        try:
            return await transport.send(call)
        finally:
            await transport.close()

    return asyncio.run(once())


send_concurrently = partial(send_async, concurrent=True)


@pytest.fixture(
    params=[send_sync, send_async, send_concurrently], ids=["sync", "async", "concurrent"]
)
def send(request: pytest.FixtureRequest) -> Sender:
    sender: Sender = request.param
    return sender


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
    return port


def test_answer_comes_whole(send: Sender) -> None:
    """Status, headers by lower-case name, and the body of an answer arrive."""
    with serving(response(b'{"a": 1}', "202 Accepted", "X-Fal-Request-Id: 7")) as server:
        answer = send(HttpCall("GET", server.url))

    assert (answer.status, answer.ok, answer.json()) == (202, True, {"a": 1})
    assert answer.headers["x-fal-request-id"] == "7"


def test_request_is_what_the_call_says(send: Sender) -> None:
    """Method, path, headers and body leave as they are, with the headers of every client."""
    call_headers = {"Content-Type": "application/json", "Authorization": "Key k"}
    with serving(response()) as server:
        body = '{"prompt":"é"}'.encode()
        send(HttpCall("POST", f"{server.url}/queue/a/b?x=1", call_headers, body))

    (request,) = server.requests
    head, _, sent = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert first == "POST /queue/a/b?x=1 HTTP/1.1"
    assert headers == {
        "host": server.url.removeprefix("http://"),
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
        "connection": "keep-alive",
        "user-agent": f"limner/{__version__}",
        "content-type": "application/json",
        "authorization": "key k",
        "content-length": "15",
    }
    assert sent == body


def test_empty_put_states_its_length(send: Sender) -> None:
    """A PUT with an empty body says `Content-Length: 0`, and nothing of a type."""
    with serving(response()) as server:
        send(HttpCall("PUT", f"{server.url}/cancel", body=b""))

    head = server.requests[0].lower()
    assert b"\r\ncontent-length: 0\r\n" in head
    assert b"content-type" not in head


@pytest.mark.parametrize(
    ("encoding", "encoded"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_encoding_is_undone(send: Sender, encoding: str, encoded: Callable[..., bytes]) -> None:
    """A compressed body is given as what it was before."""
    body = json.dumps({"prompt": "x" * 1000}).encode()
    answering = response(encoded(body), "200 OK", f"Content-Encoding: {encoding}")

    with serving(answering) as server:
        answer = send(HttpCall("GET", server.url))

    assert answer.body == body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_an_answer(send: Sender, status: int) -> None:
    """A redirect isn't followed: what it means is for the path to say."""
    with serving(response()) as other:
        moved = response(b"", f"{status} Moved", f"Location: {other.url}/x")
        with serving(moved) as server:
            answer = send(HttpCall("POST", server.url, {"Authorization": SECRET}, b"{}"))

    assert (answer.status, answer.headers["location"]) == (status, f"{other.url}/x")
    assert other.connections == 0


def test_refused_connection_is_not_sent(send: Sender, free_port: int) -> None:
    """Where nobody listens, the call certainly didn't arrive."""
    with pytest.raises(NotSent, match=r"Connect(or)?Error"):
        send(HttpCall("POST", f"http://127.0.0.1:{free_port}/", body=b"{}"))


def test_unknown_host_is_not_sent(send: Sender) -> None:
    """A name that doesn't exist can't have been reached."""
    with pytest.raises(NotSent):
        send(HttpCall("POST", "https://nothing.invalid/", body=b"{}"))


def test_failed_tls_is_not_sent(send: Sender) -> None:
    """A server without TLS never gets to see what was meant for one with it."""
    with serving(b"HTTP/1.1 400 Bad Request\r\n\r\n", reading=False) as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(NotSent):
            send(HttpCall("POST", url, {"Authorization": SECRET}, b"{}"))

    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/relative",
        "queue.fal.run/x",
        "ftp://127.0.0.1/x",
        "https://",
        "https:///x",
        "http://[::1",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:99999/",
        "https://queue.fal.run/\r\nHost: evil.example",
        "https://\u2603.\u2603\u2603-.invalid\x00/",
    ],
)
def test_impossible_url_is_not_sent(send: Sender, url: str) -> None:
    """What is no URL of the web can't be called."""
    with pytest.raises(NotSent):
        send(HttpCall("POST", url, body=b"{}"))


@pytest.mark.parametrize(
    "value",
    [
        f"Key {SECRET}\r\nX-Evil: 1",
        f"Key {SECRET}\n",
        f"Key {SECRET}\x00",
        f"Key {SECRET}é",
        f"Key {SECRET}\u2028",
        f" Key {SECRET}",
        f"Key {SECRET} ",
    ],
)
def test_header_injection_is_not_sent(send: Sender, value: str) -> None:
    """A header that would become two, or can't travel, stops the call, and isn't repeated."""
    with serving(response()) as server, pytest.raises(NotSent, match="Authorization") as caught:
        send(HttpCall("POST", server.url, {"Authorization": value}, b"{}"))

    told: BaseException | None = caught.value
    while told:
        assert "the-secret" not in str(told)
        told = told.__cause__ or told.__context__
    assert server.requests == []


@pytest.mark.parametrize(
    "behave",
    [
        hang_up,
        reset,
        say(b"\x16\x03\x01 this is no HTTP \r\n\r\n"),
        say(b"SSH-2.0-OpenSSH_9.6\r\n"),
        say(b"HTTP/1.1 200 OK\r\nContent-Le"),
        say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 40),
        say(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
        say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
        say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        say(response(b"this is not gzip", "200 OK", "Content-Encoding: gzip")),
        say(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"),
        say(b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n"),
        say(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n"),
    ],
    ids=[
        *("closed", "reset", "TLS", "SSH", "cut head", "cut body", "negative length"),
        *("cut chunk", "bad chunk", "bad gzip", "bad location", "odd location", "long head"),
    ],
)
def test_break_after_the_request_is_lost(send: Sender, behave: Behaviour) -> None:
    """Once the request has been read its outcome is open, however the answer fails."""
    with serving(behave) as server:
        try:
            answer = send(HttpCall("POST", server.url, body=b"{}"))
        except ConnectionLost as error:
            lost = str(error)
        else:
            lost = f"a redirect: {answer.status}" if answer.status == 302 else ""

    assert lost
    assert len(server.requests) == 1


def test_server_that_closes_unread_is_lost(send: Sender) -> None:
    """A server that closes at once may still have read the request."""
    with serving(hang_up, reading=False) as server, pytest.raises(ConnectionLost):
        send(HttpCall("POST", server.url, body=b"{}"))


@pytest.mark.parametrize("body", [None, b"x" * 600_000])
def test_logs_have_no_query(
    send: Sender, caplog: pytest.LogCaptureFixture, body: bytes | None
) -> None:
    """A query, which may let in whoever has it, travels, and is in no library's log."""
    caplog.set_level(logging.DEBUG)
    with serving(response()) as server:
        send(HttpCall("POST", f"{server.url}/queue/x?fal_webhook=me%3Ftoken%3D7", body=body))

    logged = [record.getMessage() for record in caplog.records if record.name == "httpx"]
    assert server.requests[0].startswith(b"POST /queue/x?fal_webhook=me%3Ftoken%3D7 HTTP/1.1")
    assert all(f'POST {server.url}/queue/x "' in line for line in logged)
    assert logged or send is send_concurrently
    assert "token" not in caplog.text


def test_errors_have_no_query(send: Sender) -> None:
    """Neither does what is told of an answer that can't be read."""
    with (
        serving(
            say(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
        ) as server,
        pytest.raises(ConnectionLost) as caught,
    ):
        send(HttpCall("POST", f"{server.url}/queue/x?fal_webhook=me", body=b"{}"))

    assert "fal_webhook" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "GZIP,deflate", "br", "zstd", "identity, br"])
def test_unasked_encoding_is_refused(send: Sender, encoding: str) -> None:
    """What nobody asked for, and can make a gigabyte of a few bytes, isn't undone."""
    bomb = gzip.compress(gzip.compress(b"{}"))
    answering = response(bomb, "200 OK", f"Content-Encoding: {encoding}")

    with serving(answering) as server, pytest.raises(ConnectionLost, match=r"encod(ed|ing)"):
        send(HttpCall("GET", server.url))


def test_unknown_encoding_is_left_alone(send: Sender) -> None:
    """A word that only says how a storage took its object changes nothing."""
    with serving(response(b"[1]", "200 OK", "Content-Encoding: aws-chunked")) as server:
        answer = send(HttpCall("GET", server.url))

    assert answer.json() == [1]


def test_huge_answer_is_cut_off() -> None:
    """An answer of more than 256 MiB, be it a few bytes on the wire, isn't read to its end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1024**2)
    bomb = b"".join(packer.compress(zeros) for _ in range(BOMB_SIZE // len(zeros)))
    bomb += packer.flush()

    with (
        serving(response(bomb, "200 OK", "Content-Encoding: gzip")) as server,
        pytest.raises(ConnectionLost, match="too long"),
    ):
        send_sync(HttpCall("GET", server.url))


def test_body_has_limits() -> None:
    """A body that grows too long, or takes too long, is given up."""
    steady, late = _Body(most=4), _Body(seconds=-1.0)
    steady.add(b"1234")

    assert steady.whole() == b"1234"
    with pytest.raises(ConnectionLost, match="too long to be read"):
        steady.add(b"5")
    with pytest.raises(ConnectionLost, match="too long to arrive"):
        late.add(b"1")


def test_stream_gives_pieces_and_its_end() -> None:
    """A stream hands out its body piece by piece, then nothing for ever."""
    transport = HttpxTransport()
    with serving(response(b"x" * 300_000)) as server:
        stream = transport.open(HttpCall("GET", server.url))
        pieces = list(iter(stream.read, b""))

        assert stream.read() == b""
        stream.close()
        transport.close()

    assert len(pieces) > 1
    assert b"".join(pieces) == b"x" * 300_000


def test_closed_stream_gives_its_connection_back() -> None:
    """A stream that was left early doesn't stand in the way of the next call."""
    transport = HttpxTransport()
    with serving(response(b"x" * 300_000)) as server:
        stream = transport.open(HttpCall("GET", server.url))
        assert stream.read()

        stream.close()

        assert len(transport.send(HttpCall("GET", server.url)).body) == 300_000
        transport.close()
