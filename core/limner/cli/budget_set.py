"""`limner budget set`: set what the requests of the journal may cost."""

from __future__ import annotations

import click

from limner.cli.budget import EXAMPLES, NOTES, show
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import the_journal
from limner.cli.screen import Screen
from limner.journal import PERIODS, Budget
from limner.price import limit


@click.command(
    "budget set",
    cls=Documented,
    examples=(EXAMPLES[0], "limner budget set '20 EUR' --per month"),
    notes=NOTES,
    short_help="Set what calls may cost.",
)
@click.argument("amount", metavar="AMOUNT")
@click.option(
    "--per",
    type=click.Choice(list(PERIODS)),
    default="day",
    show_default=True,
    help="For how long it is.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(amount: str, per: str, *, as_json: bool) -> None:
    """Set the budget, in US dollars or in the currency that follows the amount."""
    try:
        budget = Budget(*limit(amount), per)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="AMOUNT") from None
    journal = the_journal()
    journal.set_budget(budget)
    show(journal, Screen.wanted(as_json))
