"""`limner cache clear`: throw files of the cache away."""

from __future__ import annotations

import re

import click

from limner.cli.cache import the_store
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import Screen
from limner_registry.shortening import counted, size_text

_SECONDS = {"d": 86400.0, "h": 3600.0, "min": 60.0}


def _age(_: click.Context, __: click.Parameter, value: str | None) -> float:
    """Seconds, from `30d`, `12h` or `5min`."""
    if value is None:
        return 0.0
    found = re.fullmatch(r"(\d+)\s*(d|h|min)", value.strip())
    if found is None:
        raise click.BadParameter(f"{value} is no time: write 30d, 12h or 5min.")
    return int(found[1]) * _SECONDS[found[2]]


@click.command(
    "cache clear",
    cls=Documented,
    examples=("limner cache clear", "limner cache clear --older 30d"),
    notes="What you saved yourself stays where it is, and so does the journal.",
    short_help="Throw files of the cache away.",
)
@click.option(
    "--older",
    metavar="TIME",
    callback=_age,
    help="Only what wasn't used for so long: 30d, 12h, 5min.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(older: float, *, as_json: bool) -> None:
    """Throw away what is in the cache, or what wasn't used for long."""
    store, screen = the_store(), Screen.wanted(as_json)
    gone, left = store.clear(older), store.usage()
    if screen.json:
        removed, kept = gone._asdict(), left._asdict()
        screen.answer({"folder": str(store.folder), "removed": removed, "left": kept})
        return
    rest = f"; {counted(left.files, 'file')} left" if left.files else ""
    screen.say([f"Removed: {counted(gone.files, 'file')}, {size_text(gone.bytes)}{rest}"])
