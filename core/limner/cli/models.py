"""`limner models`: list and search the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.completion import OneOf
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.listing import Listing, listing
from limner.cli.screen import Screen, paragraph, plain, table, width
from limner.cli.subcommands import SUBCOMMANDS
from limner_registry.nearest import nearest
from limner_registry.shortening import listed as shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner_registry.catalog import Row

EXAMPLES = (
    "limner models",
    "limner models upscale",
    "limner models --category text-to-image",
    "limner models flux --json",
    "limner models add openapi.json",
    "limner models sync",
)
NOTES = (
    "A word that is none of these commands is searched for. Your catalog holds the models that no"
    " installed plugin brings."
)


@click.command(
    "models",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="List and search the models.",
)
@click.argument("query", nargs=-1)
@click.option("--category", metavar="NAME", type=OneOf("category"), help="Such as text-to-image.")
@click.option("--provider", metavar="NAME", type=OneOf("provider"), help="Who runs them: fal, ...")
@click.option("--plugin", metavar="NAME", help="Whose they are; catalog for your own.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(
    query: tuple[str, ...],
    category: str | None,
    provider: str | None,
    plugin: str | None,
    *,
    as_json: bool,
) -> None:
    """List the models; with QUERY, those in which every word of it occurs, best first.

    Ids, titles, categories, parameters and descriptions are searched.
    """
    screen = Screen.wanted(as_json)
    listed = listing()
    rows = listed.registry.search(" ".join(query), category=category, provider=provider)
    found = [row for row in rows if row.origin.plugin == plugin] if plugin else rows
    if screen.json:
        screen.answer(_as_json(found, listed))
    elif found:
        lines = [(row.endpoint_id, plain(_title(row)), plain(row.category)) for row in found]
        screen.say(table(("ID", "TITLE", "CATEGORY"), lines, width()))
    _note(found, listed, screen)
    if near := _meant(query):
        screen.note(f"Note: {query[0]} was searched for. Did you mean limner models {near}?")


def _meant(query: tuple[str, ...]) -> str | None:
    """The command that the only word of a search may have been meant for."""
    near = nearest(query[0], SUBCOMMANDS["models"]) if len(query) == 1 else None
    return near if near and len(query[0]) <= len(near) else None


def _title(row: Row) -> str:
    return f"{row.title} (deprecated)" if row.deprecated else row.title


def _as_json(found: Sequence[Row], listed: Listing) -> dict[str, Any]:
    return {
        "models": [_row_as_json(row) for row in found],
        "problems": [told for _, told in listed.problems()],
    }


def _row_as_json(row: Row) -> dict[str, Any]:
    facts = {
        "endpoint_id": row.endpoint_id,
        "title": row.title,
        "category": row.category,
        "provider": row.provider,
        "plugin": row.origin.plugin,
        "distribution": row.origin.distribution,
        "version": row.origin.version,
        "document_sha256": row.sha256,
        "deprecated": row.deprecated,
    }
    if row.successor:
        facts["successor"] = row.successor
    return facts


def _note(found: Sequence[Row], listed: Listing, screen: Screen) -> None:
    if not found:
        screen.note(
            f"None of the {len(listed.registry)} models fits; limner models sync gets more."
        )
    for _, told in listed.problems():
        screen.note(f"Note: {told}")
    if hidden := listed.registry.shadowed:
        told = (
            f"Note: installed plugins come before the catalog, whose {shown(hidden)} isn't used."
        )
        screen.note("\n".join(paragraph(told, width())))
