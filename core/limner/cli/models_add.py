"""`limner models add`: documents into the user's catalog, each of them checked."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.listing import listing
from limner.cli.screen import Screen, entry, plain, width
from limner_registry.catalog import Catalog, Changes, catalog_of
from limner_registry.errors import InvalidDocument, LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REFUSED = 3
"""The exit code where a document was refused."""

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


@dataclass
class Haul:
    """What was found in the files.

    Attributes:
        documents: The good ones, by endpoint id.
        notes: By endpoint id, what was repaired.
        refused: The others: the file, and why.
    """

    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)


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
    haul = Haul()
    for file in files:
        _gather(file, provider, haul)
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


def _gather(file: str, provider: str | None, haul: Haul) -> None:
    """Read a file, and take what is good of it."""
    try:
        found = list(_documents(file))
    except (OSError, ValueError, RecursionError) as error:
        haul.refused.append((file, _reason(error)))
        return
    for place, document in found:
        try:
            good, notes = _checked(document, place, provider)
        except LimnerError as error:
            haul.refused.append((place, str(error).removeprefix(f"{place} can't be imported: ")))
            continue
        if good["endpoint_id"] in haul.documents:
            haul.refused.append((place, f"{good['endpoint_id']} came before, in another document"))
            continue
        haul.documents[good["endpoint_id"]] = good
        haul.notes[good["endpoint_id"]] = notes


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _documents(file: str) -> Iterator[tuple[str, Any]]:
    """The documents of a file, each with its place: one, or one on each line."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        yield file, json.loads(data)
    except ValueError as whole:
        lines = data.splitlines()
        if len(lines) < 2 or not _is_json(lines[0]):  # noqa: PLR2004 -- two are several
            raise ValueError(f"it is not JSON: {whole}") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield f"{file}:{number}", json.loads(line) if _is_json(line) else None


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _checked(
    document: Any, source: str, provider: str | None
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """A model document, and what had to be repaired.

    Raises:
        LimnerError: It is neither, or none that can be used.
    """
    from limner_registry.document import check_document
    from limner_registry.importing import imported

    if not isinstance(document, dict):
        raise InvalidDocument(source, ["it is not a JSON object"])
    if "document_version" in document:
        check_document(document, source)
        return document, ()
    result = imported(document, source=source, provider=provider)
    return result.document, result.notes


def _tell(haul: Haul, changes: Changes, catalog: Catalog, screen: Screen) -> None:
    repaired = {name: notes for name, notes in haul.notes.items() if notes}
    shadowed = listing().registry.shadowed
    hidden = {name: str(shadowed[name]) for name in haul.documents if name in shadowed}
    if screen.json:
        screen.answer(
            {
                "added": list(changes.added),
                "replaced": list(changes.replaced),
                "unchanged": list(changes.unchanged),
                "repaired": [{"endpoint_id": n, "notes": list(t)} for n, t in repaired.items()],
                "shadowed": [{"endpoint_id": n, "by": by} for n, by in hidden.items()],
                "refused": [{"file": file, "reason": why} for file, why in haul.refused],
            }
        )
        return
    for verb, ids in zip(("added", "replaced", "unchanged"), changes, strict=True):
        screen.say(f"{verb:9}  {plain(one)}" for one in ids)
    for name, notes in repaired.items():
        screen.say(entry(f"repaired {plain(name)}", [plain(one) for one in notes], 4, width(), 0))
    for name, plugin in hidden.items():
        told = f"the plugin {plugin} brings it too, and comes first"
        screen.say(entry(f"not used {plain(name)}", [plain(told)], 4, width(), 0))
    for file, why in haul.refused:
        screen.note("\n".join(entry(f"refused {plain(file)}", [plain(why)], 4, width(), 0)))
    screen.note(f"Catalog: {plain(catalog.folder)}")
