"""`limner models`: list and search the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from limner.cli.completion import OneOf
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.listing import Listing, listing
from limner.cli.screen import Screen, plain, table, width
from limner_registry import search

if TYPE_CHECKING:
    from limner_registry import Model


EXAMPLES = (
    "limner models",
    "limner models upscale",
    "limner models --category text-to-image",
    "limner models flux --json",
)


@click.command(
    "models", cls=Documented, examples=EXAMPLES, short_help="List and search the models."
)
@click.argument("query", nargs=-1)
@click.option("--category", metavar="NAME", type=OneOf("category"), help="Such as text-to-image.")
@click.option("--provider", metavar="NAME", type=OneOf("provider"), help="Who runs them: fal, ...")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(
    query: tuple[str, ...], category: str | None, provider: str | None, *, as_json: bool
) -> None:
    """List the models; with QUERY, those in which every word of it occurs, best first.

    Ids, titles, categories, parameters and descriptions are searched.
    """
    screen = Screen.wanted(as_json)
    listed = listing()
    found = search(listed.registry.values(), " ".join(query), category=category, provider=provider)
    if screen.json:
        screen.answer(_as_json(found, listed))
    elif found:
        rows = [(m.endpoint_id, plain(_title(m)), plain(m.category)) for m in found]
        screen.say(table(("ID", "TITLE", "CATEGORY"), rows, width()))
    _note(found, listed, screen)


def _title(model: Model) -> str:
    return f"{model.title} (deprecated)" if model.deprecated else model.title


def _as_json(found: list[Model], listed: Listing) -> dict[str, Any]:
    models = [
        {
            "endpoint_id": model.endpoint_id,
            "title": model.title,
            "category": model.category,
            "provider": model.provider,
            "plugin": model.origin.plugin,
            "deprecated": model.deprecated,
        }
        for model in found
    ]
    return {"models": models, "problems": [told for _, told in listed.problems()]}


def _note(found: list[Model], listed: Listing, screen: Screen) -> None:
    if not found:
        screen.note(f"None of the {len(listed.registry)} models fits.")
    for _, told in listed.problems():
        screen.note(f"Note: {told}")
