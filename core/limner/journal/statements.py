"""What is asked of SQLite: each function makes a step for `Commits` to take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limner.journal import schema
from limner.journal.entry import KeptFile
from limner.journal.interface import FRESH
from limner.journal.spending import costs
from limner.journal.states import FINISHED, NEXT, leads

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Mapping, Sequence

    from limner.journal.budget import Budget
    from limner.journal.entry import Entry
    from limner.journal.interface import Content

    Step = Callable[[sqlite3.Connection], None]
    Query = Callable[[sqlite3.Connection], tuple[Entry, ...]]

_BEFORE = {target: [state for state in NEXT if target in NEXT[state]] for target in NEXT}
"""By state, those that it may follow."""

_COLUMNS = frozenset(schema.COLUMNS)

LEFT_ALONE = "its process ended before the provider's answer was on record"


def inserted(token: str | None, _now: float, entry: Entry, *, unpriced: bool = False) -> Step:
    """Put a row on record, unless it is, or the budget has too little left for it."""
    values = schema.entry_values(entry, owner=token)
    files = _file_rows(entry.id, {"files": entry.files})

    def step(connection: sqlite3.Connection) -> None:
        if entry.state == "intended" and not _is_there(connection, entry.id):
            _reserve(connection, entry, unpriced=unpriced)
        connection.execute(schema.INSERT_ENTRY, values)
        connection.executemany(schema.INSERT_FILE, files)

    return step


def moved(token: str | None, now: float, entry_id: str, state: str, **facts: Any) -> Step:
    """Move a row by compare-and-set: only from a state that the new one may follow."""
    changes = _changes({**facts, "state": state, "updated": now})
    if state == "submitted":
        changes["submitted_at"] = now
    sets, values = _sets(changes), [*changes.values()]
    if state == "finished":
        sets += ", finished_at = CASE WHEN owner = ? THEN ? END"
        values += [token, now]
    before, files = _BEFORE[state], _file_rows(entry_id, facts)
    sql = f"UPDATE entries SET {sets} WHERE id = ? AND state IN ({_marks(before)})"  # noqa: S608 -- names of our own

    def step(connection: sqlite3.Connection) -> None:
        if not connection.execute(sql, [*values, entry_id, *before]).rowcount:
            leads(_state(connection, entry_id), state)
            return
        connection.executemany(schema.INSERT_FILE, files)

    return step


def noted(_token: str | None, now: float, entry_id: str, **facts: Any) -> Step:
    """Add facts to a row."""
    changes, files = _changes({**facts, "updated": now}), _file_rows(entry_id, facts)
    sql = f"UPDATE entries SET {_sets(changes)} WHERE id = ?"  # noqa: S608 -- names of our own

    def step(connection: sqlite3.Connection) -> None:
        if not connection.execute(sql, [*changes.values(), entry_id]).rowcount:
            raise KeyError(entry_id)
        connection.executemany(schema.INSERT_FILE, files)

    return step


def one_after_another(steps: Sequence[Step]) -> Step:
    """Take several steps; one that fails is the last."""

    def step(connection: sqlite3.Connection) -> None:
        for one in steps:
            one(connection)

    return steps[0] if len(steps) == 1 else step


def claimed(
    token: str | None, now: float, entry_id: str, state: str, *, unpriced: bool = False
) -> Callable[[sqlite3.Connection], bool]:
    """Make a row an owner's intent, if it's in a state and the budget allows; whether it is."""
    rows = _selected("WHERE id = ?", [entry_id])
    sql = "UPDATE entries SET state = 'intended', owner = ?, created = ?, updated = ? WHERE id = ?"

    def step(connection: sqlite3.Connection) -> bool:
        if _state(connection, entry_id) != state:
            return False
        (entry,) = rows(connection)
        _reserve(connection, replace(entry, created=now), unpriced=unpriced)
        connection.execute(sql, [token, now, now, entry_id])
        return True

    return step


def _reserve(connection: sqlite3.Connection, entry: Entry, *, unpriced: bool) -> None:
    """Refuse an intent for which the budget has too little left."""
    if budget := schema.budget_of(connection):
        spent = costs(budget.currency, budget.since(entry.created))(connection)
        budget.refuse_above(entry, spent, unpriced=unpriced)


def budgeted(_token: str | None, _now: float, budget: Budget | None) -> Step:
    """Set the budget, or take it away."""

    def step(connection: sqlite3.Connection) -> None:
        if budget is None:
            connection.execute("DELETE FROM budget")
            return
        connection.execute(schema.SET_BUDGET, schema.budget_values(budget))

    return step


def uploads(
    provider: str, contents: Collection[Content], now: float
) -> Callable[[sqlite3.Connection], dict[Content, str]]:
    """Where contents are that were uploaded lately; a time that is still to come isn't."""
    sql = (
        "SELECT url FROM uploads WHERE provider = ? AND sha256 = ? AND media_type = ?"
        " AND since BETWEEN ? AND ?"
    )

    def query(connection: sqlite3.Connection) -> dict[Content, str]:
        found = {
            content: connection.execute(sql, [provider, *content, now - FRESH, now]).fetchone()
            for content in contents
        }
        return {content: row[0] for content, row in found.items() if row}

    return query


