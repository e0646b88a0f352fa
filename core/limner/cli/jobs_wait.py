"""`limner jobs wait`: until jobs have ended, well or badly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.collect_options import timeout_option
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import row_as_json, the_journal
from limner.cli.screen import Screen, plain

if TYPE_CHECKING:
    from limner.async_client import AsyncJobHandle
    from limner.journal import Entry


@click.command(
    "jobs wait",
    cls=Documented,
    examples=("limner jobs wait 3f2a9c1e", "limner jobs wait 3f2a9c1e 0b7d --timeout 60"),
    short_help="Wait until jobs have ended; limner jobs resume collects them.",
)
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@timeout_option
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(
    ctx: click.Context, names: tuple[str, ...], timeout: float | None, *, as_json: bool
) -> None:
    """Wait until jobs have ended, and fetch nothing: limner jobs resume does that."""
    from limner.cli.collecting import each
    from limner.cli.quarantine import noting

    screen = Screen.wanted(as_json)
    journal = the_journal()

    async def wait(job: AsyncJobHandle) -> None:
        if not job.ended:
            async for _ in job.events(timeout):
                pass

    def tell(entry: Entry, _: None) -> dict[str, Any]:
        now = journal.find(entry.id)
        if not screen.json:
            screen.say([f"{now.id}  {now.state}  {plain(now.endpoint_id)}"])
        return row_as_json(now)

    with noting(screen):
        ctx.exit(each([journal.find(name) for name in names], wait, tell, screen))
