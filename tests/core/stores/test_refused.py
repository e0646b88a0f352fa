"""A place that can be in no store is refused before anything is sent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from answers import FLUX, PROMPT
from finished_jobs import finished
from object_server import Bucket

pytest.importorskip("obstore")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("ftp://host/x", "ftp:// is no place for files: known are s3://"),
        ("https://host/x", "https:// is no place for files"),
        ("s3://", "s3:// needs a name: s3://NAME/folder/"),
        ("s3:///x/", "needs a name"),
        (Path("s3://bucket/"), "has lost a slash: give s3:// as text, not as a Path"),
        ("s3://bucket/x?sig=secret", "credentials belong in the environment"),
        ("s3://id:secret@bucket/", "credentials belong in the environment"),
        ("s3://bucket/../x", r"it has \.\. in it"),
        ("s3://bucket/{foo}", "{foo} is nothing that can be filled in"),
    ],
)
def test_address_that_can_be_of_nothing(where: str | Path, told: str) -> None:
    """It's refused without asking anybody, and without repeating what may be a key."""
    client = finished()

    with pytest.raises(ValueError, match=told) as caught:
        client.run(FLUX, PROMPT, output=where)

    assert "secret" not in str(caught.value)
    assert client.script.calls == []


def test_store_without_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has no role either, the error says which variables are missed."""
    for name in Bucket().environment:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1")

    with pytest.raises(OSError, match="the environment has no AWS_ACCESS_KEY_ID and AWS_SECRET"):
        finished().run(FLUX, PROMPT, output="s3://bucket/")


def test_account_that_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cloud needs to know besides the address is told."""
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)

    with pytest.raises(OSError, match=r"az://box can't be used: .*Account must be specified"):
        finished().run(FLUX, PROMPT, output="az://box/")


ABSENT = """
    import sys
    sys.modules["obstore"] = None
    sys.path.insert(0, {tests!r})
    import limner
    from answers import *
    from scripted import *
    client = ScriptedClient(accepted())
    try:
        client.run(FLUX, PROMPT, output="s3://bucket/")
    except limner.MissingExtra as error:
        print(error, len(client.script.calls))
"""


def test_without_the_extra() -> None:
    """The error says what to install, before anything is sent."""
    tests = str(Path(__file__).parents[1])
    script = dedent(ABSENT).format(tests=tests)

    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60
    )

    assert 'pip install "limner[storage]"' in done.stdout
    assert done.stdout.endswith(" 0\n")
