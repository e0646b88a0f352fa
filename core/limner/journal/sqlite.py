"""The journal that survives its process, and a loss of power: a file of SQLite."""

from __future__ import annotations

import sqlite3
import time
import weakref
from contextlib import suppress
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from limner.errors import JournalError
from limner.journal import schema, statements
from limner.journal.commits import Closed
from limner.journal.held import Held
from limner.journal.interface import Change, check_claim, the_one
from limner.journal.opening import is_damage
from limner.journal.spending import costs
from limner.threads import on_a_worker, to_its_end

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Sequence

    from limner.journal.budget import Budget
    from limner.journal.entry import Entry
    from limner.journal.interface import Content
    from limner.journal.opening import Opened

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds that are waited for another process that writes."""


_STEPS: dict[str, Callable[..., Callable[[sqlite3.Connection], Any]]] = {
    "add": statements.inserted,
    "move": statements.moved,
    "note": statements.noted,
    "claim": statements.claimed,
    "set_budget": statements.budgeted,
    "keep_upload": statements.upload_kept,
}
"""By the method of a journal, what makes the step that does it."""

_OWNING = frozenset({"add", "claim"})
"""The methods that put an intent on record, which must be somebody's."""

_REFUSED = "can't take the request, so nothing was sent"


class SqliteJournal:
    """A journal in a file: what a method has done is on disk when it returns.

    Safe for several threads, and several processes may write to one file at once; parent and
    child go on with it after a fork. The file is made when something is first written; reading
    one that isn't there finds nothing, and no intent goes into one that was deleted since.

    Args:
        path: The file.
        patience: Seconds to wait while another process writes.
    """

    def __init__(self, path: str | os.PathLike[str], patience: float = PATIENCE) -> None:
        self.path = Path(path).absolute()
        self._held = Held(self.path, patience)
        weakref.finalize(self, self._held.close)

    def add(self, entry: Entry, *, unpriced: bool = False) -> None:
        """As `Journal.add`."""
        self._write("add", entry, unpriced=unpriced)

    def move(self, entry_id: str, state: str, **facts: Any) -> None:
        """As `Journal.move`."""
        self._write("move", entry_id, state, **facts)

    def note(self, entry_id: str, **facts: Any) -> None:
        """As `Journal.note`."""
        self._write("note", entry_id, **facts)

    async def change(
        self, method: Literal["add", "move", "note"], *arguments: Any, **facts: Any
    ) -> None:
        """As `AsyncJournal.change`."""
        await self.change_all([Change(method, arguments, facts, time.time())])

    async def change_all(self, changes: Sequence[Change]) -> None:
        """As `AsyncJournal.change_all`."""
        opened = self._held.at_hand(owning=any(change.method in _OWNING for change in changes))
        if opened:
            # What goes wrong is done again, where waiting and mending may block.
            with suppress(sqlite3.Error):
                steps = [
                    _STEPS[change.method](
                        opened.token, change.at, *change.arguments, **change.facts
                    )
                    for change in changes
                ]
                return await opened.commits.awaited(statements.one_after_another(steps))
        return await to_its_end(on_a_worker(partial(self._change_all, changes)))

    def _change_all(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._write(change.method, *change.arguments, **change.facts)

    def claim(self, entry_id: str, state: str, *, unpriced: bool = False) -> bool:
        """As `Journal.claim`."""
        check_claim(state)
        claimed: bool = self._write("claim", entry_id, state, unpriced=unpriced)
        return claimed

    def entries(
        self,
        *,
        states: Collection[str] | None = None,
        endpoint_id: str | None = None,
        limit: int | None = None,
        own: bool = False,
    ) -> tuple[Entry, ...]:
        """As `Journal.entries`."""
        where = {"endpoint_id": endpoint_id} if endpoint_id else {}

        def read(opened: Opened) -> tuple[Entry, ...]:
            owner = {"owner": opened.token} if own else {}
            return opened.commits.read(statements.newest({**where, **owner}, states, limit))

        newest: tuple[Entry, ...] = self._read(read, ())
        return newest[::-1]

    def results(self, provider: str, identity: str, limit: int = 10) -> tuple[Entry, ...]:
        """As `Journal.results`."""
        step = statements.results(provider, identity, limit)
        found: tuple[Entry, ...] = self._read(lambda opened: opened.commits.read(step), ())
        return found

    def find(self, name: str) -> Entry:
        """As `Journal.find`."""
        step = statements.named(name)
        return the_one(name, self._read(lambda opened: opened.commits.read(step), ()))

    def earliest(self, entry_ids: Collection[str]) -> dict[str, float]:
        """As `Journal.earliest`."""
        step = statements.earliest(entry_ids)
        found: dict[str, float] = self._read(lambda opened: opened.commits.read(step), {})
        return found

    def durations(self, endpoint_id: str, limit: int = 20) -> tuple[float, ...]:
        """As `Journal.durations`."""
        step = statements.durations(endpoint_id, limit)
        seconds: tuple[float, ...] = self._read(lambda opened: opened.commits.read(step), ())
        return seconds

    def set_budget(self, budget: Budget | None) -> None:
        """As `Journal.set_budget`."""
        self._write("set_budget", budget)

    def budget(self) -> Budget | None:
        """As `Journal.budget`."""
        found: Budget | None = self._read(lambda one: one.commits.read(schema.budget_of), None)
        return found

    def spent(self, currency: str, since: float) -> Decimal:
        """As `Journal.spent`."""
        step = costs(currency, since)
        amount: Decimal = self._read(lambda opened: opened.commits.read(step), Decimal(0))
        return amount

    def uploads(self, provider: str, contents: Collection[Content]) -> dict[Content, str]:
        """As `Journal.uploads`."""
        step = statements.uploads(provider, contents, time.time())
        found: dict[Content, str] = self._read(lambda opened: opened.commits.read(step), {})
        return found

    def keep_upload(self, provider: str, content: Content, url: str) -> None:
        """As `Journal.keep_upload`."""
        self._write("keep_upload", provider, content, url)

    def sweep(self) -> int:
        """As `Journal.sweep`."""
        swept: int = self._read(lambda opened: opened.sweep(), 0)
        return swept

    def close(self) -> None:
        """As `Journal.close`."""
        self._held.close()

    def _write(self, method: str, *arguments: Any, **facts: Any) -> Any:
        owning = method in _OWNING

        def write(opened: Opened) -> Any:
            step = _STEPS[method](opened.token, time.time(), *arguments, **facts)
            return opened.commits.write(step)

        return self._do(write, _REFUSED if owning else "can't be written", owning=owning)

    def _read(self, action: Callable[[Opened], Any], nothing: Any) -> Any:
        """What an action gives, or nothing where there is no file yet."""
        return self._do(action, "can't be read") if self.path.exists() else nothing

    def _do(self, action: Callable[[Opened], T], told: str, *, owning: bool = False) -> T:
        try:
            return self._tried(action, owning=owning)
        except (sqlite3.Error, OSError) as error:
            raise _explained(self.path, told, error) from error

    def _tried(self, action: Callable[[Opened], T], *, owning: bool) -> T:
        """Do something with the file; if that finds it damaged, with the one saved from it."""
        opened = self._held.get(owning=owning)
        try:
            return action(opened)
        except Closed:
            return self._tried(action, owning=owning)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        return action(self._held.renewed(opened, owning=owning))

    def __repr__(self) -> str:
        return f"<SqliteJournal {self.path}>"


_HINTS = {
    sqlite3.SQLITE_BUSY: "Another process holds it: try again when that is done.",
    sqlite3.SQLITE_FULL: "Make room there, or name another place with LIMNER_HOME.",
}
_HINT = "See to it that the file can be written, or name another place with LIMNER_HOME."


def _explained(path: Path, told: str, error: Exception) -> JournalError:
    """What went wrong, and what to do next."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    reason = getattr(error, "strerror", None) or str(error)
    hint = getattr(error, "hint", None) or _HINTS.get(code, _HINT)
    return JournalError(str(path), f"{told}: {reason}", hint)
