"""What somebody sees and does who waits at a terminal."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from limner.cli.app import COMMANDS
from limner.cli.progress import Progress
from limner.cli.screen import columns_of, cut
from limner.events import Completed, InProgress, LogLine, Queued

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Terminal = Callable[..., Any]
    Install = Callable[..., Path]

SLOW = """
    import os, time
    from dataclasses import replace
    from limner.sandbox.provider import SandboxProvider
    from limner.sandbox.server import SandboxServer
    from limner.sandbox.transport import SandboxTransport

    class Slow(SandboxTransport):
        def sleep(self, seconds):
            time.sleep(float(os.environ["PAUSE"]))
            super().sleep(seconds)

    class Provider(SandboxProvider):
        def __init__(self):
            super().__init__()
            self.name = os.environ["NAME"]

        def ticket(self, endpoint_id, request_id):
            ticket = super().ticket(endpoint_id, request_id)
            return replace(ticket, lasting=self.name != "sandbox")

        def transport(self, plugins):
            return Slow(SandboxServer(plugins))

    def provider(environment):
        return Provider()
"""

CALL = ("run", "fal-ai/flux/dev", "prompt=x", "--provider", "slow")


@pytest.fixture
def pause(install: Install, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A provider that takes real time: so many seconds between two looks at a job."""

    def make(seconds: float, name: str = "slow") -> None:
        install("slow", {"slow_provider.py": SLOW}, providers="slow = slow_provider:provider")
        monkeypatch.setenv("PAUSE", str(seconds))
        monkeypatch.setenv("NAME", name)

    return make


def test_a_line_tells_how_the_job_goes(terminal: Terminal, pause: Callable[..., None]) -> None:
    """Queue position, state and the last log line follow each other on a line that is cleared."""
    pause(0.15)

    seen = terminal(*CALL, "--output", "a.{ext}", term="xterm")

    pictures = [picture for picture in seen.text.split("\r\x1b[K") if picture]
    told = [re.sub(r"^\S+  \d+ s  ", "", picture) for picture in pictures[:-1]]
    assert "in the queue, 1 ahead" in told
    assert "running  sandbox: 25 % done" in told
    assert pictures[-1].startswith("\x1b[1ma.jpg")
    assert max(map(len, pictures[:-1])) < 80
    assert seen.exit_code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_codes_where_no_colour_is_wanted(
    terminal: Terminal,
    pause: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """Neither whole ones nor what is left of one that was cut, whatever a command lists."""
    pause(0)
    monkeypatch.setenv("NO_COLOR", "1")
    if command in {"jobs", "receipts"}:
        terminal(*CALL, "--output", "a.jpg")

    seen = terminal(command, term="xterm")

    assert seen.text.strip()
    assert re.findall(r"\x1b|\[[0-9;]*m", seen.text) == []


def test_no_line_where_nobody_can_see_it(terminal: Terminal, pause: Callable[..., None]) -> None:
    """A terminal that can't rewrite a line gets none."""
    pause(0.01)

    seen = terminal(*CALL, "--output", "a.{ext}")

    assert "\r" not in seen.text
    assert seen.lines[0].startswith("a.jpg")
    assert re.search(r"fal-ai/flux/dev at slow, request [0-9a-f-]{36}, \d\.\d s", seen.text)


def _interrupted(*words: str) -> tuple[int, str]:
    """The exit code, and what stood on stderr, after a Ctrl-C a good second into a call."""
    process = subprocess.Popen(
        [sys.executable, "-m", "limner", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    return process.returncode, err.decode()


def test_ctrl_c_leaves_the_job_alive_and_says_so(pause: Callable[..., None]) -> None:
    """Whoever interrupts is told the request id, and how to collect the job."""
    pause(30)

    code, err = _interrupted(*CALL)

    assert code == 130
    assert re.search(r"the job is alive at slow as ([0-9a-f-]{36})", err)
    assert "limner.Client(" in err
    assert '"type": "Interrupted"' in err
    assert '"request_id": "' in err
    assert "Traceback" not in err


def test_ctrl_c_in_the_sandbox_leaves_nothing(pause: Callable[..., None]) -> None:
    """A job of the sandbox ends with its process, and nobody is sent looking for it."""
    pause(30, name="sandbox")

    code, err = _interrupted(*CALL)

    assert code == 130
    assert "nothing is left to collect" in err


def test_a_deadline_names_the_job(terminal: Terminal, pause: Callable[..., None]) -> None:
    """When the deadline passes, the job is alive, and its id is there."""
    pause(0.01)

    seen = terminal(*CALL, "--timeout", "0.5")

    assert seen.exit_code == 7
    assert re.search(r"alive at slow as\s[0-9a-f-]{36}", seen.text)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Queued(2), "0 s  in the queue, 2 ahead"),
        (Queued(0), "0 s  next in the queue"),
        (Queued(None), "0 s  in the queue"),
        (InProgress((LogLine("one"), LogLine("\x1b[2Jtwo\n"))), "0 s  running  [2Jtwo"),
        (InProgress(), "0 s  running"),
        (Completed(), "0 s  done"),
    ],
)
def test_every_event_has_its_words(event: Any, line: str) -> None:
    """The line says what the event says, without anything that steers the terminal."""
    progress = Progress("sending")

    progress.show(event)

    assert progress.line("") == line


@pytest.mark.parametrize("text", ["plain", "灯台のある海", "a灯b台c" * 30, ""])
@pytest.mark.parametrize("columns", [5, 6, 20])
def test_the_line_never_reaches_the_next_one(text: str, columns: int) -> None:
    """However wide its signs are, what is drawn fits: a longer line would leave rests behind."""
    shown = cut(text, columns)

    assert text.startswith(shown)
    assert columns_of(shown) <= columns
    assert shown == text or columns_of(shown) >= columns - 1


class _Gone(io.StringIO):
    """A terminal whose other end has been closed."""

    def isatty(self) -> bool:
        return True

    def write(self, _: str) -> int:
        raise OSError


def test_a_terminal_that_is_gone_costs_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the terminal can't be written to any more, the call goes on."""
    monkeypatch.setattr("sys.stderr", _Gone())
    monkeypatch.setenv("TERM", "xterm")

    with Progress("sending") as progress:
        time.sleep(0.25)
        progress.say("collecting")

    assert progress.seconds > 0.2


def test_a_model_that_its_provider_retires_is_run_with_a_note(terminal: Terminal) -> None:
    """Who runs a deprecated model reads that it is one."""
    shown = terminal("run", "fal-ai/flux-pro", "prompt=x", "--sandbox", "--output", "out/")

    assert "Its provider retires this model" in shown.text


def test_no_line_where_a_trace_is_printed(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trace of the hooks has the terminal's lines to itself."""
    monkeypatch.setenv("LIMNER_TRACE", "1")
    call = ("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", "out/")

    shown = terminal(*call, term="xterm")

    assert "\r\x1b" not in shown.text
    assert "limner: before_submit: nobody answers" in shown.lines
