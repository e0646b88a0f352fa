"""`limner models remove`: documents out of the user's catalog."""

from __future__ import annotations

import click

from limner.cli.completion import EndpointId
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.models_add import the_catalog
from limner.cli.screen import Screen, plain


@click.command(
    "models remove",
    cls=Documented,
    examples=("limner models remove acme/lamp",),
    short_help="Take documents out of your catalog.",
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=EndpointId())
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(ids: tuple[str, ...], *, as_json: bool) -> None:
    """Take models out of your catalog; those of installed plugins stay what they are."""
    the_catalog().remove(dict.fromkeys(ids))
    screen = Screen.wanted(as_json)
    if screen.json:
        screen.answer({"removed": list(dict.fromkeys(ids))})
    else:
        screen.say(f"removed  {plain(one)}" for one in dict.fromkeys(ids))
