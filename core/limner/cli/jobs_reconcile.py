"""`limner jobs reconcile`: ask providers what became of jobs that are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import SHORT, row_as_json, the_journal
from limner.cli.run import positive
from limner.cli.screen import Screen, paragraph, plain, width

if TYPE_CHECKING:
    from limner.history import Finding
    from limner.journal.sqlite import SqliteJournal

STILL_UNKNOWN = 10
"""The exit code where a job's outcome is still unknown."""

NOTES = (
    "A job that is in the provider's list is adopted: limner jobs resume collects it. One that"
    " is missing there for a day is freed. All others stay unknown, and why is said; exit code 10"
    " if any does."
)


@click.command(
    "jobs reconcile",
    cls=Documented,
    examples=("limner jobs reconcile", "limner jobs reconcile 3f2a9c1e --after 1800 --json"),
    notes=NOTES,
    short_help="Ask the provider what became of jobs that are unknown.",
)
@click.argument("names", metavar="[ID...]", nargs=-1)
@click.option(
    "--after",
    metavar="SECONDS",
    type=float,
    callback=positive,
    help="How long a job must be missing from the list to count as never sent: a day by default."
    " The list shows finished requests only; with less, one that still waits may be paid twice.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(
    ctx: click.Context, names: tuple[str, ...], after: float | None, *, as_json: bool
) -> None:
    """Ask the provider what became of jobs of which it isn't known whether they were taken."""
    from limner.cli.quarantine import noting
    from limner.client import Client

    screen = Screen.wanted(as_json)
    journal = the_journal()
    with noting(screen), Client() as client:
        found = client.reconcile(*names, after=after)
    if screen.json:
        screen.answer({"jobs": [_as_json(finding, journal) for finding in found]})
    elif not found:
        screen.note("No job is unknown.")
    for finding in [] if screen.json else found:
        screen.say(paragraph(_line(finding), width()))
    ctx.exit(0 if all(_is_settled(finding) for finding in found) else STILL_UNKNOWN)


def _is_settled(finding: Finding) -> bool:
    return finding.never_sent or finding.request_id is not None


def _line(finding: Finding) -> str:
    entry = finding.entry
    name = f"{entry.id[:SHORT]}  {plain(entry.endpoint_id)}"
    if finding.request_id is not None:
        told = f"submitted, as {plain(finding.request_id)}: limner jobs resume {entry.id[:SHORT]}"
    elif finding.never_sent:
        told = "never sent: it can be called again"
    else:
        told = f"still unknown: {plain(finding.reason)}"
    return f"{name}  {told}"


def _as_json(finding: Finding, journal: SqliteJournal) -> dict[str, Any]:
    row = row_as_json(journal.find(finding.entry.id))
    return {**row, "settled": _is_settled(finding), "reason": finding.reason}
