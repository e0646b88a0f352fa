"""`limner models sync`: a provider's model list into the user's catalog."""

from __future__ import annotations

import os
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

import click

from limner.cli.completion import OneOf
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.failure import Interrupted
from limner.cli.screen import Screen

if TYPE_CHECKING:
    from limner.path.sync import ModelList
    from limner.provider import Provider
    from limner_registry.syncing import Intake, Report

FOUND = 9
"""The exit code where a check found what it was to find."""

EXAMPLES = (
    "limner models sync",
    "limner models sync --category text-to-image",
    "limner models sync --dry-run --fail-on breaking",
    "limner models sync --prune",
)
NOTES = (
    "It needs no key, and shows the one that you have, for with one the provider answers more"
    " often. Interrupted, it goes on from where it was when it's called again within a day. A"
    " document that you put into the catalog yourself stays; a model that is gone from the"
    " list stays too, marked as deprecated, unless --prune takes it out. A model that an"
    " installed plugin brings comes before the catalog's. What changed is told by the rules of"
    " limner schema diff; with --fail-on, a model that is gone counts as breaking, and the"
    " exit code is 9 if something so grave, or graver, changed since the last sync."
)


@click.command(
    "models sync",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Fill your catalog from a provider's model list.",
)
@click.option("--provider", metavar="NAME", default="fal", help="Whose list; fal by default.")
@click.option("--category", metavar="NAME", type=OneOf("category"), help="Only these models.")
@click.option("--query", metavar="WORDS", help="Only models that the provider finds so.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--prune", is_flag=True, help="Take out what is gone from the list.")
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "warning"]),
    help="Exit with 9 if there is a change so grave.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(  # noqa: PLR0913 -- what the options give
    provider: str,
    category: str | None,
    query: str | None,
    fail_on: str | None,
    *,
    dry_run: bool,
    prune: bool,
    as_json: bool,
) -> None:
    """Fill your catalog from a provider's model list, and show what changed since last time."""
    if prune and (category or query):
        raise click.UsageError("--prune needs the whole list: leave out --category and --query.")
    from limner.cli.models_add import the_catalog
    from limner.cli.sync_report import show
    from limner_registry.comparison import Severity
    from limner_registry.syncing import Intake, Store

    listing, catalog = _model_list(provider, category, query), the_catalog()
    store = Store(catalog.home, listing.page(None).url.partition("?")[0])
    intake = Intake(catalog, store, provider, dry_run=dry_run, prune=prune)
    with nullcontext() if dry_run else store.alone():
        report = _read(listing, intake)
    show(report, provider, catalog, Screen.wanted(as_json), dry_run=dry_run)
    if fail_on and report.has(Severity(fail_on)):
        raise click.exceptions.Exit(FOUND)


def _model_list(name: str, category: str | None, query: str | None) -> ModelList:
    """The list of a provider, with the key if there is one.

    Raises:
        UnknownProvider, PluginError: There's no such provider, or it's broken.
        click.UsageError: It publishes no list.
    """
    from limner.keys import checked
    from limner.path.sync import ModelList
    from limner.provider import Account, Catalogued
    from limner.providers import load_provider
    from limner_registry.entry_points import enabled, installed

    provider = load_provider(name, enabled(installed(), os.environ), os.environ)
    if not isinstance(provider, Catalogued):
        raise click.UsageError(f"The provider {name} publishes no list of its models.")
    return ModelList(Account(provider, checked(_key(provider))), provider, category, query)


def _key(provider: Provider) -> str | None:
    """The key of the environment, else the one that is kept, else none."""
    from limner.errors import MissingKey
    from limner.keys import key_of

    with suppress(MissingKey):
        return key_of(provider, os.environ)
    return None


def _read(listing: ModelList, intake: Intake) -> Report:
    """Go through the list; every way in which that ends early says what is kept."""
    from limner.cli.progress import Progress
    from limner.driver import Driver
    from limner.errors import LimnerError
    from limner.httpx_transport import HttpxTransport
    from limner.path.sync import sync

    transport = HttpxTransport()
    try:
        with Progress("asking for the list") as progress:
            return Driver(transport, None).drive(sync(listing, intake, progress.say))
    except KeyboardInterrupt:
        raise Interrupted("; ".join(filter(None, ("interrupted", intake.remains)))) from None
    except LimnerError as failure:
        failure.hint = intake.remains or failure.hint
        failure.args = ("; ".join(filter(None, (str(failure), intake.remains))),)
        raise
    except OSError as failure:
        reason = f"{failure.filename or intake.folder}: {failure.strerror}"
        raise LimnerError("; ".join(filter(None, (reason, intake.remains)))) from failure
    finally:
        transport.close()
