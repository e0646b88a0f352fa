"""Where fal is, and with which key: what the environment says."""

from __future__ import annotations

import pytest

import limner
from limner.errors import LimnerError
from limner_plugins.fal import provider

FLUX = "fal-ai/flux/dev"
KEY = "kid:secret"
API = "https://api.fal.ai/v1"


@pytest.mark.parametrize(
    ("environment", "base", "trusted"),
    [
        ({}, "https://queue.fal.run", "queue.fal.run"),
        ({"FAL_RUN_HOST": "fal.example"}, "https://queue.fal.example", "queue.fal.example"),
        ({"FAL_QUEUE_RUN_HOST": "q.example"}, "https://q.example", "q.example"),
        ({"FAL_QUEUE_RUN_HOST": "Q.Example"}, "https://Q.Example", "q.example"),
        (
            {"FAL_RUN_HOST": "fal.example", "FAL_QUEUE_RUN_HOST": "q.example"},
            "https://q.example",
            "q.example",
        ),
        (
            {"FAL_QUEUE_RUN_HOST": "127.0.0.1:8443/queue/"},
            "https://127.0.0.1:8443/queue",
            "127.0.0.1:8443",
        ),
        ({"FAL_RUN_HOST": "", "FAL_QUEUE_RUN_HOST": ""}, "https://queue.fal.run", "queue.fal.run"),
        ({"LIMNER_FAL_URL": ""}, "https://queue.fal.run", "queue.fal.run"),
        ({"LIMNER_FAL_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:1/queue", "127.0.0.1:1"),
        ({"LIMNER_FAL_URL": "http://localhost:1/"}, "http://localhost:1/queue", "localhost:1"),
        ({"LIMNER_FAL_URL": "http://[::1]:1"}, "http://[::1]:1/queue", "[::1]:1"),
        (
            {"LIMNER_FAL_URL": "https://fal.example/x"},
            "https://fal.example/x/queue",
            "fal.example",
        ),
        (
            {"LIMNER_FAL_URL": "http://127.0.0.1:1", "FAL_QUEUE_RUN_HOST": "q.example"},
            "http://127.0.0.1:1/queue",
            "127.0.0.1:1",
        ),
    ],
)
def test_hosts_of_the_environment(environment: dict[str, str], base: str, trusted: str) -> None:
    """Fal is where the official clients' variables put it, or all under `LIMNER_FAL_URL`."""
    fal = provider(environment)
    under_one = environment.get("LIMNER_FAL_URL", "").rstrip("/")

    assert (fal.base, fal.api) == (base, f"{under_one}/api/v1" if under_one else API)
    assert set(fal.hosts) == ({trusted} if under_one else {trusted, "api.fal.ai", "rest.fal.ai"})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LIMNER_FAL_URL", "http://fal.example"),
        ("LIMNER_FAL_URL", "http://127.0.0.1:80@evil.example"),
        ("LIMNER_FAL_URL", "http://127.0.0.1.evil.example"),
        ("LIMNER_FAL_URL", "https://127.0.0.1@evil.example"),
        ("LIMNER_FAL_URL", "127.0.0.1:8080"),
        ("LIMNER_FAL_URL", "ftp://127.0.0.1"),
        ("LIMNER_FAL_URL", "http://[::1"),
        ("LIMNER_FAL_URL", "https://"),
        ("FAL_QUEUE_RUN_HOST", "https://queue.fal.run"),
        ("FAL_QUEUE_RUN_HOST", "queue.fal.run@evil.example"),
        ("FAL_RUN_HOST", "fal.run\n"),
    ],
)
def test_other_addresses_are_refused(variable: str, value: str) -> None:
    """An address that a key can't be shown to stops everything, and says which variable it is."""
    client = limner.Client(environment={variable: value, "FAL_KEY": KEY})

    with pytest.raises(LimnerError, match=variable):
        client.submit(FLUX, {"prompt": "x"})


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"FAL_KEY": KEY}, KEY),
        ({"FAL_KEY": f" {KEY}\n"}, KEY),
        ({"FAL_KEY": "no-colon"}, "no-colon"),
        ({"FAL_KEY_ID": "kid", "FAL_KEY_SECRET": "secret"}, KEY),
        ({"FAL_KEY": "", "FAL_KEY_ID": "kid", "FAL_KEY_SECRET": "secret"}, KEY),
        ({"FAL_KEY": "other", "FAL_KEY_ID": "kid", "FAL_KEY_SECRET": "secret"}, "other"),
    ],
)
def test_key_of_the_environment(environment: dict[str, str], key: str) -> None:
    """The key is `FAL_KEY`, else id and secret with a colon between them."""
    assert provider({}).credential(environment) == key
