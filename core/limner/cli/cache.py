"""`limner cache`: how much of it there is, and where."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.screen import Screen, bold, facts, paragraph, plain, width
from limner_registry.shortening import counted, size_text

if TYPE_CHECKING:
    from limner.cache.store import Store

EXAMPLES = (
    "limner cache",
    "limner cache clear --older 30d",
    'limner run fal-ai/flux/dev prompt="a dune" seed=7 --cached',
)
NOTES = (
    "The cache holds the files of results that --cached and --fresh have kept, as their provider"
    " served them. Where it is full, what was used least recently goes. What you saved yourself,"
    " and the journal, are elsewhere."
)


@click.command(
    "cache",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Show or clear the files that --cached answers with.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(*, as_json: bool) -> None:
    """Show how much is in the cache, and where it is."""
    store, screen = the_store(), Screen.wanted(as_json)
    usage = store.usage()
    if screen.json:
        told = {"files": usage.files, "bytes": usage.bytes, "limit": store.limit}
        screen.answer({"folder": str(store.folder), **told})
        return
    size = f"{size_text(usage.bytes)} of {size_text(store.limit)} at most"
    screen.say([f"Cache: {bold(counted(usage.files, 'file'))}, {size}"])
    screen.say(facts({"folder": plain(str(store.folder))}, width()))
    if not usage.files:
        screen.note("\n".join(["", *paragraph(f"{EXAMPLES[-1]} begins it.", width())]))


def the_store() -> Store:
    """The user's cache."""
    from limner.cache import Cache

    try:
        return Cache().store(os.environ)
    except ValueError:
        told = "There is no cache without a home: set LIMNER_HOME to a folder."
        raise click.UsageError(told) from None
