"""Opening the journal's file: made for its owner only, checked, brought up to date."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from limner.errors import JournalError
from limner.journal import owners, schema, statements
from limner.journal.commits import Closed, Commits
from limner.journal.salvage import salvage, set_aside
from limner_registry.catalog.lock import locked
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

LOG = logging.getLogger("limner")

QUICKLY_CHECKED = 32 * 1024**2
"""Bytes of a file that is checked whole whenever it's opened: that takes 25 ms at most."""

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


_INHERITED: dict[Path, Commits] = {}
"""What was open when something other than Python forked this process, by file.

A child has SQLite's table of locks as it was in its parent. With a connection in it, another
one to the same file takes no lock that other processes see: they delete what it has written.
"""

_NOTHING_SPENT = (
    "; its budget, or part of what was spent of it, can't be read, so nothing is submitted"
    " until `limner budget set` or `limner budget clear` says what may be spent"
)


class Damaged(sqlite3.DatabaseError):
    """The file isn't what a journal's file is."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def is_damage(error: Exception) -> bool:
    """Whether an error says that the file is damaged."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


class Opened:
    """A journal's file, open.

    Args:
        path: The file; it is made if need be.
        patience: Seconds to wait for other processes.
        whole: Whether it's checked whole, however large it is.

    Attributes:
        folder: Where the locks of its owners are.
        commits: What is written and read goes through these.

    Raises:
        JournalError: It was written by a newer Limner, is damaged and in use, or was open
            when something other than Python forked this process.
        sqlite3.Error, OSError: It can't be opened.
    """

    def __init__(
        self, path: Path, patience: float, *, whole: bool, token: str | None = None
    ) -> None:
        self.path = path
        self.folder = path.with_name(f"{path.name}.owners")
        self._owner: owners.Owner | None = None
        if path in _INHERITED:
            raise JournalError(str(path), _FORKED, _FORKED_HINT)
        self._patience = patience
        for folder in (path.parent, self.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            self._connection = self._sound(whole=whole, token=token)
            self._file = path.stat()
        self.commits = Commits(self._connection)

    @property
    def token(self) -> str | None:
        """Whose the intents are that are written; None until somebody's are to be."""
        return self._owner.token if self._owner else None

    def own(self) -> bool:
        """Become an owner; False if the file was set aside meanwhile, and is another one."""
        with self._alone():
            if not self.is_in_place():
                return False
            self._owner = owners.Owner(self.folder)
            owners.tidy(self.folder)
        with suppress(Closed):  # whoever writes is told so, and opens it again
            self.sweep()
        return True

    def succeed(self, other: Self) -> None:
        """Become the owner that another one was, which was closed for a fork."""
        self._owner, other._owner = other._owner, None

    def is_in_place(self) -> bool:
        """Whether the file is still the one at its path."""
        try:
            return os.path.samestat(self._file, os.stat(self.path))  # noqa: PTH116 -- at each intent
        except OSError:
            return False

    def sweep(self) -> int:
        """Make the intents of owners that are no more `unknown`; how many there were."""
        found = self.commits.read(statements.intent_owners)
        gone = [one for one in found if one != self.token and owners.is_gone(self.folder, one)]
        return sum(self.commits.write(statements.given_up(one, time.time())) for one in gone)

    def close(self) -> None:
        """Close the file, and be nobody any more."""
        self.commits.close()
        if self._owner:
            self._owner.close()

    def abandon(self) -> None:
        """Let go of what a child inherited by `fork`: SQLite mustn't even close it there."""
        if not self.commits.closed:
            _INHERITED[self.path] = self.commits
        if self._owner:
            self._owner.abandon()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process opens the journal, or sets it aside."""
        with locked(str(self.folder / "opening")):
            yield

    def _sound(self, *, whole: bool, token: str | None) -> sqlite3.Connection:
        try:
            return self._checked(whole=whole)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        if any(owners.others(self.folder, token)):
            raise JournalError(
                str(self.path),
                "is damaged, and open elsewhere, perhaps in another client of this program",
                "Try again when that has ended: it is set aside then, and what can be read"
                " of it is saved.",
            )
        return self._salvaged()

    def _checked(self, *, whole: bool, path: Path | None = None) -> sqlite3.Connection:
        path = path or self.path
        connection = _connect(path, self._patience)
        try:
            _prepare(connection, path, whole=whole)
        except BaseException:
            connection.close()
            raise
        return connection

    def _salvaged(self) -> sqlite3.Connection:
        new = self.path.with_name(f"{self.path.name}.saved")
        for ending in ("", "-wal", "-shm"):
            new.with_name(new.name + ending).unlink(missing_ok=True)
        with closing(self._checked(whole=False, path=new)) as connection:
            saved = salvage(self.path, connection)
        aside = set_aside(self.path, new)
        connection = self._checked(whole=False)
        LOG.error(
            "the journal %s was damaged: it is set aside as %s, and %s that could be read"
            " of it are in a new one%s",
            self.path,
            aside.name,
            counted(saved.jobs, "job"),
            _NOTHING_SPENT if saved.budget_lost else "",
        )
        return connection


_FORKED = "was open when something other than Python forked this process, so nothing was sent"
_FORKED_HINT = "Close the client before the fork, and use it again after it."


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection; SQLite gives the files beside this one the same permissions.

    A file that is there isn't opened but by SQLite: a process that closes any descriptor of a
    file loses all its locks of it, those of other connections too.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return sqlite3.connect(path, patience, isolation_level=None, check_same_thread=False)


def _prepare(connection: sqlite3.Connection, path: Path, *, whole: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.VERSION:
        raise JournalError(
            str(path),
            f"was written by a newer Limner: it has version {version}, and this one knows"
            f" {schema.VERSION}",
            "Upgrade this Limner, or name another place with LIMNER_HOME.",
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    if whole or path.stat().st_size <= QUICKLY_CHECKED:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise Damaged(verdict)
    schema.migrate(connection, version)
    columns = {column for _, column, *_ in connection.execute("PRAGMA table_info(entries)")}
    if not columns.issuperset(schema.COLUMNS):
        raise Damaged("its tables are gone")
