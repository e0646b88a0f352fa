"""`limner receipts show`: what made a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import Screen, paragraph, width

if TYPE_CHECKING:
    from limner.receipts.receipt import Receipt

NOTES = (
    "Nothing is verified by it: limner receipts verify FILE does that. limner rerun FILE makes"
    " the same call again."
)


@click.command(
    "receipts show",
    cls=Documented,
    examples=("limner receipts show lighthouse.png", "limner receipts show speech.mp3 --json"),
    notes=NOTES,
    short_help="Tell what made a file.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(file: str, *, as_json: bool) -> None:
    """Tell what made a file: the model, the arguments, the cost, and when."""
    from limner.cli.receipt_page import receipt_lines, receipt_notes
    from limner.receipts import Receipt, read_json

    screen, value = Screen.wanted(as_json), read_json(file)
    receipt = Receipt.of_json(value)
    today = document_today(receipt)
    if screen.json:
        screen.answer({"receipt": _in_order(value, receipt), **_as_json(receipt, today)})
        return
    screen.say(receipt_lines(receipt, today))
    for note in receipt_notes(receipt):
        screen.note("\n".join(["", *paragraph(note, width())]))


def _in_order(value: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
    """A receipt as it was written, in the order in which people read it."""
    return {name: value[name] for name in receipt.as_json()} | value


def document_today(receipt: Receipt) -> str | None:
    """The identity of the model's document as it is now; None if no such model is known."""
    from limner.cli.listing import listing

    model = listing().registry.get(receipt.endpoint_id)
    return model.sha256 if model else None


def _as_json(receipt: Receipt, today: str | None) -> dict[str, Any]:
    same = None if today is None else today == receipt.document_sha256
    return {"document_is_todays": same}
