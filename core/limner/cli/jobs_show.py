"""`limner jobs show`: all that the journal has of one job."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import age_of, next_step, the_journal, whole_row_as_json
from limner.cli.screen import Screen, bold, entry as beside, facts, paragraph, plain, width
from limner_registry.shortening import size_text
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.journal import Entry


@click.command(
    "jobs show",
    cls=Documented,
    examples=("limner jobs show 3f2a9c1e", "limner jobs show 3f2a9c1e --json"),
    short_help="Tell all that the journal has of one job.",
)
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(name: str, *, as_json: bool) -> None:
    """Tell all that the journal has of one job."""
    entry = the_journal().find(name)
    screen = Screen.wanted(as_json)
    if screen.json:
        screen.answer({"job": whole_row_as_json(entry)})
        return
    screen.say(_lines(entry))
    if told := next_step(entry):
        screen.note("\n".join(["", *paragraph(told, width())]))


def _lines(entry: Entry) -> Iterator[str]:
    yield f"{bold(plain(entry.endpoint_id))}  {entry.state}"
    if entry.detail:
        yield from paragraph(plain(entry.detail), width(), 2)
    yield ""
    yield from facts(_facts(entry), width())
    if entry.arguments:
        yield ""
        at = max(map(len, entry.arguments)) + 4
        for name, value in entry.arguments.items():
            text = value if isinstance(value, str) else json_text(value)
            yield from beside(plain(name), [plain(text)], at, width())
    for file in entry.files:
        yield ""
        yield bold(plain(file.path))
        yield f"  {plain(file.media_type)}  {size_text(file.size)}  sha256 {file.sha256[:16]}"


def _facts(entry: Entry) -> dict[str, str]:
    elsewhere = entry.host and f" ({entry.host})"
    made = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.created))
    took = entry.finished_at and entry.submitted_at and entry.finished_at - entry.submitted_at
    return {
        "id": entry.id,
        "request": plain(entry.request_id or ""),
        "provider": plain(f"{entry.provider}{elsewhere or ''}"),
        "made": f"{made}, {age_of(entry)} ago",
        "took": f"{took:.1f} s" if took else "",
        "cost": plain(str(entry.cost)) if entry.cost else "",
        "answered": f"by the plugin {plain(entry.answered_by)}" if entry.answered_by else "",
        "plugin": plain(" ".join(filter(None, (entry.plugin, entry.plugin_version)))),
        "document": f"sha256 {entry.document_sha256[:16]}",
    }
