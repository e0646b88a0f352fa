"""`limner budget`: what the requests of the journal may cost, and what is left of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import moment, the_journal
from limner.cli.screen import Screen, bold, facts, paragraph, plain, width
from limner.journal import Budget
from limner.price import FREE, money

if TYPE_CHECKING:
    from decimal import Decimal

    from limner.journal import Journal

EXAMPLES = ("limner budget set 5 --per day", "limner budget", "limner budget clear")
NOTES = (
    "A call is refused with exit code 5, and nothing is sent, if it is expected to cost more than"
    " is left. It counts with its estimate before it leaves, and with the provider's bill once"
    " that is known; one whose outcome is unknown counts on. All programs that use this journal"
    " share the budget; days and months are UTC's, and the sandbox is never counted."
)

UNTIL_NOW = {"day": "today (UTC)", "month": "this month (UTC)", "total": "in all"}


@click.command(
    "budget",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Show, set or clear what calls may cost in a day or a month.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(*, as_json: bool) -> None:
    """Show the budget and what is left of it."""
    show(the_journal(), Screen.wanted(as_json))


def show(journal: Journal, screen: Screen) -> None:
    """Print the budget of a journal; without one, what a day has cost until now."""
    budget = journal.budget()
    counted = budget or Budget(*FREE)
    since = counted.since(time.time())
    spent = journal.spent(counted.currency, since)
    if screen.json:
        screen.answer(_as_json(budget, spent, counted.currency, since))
        return
    told = {"spent": f"{money(spent, counted.currency)} {UNTIL_NOW[counted.per]}"}
    if budget is None:
        screen.say(["There is no budget.", *facts(told, width())])
        screen.note("\n".join(["", *paragraph(f"{EXAMPLES[0]} sets one.", width())]))
        return
    told["left"] = money(budget.amount - spent, budget.currency)
    screen.say([f"Budget: {bold(plain(str(budget)))}", *facts(told, width())])


def _as_json(budget: Budget | None, spent: Decimal, currency: str, since: float) -> dict[str, Any]:
    stated = budget and {
        "amount": float(budget.amount),
        "currency": budget.currency,
        "per": budget.per,
    }
    return {
        "budget": stated,
        "spent": float(spent),
        "left": float(budget.amount - spent) if budget else None,
        "currency": currency,
        "since": moment(since),
    }
