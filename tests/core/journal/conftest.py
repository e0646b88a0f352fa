"""Lets the tests of this folder import the scripted transport, and makes journals."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from limner.journal import Entry
from limner.journal.sqlite import SqliteJournal

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

ARGUMENTS = {"prompt": "a lighthouse at dusk"}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    """A journal on disk, closed in the end."""
    one = SqliteJournal(tmp_path / "home" / "journal.sqlite3")
    yield one
    one.close()


@pytest.fixture
def row() -> Callable[..., Entry]:
    """Makes rows."""

    def make(state: str = "intended", endpoint_id: str = "a/b", **facts: object) -> Entry:
        return Entry(endpoint_id, "fal", "0" * 64, ARGUMENTS, state=state, **facts)  # type: ignore[arg-type]

    return make
