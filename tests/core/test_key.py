"""The key goes to the provider's hosts, and appears nowhere else."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback
from typing import TYPE_CHECKING

import pytest
from answers import (
    FLUX,
    KEY,
    PROMPT,
    REQUEST_ID,
    accepted,
    answer,
    completed,
    file_of,
    html,
    queued,
    refusal,
    result,
)
from scripted import AsyncScriptedClient, Cut, ScriptedClient, Step, whole_call

from limner.errors import ConnectionLost, CredentialError, LimnerError, MissingKey, NotSent
from limner.queue_errors import ErrorReader
from limner.queue_provider import QueueProvider

if TYPE_CHECKING:
    from pathlib import Path

HOST = "https://queue.fal.run/"
SIGNED = {"Authorization": f"Key {KEY}"}


def headers_by_host(client: ScriptedClient) -> set[tuple[bool, bool]]:
    """For each call: whether it went to the provider, and whether it had the key."""
    return {
        (call.url.startswith(HOST), "Authorization" in call.headers)
        for call in client.script.calls
    }


def test_only_the_provider_sees_the_key(tmp_path: Path) -> None:
    """Each call to the provider is signed, and no download is, redirected or not."""
    away = answer(302, None, location="https://elsewhere.example/x")
    client = ScriptedClient(*whole_call()[:-1], away, file_of())

    client.run(FLUX, PROMPT, output=tmp_path)

    assert headers_by_host(client) == {(True, True), (False, False)}
    assert all(KEY not in call.url for call in client.script.calls)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://queue.fal.run/x",
        "https://queue.fal.run.evil.example/x",
        "https://queue.fal.run@evil.example/x",
        "https://queue.fal.run:444/x",
        "https://evil.example\\@queue.fal.run/x",
        "https://evil.example#@queue.fal.run/x",
    ],
)
def test_urls_of_an_answer_get_no_key_elsewhere(url: str) -> None:
    """A submit's answer can't send the key away: URLs at other hosts are not taken."""
    stolen = {"status_url": url, "response_url": url, "cancel_url": url}
    taken = answer(200, {"request_id": REQUEST_ID, **stolen})
    client = ScriptedClient(taken, completed(), result(), answer(202, {}))
    job = client.submit(FLUX, PROMPT)

    job.result()
    job.cancel()

    assert headers_by_host(client) == {(True, True)}
    assert all(call.url.startswith(f"{HOST}fal-ai/flux") for call in client.script.calls)


def test_redirect_of_a_status_is_not_followed() -> None:
    """A provider's answer that redirects isn't followed, so the key can't go along."""
    away = answer(302, None, location="https://evil.example/")
    client = ScriptedClient(accepted(), away, completed(), result())

    client.run(FLUX, PROMPT)

    assert headers_by_host(client) == {(True, True)}


FAILING: dict[str, list[Step]] = {
    "not sent": [NotSent("refused")] * 4,
    "lost": [ConnectionLost("reset")],
    "an error of the transport's own": [OSError("broken")],
    "refused key": [refusal(401, detail="no such key")],
    "locked": [refusal(403, detail="User is locked.")],
    "rejected": [refusal(422, detail=[])],
    "garbage": [html(500)],
    "failed": [accepted(), completed(), refusal(500, detail="oh")],
    "deadline": [accepted(), *[queued(0)] * 9],
    "no file": [accepted(), completed(), result(), html(404), result()],
    "cut file": [accepted(), completed(), result(), *[Cut(b"12345", 2)] * 99],
}


@pytest.mark.parametrize("steps", FAILING.values(), ids=FAILING.keys())
def test_key_is_in_no_error_row_or_line(
    steps: list[Step], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """However a call fails: error, traceback, journal and log are without the key."""
    caplog.set_level(logging.DEBUG)
    client = ScriptedClient(*steps)

    with pytest.raises(LimnerError) as caught:
        client.run(FLUX, PROMPT, timeout=1, output=tmp_path)

    words = "".join(traceback.format_exception(caught.value))
    shown = [words, repr(caught.value), repr(caught.value.__dict__), repr(client.row), caplog.text]
    assert [text for text in shown if KEY in text or "the-secret" in text] == []


def test_key_is_in_no_object(tmp_path: Path) -> None:
    """No object that a caller, a plugin or a debugger gets hold of shows the key."""
    client = ScriptedClient(*whole_call())
    request = client.validate(FLUX, PROMPT)
    setting, driver = client._setting(request)
    job = client.submit(request)
    got = job.result(output=tmp_path)

    things = [client, request, setting, driver, job, job.job, got, *got.artifacts, client.row]
    things += [setting.account, client.connections.of(request.model), *client.script.calls]
    shown = [f"{thing!r} {thing!s}" for thing in things]
    assert [text for text in shown if "the-secret" in text] == []
    assert b"the-secret" not in pickle.dumps(dict(client.row.arguments))


def test_key_is_in_no_object_of_asyncio() -> None:
    """The same for `AsyncClient`."""

    async def shown() -> str:
        client = AsyncScriptedClient(*whole_call())
        job = await client.submit(FLUX, PROMPT)
        got = await job.result()
        return f"{client!r} {job!r} {got!r} {got.artifacts!r} {client.row!r}"

    assert "the-secret" not in asyncio.run(shown())


class TrustingProvider(QueueProvider):
    """Somebody's provider that doesn't look at its key."""

    def __init__(self) -> None:
        hosts = frozenset({"queue.acme.example"})
        super().__init__("acme", "https://queue.acme.example", hosts, ErrorReader("acme", {}, {}))

    def authorization(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("key", ["a\nb", "a\r\nX-Other: b", "a\0b", "a\x7fb", "schlüssel", "a…b"])
def test_key_that_no_header_can_carry(key: str) -> None:
    """A key with odd characters is refused before anything is sent, and isn't shown."""
    for provider in (None, TrustingProvider()):
        client = ScriptedClient(key=key, provider=provider)

        with pytest.raises(CredentialError) as caught:
            client.run(FLUX, PROMPT)

        assert key not in str(caught.value)
        assert (client.script.calls, caught.value.exit_code) == ([], 4)


@pytest.mark.parametrize("options", [{"key": f" {KEY}\n"}, {"key": None}])
def test_space_around_a_key_is_no_part_of_it(options: dict[str, str | None]) -> None:
    """A key that was read from a file, or from the environment, may have a line's end."""
    environment = {"FAL_KEY": f"{KEY}\n"}
    client = ScriptedClient(accepted(), environment=environment, **options)

    client.submit(FLUX, PROMPT)

    assert client.script.calls[0].headers["Authorization"] == f"Key {KEY}"


def test_no_key_sends_nothing() -> None:
    """Without a key the error says how to get on, and names the sandbox."""
    client = ScriptedClient(key=None)

    with pytest.raises(MissingKey, match="sandbox"):
        client.run(FLUX, PROMPT)

    assert client.script.calls == []
