"""`limner jobs resume`: collect what was submitted before, here or in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.collect_options import collect_options
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import UNCOLLECTED, can_be_collected, the_journal
from limner.cli.screen import Screen

if TYPE_CHECKING:
    from limner.async_client import AsyncJobHandle
    from limner.cli.collect_options import CollectOptions
    from limner.journal import Entry, Journal

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
@collect_options
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    collecting: CollectOptions,
    *,
    every: bool,
    as_json: bool,
) -> None:
    """Wait for jobs that were submitted before, fetch their results, and save their files."""
    from limner.cli.calling import check_output
    from limner.cli.collecting import each
    from limner.cli.outcome import result_as_json, show_result
    from limner.cli.quarantine import noting

    if bool(names) == every:
        raise click.UsageError("Name the jobs that are to be collected, or give --all.")
    check_output(collecting.output, "nothing was fetched")
    screen = Screen.wanted(as_json)
    journal = the_journal()
    rows = _all_left(journal) if every else [journal.find(name) for name in names]
    if not rows and not screen.json:
        screen.note("All jobs are collected.")
        return

    async def collect(job: AsyncJobHandle) -> Any:
        return await job.result(collecting.timeout, output=collecting.output)

    def tell(entry: Entry, result: Any) -> dict[str, Any]:
        if not screen.json:
            show_result(result, screen)
        return {"id": entry.id, **result_as_json(result, result.warnings)}

    with noting(screen):
        ctx.exit(each(rows, collect, tell, screen, **collecting.keeping))


def _all_left(journal: Journal) -> list[Entry]:
    return [row for row in journal.entries(states=UNCOLLECTED) if can_be_collected(row)]
