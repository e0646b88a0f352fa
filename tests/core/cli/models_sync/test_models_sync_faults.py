"""`limner models sync` when the network, the disk or somebody with a signal is against it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result
from model_list import ModelList, assert_all_there, ids_in, serving_list
from socket_server import response, say

from limner_registry.catalog import Catalog

if TYPE_CHECKING:
    from pathlib import Path

Limner = Callable[..., Result]

SYNC = (sys.executable, "-m", "limner", "models", "sync")


CUT = say(response(b"x" * 9_000)[:2_000])
BUSY = say(response(b"busy", "429 Too Many Requests", "Retry-After: 1"))
BROKEN = say(response(b"<html>nginx</html>", "502 Bad Gateway"))


def test_a_bad_network_costs_nothing(
    limner: Limner, home: Path, listed: ModelList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection cut in the middle of a page, a 429, a 502 in HTML: asked again, all there."""
    with serving_list(listed, {2: CUT, 4: BUSY, 6: BROKEN}) as server:
        monkeypatch.setenv("LIMNER_FAL_URL", server.url)
        answer = limner("models", "sync")

    assert (answer.exit_code, len(server.requests)) == (0, 7)
    assert listed.pages == [1, 2, 3, 4]
    assert_all_there(home)


def test_an_interruption_is_gone_on_with(
    home: Path, listed: ModelList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends it with 130 and says how it goes on; the next call does so."""

    def interrupt(connection: Any) -> None:
        os.kill(process.pid, signal.SIGINT)
        connection.recv(1)

    with serving_list(listed, {3: interrupt}) as server:
        monkeypatch.setenv("LIMNER_FAL_URL", server.url)
        process = subprocess.Popen(SYNC, stderr=subprocess.PIPE, text=True)
        _, said = process.communicate(timeout=60)
        told = json.loads(subprocess.run(SYNC, capture_output=True, check=True).stdout)

    assert process.returncode == 130
    assert "20 models are done, and the same command" in json.loads(said)["error"]["message"]
    assert (listed.pages, len(told["added"])) == ([1, 2, 3, 4], 35)
    assert_all_there(home)


FATAL = """
import itertools, os, signal, sys
from limner.cli.app import cli

home, fatal, steps = os.environ["LIMNER_HOME"], int(sys.argv[1]), itertools.count(1)

def step(event, arguments):
    if event.startswith(("open", "os.", "shutil.")) and home in str(arguments):
        if next(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(step)
cli.main(["models", "sync"])
"""


LAST = 130
"""At least so many things it does to the disk."""


def was_killed_before(step: int) -> bool:
    """Whether a sync did as many things as that, and was killed before that one."""
    command = [sys.executable, "-c", FATAL, str(step)]
    code = subprocess.run(command, capture_output=True, check=False).returncode
    assert code in {0, -signal.SIGKILL}
    return code != 0


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((23, 48, 81, LAST), id="four"),
        pytest.param(range(1, 999), id="all", marks=pytest.mark.soak),
    ],
)
def test_a_killed_sync_loses_nothing(
    limner: Limner, home: Path, listed: ModelList, steps: Iterable[int]
) -> None:
    """Before any of the things that it does to the disk: no page is read twice but the last."""
    for step in steps:
        listed.asked.clear()
        if not was_killed_before(step):
            assert step > LAST
            break
        whole = {row.endpoint_id for row in Catalog(home).listing()}
        told = json.loads(limner("models", "sync").stdout)

        assert whole <= {*ids_in(home)}
        assert len(told["added"]) == 35
        assert len(listed.pages) - len({*listed.pages}) <= 1
        assert_all_there(home)
        limner("models", "remove", *ids_in(home))


def test_two_at_once_do_not_meet(
    home: Path, listed: ModelList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fills the catalog, and the other says that it does."""
    ends: list[subprocess.CompletedProcess[bytes]] = []

    def second(connection: Any) -> None:
        ends.append(subprocess.run(SYNC, capture_output=True, check=False))
        status, body = listed.answer(server.requests[-1].split(b" ")[1].decode())
        connection.sendall(response(json.dumps(body).encode(), f"{status} OK"))

    with serving_list(listed, {2: second}) as server:
        monkeypatch.setenv("LIMNER_FAL_URL", server.url)
        first = subprocess.run(SYNC, capture_output=True, check=True)

    assert ends[0].returncode == 1
    assert "another `limner models sync`" in json.loads(ends[0].stderr)["error"]["message"]
    assert len(json.loads(first.stdout)["added"]) == len(server.requests) + 31
    assert_all_there(home)


FULL = """
import resource, sys
from limner.cli.app import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
cli.main(["models", "sync"])
"""


@pytest.mark.parametrize("size", [500, 3_000])
@pytest.mark.usefixtures("server")
def test_a_full_disk_is_told_and_gone_on_from(limner: Limner, home: Path, size: int) -> None:
    """The error names the file; what was written is whole, and the next call does the rest."""
    full = subprocess.run(
        [sys.executable, "-c", FULL, str(size)], capture_output=True, check=False
    )
    problems = Catalog(home).problems

    answer = limner("models", "sync")

    assert full.returncode == 1
    message = json.loads(full.stderr.splitlines()[-1])["error"]["message"]
    assert "File too large" in message
    assert "the same command" in message
    assert problems == {}
    assert len(json.loads(answer.stdout)["added"]) == 35
    assert_all_there(home)


@pytest.mark.usefixtures("server")
def test_a_home_that_cannot_be_written_is_told(
    limner: Limner, home: Path, listed: ModelList
) -> None:
    """Before anything is asked of anybody; a dry run needs no leave to write."""
    home.write_text("a file")

    answer = limner("models", "sync")
    dry = limner("models", "sync", "--dry-run")

    assert answer.exit_code == 1
    assert str(home) in json.loads(answer.stderr)["error"]["message"]
    assert (dry.exit_code, listed.pages) == (0, [1, 2, 3, 4])


@pytest.mark.usefixtures("server")
def test_a_refused_key_is_told(limner: Limner, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way without one."""
    monkeypatch.setenv("FAL_KEY", "kid secret")

    answer = limner("models", "sync")

    assert answer.exit_code == 4
    assert "kid secret" not in answer.stderr
