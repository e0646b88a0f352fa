"""`limner models add`: documents into the user's catalog, each of them checked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.haul import REFUSED, gather
from limner.cli.listing import listing
from limner.cli.screen import Screen, entry, plain, width
from limner_registry.catalog import Catalog, Changes, catalog_of

if TYPE_CHECKING:
    from limner.cli.haul import Haul

EXAMPLES = (
    "limner models add openapi.json",
    "limner models add models/*.json",
    "limner models add - < openapi.json",
)
NOTES = (
    "A FILE is a model document or an OpenAPI document, as JSON, or several with one on each"
    " line; - is stdin. What is wrong in an OpenAPI document is repaired with a note, or the"
    " document is refused with a reason; the others go in all the same, and the exit code is"
    " 3. The catalog is in the folder that LIMNER_HOME names, or where your system keeps the"
    " data of programs. A model that an installed plugin brings comes before the catalog's."
)


@click.command(
    "models add",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Put documents into your catalog.",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--provider", metavar="NAME", help="Who runs them, where a document doesn't tell.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(files: tuple[str, ...], provider: str | None, *, as_json: bool) -> None:
    """Put models into your catalog: from model documents, or from OpenAPI documents."""
    catalog = the_catalog()
    haul = gather(files, provider)
    changes = catalog.add(haul.documents.values())
    _tell(haul, changes, catalog, Screen.wanted(as_json))
    if haul.refused:
        raise click.exceptions.Exit(REFUSED)


def the_catalog() -> Catalog:
    """The user's catalog, whether there is anything in it or not.

    Raises:
        click.UsageError: There is no place for one.
    """
    catalog = catalog_of(os.environ)
    if catalog is None:
        raise click.UsageError("There is no catalog: set LIMNER_HOME to a folder of yours.")
    return catalog


def _tell(haul: Haul, changes: Changes, catalog: Catalog, screen: Screen) -> None:
    shadowed = listing().registry.shadowed
    hidden = {name: str(shadowed[name]) for name in haul.documents if name in shadowed}
    if screen.json:
        screen.answer(
            {
                "added": list(changes.added),
                "replaced": list(changes.replaced),
                "unchanged": list(changes.unchanged),
                "shadowed": [{"endpoint_id": n, "by": by} for n, by in hidden.items()],
                **haul.as_json(),
            }
        )
        return
    for verb, ids in zip(("added", "replaced", "unchanged"), changes, strict=True):
        screen.say(f"{verb:9}  {plain(one)}" for one in ids)
    haul.show_repaired(screen)
    for name, plugin in hidden.items():
        told = f"the plugin {plugin} brings it too, and comes first"
        screen.say(entry(f"not used {plain(name)}", [plain(told)], 4, width(), 0))
    haul.show_refused(screen)
    screen.note(f"Catalog: {plain(catalog.folder)}")
