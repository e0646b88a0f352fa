"""`limner jobs resolve`: a person says what became of a job that is unknown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import next_step, row_as_json, the_journal
from limner.cli.screen import Screen, paragraph, width

if TYPE_CHECKING:
    from limner.journal import Entry

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
    ),
    notes=NOTES,
    short_help="Say what became of a job that is unknown.",
)
@click.argument("name", metavar="ID")
@click.option(
    "--as",
    "verdict",
    type=click.Choice(["submitted", "never"]),
    required=True,
    help="The provider has it, under REQUEST_ID; or it never came there.",
)
@click.argument("request_id", metavar="[REQUEST_ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(name: str, verdict: str, request_id: str | None, *, as_json: bool) -> None:
    """Say what became of a job of which the journal doesn't know whether it was taken."""
    if (verdict == "submitted") != (request_id is not None):
        raise click.UsageError("--as submitted needs a REQUEST_ID, and --as never has none.")
    journal = the_journal()
    entry = journal.find(name)
    if entry.state != "unknown":
        raise click.UsageError(f"{entry.id} is not unknown: it is {entry.state}.")
    if request_id is None:
        journal.move(entry.id, "withdrawn", detail="a person said that it was never sent")
    else:
        journal.move(entry.id, "submitted", **_ticket(entry, request_id))
    entry = journal.find(entry.id)
    screen = Screen.wanted(as_json)
    if screen.json:
        screen.answer({"job": row_as_json(entry)})
    else:
        told = next_step(entry) or "It can be called again."
        screen.say(paragraph(f"It is {entry.state} now. {told}", width()))


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
