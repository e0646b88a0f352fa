"""What a user's home holds: the journal and the catalog of models."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from limner.cli.checkup.finding import FAULT, UNKNOWN_OUTCOME, Finding
from limner.cli.listing import listing
from limner.errors import LimnerError
from limner.journal import COLLECTABLE, is_whole
from limner.journal.owners import is_gone
from limner.journal.place import journal_path
from limner_registry.shortening import counted, size_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.cli.checkup.finding import Findings

LITTLE = 100 * 1024**2
"""Bytes of free space below which a journal or a download may soon not fit."""

_JOURNAL = "journal"
_ROWS = "SELECT state, owner, count(*) FROM entries GROUP BY state, owner"
_ANSWERS = "SELECT result FROM entries WHERE state = 'answered' AND result IS NOT NULL"
_ELSEWHERE = "See to it, or name another folder with LIMNER_HOME."


def look_at_records(environment: Mapping[str, str]) -> Findings:
    """The journal, the room for it, and the models."""
    path = journal_path(environment)
    if path is None:
        yield Finding(_JOURNAL, "there is no home, so nothing is kept", "Set LIMNER_HOME.", FAULT)
        return
    journal = Path(path).absolute()
    yield from _journal(journal)
    yield from _room(journal.parent)
    yield from _models()


def _journal(path: Path) -> Findings:
    """Read as it is: nothing is repaired, moved or made."""
    facts = {"path": str(path)}
    if not path.exists():
        yield Finding(_JOURNAL, f"{path} isn't there yet; the first call makes it", facts=facts)
        return
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            states = _states(connection, path)
            left = sum(states.get(state, 0) for state in COLLECTABLE) + _answers(connection)
    except sqlite3.Error as error:
        todo = "The next call sets a damaged one aside, and saves what can be read of it."
        yield Finding(_JOURNAL, f"{path} can't be read: {error}", todo, FAULT, facts=facts)
        return
    told = ", ".join(f"{number:,} {state}" for state, number in states.items()) or "no jobs"
    size = sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*") if one.is_file())
    told = f"sound: {told}; {size_text(size)} in {path}"
    yield Finding(_JOURNAL, told, facts={**facts, "bytes": size, "states": states})
    yield from _left(states.get("unknown", 0), left)


def _states(connection: sqlite3.Connection, path: Path) -> Mapping[str, int]:
    """How many rows are in each state; an intent whose process is gone is `unknown`."""
    found: Counter[str] = Counter()
    owners = path.with_name(f"{path.name}.owners")
    for state, owner, number in connection.execute(_ROWS):
        lost = state == "intended" and is_gone(owners, owner)
        found["unknown" if lost else state] += number
    return dict(sorted(found.items()))


def _answers(connection: sqlite3.Connection) -> int:
    """How many answers of plugins can still be collected."""
    return sum(is_whole(json.loads(result)) for (result,) in connection.execute(_ANSWERS))


def _left(unknown: int, left: int) -> Findings:
    if unknown:
        yield Finding(
            "jobs",
            f"of {counted(unknown, 'job')} nobody knows whether the provider has it",
            "limner jobs reconcile asks; limner jobs resolve takes your word.",
            UNKNOWN_OUTCOME,
        )
    if left:
        told = f"{counted(left, 'job')} not collected yet"
        yield Finding("jobs", told, "limner jobs resume --all collects them.")


def _room(folder: Path) -> Findings:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(there, os.W_OK):
        told = f"{there} can't be written to, so nothing can be put on record"
        yield Finding("home", told, _ELSEWHERE, FAULT)
        return
    free = shutil.disk_usage(there).free
    if free < LITTLE:
        yield Finding("home", f"only {size_text(free)} are free at {there}", _ELSEWHERE, FAULT)


def _models() -> Findings:
    try:
        found = listing()
    except (LimnerError, OSError) as error:
        yield Finding("models", str(error), exit_code=FAULT)
        return
    packaged, known = len(found.packaged), len(found.registry)
    told = f"{packaged:,} of packages, {known - packaged:,} in the catalog"
    yield Finding("models", told, facts={"packaged": packaged, "known": known})
    for _, problem in found.problems():
        yield Finding("models", problem.rstrip("."), exit_code=FAULT)
