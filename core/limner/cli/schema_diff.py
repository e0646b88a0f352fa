"""`limner schema diff`: what changed between two documents of a model, and whom it breaks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from limner.cli.completion import EndpointId
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import GAP, Screen, bold, entry, green, plain, red, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from limner_registry.comparison import Change

FOUND = 9
"""The exit code where a check found what it was to find."""

SEVERITIES = ("breaking", "warning", "safe")

EXAMPLES = (
    "limner schema diff fal-ai/flux-pro fal-ai/flux/dev",
    "limner schema diff old.json new.json --fail-on breaking",
    "limner schema diff v0.1.0:./model.json model.json --format markdown",
)
NOTES = (
    "OLD and NEW are ids of models, files, or files of a git revision (REVISION:PATH). What"
    " is breaking makes calls fail that were right, or takes away what a result was sure to"
    " have; a warning changes what comes out; what is safe asks nothing of anybody. The exit"
    " code is 9 if --fail-on is given and something so grave, or graver, was found."
)


@click.command(
    "schema diff",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Show what changed between two documents, and whom it breaks.",
)
@click.argument("old", type=EndpointId())
@click.argument("new", type=EndpointId())
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES[:2]),
    help="Exit with 9 if there is a change so grave.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    help="What to print; by default text on a terminal and JSON into a pipe.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(old: str, new: str, fail_on: str | None, form: str | None, *, as_json: bool) -> None:
    """Show what changed from OLD to NEW, as those who call the model see it."""
    from limner.cli.sides import document_of
    from limner_registry.comparison import compare

    changes = compare(document_of(old), document_of(new))
    if form == "markdown":
        Screen(json=False).say(_markdown(old, new, changes))
    elif form == "json" or (form is None and Screen.wanted(as_json).json):
        Screen(json=True).answer(_as_json(old, new, changes))
    else:
        Screen(json=False).say(_lines(changes))
    if fail_on and _graver(changes, fail_on):
        raise click.exceptions.Exit(FOUND)


def _graver(changes: Sequence[Change], severity: str) -> bool:
    grave = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(change.severity in grave for change in changes)


def _as_json(old: str, new: str, changes: Sequence[Change]) -> Mapping[str, Any]:
    counts = Counter(str(change.severity) for change in changes)
    return {
        "old": old,
        "new": new,
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "changes": [change.as_json() for change in changes],
    }


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        yield "Nothing changed for those who call it."
        return
    at = max(len(change.rule.id) for change in changes) + 2 + GAP
    for severity, style in zip(SEVERITIES, (red, bold, green), strict=True):
        some = [change for change in changes if change.severity == severity]
        if some:
            yield style(f"{severity.capitalize()} ({len(some)})")
            yield from (line for change in some for line in _change(change, at))


def _change(change: Change, at: int) -> list[str]:
    return entry(change.rule.id, [plain(_WHERE[change.side] + change.message)], at, width())


_WHERE = {"input": "", "output": "result: ", "model": "model: "}


def _markdown(old: str, new: str, changes: Sequence[Change]) -> Iterator[str]:
    yield f"# {_cell(old)} → {_cell(new)}"
    yield ""
    if not changes:
        yield "Nothing changed for those who call it."
        return
    yield "| severity | where | change | rule |"
    yield "|---|---|---|---|"
    for change in changes:
        cells = (change.severity, change.side, _cell(change.message), f"`{change.rule.id}`")
        yield f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """A text that a table's cell shows as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]|<>#" else sign for sign in plain(text))
