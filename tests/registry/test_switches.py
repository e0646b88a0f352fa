"""Plugins that are switched off and on in a home: one small file, whole whatever happens."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from limner_registry import EntryPoint
from limner_registry.entry_points import disabled, enabled
from limner_registry.errors import InvalidSwitches
from limner_registry.home import Switches, switches
from limner_registry.switching import switched

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = tuple(EntryPoint("limner.models", name, name, "acme", "1") for name in "abc")


def off(home: Path | str, *names: str) -> bool:
    return switched(str(home), lambda now: Switches(tuple(sorted({*now.off, *names})), now.on))


def test_what_is_switched_off_is_left_out(tmp_path: Path) -> None:
    """By the environment's home, by a folder that is passed, and beside `LIMNER_DISABLE`."""
    here = {"LIMNER_HOME": str(tmp_path)}
    off(tmp_path, "b")

    assert disabled(here) == disabled({}, tmp_path) == {"b"}
    assert [e.name for e in enabled(ENTRIES, {**here, "LIMNER_DISABLE": "c"})] == ["a"]
    assert [e.name for e in enabled(ENTRIES, {}, tmp_path)] == ["a", "c"]
    assert enabled(ENTRIES, {}) == ENTRIES


def test_what_is_switched_on_is_a_global_plugin(tmp_path: Path) -> None:
    """A module that no package registers comes after those that one does, by its own name."""
    switched(str(tmp_path), lambda _: Switches((), ("acme.rules",)))

    last = enabled(ENTRIES, {}, tmp_path)[-1]

    assert (last.group, last.name, last.module) == ("limner.plugins", "acme.rules", "acme.rules")
    assert enabled(ENTRIES, {"LIMNER_DISABLE": "acme.rules"}, tmp_path) == ENTRIES


def test_a_change_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    """It is told whether there was something to do; a home is made when there is."""
    home = tmp_path / "new" / "home"

    assert off(home, "a")
    before = (home / "plugins.json").stat().st_mtime_ns
    assert not off(home, "a")
    assert (home / "plugins.json").stat().st_mtime_ns == before
    assert switches(home) == Switches(("a",), ())


@pytest.mark.parametrize(
    "text",
    ["", '{"off": ["a', "[]", '{"of": []}', '{"off": "a"}', '{"on": [1]}', "\xff", "[" * 100_000],
    ids=["empty", "cut", "list", "misspelt", "text", "number", "bytes", "deep"],
)
def test_a_damaged_file_is_never_passed_over(tmp_path: Path, text: str) -> None:
    """A policy may be switched on in it: nobody goes on without it, and nobody overwrites it."""
    file = tmp_path / "plugins.json"
    file.write_bytes(text.encode("latin-1"))

    for use in (lambda: switches(tmp_path), lambda: enabled(ENTRIES, {}, tmp_path)):
        with pytest.raises(InvalidSwitches, match=r"plugins\.json can't be read: .*; mend it"):
            use()
    with pytest.raises(InvalidSwitches):
        off(tmp_path, "a")
    assert file.read_bytes() == text.encode("latin-1")


def test_no_home_and_no_file_switch_nothing(tmp_path: Path) -> None:
    """A home that isn't there, or is a file, is like one without a file in it."""
    (tmp_path / "file").touch()

    assert switches(None) == switches(tmp_path / "no") == switches(tmp_path / "file") == Switches()


MANY = """
import sys
from limner_registry.home import Switches
from limner_registry.switching import switched
for number in range(20):
    name = f"{sys.argv[2]}{number:02}"
    switched(sys.argv[1], lambda now: Switches((*now.off, name), now.on))
"""


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    """What both switch at once is switched, all of it."""
    commands = [[sys.executable, "-c", MANY, str(tmp_path), name] for name in "ab"]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda words: subprocess.run(words, check=True), commands))

    assert sorted(switches(tmp_path).off) == [f"{n}{i:02}" for n in "ab" for i in range(20)]


KILLED = """
import os, signal, sys
from limner_registry.home import Switches
from limner_registry.switching import switched
def die(event, arguments):
    if event == "os.rename" or (event == "open" and str(arguments[0]).endswith(".part")):
        if event == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
switched(sys.argv[1], lambda now: Switches(("a", "b"), now.on))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("event", ["open", "os.rename"])
def test_a_process_killed_while_it_writes_leaves_what_was(tmp_path: Path, event: str) -> None:
    """Before the new file has its name, the old one is whole; and nobody waits for the dead."""
    off(tmp_path, "a")

    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), event], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert switches(tmp_path).off == ("a",)
    assert off(tmp_path, "b")


FULL = """
import resource, sys
from limner_registry.home import Switches
from limner_registry.switching import switched
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
try:
    switched(sys.argv[1], lambda now: Switches(("x" * 200,), now.on))
except OSError:
    print("full")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_disk_without_room_changes_nothing(tmp_path: Path) -> None:
    """What was switched before stays so, and nothing half is left behind."""
    off(tmp_path, "a")

    words = [sys.executable, "-c", FULL, str(tmp_path)]
    finished = subprocess.run(words, capture_output=True, text=True, check=True)

    assert finished.stdout == "full\n"
    assert json.loads((tmp_path / "plugins.json").read_text())["off"] == ["a"]
    assert {path.name for path in tmp_path.iterdir()} == {"plugins.json", "plugins.lock"}
