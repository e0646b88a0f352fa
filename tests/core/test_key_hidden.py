"""A key that somebody puts where it doesn't belong goes no further, and is shown to nobody."""

from __future__ import annotations

import traceback

import pytest
from answers import FLUX, KEY, PROMPT, REQUEST_ID, accepted, answer, completed, result
from scripted import ScriptedClient

from limner.errors import (
    ConnectionLost,
    InvalidArguments,
    JobRejected,
    LimnerError,
    NotSent,
)
from limner.hiding import MASK, Secret, Secrets
from limner.request import Request
from limner.transport import HttpAnswer

SECRET = "the-secret-of-the-tests"
ENVIRONMENT = {"FAL_KEY": KEY}


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        ({"prompt": KEY}, ["/prompt"]),
        ({"prompt": f"use {SECRET}, please"}, ["/prompt"]),
        ({"prompt": "x", "api_key": KEY, "loras": [{"path": KEY}]}, ["/api_key", "/loras/0/path"]),
        ({"prompt": "x", KEY: 1}, [f"/{MASK}"]),
    ],
)
def test_key_in_the_arguments(arguments: dict[str, object], places: list[str]) -> None:
    """It's refused before the schema or a plugin sees it, at its place, and isn't repeated."""
    for options in ({"key": KEY}, {"key": None, "environment": ENVIRONMENT}):
        client = ScriptedClient(**options)

        with pytest.raises(InvalidArguments) as caught:
            client.validate(FLUX, arguments)

        assert [issue.pointer for issue in caught.value.issues] == places
        assert SECRET not in f"{caught.value} {caught.value.issues!r}"


def test_arguments_without_an_end() -> None:
    """What holds itself is refused for that, with a key or without."""
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(InvalidArguments, match="contains itself"):
        ScriptedClient().validate(FLUX, {"prompt": "x", "loras": endless})


def test_request_with_the_key_is_not_sent() -> None:
    """One that was made elsewhere isn't sent either, or put on record."""
    client = ScriptedClient()
    model = client.registry[FLUX]

    with pytest.raises(InvalidArguments, match="/prompt/0: it has your key in it"):
        client.submit(Request(model, {"prompt": [f"{KEY}!"]}))

    assert (client.script.calls, client.journal.entries()) == ([], ())


def test_result_that_repeats_the_key() -> None:
    """A provider that puts the key into a result doesn't get it onto a disk of ours."""
    spoken = {**result().json(), "prompt": f"who is {KEY}?"}
    client = ScriptedClient(accepted(), completed(), answer(200, spoken))

    assert client.run(FLUX, PROMPT).raw["prompt"] == f"who is {MASK}?"


def test_what_is_hidden() -> None:
    """Whole keys, their secret parts, and those that are cut off; what is short is no key."""
    secrets = Secrets.of(KEY, "short", None)
    value = {"a": [KEY, f"…{SECRET}…", f"{SECRET[:20]}…"], KEY: (1, None, b"x" + KEY.encode())}

    hidden = secrets.hide(value)

    assert hidden == {"a": [MASK, f"…{MASK}…", f"{MASK}…"], MASK: (1, None, f"x{MASK}".encode())}
    assert secrets.hide("the-secret, short") == "the-secret, short"
    assert repr(secrets) == "Secrets()"


SLASHED = "Ab+3/of/the/tests/and/more"
ESCAPED = {
    "all": "".join(f"\\u{ord(letter):04x}" for letter in KEY),
    "upper case": KEY.replace(":", "\\u003A").replace("-", "\\u002D"),
    "a slash": SLASHED.replace("/", "\\/"),
    "after backslashes": f"\\\\{KEY}".replace("-", "\\u002d"),
}


@pytest.mark.parametrize("written", ESCAPED.values(), ids=ESCAPED)
def test_key_in_escapes(written: str) -> None:
    """JSON may spell letters as escapes: what they stand for is hidden, and nothing else."""
    body = f'{{"detail": "Key {written}", "more": "\\u00e9 \\u0022 \\\\u0041"}}'

    told = HttpAnswer(422, {}, body.encode()).without(Secrets.of(KEY, SLASHED)).json()

    assert told["detail"].removeprefix("Key ").lstrip("\\") == MASK
    assert told["more"] == 'é " \\u0041'


def test_answer_in_escapes_without_a_key_is_as_it_came() -> None:
    """Where no key is found no byte is changed."""
    body = rb'{"path": "a\/b", "letter": "\u0041", "picture": "\x00"}'

    assert HttpAnswer(200, {}, body).without(Secrets.of(KEY)).body == body


def test_rejection_with_the_key_in_escapes() -> None:
    """Neither the error nor the journal has it."""
    told = HttpAnswer(422, {}, b'{"detail": "no: %s"}' % ESCAPED["all"].encode())
    client = ScriptedClient(told)

    with pytest.raises(JobRejected) as caught:
        client.submit(FLUX, PROMPT)

    assert f"no: {MASK}" in str(caught.value)
    assert SECRET not in f"{caught.value} {vars(client.row)}"


@pytest.mark.parametrize("kind", [RuntimeError, ConnectionLost, NotSent])
def test_transport_that_repeats_the_key(kind: type[Exception]) -> None:
    """Whatever a transport raises, the key is in no text of it, nor of what it came from."""
    error = kind(f"bad header: Key {KEY}")
    error.__cause__ = OSError(f"Key {KEY}")
    client = ScriptedClient(then=[error])

    with pytest.raises(LimnerError) as caught:
        client.submit(FLUX, PROMPT)

    assert MASK in str(caught.value)
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in f"{told} {vars(client.row)}"


def test_what_an_environment_hides() -> None:
    """Variables by their names' ends: of anybody's, or of those with a beginning."""
    long = "x" * 20
    environment = {"HF_TOKEN": long, "FAL_KEY": f"{KEY}\n", "PATH": "/usr/local/bin:/usr/bin"}

    assert set(Secrets.in_environment(environment).texts) == {long, KEY, SECRET}
    assert set(Secrets.in_environment(environment, "fal-").texts) == {KEY, SECRET}


def test_secret_text_is_a_text() -> None:
    """It works as any other, and shows itself to nobody who prints objects."""
    key = Secret(KEY)

    assert (f"Key {key}", str(key), key == KEY) == (f"Key {KEY}", KEY, True)
    assert SECRET not in repr([key, {"key": key}])


def test_answer_without_secrets_is_itself() -> None:
    """Where no key was shown nothing is searched, and nothing copied."""
    same = HttpAnswer(200, {"x": REQUEST_ID}, b"{}")

    assert same.without(Secrets()) is same
