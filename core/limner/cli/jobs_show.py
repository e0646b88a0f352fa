"""`limner jobs show`: all that the journal has of one job, and where its files are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.job_rows import age_of, next_step, the_journal, whole_row_as_json
from limner.cli.kept_files import Whereabouts, sent_text, whereabouts
from limner.cli.screen import Screen, bold, entry as beside, facts, paragraph, plain, width
from limner_registry import pointer
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner.journal import Entry


@click.command(
    "jobs show",
    cls=Documented,
    examples=("limner jobs show 3f2a9c1e", "limner jobs show 3f2a9c1e --check --json"),
    short_help="Tell all that the journal has of one job.",
)
@click.argument("name", metavar="ID")
@click.option("--check", is_flag=True, help="Read its files, to see whether they have changed.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(name: str, *, check: bool, as_json: bool) -> None:
    """Tell all that the journal has of one job, and whether its files are still there."""
    entry = the_journal().find(name)
    files = [whereabouts(file, check=check) for file in entry.files]
    screen = Screen.wanted(as_json)
    if screen.json:
        screen.answer({"job": whole_row_as_json(entry, files)})
        return
    screen.say(_lines(entry, files))
    if told := next_step(entry) or _missing(entry, files):
        screen.note("\n".join(["", *paragraph(told, width())]))


def _lines(entry: Entry, files: Sequence[Whereabouts]) -> Iterator[str]:
    yield f"{bold(plain(entry.endpoint_id))}  {entry.state}"
    if entry.detail:
        yield from paragraph(plain(entry.detail), width(), 2)
    yield ""
    yield from facts(_facts(entry), width())
    if entry.arguments:
        yield ""
        at = max(map(len, entry.arguments)) + 4
        for name in entry.arguments:
            yield from beside(plain(name), _texts(entry, name), at, width())
    for file in files:
        yield ""
        yield from file.lines()


def _texts(entry: Entry, name: str) -> list[str]:
    """What was given for a parameter: its value, and of local files where they were."""
    value = entry.arguments[name]
    text = value if isinstance(value, str) else json_text(value)
    under = f"{pointer(name)}/"
    sent = [sent_text(one) for one in entry.inputs if f"{one.pointer}/".startswith(under)]
    return sent if sent and text.startswith("data:") else [plain(text), *sent]


def _missing(entry: Entry, files: Sequence[Whereabouts]) -> str:
    """What there is to do about files that are nowhere any more."""
    gone = {one.file.pointer for one in files if one.present is False}
    gone -= {one.file.pointer for one in files if one.present is not False}
    if not gone or not entry.request_id:
        return ""
    return f"limner jobs resume {entry.id} fetches again what is gone."


def _answered(entry: Entry) -> str:
    if not entry.answered_by:
        return ""
    what = f", with the result of {entry.original}" if entry.original else ""
    return f"by the plugin {plain(entry.answered_by)}{what}"


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
        "answered": _answered(entry),
        "plugin": plain(" ".join(filter(None, (entry.plugin, entry.plugin_version)))),
        "document": f"sha256 {entry.document_sha256[:16]}",
    }
