"""The journal's file is deleted, or replaced, while it's in use."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest
from answers import FILE_URL, FLUX, PROMPT, accepted, completed, result, running
from forks import ended_well, fork
from scripted import ScriptedClient

from limner.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.journal import Entry
    from limner.journal.sqlite import SqliteJournal


def delete(path: Path) -> None:
    for one in path.parent.glob(f"{path.name}*"):
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def delete_alone(path: Path) -> None:
    path.unlink()


def replace(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copyfile(path, copy)
    copy.replace(path)


GONE = pytest.mark.parametrize("lose", [delete, delete_alone, replace])


@GONE
def test_nothing_is_sent_that_would_not_be_on_record(
    lose: Callable[[Path], None], journal: SqliteJournal
) -> None:
    """A call is refused before it can cost anything, and says what to do."""
    client = ScriptedClient(accepted("r1"), accepted("r2"), journal=journal)
    client.submit(FLUX, PROMPT)
    lose(journal.path)

    for _ in range(2):
        with pytest.raises(JournalError, match=r"deleted or replaced.*nothing was sent"):
            client.submit(FLUX, PROMPT)
    assert client.script.posts == 1

    journal.close()
    client.submit(FLUX, PROMPT)
    assert client.script.posts == 2
    assert journal.entries()[-1].request_id == "r2"


@GONE
def test_what_is_under_way_goes_on(lose: Callable[[Path], None], journal: SqliteJournal) -> None:
    """A job that was submitted before is followed to its end, and its result is handed out."""
    client = ScriptedClient(accepted(), running(), completed(), result(), journal=journal)
    job = client.submit(FLUX, PROMPT)
    lose(journal.path)

    assert job.result().images[0].url == FILE_URL


@GONE
def test_a_fork_does_not_hide_it(
    lose: Callable[[Path], None], journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """After a fork, too, no row goes into a file that isn't the one of the rows before."""
    journal.add(row())
    lose(journal.path)
    assert ended_well(fork(lambda: None))

    with pytest.raises(JournalError, match="deleted or replaced"):
        journal.add(row())


def test_an_event_loop_hears_of_it_too(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """The same holds for a change that no thread is needed for, and for a claim."""
    journal.add(planned := row("planned"))
    journal.add(row())
    delete(journal.path)

    with pytest.raises(JournalError, match="deleted or replaced"):
        asyncio.run(journal.change("add", row()))
    with pytest.raises(JournalError, match="deleted or replaced"):
        journal.claim(planned.id, "planned")
    assert len(journal.entries()) == 0


def test_a_file_that_is_put_back_is_gone_on_with(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """Moved away and back, it takes new rows again."""
    journal.add(row())
    aside = journal.path.rename(journal.path.with_name("aside"))
    with pytest.raises(JournalError):
        journal.add(row())

    aside.rename(journal.path)

    journal.add(row())
    assert len(journal.entries()) == 2
