"""`limner keys`: kept, listed and removed, and never seen."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from limner.cli.app import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

COMMAND = (sys.executable, "-m", "limner")

AT_A_TERMINAL = """
import fcntl, os, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from limner.__main__ import main
main()
"""

KEY = "0a1b2c3d-0000-1111-2222-333344445555:0123456789abcdef0123456789abcdef"
SECRET = "0123456789abcdef"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home of one's own, without keys."""
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def fed(text: str, *words: str) -> Result:
    """A command that is sent a text."""
    return CliRunner().invoke(cli, list(words), input=text)


def test_set_list_and_remove(limner: Callable[..., Result], home: Path) -> None:
    """A key that is sent into stdin is kept; what is shown is where it is, never the key."""
    answers = [
        fed(f"{KEY}\n", "keys", "set", "fal").stdout,
        limner("keys", "list").stdout,
        limner("keys", "remove", "fal").stdout,
        limner("keys").stdout,
    ]

    saved, listed, removed, empty = map(json.loads, answers)
    file = str(home / "keys.json")
    assert saved == {"provider": "fal", "saved_in": "file", "file": file}
    assert listed == {"keys": [{"provider": "fal", "sources": ["file"]}], "file": file}
    assert removed == {"provider": "fal", "removed_from": ["file"]}
    assert empty["keys"] == [{"provider": "fal", "sources": []}]
    assert not any(SECRET in answer for answer in answers)


def test_environment_comes_first(
    limner: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a key is both in the environment and kept, the list says which one counts."""
    fed(KEY, "keys", "set", "fal")
    monkeypatch.setenv("FAL_KEY", KEY)

    keys = json.loads(limner("keys").stdout)["keys"]

    assert keys == [{"provider": "fal", "sources": ["environment", "file"]}]


def test_people_see_where_and_what_to_do(terminal: Callable[..., object]) -> None:
    """On a terminal the list is a table, and says how to set what is missing."""
    shown = str(terminal("keys"))

    assert "PROVIDER" in shown
    assert "none: limner keys set fal" in shown
    assert "sandbox" not in shown


def test_terminal_asks_without_an_echo(home: Path) -> None:
    """What is typed at the question isn't on the screen, and is what is kept."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, "keys", "set", "fal"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while b"not shown" not in shown:
        shown += os.read(ours, 1024)
    os.write(ours, f"{KEY}\n".encode())
    while piece := _read(ours):
        shown += piece
    os.close(ours)

    assert process.wait(10) == 0
    assert SECRET.encode() not in shown
    assert b"saved the key for fal" in shown
    assert json.loads((home / "keys.json").read_text()) == {"fal": KEY}


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1024)
    except OSError:
        return b""


@pytest.mark.parametrize(
    "words",
    [("set", "fal", KEY), ("set", KEY), ("set", "fal", f"--key={KEY}"), ("remove", KEY), (KEY,)],
)
def test_key_that_is_typed_as_a_word(words: tuple[str, ...]) -> None:
    """It's refused, it isn't repeated, and nothing is kept."""
    ended = fed("", "keys", *words)

    assert ended.exit_code == 2
    assert SECRET not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", 2, "no key to keep"),
        (" \n", 2, "no key to keep"),
        ("two words\n", 4, "the key for fal has a blank"),
        (f"{KEY}\n{KEY}\n", 4, "has characters that no key has"),
        ("schlüssel", 4, "has characters that no key has"),
    ],
)
def test_what_is_no_key(text: str, code: int, told: str, home: Path) -> None:
    """It isn't kept, and it isn't repeated."""
    ended = fed(text, "keys", "set", "fal")

    assert (ended.exit_code, told in ended.stderr) == (code, True)
    assert not (home / "keys.json").exists()
    assert SECRET not in ended.stderr


@pytest.mark.parametrize("name", ["sandbox", "nobody"])
def test_provider_that_takes_no_key(name: str) -> None:
    """The sandbox needs none, and of nobody's provider nobody knows what a key is."""
    assert fed(KEY, "keys", "set", name).exit_code == 2


def test_removing_what_is_not_kept(limner: Callable[..., Result]) -> None:
    """It's said that there was none."""
    answer = limner("keys", "remove", "fal")

    assert (answer.exit_code, "No key was kept" in answer.stderr) == (2, True)


CALLS = [
    ("run", "fal-ai/flux/dev", f"prompt={KEY}"),
    ("run", "fal-ai/flux/dev", f"prompt=a lighthouse for {KEY} and others", "--dry-run"),
    ("run", "fal-ai/flux/dev", f"api_key={KEY}", "prompt=x"),
    ("run", "fal-ai/flux/dev", f"num_images={KEY}", "prompt=x"),
    ("run", "fal-ai/flux/dev", f"{KEY}=1", "prompt=x"),
    ("run", "fal-ai/flux/dev", "prompt=x", f"guidance_scale={SECRET * 2}"),
    ("run", "fal-ai/flux/dev", "prompt=x", "--provider", KEY),
    ("run", "fal-ai/flux/dev", "prompt=x", "--timeout", KEY),
    ("run", KEY, "prompt=x"),
    ("validate", "fal-ai/flux/dev", f"prompt={KEY}", f"num_images={KEY}"),
    ("schema", KEY),
    (KEY,),
]


@pytest.mark.parametrize("words", CALLS, ids=range(len(CALLS)))
def test_key_that_is_typed_into_a_call(
    words: tuple[str, ...],
    terminal: Callable[..., object],
    limner: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`prompt=$FAL_KEY` and the like: nothing is sent, and no part of it is on any screen."""
    monkeypatch.setenv("FAL_KEY", KEY)
    monkeypatch.setenv("LIMNER_FAL_URL", "http://127.0.0.1:9")
    ended = limner(*words)
    shown = ended.stdout + ended.stderr + str(terminal(*words))

    assert ended.exit_code in {2, 3}
    assert SECRET not in shown
