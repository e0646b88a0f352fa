"""`limner jobs reconcile`: ask providers what became of jobs that are unknown."""

from __future__ import annotations

import time
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import click

from limner.cli.collect_options import positive
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import SHORT, row_as_json, the_journal
from limner.cli.progress import Progress
from limner.cli.screen import GAP, Screen, entry as beside, plain, width
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.client import Client
    from limner.history import Finding
    from limner.journal.sqlite import SqliteJournal

STILL_UNKNOWN = 10
"""The exit code where a job's outcome is still unknown."""

_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds from one question to the next; the last one from then on."""

NOTES = (
    "A job that is in the provider's list is adopted: limner jobs resume collects it. One that"
    " is missing there for a day is freed. All others stay unknown, and why is said; exit code 10"
    " if any does. The list shows a request once it is finished, so it may help to --wait."
)


@click.command(
    "jobs reconcile",
    cls=Documented,
    examples=(
        "limner jobs reconcile",
        "limner jobs reconcile --wait 600",
        "limner jobs reconcile 3f2a9c1e --after 1800 --json",
    ),
    notes=NOTES,
    short_help="Ask the provider what became of jobs that are unknown.",
)
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option(
    "--after",
    metavar="SECONDS",
    type=float,
    callback=positive,
    help="How long a job must be missing from the list to count as never sent: a day by default."
    " With less, one that still waits there may be paid twice.",
)
@click.option(
    "--wait",
    metavar="SECONDS",
    type=float,
    callback=positive,
    help="Ask again for so long, while any of them is unknown; once by default.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    after: float | None,
    wait: float | None,
    *,
    as_json: bool,
) -> None:
    """Ask the provider what became of jobs of which it isn't known whether they were taken."""
    from limner.cli.quarantine import noting
    from limner.client import Client

    screen = Screen.wanted(as_json)
    journal = the_journal()
    with noting(screen), Client() as client:
        found = _asked(client, names, after, wait or 0.0)
    if screen.json:
        screen.answer({"jobs": [_as_json(finding, journal) for finding in found]})
    else:
        _show(screen, found)
    ctx.exit(0 if all(_is_settled(finding) for finding in found) else STILL_UNKNOWN)


def _show(screen: Screen, found: Sequence[Finding]) -> None:
    if not found:
        screen.note("No job is unknown.")
    for finding in found:
        name, told = finding.entry.id[:SHORT], _told(finding)
        screen.say(beside(name, [told], SHORT + GAP, width(), indent=0))


def _asked(
    client: Client, names: tuple[str, ...], after: float | None, wait: float
) -> list[Finding]:
    """What was found, asking again while there is time and something is unknown."""
    until = time.monotonic() + wait
    settled: list[Finding] = []
    with Progress("asking") as progress:
        for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
            found = client.reconcile(*names, after=after)
            settled += filter(_is_settled, found)
            unknown = [finding for finding in found if not _is_settled(finding)]
            names = tuple(finding.entry.id for finding in unknown)
            rest = until - time.monotonic()
            if not unknown or rest <= 0:
                break
            progress.say(f"{counted(len(unknown), 'job')} unknown")
            time.sleep(min(pause, rest))
    return [*settled, *unknown]


def _is_settled(finding: Finding) -> bool:
    return finding.never_sent or finding.request_id is not None


def _told(finding: Finding) -> str:
    entry = finding.entry
    name = plain(entry.endpoint_id)
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
