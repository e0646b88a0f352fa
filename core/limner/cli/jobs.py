"""`limner jobs`: the journal, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.cli.collect_options import positive
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import SHORT, age_of, can_be_collected, row_as_json, the_journal
from limner.cli.kept_files import place_of
from limner.cli.screen import GAP, Screen, columns_of, cut, paragraph, plain, table, width
from limner.journal import NEXT
from limner_registry.shortening import counted
from limner_registry.values import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.journal import Entry

EXAMPLES = (
    "limner jobs",
    "limner jobs --state unknown --state running",
    "limner jobs --endpoint fal-ai/flux/dev --all --json",
    "limner jobs resume --all",
)
NOTES = "The ID of a job is the journal's, the beginning of it, or the provider's request id."

NONE = (
    "No jobs on record: limner run calls a model, and its job is listed here. The sandbox's jobs"
    " aren't kept."
)


@click.command(
    "jobs",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="List the jobs of the journal; show, collect or cancel them.",
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(list(NEXT)),
    metavar="STATE",
    help=f"Only those in this state: {', '.join(NEXT)}. May be repeated.",
)
@click.option("--endpoint", metavar="ID", help="Only those of this model.")
@click.option(
    "--limit",
    metavar="N",
    type=int,
    callback=positive,
    default=20,
    help="How many, the newest first; 20 by default.",
)
@click.option("--all", "every", is_flag=True, help="All of them.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(
    states: tuple[str, ...], endpoint: str | None, limit: int, *, every: bool, as_json: bool
) -> None:
    """List the jobs that were submitted from here, the newest first."""
    screen = Screen.wanted(as_json)
    asked = None if every else limit + 1
    found = the_journal().entries(states=states or None, endpoint_id=endpoint, limit=asked)
    shown = found[::-1] if every else found[::-1][:limit]
    if screen.json:
        screen.answer({"jobs": [row_as_json(entry) for entry in shown]})
        return
    if shown:
        screen.say(_lines(shown))
    for note in _notes(shown, more=len(found) > len(shown)):
        screen.note("\n".join(paragraph(note, width())))


def _lines(entries: Sequence[Entry]) -> list[str]:
    """A table, with the beginnings of the prompts where there is room for them."""
    columns = {
        "ENDPOINT ID": [plain(entry.endpoint_id) for entry in entries],
        "STATE": [entry.state for entry in entries],
        "AGE": [age_of(entry) for entry in entries],
        "ID": [entry.id[:SHORT] for entry in entries],
    }
    if any(entry.files for entry in entries):
        columns["FILES"] = [place_of(entry) for entry in entries]
    used = sum(max(map(columns_of, [head, *cells])) + GAP for head, cells in columns.items())
    room = width() - used
    if room >= len("PROMPT") and any("prompt" in entry.arguments for entry in entries):
        prompts = (one_line(str(entry.arguments.get("prompt", ""))) for entry in entries)
        columns["PROMPT"] = [cut(prompt, room) for prompt in prompts]
    return table(list(columns), list(zip(*columns.values(), strict=True)), width())


def _notes(entries: Sequence[Entry], *, more: bool) -> list[str]:
    if not entries:
        return [NONE]
    left = sum(map(can_be_collected, entries))
    unknown = sum(entry.state == "unknown" for entry in entries)
    return [
        *(["There are older ones: --all shows them."] if more else []),
        *([f"{counted(left, 'job')} not collected: limner jobs resume --all"] if left else []),
        *([f"{counted(unknown, 'job')} unknown: limner jobs reconcile"] if unknown else []),
    ]
