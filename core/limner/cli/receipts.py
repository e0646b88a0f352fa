"""`limner receipts`: the files that were saved, each with what made it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from limner.cli.collect_options import positive
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import SHORT, age_of, the_journal
from limner.cli.screen import Screen, paragraph, plain, table, width

if TYPE_CHECKING:
    from limner.journal import Entry, KeptFile

ROWS = 1000
"""How many of the newest jobs are looked at for files."""

EXAMPLES = (
    "limner receipts",
    "limner receipts show lighthouse.png",
    "limner receipts verify *.png",
    "limner receipts strip lighthouse.png --output plain.png",
)
NOTES = (
    "A receipt is the record of what made a file. It is in a PNG, JPEG, WebP or MP4 itself, and"
    " beside any other file as NAME.receipt.json."
)

NONE = (
    "No files on record: limner run calls a model, and saves what it makes. The sandbox's calls"
    " aren't kept; limner receipts show FILE reads any file."
)


@click.command(
    "receipts",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Tell what made a file, and whether it was changed since.",
)
@click.option(
    "--limit",
    metavar="N",
    type=int,
    callback=positive,
    default=20,
    help="How many files at most, the newest first; 20 by default.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(limit: int, *, as_json: bool) -> None:
    """List the files that were saved and are still there, the newest first."""
    screen, found = Screen.wanted(as_json), _files(limit)
    if screen.json:
        screen.answer({"files": [_as_json(file, entry) for file, entry in found]})
        return
    if not found:
        screen.note("\n".join(paragraph(NONE, width())))
        return
    rows = [
        (plain(_shown(file.path)), plain(entry.endpoint_id), age_of(entry), entry.id[:SHORT])
        for file, entry in found
    ]
    screen.say(table(("FILE", "ENDPOINT ID", "AGE", "JOB"), rows, width()))


def _files(limit: int) -> list[tuple[KeptFile, Entry]]:
    rows = reversed(the_journal().entries(states={"kept", "finished"}, limit=ROWS))
    every = ((file, entry) for entry in rows for file in entry.files)
    there = ((file, entry) for file, entry in every if Path(file.path).exists())
    return [found for found, _ in zip(there, range(limit), strict=False)]


def _as_json(file: KeptFile, entry: Entry) -> dict[str, object]:
    return {
        "path": file.path,
        "media_type": file.media_type,
        "bytes": file.size,
        "sha256": file.sha256,
        "file_sha256": file.file_sha256 or file.sha256,
        "id": entry.id,
        "endpoint_id": entry.endpoint_id,
        "request_id": entry.request_id,
    }


def _shown(path: str) -> str:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
