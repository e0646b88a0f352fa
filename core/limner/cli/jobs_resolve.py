"""`limner jobs resolve`: a person says what became of a job that is unknown, or lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import ANSWERED, UNCOLLECTED, next_step, row_as_json, the_journal
from limner.cli.screen import Screen, paragraph, width
from limner.errors import UnknownJob

if TYPE_CHECKING:
    from limner.journal import Entry, Journal

AGAIN = "It can be called again."
STILL_COUNTS = "What it may have cost still counts."

BY_A_PERSON = "a person said what its request id is"
"""How the detail of a row begins whose request id isn't the provider's own word."""

NOTES = (
    "Look at your requests at the provider first. A job that is there and is resolved as never"
    " sent is paid for, and paid again if it is repeated."
)


@click.command(
    "jobs resolve",
    cls=Documented,
    examples=(
        "limner jobs resolve 3f2a9c1e --as submitted 764cabcf-b745-4b3e-ae38-1200304cf45b",
        "limner jobs resolve 3f2a9c1e --as never",
        "limner jobs resolve 3f2a9c1e --as lost",
    ),
    notes=NOTES,
    short_help="Say what became of a job that is unknown, or lost.",
)
@click.argument("name", metavar="ID")
@click.option(
    "--as",
    "verdict",
    type=click.Choice(["submitted", "never", "lost"]),
    required=True,
    help="The provider has it, under REQUEST_ID; or it never came there; or it had it, and"
    " doesn't know it any more.",
)
@click.argument("request_id", metavar="[REQUEST_ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(name: str, verdict: str, request_id: str | None, *, as_json: bool) -> None:
    """Say what became of a job that the journal, or the provider, doesn't know about.

    Of an unknown one: whether the provider has it. Of one that isn't collected: that it is lost,
    so that nobody waits for it any more. A REQUEST_ID that was wrong is given again.
    """
    if (verdict == "submitted") != (request_id is not None):
        raise click.UsageError("--as submitted needs a REQUEST_ID, and the others have none.")
    journal = the_journal()
    entry = journal.find(name)
    wanted = UNCOLLECTED if verdict == "lost" else {"unknown"}
    if entry.state not in wanted and not (request_id and _was_said(entry)):
        raise click.UsageError(f"{entry.id} is {entry.state}, not {' or '.join(sorted(wanted))}.")
    if request_id is not None:
        _refuse_taken(journal, entry, request_id)
        _put_right(journal, entry, {**_ticket(entry, request_id), "detail": BY_A_PERSON})
    elif verdict == "never":
        journal.move(entry.id, "withdrawn", detail="a person said that it was never sent")
    else:
        state = "failed" if entry.state in {"finished", ANSWERED} else "lost"
        loser = entry.answered_by or entry.provider
        said = f"{BY_A_PERSON}, and" if _was_said(entry) else "a person said"
        journal.move(entry.id, state, detail=f"{said} that {loser} lost it")
    entry = journal.find(entry.id)
    screen = Screen.wanted(as_json)
    if screen.json:
        screen.answer({"job": row_as_json(entry)})
    else:
        screen.say(paragraph(f"It is {entry.state} now. {_what_now(entry)}", width()))


def _was_said(entry: Entry) -> bool:
    """Whether a row has the request id that a person gave, and no such job was ever found."""
    said = entry.detail is not None and entry.detail.startswith(BY_A_PERSON)
    return said and entry.state in {"submitted", "lost"} and entry.result is None


def _put_right(journal: Journal, entry: Entry, facts: dict[str, Any]) -> None:
    """Put the request id on record that a person gives, the first one or a better one."""
    if entry.state == "unknown":
        journal.move(entry.id, "submitted", **facts)
    else:
        journal.note(entry.id, **facts)


def _what_now(entry: Entry) -> str:
    if entry.state == "lost" and entry.detail == BY_A_PERSON:
        return f"limner jobs resume {entry.id} asks for it by that id."
    return next_step(entry) or (STILL_COUNTS if entry.request_id else AGAIN)


def _refuse_taken(journal: Journal, entry: Entry, request_id: str) -> None:
    """Refuse an id that another row has: of two, one would be paid for and not be known."""
    try:
        found = journal.find(request_id)
    except UnknownJob as none:
        if not none.entry_ids:
            return
        raise
    if found.id == entry.id:
        return
    if found.request_id == request_id and found.provider == entry.provider:
        raise click.UsageError(f"{request_id} is the id of another job: {found.id}.")


def _ticket(entry: Entry, request_id: str) -> dict[str, Any]:
    """What finds the job again; raises `JobFailed` where an id can't be one."""
    from limner.providers import load_provider
    from limner_registry.entry_points import enabled, installed

    provider = load_provider(entry.provider, enabled(installed(), os.environ), os.environ)
    ticket = provider.ticket(entry.endpoint_id, request_id)
    return {
        "request_id": ticket.request_id,
        "status_url": ticket.status_url,
        "result_url": ticket.result_url,
        "cancel_url": ticket.cancel_url,
    }
