"""Kill -9 after every effect of a call: nothing is paid twice, lost, or guessed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from fault_server import Pace, Script, serving

import limner
from limner.errors import OutcomeUnknown
from limner.journal import COLLECTABLE, Entry
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fault_server import FaultServer

CALLS = Path(__file__).with_name("killed_calls.py")


class Killed(NamedTuple):
    """A call that was killed.

    Attributes:
        number: Its number, and how many effects it had.
        effect: The last one of them.
        home: Where its journal is.
    """

    number: int
    effect: str
    home: Path

    @property
    def files(self) -> list[bytes]:
        """The files that bear a name."""
        return [path.read_bytes() for path in self.home.glob("*.jpg")]


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with serving(Script(), Pace(running=0.0)) as running:
        yield running


@pytest.fixture(scope="module")
def killed(server: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> list[Killed]:
    """All calls, from the one that was killed at once to the one that came to its end."""
    folder = tmp_path_factory.mktemp("killed")
    told = subprocess.run(
        [sys.executable, str(CALLS), str(folder)],
        env=os.environ | _fal(server),
        capture_output=True,
        text=True,
        check=True,
    )
    effects = told.stdout.splitlines()
    return [Killed(n, effect, folder / str(n)) for n, effect in enumerate(effects, 1)]


def _fal(server: FaultServer) -> dict[str, str]:
    return {"LIMNER_FAL_URL": server.url, "FAL_KEY": "an-id:a-secret"}


def _row(call: Killed) -> Entry | None:
    """The only row of a call, as whoever comes next finds it."""
    journal = SqliteJournal(call.home / "journal.sqlite3")
    journal.sweep()
    rows = journal.entries()
    journal.close()
    assert len(rows) <= 1
    return rows[0] if rows else None


def test_calls_were_killed_everywhere(killed: list[Killed]) -> None:
    """The calls below were killed after each kind of effect, among them the POST."""
    effects = [call.effect for call in killed]

    assert effects.count("Send POST") == 1
    assert {"Record intended", "Move submitted", "Move finished", "Move kept"} <= {*effects}
    assert {"Note", "FileStep", "CallHook", "ReadStream"} <= {*effects}


def test_rows_tell_the_truth(killed: list[Killed], server: FaultServer) -> None:
    """Before the intent there's no row; until its id is on record it's `unknown`."""
    effects = [call.effect for call in killed]
    intended, submitted = effects.index("Record intended"), effects.index("Move submitted")

    for call in killed[:intended]:
        assert _row(call) is None
    for call in killed[intended:submitted]:
        row = _row(call)
        assert row is not None
        assert (row.state, row.request_id) == ("unknown", None)
    executed = {job.arguments["prompt"]: job.request_id for job in server.ledger.executed}
    for call in killed[submitted:]:
        row = _row(call)
        assert row is not None
        assert row.state in COLLECTABLE | {"kept"}
        assert row.request_id == executed[f"call {call.number}"]


def test_nothing_is_lost_and_nothing_paid_twice(killed: list[Killed], server: FaultServer) -> None:
    """The next process collects every job that is known, and submits none again."""
    before = server.ledger.times("prompt")

    for call in killed:
        row = _row(call)
        with limner.Client(home=call.home, environment=_fal(server)) as client:
            if row is None:
                continue
            if row.state == "unknown":
                with pytest.raises(OutcomeUnknown):
                    client.resume(row.id)
                continue
            result = client.resume(row.id).result(output=f"{call.home}/")
            assert result.images[0].path is not None
            assert result.images[0].path.read_bytes() in call.files
            assert client.journal is not None
            assert client.journal.find(row.id).state == "kept"

    assert server.ledger.times("prompt") == before
    assert set(before.values()) == {1}


def test_files_are_whole_or_not_there(killed: list[Killed], server: FaultServer) -> None:
    """What bears a name is a whole picture, and one job leaves two of them at most."""
    with limner.Client(home=killed[-1].home, environment=_fal(server)) as client:
        assert client.journal is not None
        (kept,) = client.journal.entries()[0].files

    for call in killed:
        assert {len(data) for data in call.files} <= {kept.size}
        assert len(call.files) <= 2
