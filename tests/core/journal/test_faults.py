"""A journal whose disk is full, that another process holds, or that is damaged."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, PROMPT, REQUEST_ID, accepted, completed, result
from scripted import ScriptedClient
from writers import writers

from limner.errors import JournalError
from limner.journal import schema, statements
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.journal import Entry


def filled(journal: SqliteJournal, row: Callable[..., Entry], number: int = 150) -> list[str]:
    """So many rows, on disk and in the file itself."""
    rows = [row("submitted", detail="x" * 500) for _ in range(number)]
    rows = [replace(entry, request_id=entry.id) for entry in rows]
    opened = journal._held.get(owning=True)
    opened.commits.write(
        lambda connection: [statements.inserted(None, 0, one)(connection) for one in rows]
    )
    journal.close()
    return [entry.id for entry in rows]


FULL = """
import resource, sys
from limner.journal import Entry
from limner.journal.sqlite import SqliteJournal
from limner.errors import JournalError
journal = SqliteJournal(sys.argv[1])
kept = []
try:
    for _ in range(100):
        kept.append(Entry("a/b", "fal", "0" * 64, {"prompt": "x" * 1000}))
        journal.add(kept[-1])
        if len(kept) == 3:
            size = max(path.stat().st_size for path in journal.path.parent.glob("journal*3*"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20000, size + 20000))
except JournalError as error:
    print(error)
print(*[entry.id for entry in kept[:-1]])
"""


def test_a_full_disk_takes_no_request(journal: SqliteJournal) -> None:
    """When the file can't grow, that is an error which says so; what was written before stays."""
    found = subprocess.run(
        [sys.executable, "-c", FULL, str(journal.path)], capture_output=True, text=True, check=True
    )

    error, kept = found.stdout.splitlines()
    assert "can't take the request, so nothing was sent" in error
    assert "LIMNER_HOME" in error
    assert 3 <= len(kept.split()) < 100
    assert [entry.id for entry in journal.entries()] == kept.split()


def full(journal: SqliteJournal) -> None:
    """Let its disk be full from now on."""
    connection = journal._held.get(owning=True).commits._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_keeps_the_post_from_leaving(journal: SqliteJournal) -> None:
    """The call is refused with what to do next, and no POST leaves."""
    full(journal)
    client = ScriptedClient(journal=journal)

    with pytest.raises(JournalError, match="full") as caught:
        client.submit(FLUX, {"prompt": "x" * 20_000})

    assert client.script.calls == []
    assert (caught.value.exit_code, caught.value.path) == (1, str(journal.path))
    assert "Make room" in str(caught.value)


def test_a_disk_that_fills_up_after_the_post_costs_no_job(
    journal: SqliteJournal, caplog: pytest.LogCaptureFixture
) -> None:
    """The result comes all the same, and the log has the id; the row says what it can."""
    client = ScriptedClient(accepted(), completed(), result(), journal=journal)
    play = client.script.steps

    def fill_up() -> object:
        connection = journal._held.get(owning=True).commits._connection
        connection.execute("PRAGMA query_only = 1")
        return next(play)

    client.script.steps = iter(fill_up, None)  # type: ignore[arg-type]

    assert client.run(FLUX, PROMPT).seed == 7
    assert REQUEST_ID in caplog.text
    assert [entry.state for entry in journal.entries()] == ["intended"]


def test_a_locked_journal_takes_no_request(tmp_path: Path) -> None:
    """While another process holds it, a call is refused in time, and made when that is done."""
    journal = SqliteJournal(tmp_path / "journal.sqlite3", patience=0.1)
    client = ScriptedClient(accepted(), journal=journal)
    journal.entries()
    with writers(SqliteJournal(journal.path)) as (other,):
        other.do("intend")
        assert other.do("hold") == "held"

        with pytest.raises(JournalError, match=r"locked.*try again"):
            client.submit(FLUX, PROMPT)

        assert client.script.calls == []
        other.do("")
        client.submit(FLUX, PROMPT)
    assert client.script.posts == 1
    journal.close()


def middle(path: Path) -> None:
    """Overwrite two pages in the middle."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(8192))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def uneven(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3 + 11)


def header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"garbage! " * 11)


def text(path: Path) -> None:
    path.write_text("not a journal at all\n" * 300)


@pytest.mark.parametrize(
    ("damage", "least"), [(middle, 1), (cut, 1), (uneven, 1), (header, 150), (text, 0)]
)
def test_a_damaged_journal_is_set_aside_and_saved(
    damage: Callable[[Path], None],
    least: int,
    journal: SqliteJournal,
    row: Callable[..., Entry],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What can be read is in a new journal, the damaged one stays beside it, and that is said."""
    ids = filled(journal, row)
    damage(journal.path)
    before = journal.path.read_bytes()

    saved = journal.entries()

    assert least <= len(saved) <= len(ids)
    assert (len(saved) == len(ids)) == (damage is header)
    assert [entry.id for entry in saved] == [one for one in ids if one in {e.id for e in saved}]
    assert {(entry.state, entry.request_id == entry.id) for entry in saved} <= {
        ("submitted", True)
    }
    (aside,) = journal.path.parent.glob("journal.sqlite3.damaged-*[0-9]")
    assert aside.read_bytes() == before
    (told,) = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert aside.name in told
    assert f"{len(saved)} job" in told
    assert ("so nothing is submitted until" in told) == (damage is text)
    journal.set_budget(None)  # of a file of which nothing is left, nobody knows the budget
    journal.add(row())
    assert len(journal.entries()) == len(saved) + 1


