"""`limner jobs cancel`: ask for a job to be stopped."""

from __future__ import annotations

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import row_as_json, the_journal
from limner.cli.screen import Screen, paragraph, plain, width


@click.command(
    "jobs cancel",
    cls=Documented,
    examples=("limner jobs cancel 3f2a9c1e",),
    short_help="Ask the provider to stop a job.",
)
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(name: str, *, as_json: bool) -> None:
    """Ask the provider to stop a job; one that runs already may still complete."""
    from limner.client import Client

    screen = Screen.wanted(as_json)
    entry = the_journal().find(name)
    with Client() as client:
        taken = client.resume(entry).cancel()
    if screen.json:
        screen.answer({"job": row_as_json(entry), "cancelling": taken})
        return
    told = (
        f"{plain(entry.provider)} was asked to cancel it; limner jobs wait {entry.id} tells how"
        " it ends."
        if taken
        else f"It is too late: limner jobs resume {entry.id} collects what there is."
    )
    screen.say(paragraph(told, width()))
