"""Processes that use a journal beside the test's own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.journal.sqlite import SqliteJournal


class Writer:
    """A process that does as it's told; see `writer.py`."""

    def __init__(self, journal: SqliteJournal) -> None:
        words = [sys.executable, str(Path(__file__).with_name("writer.py")), str(journal.path)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self) -> str:
        """What came of the line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def do(self, line: str) -> str:
        self.begin(line)
        return self.end()

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait()


@contextmanager
def writers(journal: SqliteJournal, number: int = 1) -> Iterator[list[Writer]]:
    """Some processes, ended with the block."""
    every = [Writer(journal) for _ in range(number)]
    try:
        yield every
    finally:
        for one in every:
            one.process.communicate()
