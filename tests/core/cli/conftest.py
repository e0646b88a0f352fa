"""The command line, started in every way that people and programs start it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from limner.cli.app import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COMMAND = (sys.executable, "-m", "limner")

OURS = ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "NO_COLOR", "COLUMNS", "LINES")


@dataclass(frozen=True)
class Seen:
    """What a terminal showed, and how the command ended."""

    text: str
    exit_code: int

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


@pytest.fixture(autouse=True)
def _own_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No key, no setting of the one who runs the tests, and a folder and home of one's own."""
    for name in [*OURS, *(name for name in os.environ if name.startswith("LIMNER_"))]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path_factory.mktemp("home") / "limner"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def limner() -> Callable[..., Result]:
    """A call in this process, with pipes for streams."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    return call


@pytest.fixture
def piped() -> Callable[..., subprocess.CompletedProcess[str]]:
    """A call in a process of its own, with pipes for streams."""

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=False)

    return call


@pytest.fixture
def terminal() -> Callable[..., Seen]:
    """A call on a pseudo-terminal; its size is given as `columns`, its kind as `term`."""

    def call(*words: str, columns: int = 80, term: str = "dumb") -> Seen:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [*COMMAND, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": term},
        )
        os.close(theirs)
        text = _everything(ours)
        return Seen(text.replace("\r\n", "\n"), process.wait())

    return call


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Installs a package: its files by name, and its entry points by group."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.syspath_prepend(str(site))

    def make(name: str, files: dict[str, str], **groups: str) -> Path:
        for file, text in files.items():
            path = site / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        info = site / f"{name}-1.0.dist-info"
        info.mkdir()
        sections = (f"[limner.{group}]\n{entry}\n" for group, entry in groups.items())
        (info / "entry_points.txt").write_text("".join(sections))
        return site

    yield make
    for name, module in tuple(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(str(site)):
            del sys.modules[name]


def _everything(terminal: int) -> str:
    pieces = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    return b"".join(pieces).decode()
