"""`limner receipts verify`: whether files are what their receipts say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.failure import error_facts, report
from limner.cli.screen import GAP, Screen, bold, columns_of, green, paragraph, plain, red, width
from limner.errors import NoReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner.receipts import Verification

DIFFERENT, WITHOUT = 9, 3
"""Exit codes: where a file differs, and where one has no receipt."""

NOTES = (
    "The receipt is taken out, and what is left is compared with what the provider served; the"
    " receipt has a digest of its own. The exit code is 9 if something differs, else 3 if a"
    " file has no receipt. A receipt isn't signed: it tells of damage, and not of somebody who"
    " makes a file and a receipt that fit."
)


@click.command(
    "receipts verify",
    cls=Documented,
    examples=("limner receipts verify lighthouse.png", "limner receipts verify *.png --json"),
    notes=NOTES,
    short_help="Tell whether files are still what was served.",
)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False),
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], *, as_json: bool) -> None:
    """Tell whether files are still what was served, and their receipts what was written."""
    screen = Screen.wanted(as_json)
    outcomes = {file: _verified(file) for file in files}
    if screen.json:
        screen.answer({"files": [_as_json(*outcome) for outcome in outcomes.items()]})
    else:
        for outcome in outcomes.values():
            _tell(outcome, screen)
    ctx.exit(_exit_code(outcomes.values()))


def _verified(file: str) -> Verification | Exception:
    from limner.receipts import verify

    try:
        return verify(file)
    except (NoReceipt, OSError) as error:
        return error


def _tell(outcome: Verification | Exception, screen: Screen) -> None:
    if isinstance(outcome, Exception):
        report(outcome, as_json=False)
        return
    screen.say(_lines(outcome))


def _lines(outcome: Verification) -> Iterator[str]:
    word = green("as served") if outcome.valid else red("differs  ")
    path = plain(str(outcome.path))
    model = plain(outcome.receipt.endpoint_id) if outcome.receipt else ""
    at, gap = len("as served") + GAP, " " * GAP
    fits = at + columns_of(path) + GAP + columns_of(model) <= width()
    yield f"{word}{gap}{bold(path)}{gap + model if fits else ''}".rstrip()
    for more in (*outcome.differences, *([] if fits or not model else [model])):
        yield from paragraph(plain(more), width(), at)


def _as_json(file: str, outcome: Verification | Exception) -> dict[str, Any]:
    if isinstance(outcome, Exception):
        return {"path": file, "valid": None, **error_facts(outcome)}
    return outcome.as_json()


def _exit_code(outcomes: Iterable[Verification | Exception]) -> int:
    codes = {_code(outcome) for outcome in outcomes}
    return next((code for code in (DIFFERENT, 1, WITHOUT) if code in codes), 0)


def _code(outcome: Verification | Exception) -> int:
    if isinstance(outcome, Exception):
        return WITHOUT if isinstance(outcome, NoReceipt) else 1
    return 0 if outcome.valid else DIFFERENT
