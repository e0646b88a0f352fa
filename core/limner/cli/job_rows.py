"""The journal on the screen: its rows as lines and as JSON, and what to do next about one."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from limner.cli.kept_files import folders_of, sent_as_json
from limner.journal import COLLECTABLE, is_whole
from limner.journal.place import journal_at, journal_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.cli.kept_files import Whereabouts
    from limner.journal import Entry
    from limner.journal.sqlite import SqliteJournal

SHORT = 8
"""How many characters of an id are shown in a list; any command takes the beginning of one."""

ANSWERED = "answered"
"""The state of a row that a plugin answered, and whose result nobody has collected yet."""

UNCOLLECTED = COLLECTABLE | {ANSWERED}
"""The states in which a row may have something to collect; see `can_be_collected`."""

LOST_ANSWER = "Its files were in the plugin's answer, which isn't on record whole: call again."

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def the_journal() -> SqliteJournal:
    """The user's journal, with the intents of dead processes made `unknown`.

    Raises:
        JournalError: It can't be read.
    """
    path = journal_path(os.environ)
    if path is None:
        raise click.UsageError("There is no journal without a home: set LIMNER_HOME to a folder.")
    journal = journal_at(path)
    journal.sweep()
    return journal


def age_of(entry: Entry) -> str:
    """How long ago a row was made, in its largest unit: `3 min`."""
    seconds = max(0.0, time.time() - entry.created)
    size, unit = next((one for one in _UNITS if seconds >= one[0]), _UNITS[-1])
    return f"{seconds / size:.0f} {unit}"


def can_be_collected(entry: Entry) -> bool:
    """Whether a row has, or will have, a result that nobody has collected yet."""
    if entry.state == ANSWERED:
        return entry.result is not None and is_whole(entry.result)
    return entry.state in COLLECTABLE


def next_step(entry: Entry) -> str:
    """What there is to do about a row, as a sentence; empty if nothing is."""
    if entry.state == ANSWERED:
        collect = f"limner jobs resume {entry.id} collects it."
        return collect if can_be_collected(entry) else LOST_ANSWER
    if can_be_collected(entry):
        collect = f"limner jobs resume {entry.id} collects it"
        stop = f"; limner jobs cancel {entry.id} cancels it" if entry.state != "finished" else ""
        return f"{collect}{stop}."
    if entry.state == "unknown":
        return (
            f"{entry.provider} may or may not have it: limner jobs reconcile {entry.id} asks;"
            f" if you know, limner jobs resolve {entry.id} takes your word."
        )
    if entry.state == "intended":
        return "Another process is submitting it."
    return ""


def row_as_json(entry: Entry) -> dict[str, Any]:
    """A row as every command's JSON has it."""
    return {
        "id": entry.id,
        "endpoint_id": entry.endpoint_id,
        "provider": entry.provider,
        "host": entry.host,
        "state": entry.state,
        "request_id": entry.request_id,
        "answered_by": entry.answered_by,
        "detail": entry.detail,
        "created": moment(entry.created),
        "submitted": moment(entry.submitted_at),
        "finished": moment(entry.finished_at),
        "updated": moment(entry.updated),
        "cost": entry.cost.as_json() if entry.cost else None,
        "files": len(entry.files),
        "folders": folders_of(entry.files),
        "next": next_step(entry) or None,
    }


def whole_row_as_json(entry: Entry, files: Sequence[Whereabouts]) -> dict[str, Any]:
    """A row with all that the journal has of it, and what became of its files."""
    return {
        **row_as_json(entry),
        "document_sha256": entry.document_sha256,
        "plugin": entry.plugin,
        "plugin_version": entry.plugin_version,
        "arguments": dict(entry.arguments),
        "result": entry.result,
        "original": entry.original,
        "inputs": [sent_as_json(sent) for sent in entry.inputs],
        "artifacts": [file.as_json() for file in files],
    }


def moment(seconds: float | None) -> str | None:
    """A time in ISO 8601, in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
