"""Keys are kept where only their owner reads them, and are used after the environment's."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, KEY, PROMPT, accepted
from scripted import ScriptedClient

from limner.errors import CredentialError, MissingKey
from limner.keys import KeyStore

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "another-id:another-secret-of-the-tests"

RING = """
import json, os
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 5
    file = os.environ["RING_FILE"]

    def read(self):
        return json.load(open(self.file)) if os.path.exists(self.file) else {}

    def write(self, kept):
        json.dump(kept, open(self.file, "w"))

    def get_password(self, service, name):
        return self.read().get(f"{service}|{name}")

    def set_password(self, service, name, password):
        if os.environ.get("RING_LOCKED"):
            raise RuntimeError("the ring is locked")
        self.write({**self.read(), f"{service}|{name}": password})

    def delete_password(self, service, name):
        kept = self.read()
        del kept[f"{service}|{name}"]
        self.write(kept)
"""


def authorization(home: Path, key: str | None = None, **variables: str) -> str:
    """What a client of a home shows to fal."""
    environment = {"LIMNER_HOME": str(home), **variables}
    client = ScriptedClient(accepted(), key=key, environment=environment)
    client.submit(FLUX, PROMPT)
    return client.script.calls[0].headers["Authorization"]


def test_argument_then_environment_then_what_is_kept(tmp_path: Path) -> None:
    """The order in which keys are looked for."""
    KeyStore(tmp_path).set("fal", KEY)

    assert authorization(tmp_path) == f"Key {KEY}"
    assert authorization(tmp_path, FAL_KEY=OTHER) == f"Key {OTHER}"
    assert authorization(tmp_path, FAL_KEY_ID="i", FAL_KEY_SECRET="s") == "Key i:s"
    assert authorization(tmp_path, key="the:argument", FAL_KEY=OTHER) == "Key the:argument"


def test_without_a_home_nobodys_keys_are_read() -> None:
    """A program that passes an environment of its own uses no key of the user's."""
    assert KeyStore.of({}) is None
    with pytest.raises(MissingKey, match="limner keys set fal"):
        ScriptedClient(key=None, environment={}).submit(FLUX, PROMPT)


def test_file_is_its_owners_alone(tmp_path: Path) -> None:
    """The file and its folder are made for their owner, whatever the mask; no part is left."""
    store = KeyStore(tmp_path / "home")
    before = os.umask(0)
    try:
        assert store.set("fal", KEY) == "file"
    finally:
        os.umask(before)

    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.file.parent.stat().st_mode) == 0o700
    assert {file.name for file in store.file.parent.iterdir()} == {"keys.json", "keys.json.lock"}


def test_set_replace_and_remove(tmp_path: Path) -> None:
    """Another provider's key stays what it is."""
    store = KeyStore(tmp_path)
    store.set("fal", KEY)
    store.set("acme", "k")
    store.set("fal", OTHER)

    assert (store.get("fal"), store.providers()) == (OTHER, ("acme", "fal"))
    assert (store.remove("fal"), store.get("fal"), store.get("acme")) == (("file",), None, "k")
    assert store.remove("fal") == ()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_file_that_others_can_read_is_not_used(tmp_path: Path, mode: int) -> None:
    """As ssh does: no key is taken from it, and the error says what to do; it has no key in it."""
    store = KeyStore(tmp_path)
    store.set("fal", KEY)
    store.file.chmod(mode)

    with pytest.raises(CredentialError, match="chmod 600") as caught:
        authorization(tmp_path)

    assert KEY not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"fal": 7}', "\xff", "[" * 10_000])
def test_file_that_is_broken(tmp_path: Path, text: str) -> None:
    """A broken file is an error that names it, and setting a key doesn't wipe out the others."""
    store = KeyStore(tmp_path)
    store.file.write_text(text, "latin-1")
    store.file.chmod(0o600)

    with pytest.raises(CredentialError, match=r"keys\.json holds your keys, but"):
        store.get("fal")
    with pytest.raises(CredentialError, match="mend or remove it"):
        store.set("fal", KEY)
    assert store.file.read_text("latin-1") == text


def test_disk_that_refuses_leaves_the_old_keys(tmp_path: Path) -> None:
    """A key that can't be written is no loss of the one before."""
    store = KeyStore(tmp_path)
    store.set("fal", KEY)
    limited = (
        "import resource, signal, sys\n"
        "from limner.keys import KeyStore\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))\n"
        "KeyStore(sys.argv[1]).set('fal', 'x' * 100)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", limited, tmp_path], capture_output=True, check=False
    )

    assert b"File too large" in ended.stderr
    assert store.get("fal") == KEY
    assert {file.name for file in tmp_path.iterdir()} == {"keys.json", "keys.json.lock"}


def test_four_processes_set_their_keys_at_once(tmp_path: Path) -> None:
    """None of them undoes what another did."""
    code = (
        "import sys; from limner.keys import KeyStore; KeyStore(sys.argv[1]).set(sys.argv[2], 'k')"
    )
    names = [f"provider-{number}" for number in range(4)]
    running = [subprocess.Popen([sys.executable, "-c", code, tmp_path, name]) for name in names]

    assert [process.wait(30) for process in running] == [0] * 4
    assert sorted(KeyStore(tmp_path).providers()) == names


def in_ring(tmp_path: Path, code: str, **variables: str) -> list[object]:
    """What a program prints as JSON that has a keyring."""
    (tmp_path / "ring.py").write_text(RING)
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "RING_FILE": str(tmp_path / "ring.json"),
    }
    environment |= {"PYTHON_KEYRING_BACKEND": "ring.Ring", **variables}
    start = "import json; from limner.keys import KeyStore; a, b = KeyStore('a'), KeyStore('b')\n"
    ended = subprocess.run(
        [sys.executable, "-c", f"{start}print(json.dumps({code}))"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
    )
    answer: list[object] = json.loads(ended.stdout)
    return answer


def test_keyring_comes_before_the_file(tmp_path: Path) -> None:
    """Where there's a keyring keys are kept there, by home, and a file's goes away."""
    KeyStore(tmp_path / "a").set("fal", OTHER)

    code = f"[a.places('fal'), a.set('fal', {KEY!r}), a.places('fal'), a.get('fal'), b.get('fal')]"
    assert in_ring(tmp_path, code) == [["file"], "keyring", ["keyring"], KEY, None]
    assert KeyStore(tmp_path / "a").providers() == ()
    assert in_ring(tmp_path, "[a.remove('fal'), a.get('fal')]") == [["keyring"], None]


def test_keyring_that_is_locked(tmp_path: Path) -> None:
    """A file takes the key instead."""
    code = f"[a.set('fal', {KEY!r}), a.get('fal')]"
    assert in_ring(tmp_path, code, RING_LOCKED="1") == ["file", KEY]


def test_keyring_that_can_not_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It's left out with a warning, and the file is used."""
    KeyStore(tmp_path).set("fal", KEY)
    monkeypatch.setitem(sys.modules, "keyring", object())
    with caplog.at_level(logging.WARNING):
        assert KeyStore(tmp_path).get("fal") == KEY

    assert "keyring doesn't answer" in caplog.text
