"""A webhook is asked for in the submit itself, and only where its notice can arrive."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from answers import FLUX, KEY, PROMPT, accepted
from scripted import ScriptedClient

import limner
from limner.errors import UnusableWebhook
from limner.journal import MemoryJournal

HOOK = "https://me.example/hook?token=a%2Fb&x=1"


def test_the_webhook_names_the_row_and_is_asked_for_in_the_query() -> None:
    """The URL is encoded once, its own query is kept, and the body is what it ever was."""
    client = ScriptedClient(accepted())
    client.submit(FLUX, PROMPT, webhook=HOOK)
    (call,) = client.script.calls
    url = urlsplit(call.url)
    assert parse_qs(url.query) == {"fal_webhook": [f"{HOOK}&limner_row={client.row.id}"]}
    assert call.body == b'{"prompt":"a lighthouse at dusk"}'


def test_without_a_webhook_none_is_asked_for() -> None:
    client = ScriptedClient(accepted())
    client.submit(FLUX, PROMPT)
    assert urlsplit(client.script.calls[0].url).query == ""


def test_a_webhook_is_never_put_on_record() -> None:
    """It may hold a token: no field of the row has it, and no `repr` shows it."""
    client = ScriptedClient(accepted())
    job = client.submit(FLUX, PROMPT, webhook=HOOK)
    assert "token" not in str(vars(client.row))
    assert "token" not in repr(job.job.request)


def test_a_plugin_that_makes_a_request_anew_does_not_lose_the_webhook() -> None:
    class Rewrites:
        @limner.hookimpl
        def prepare_request(self, request: limner.Request) -> limner.Request:
            return limner.Request(request.model, {"prompt": "another"})

    client = ScriptedClient(accepted(), plugins=[Rewrites()])
    client.submit(FLUX, PROMPT, webhook=HOOK)
    assert "fal_webhook" in client.script.calls[0].url


@pytest.mark.parametrize(
    "url",
    [
        "http://me.example/hook",
        "http://127.0.0.1:8000/hook",
        "https://localhost/hook",
        "https://api.localhost/hook",
        "https://192.168.7.7/hook",
        "https://[::1]/hook",
        "https://user:password@me.example/hook",
        "https://me.example/h\u00f6k",
        "https://me.example/two words",
        "ftp://me.example/hook",
        "me.example/hook",
    ],
)
def test_a_webhook_where_no_notice_arrives_in_secret_is_refused(url: str) -> None:
    """Fal posts from the internet, and nobody else may read that; else nothing is sent."""
    client = ScriptedClient()
    with pytest.raises(UnusableWebhook, match="nothing was sent"):
        client.submit(FLUX, PROMPT, webhook=url)
    assert client.script.calls == []


def test_a_webhook_with_the_key_in_it_is_refused() -> None:
    client = ScriptedClient()
    with pytest.raises(UnusableWebhook, match="your key") as caught:
        client.submit(FLUX, PROMPT, webhook=f"https://me.example/?k={KEY}")
    assert KEY not in str(caught.value)
    assert client.script.calls == []


def test_a_provider_that_sends_no_notices_takes_no_webhook() -> None:
    """Waiting for a notice that never comes would be the worst of answers."""
    with (
        limner.Client("sandbox", journal=MemoryJournal()) as client,
        pytest.raises(UnusableWebhook, match="sandbox sends no notices"),
    ):
        client.submit(FLUX, PROMPT, webhook=HOOK)
