"""Clients of one process, and others, use a journal's file: its locks hold, its rows stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from forks import fork

from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.journal import Entry

PASSING = """
import sys
from limner.journal.sqlite import SqliteJournal
journal = SqliteJournal(sys.argv[1])
journal.entries()
journal.close()
"""


def test_a_second_client_costs_the_first_no_row(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """What one client wrote outlives another one's opening, a passing process, and kill -9."""

    def work() -> None:
        journal.add(row(request_id="before"))
        SqliteJournal(journal.path).entries()
        subprocess.run([sys.executable, "-c", PASSING, str(journal.path)], check=True)
        journal.add(row(request_id="after"))
        os.kill(os.getpid(), signal.SIGKILL)

    os.waitpid(fork(work), 0)

    assert [entry.request_id for entry in journal.entries()] == ["before", "after"]
