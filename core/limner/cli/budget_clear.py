"""`limner budget clear`: let the requests of the journal cost what they do."""

from __future__ import annotations

import click

from limner.cli.budget import EXAMPLES, show
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import the_journal
from limner.cli.screen import Screen


@click.command(
    "budget clear",
    cls=Documented,
    examples=(EXAMPLES[-1],),
    short_help="Take the budget away.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(*, as_json: bool) -> None:
    """Take the budget away; what was spent stays on record."""
    journal = the_journal()
    journal.set_budget(None)
    show(journal, Screen.wanted(as_json))
