"""`limner receipts strip`: a file without its receipt."""

from __future__ import annotations

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import Screen, bold, plain


@click.command(
    "receipts strip",
    cls=Documented,
    examples=("limner receipts strip lighthouse.png --output plain.png",),
    short_help="Write a file without its receipt: what was served.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--output", metavar="NAME", required=True, help="The new file; nothing is overwritten."
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(file: str, output: str, *, as_json: bool) -> None:
    """Write a file without the receipt in it: to the byte what the provider served."""
    from limner.receipts import strip

    screen, path = Screen.wanted(as_json), strip(file, output)
    if screen.json:
        screen.answer({"path": str(path)})
    else:
        screen.say([bold(plain(str(path)))])