def upload_kept(_token: str | None, now: float, provider: str, content: Content, url: str) -> Step:
    """Note where a content is from now on, and forget what isn't fresh any more."""

    def step(connection: sqlite3.Connection) -> None:
        connection.execute(
            "DELETE FROM uploads WHERE since NOT BETWEEN ? AND ?", [now - FRESH, now]
        )
        connection.execute(
            "REPLACE INTO uploads VALUES (?, ?, ?, ?, ?)", [provider, *content, url, now]
        )

    return step


def intent_owners(connection: sqlite3.Connection) -> list[str | None]:
    """Whose intents there are."""
    rows = connection.execute("SELECT DISTINCT owner FROM entries WHERE state = 'intended'")
    return [owner for (owner,) in rows]


def given_up(owner: str | None, now: float) -> Callable[[sqlite3.Connection], int]:
    """Make an owner's intents `unknown`; how many."""
    sql = (
        "UPDATE entries SET state = 'unknown', detail = ?, updated = ?"
        " WHERE state = 'intended' AND owner IS ?"
    )
    return lambda connection: connection.execute(sql, [LEFT_ALONE, now, owner]).rowcount


def newest(facts: Mapping[str, Any], states: Collection[str] | None, limit: int | None) -> Query:
    """Rows that have some facts, and are in one of the states, the newest first."""
    tests = [f"{name} = ?" for name in facts]
    values = [*facts.values()]
    if states is not None:
        tests.append(f"state IN ({_marks(states)})")
        values += states
    where = f"WHERE {' AND '.join(tests)} " if tests else ""
    return _selected(
        f"{where}ORDER BY number DESC LIMIT ?", [*values, -1 if limit is None else limit]
    )


def results(provider: str, identity: str, limit: int) -> Query:
    """Finished rows of an identity that their provider answered, the newest first."""
    return _selected(
        "WHERE identity = ? AND provider = ? AND result IS NOT NULL AND answered_by IS NULL"
        f" AND state IN ({_marks(FINISHED)}) ORDER BY number DESC LIMIT ?",
        [identity, provider, *FINISHED, limit],
    )


def named(name: str) -> Query:
    """The row of an id or of a provider's id; else those whose ids begin so."""
    exactly = _selected("WHERE id = ? OR request_id = ?", [name, name])
    beginning = _selected("WHERE id >= ? AND id < ?", [name, f"{name}\x7f"])
    return lambda connection: exactly(connection) or (beginning(connection) if name else ())


def earliest(entry_ids: Collection[str]) -> Callable[[sqlite3.Connection], dict[str, float]]:
    """The least time of each of some rows and of those after it."""
    sql = (
        "SELECT id, MIN(created) OVER (ORDER BY number DESC) FROM entries WHERE state != 'planned'"
    )
    wanted = frozenset(entry_ids)
    return lambda connection: {
        entry_id: least for entry_id, least in connection.execute(sql) if entry_id in wanted
    }


def durations(endpoint_id: str, limit: int) -> Callable[[sqlite3.Connection], tuple[float, ...]]:
    """Seconds from submission to end, of the newest jobs of a model that ended well."""
    sql = (
        "SELECT finished_at - submitted_at FROM entries WHERE endpoint_id = ?"
        " AND finished_at IS NOT NULL AND submitted_at IS NOT NULL"
        " AND state IN ('finished', 'kept') ORDER BY number DESC LIMIT ?"
    )
    return lambda connection: tuple(s for (s,) in connection.execute(sql, [endpoint_id, limit]))


def _selected(where: str, values: list[Any]) -> Query:
    rows = f"SELECT {', '.join(schema.COLUMNS)} FROM entries {where}"  # noqa: S608 -- names of our own
    files = (
        f"SELECT {', '.join(schema.FILE_COLUMNS)} FROM files"  # noqa: S608
        f" WHERE entry_id IN (SELECT id FROM entries {where})"
    )

    def query(connection: sqlite3.Connection) -> tuple[Entry, ...]:
        kept: dict[str, list[KeptFile]] = {}
        for entry_id, *facts in connection.execute(files, values):
            kept.setdefault(entry_id, []).append(KeptFile(*facts))
        found = connection.execute(rows, values).fetchall()
        return tuple(schema.entry_of(row, kept.get(row[_ID], ())) for row in found)

    return query


_ID = schema.COLUMNS.index("id")


def _is_there(connection: sqlite3.Connection, entry_id: str) -> bool:
    return (
        connection.execute("SELECT 1 FROM entries WHERE id = ?", [entry_id]).fetchone() is not None
    )


def _state(connection: sqlite3.Connection, entry_id: str) -> str:
    row = connection.execute("SELECT state FROM entries WHERE id = ?", [entry_id]).fetchone()
    if row is None:
        raise KeyError(entry_id)
    return str(row[0])


def _changes(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by column; those about files have a table of their own."""
    changes = {name: value for name, value in facts.items() if name != "files"}
    if strange := changes.keys() - _COLUMNS:
        raise TypeError(f"an entry has no {', '.join(sorted(strange))}")
    return schema.values_of(changes)


def _file_rows(entry_id: str, facts: Mapping[str, Any]) -> list[list[Any]]:
    return [schema.file_values(entry_id, file) for file in facts.get("files", ())]


def _sets(changes: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = ?" for name in changes)


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
