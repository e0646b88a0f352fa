"""`limner jobs resume`: collect what was submitted before, here or in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import the_journal
from limner.cli.receipt_options import kept, receipt_options
from limner.cli.run import OUTPUT_HELP, positive
from limner.cli.screen import Screen
from limner.journal import COLLECTABLE

if TYPE_CHECKING:
    from limner.async_client import AsyncJobHandle
    from limner.journal import Entry

NOTES = (
    "Nothing is ever submitted by it. A result that the journal has, and files that are still"
    " where they were saved, aren't fetched again. Ctrl-C leaves the jobs alive."
)


@click.command(
    "jobs resume",
    cls=Documented,
    examples=(
        "limner jobs resume 3f2a9c1e",
        "limner jobs resume --all --output pictures/",
    ),
    notes=NOTES,
    short_help="Collect jobs: wait for them, and save their files.",
)
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that aren't collected yet.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=float,
    callback=positive,
    help="How long to wait; 600 by default, 1800 for videos. The jobs themselves go on.",
)
@click.option("--output", metavar="WHERE", default="./", help=OUTPUT_HELP)
@receipt_options
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(  # noqa: PLR0913 -- what the options give
    ctx: click.Context,
    names: tuple[str, ...],
    timeout: float | None,
    output: str,
    *,
    every: bool,
    no_embed: bool,
    private: bool,
    as_json: bool,
) -> None:
    """Wait for jobs that were submitted before, fetch their results, and save their files."""
    from limner.cli.calling import check_output
    from limner.cli.collecting import each
    from limner.cli.outcome import result_as_json, show_result
    from limner.cli.quarantine import noting

    if bool(names) == every:
        raise click.UsageError("Name the jobs that are to be collected, or give --all.")
    check_output(output, "nothing was fetched")
    screen = Screen.wanted(as_json)
    journal = the_journal()
    rows = journal.entries(states=COLLECTABLE) if every else [journal.find(n) for n in names]
    if not rows and not screen.json:
        screen.note("All jobs are collected.")
        return

    async def collect(job: AsyncJobHandle) -> Any:
        return await job.result(timeout, output=output)

    def tell(entry: Entry, result: Any) -> dict[str, Any]:
        if not screen.json:
            show_result(result, screen)
        return {"id": entry.id, **result_as_json(result, result.warnings)}

    with noting(screen):
        ctx.exit(each(rows, collect, tell, screen, **kept(no_embed=no_embed, private=private)))
