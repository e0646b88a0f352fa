"""The key goes to the provider's own hosts, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, strategies as st

from limner.provider import Account, may_see_key, own_url, safe_host
from limner.sandbox.provider import SandboxProvider
from limner.transport import HttpCall
from limner_plugins.fal import provider as fal

KEY = "the-id:the-secret"
HOSTS = frozenset({"queue.fal.run", "127.0.0.1:8080", "[::1]:8080", "localhost"})

TRUSTED = [
    "https://queue.fal.run",
    "https://queue.fal.run/",
    "https://queue.fal.run/fal-ai/flux/requests/1/status?logs=true",
    "HTTPS://Queue.FAL.run/x",
    "https://queue.fal.run/@evil.example/",
    "https://queue.fal.run/../..//evil.example",
    "http://127.0.0.1:8080/queue",
    "https://127.0.0.1:8080/queue",
    "http://[::1]:8080/queue",
    "http://localhost/queue",
    "http://LOCALHOST/queue",
]
UNTRUSTED = [
    "",
    "queue.fal.run",
    "//queue.fal.run/x",
    "/x",
    "https:queue.fal.run/x",
    "https:/queue.fal.run/x",
    "https:///queue.fal.run/x",
    "http://queue.fal.run/x",
    "ftp://queue.fal.run/x",
    "https://evil.example/queue.fal.run",
    "https://queue.fal.run.evil.example/",
    "https://evil-queue.fal.run/",
    "https://queue.fal.run@evil.example/",
    "https://queue.fal.run:443@evil.example/",
    "https://queue.fal.run%40evil.example/",
    "https://user:password@queue.fal.run/",
    "https://@queue.fal.run/",
    "https://queue.fal.run\\@evil.example/",
    "https://queue.fal.run\\.evil.example/",
    "https:\\\\queue.fal.run\\x",
    "https://evil.example\\queue.fal.run/",
    "https://queue.fal.run#@evil.example/",
    "https://queue.fal.run?@evil.example/",
    "https://queue.fal.run;@evil.example/",
    "https://queue.fal.run./",
    "https://queue.fal.run:443/",
    "https://queue.fal.run:/",
    "https://queue.fal.run:8080/",
    "https://queue.fal\t.run/x",
    "https://queue.fal.run\n/x",
    "https://queue.fal.run/\r\nHost: evil.example",
    "https://queue.fal.run/a b",
    "https://queue.fal.run/\x00",
    " https://queue.fal.run/x",
    "https://queue.fal.run/x ",
    "https://queue.fal\u3002run/",
    "https://queue.fal.ru\u0274/",
    "https://queue.fal.run/\u00e9",
    "http://127.0.0.1:8080@evil.example/",
    "http://127.0.0.1/",
    "http://127.0.0.1:80800/",
    "http://127.0.0.1.evil.example:8080/",
    "http://127.1:8080/",
    "http://2130706433:8080/",
    "http://[::1/",
    "http://::1:8080/",
    "http://[::1]",
    "http://[::1]evil.example:8080/",
    "http://[::ffff:127.0.0.1]:8080/",
    "http://localhost.:80/",
]
PIECES = {
    *("https://", "HTTPS:", "http://", "//", ":443", "%2f", "user:pw@"),
    *("queue.fal.run", "evil.example", "127.0.0.1:8080", "[::1]:8080", "localhost"),
    *"/\\@:#?.;%[] \t\n\u3002\u212a",
}


@pytest.mark.parametrize("url", TRUSTED)
def test_own_host_sees_the_key(url: str) -> None:
    """A host of the provider's may see the key over TLS, and on this machine without."""
    assert may_see_key(url, HOSTS)


@pytest.mark.parametrize("url", UNTRUSTED)
def test_no_other_host_sees_the_key(url: str) -> None:
    """Nothing that leads elsewhere may, nor anything that two readers may read differently."""
    assert not may_see_key(url, HOSTS)


def test_kelvin_is_no_k() -> None:
    """A letter that lower case makes an ASCII one of is no part of a name."""
    assert not may_see_key("https://\u212aey.example/", {"key.example"})


@given(st.lists(st.sampled_from(sorted(PIECES)), max_size=8).map("".join))
def test_every_reader_sees_the_host_that_is_trusted(url: str) -> None:
    """Where the key may go, httpx and the standard library see the trusted host too."""
    host = safe_host(url)

    if host is not None:
        assert httpx.URL(url).netloc.decode() in {host, host.removesuffix(":443")}
        assert urlsplit(url).netloc.lower() == host
        assert not httpx.URL(url).userinfo


@pytest.mark.parametrize("url", [None, 7, ["https://queue.fal.run/x"], {"url": "x"}, *UNTRUSTED])
def test_url_of_an_answer_is_taken_from_own_hosts_only(url: object) -> None:
    """What isn't a URL at the provider's own hosts is replaced by the one built here."""
    assert own_url(url, HOSTS, "built") == "built"


def test_own_url_of_an_answer_is_taken() -> None:
    """A URL at the provider's own host is taken as it stands."""
    url = "https://queue.fal.run/another/way?token=1"

    assert own_url(url, HOSTS, "built") == url


def test_call_to_own_host_is_signed() -> None:
    """A call to the provider gets the key, beside the headers that it has."""
    account = Account(fal({}), KEY)

    signed = account.sign(HttpCall("GET", "https://queue.fal.run/x", {"Accept": "*/*"}))

    assert signed.headers == {"Accept": "*/*", "Authorization": f"Key {KEY}"}


@pytest.mark.parametrize("url", [u for u in UNTRUSTED if u])
def test_call_to_another_host_is_not_signed(url: str) -> None:
    """A call to anybody else stays as it is."""
    call = HttpCall("GET", url)

    assert Account(fal({}), KEY).sign(call) is call


def test_account_without_a_key_signs_nothing() -> None:
    """Where no key is needed, none is shown."""
    call = HttpCall("POST", "https://sandbox.invalid/queue/fal-ai/flux/dev")

    assert Account(SandboxProvider()).sign(call) is call


def test_key_is_never_printed() -> None:
    """Neither an account nor a signed call shows the key when it's printed."""
    account = Account(fal({}), KEY)
    signed = account.sign(HttpCall("POST", "https://queue.fal.run/x", body=b"{}"))

    assert "the-secret" not in repr(account) + repr(signed) + str(account) + str(signed)