def test_damage_is_found_while_it_is_used(
    journal: SqliteJournal, row: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file too large to be checked whole at once is set aside when its damage shows."""
    monkeypatch.setattr("limner.journal.opening.QUICKLY_CHECKED", 0)
    ids = filled(journal, row)
    middle(journal.path)

    saved = journal.entries()

    assert 0 < len(saved) < len(ids)
    assert list(journal.path.parent.glob("*.damaged-*"))


def test_a_journal_in_use_is_not_set_aside(
    journal: SqliteJournal, row: Callable[..., Entry]
) -> None:
    """While another process writes, a damaged one is left in its place, and that is said."""
    filled(journal, row)
    with writers(journal) as (other,):
        other.do("intend")
        header(journal.path)

        with pytest.raises(JournalError, match="damaged, and open elsewhere"):
            journal.entries()

        assert not list(journal.path.parent.glob("*.damaged-*"))
        other.kill()
    assert len(journal.entries()) == 151
    assert list(journal.path.parent.glob("*.damaged-*"))


def test_damage_twice_a_day(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """The second journal that is set aside doesn't take the first one's place."""
    for _ in range(2):
        filled(journal, row, 3)
        text(journal.path)
        journal.entries()

    assert len(list(journal.path.parent.glob("*.damaged-*"))) == 2


def test_a_newer_journal_is_left_alone(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """What a newer Limner has written is refused in a sentence, not changed and not set aside."""
    filled(journal, row, 3)
    connection = sqlite3.connect(journal.path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = journal.path.read_bytes()

    with pytest.raises(JournalError, match=r"written by a newer Limner.*Upgrade"):
        journal.add(row())

    assert journal.path.read_bytes() == before
    assert not list(journal.path.parent.glob("*.damaged-*"))


def test_an_older_journal_is_brought_up_to_date(
    journal: SqliteJournal, row: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal of the version before gets what is new, and keeps its rows."""
    ids = filled(journal, row, 3)
    more = ("ALTER TABLE entries ADD COLUMN colour TEXT", "CREATE TABLE more (a TEXT)")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    monkeypatch.setattr(schema, "VERSION", len(schema.MIGRATIONS))

    assert [entry.id for entry in journal.entries()] == ids

    journal.close()
    connection = sqlite3.connect(journal.path)
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert connection.execute("SELECT DISTINCT colour FROM entries").fetchall() == [(None,)]
    connection.close()


def test_a_migration_that_fails_changes_nothing(
    journal: SqliteJournal, row: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step to a version is whole or not at all: the older one stays usable."""
    ids = filled(journal, row, 3)
    with monkeypatch.context() as broken:
        more = ("CREATE TABLE more (a TEXT)", "CREATE NONSENSE")
        broken.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
        broken.setattr(schema, "VERSION", len(schema.MIGRATIONS))
        with pytest.raises(JournalError, match="NONSENSE"):
            journal.entries()

    assert [entry.id for entry in journal.entries()] == ids


def test_only_its_owner_may_read_it(journal: SqliteJournal, row: Callable[..., Entry]) -> None:
    """Whatever the umask is: the folder has 0700, each file 0600."""
    before = os.umask(0)
    try:
        journal.add(row())
        journal.move(journal.entries()[0].id, "unknown")
        home = journal.path.parent
        folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
        assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
        files = list(home.glob("journal.sqlite3*"))
        assert len([path for path in files if path.is_file()]) == 3
        assert {path.stat().st_mode & 0o777 for path in files if path.is_file()} == {0o600}
    finally:
        os.umask(before)


def test_a_home_that_can_not_be_written(tmp_path: Path, row: Callable[..., Entry]) -> None:
    """A home in the place of which is a file is an error that names the journal."""
    (tmp_path / "home").write_text("")
    journal = SqliteJournal(tmp_path / "home" / "journal.sqlite3")

    with pytest.raises(JournalError, match=r"nothing was sent.*another place with LIMNER_HOME"):
        journal.add(row())
    assert journal.entries() == ()


def test_no_key_and_no_file_is_in_the_file(journal: SqliteJournal) -> None:
    """Of the key, and of data URLs in arguments and in results, no byte is on disk."""
    secret = "the-id:a-very-secret-key"
    picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzI"
    client = ScriptedClient(accepted(), completed(), result(picture), journal=journal, key=secret)
    model = "fal-ai/kling-video/v1/standard/image-to-video"

    client.run(model, {"prompt": "x", "image_url": b"bytes of a private picture"})

    journal.close()
    files = [path for path in journal.path.parent.rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in files)
    assert b"a-very-secret-key" not in data
    assert b"iVBORw0KGgo" not in data
    assert b"Ynl0ZXMgb2YgYSBwcml2YXRl" not in data
    assert data.count(b",sha256:") >= 2
