"""`limner plugins new`: a plugin package of one's own, ready to be installed and tested."""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.haul import REFUSED, Haul, gather
from limner.cli.listing import listing
from limner.cli.scaffold.name import PackageName, package_name
from limner.cli.scaffold.package import Package
from limner.cli.scaffold.starter import starter
from limner.cli.scaffold.writing import write_folder
from limner.cli.screen import Screen, bold, paragraph, plain, width
from limner.cli.shell import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

LICENSE = "Apache-2.0"
"""The licence of a package whose author names none."""

EXAMPLES = (
    "limner plugins new limner-acme",
    "limner plugins new limner-acme --from-openapi openapi.json",
    'limner plugins new limner-acme --license MIT --author "Ada <ada@example.org>"',
)
NOTES = (
    "A FILE is what limner models add takes: an OpenAPI document or a model document, as JSON,"
    " or several with one on each line; - is stdin. What is wrong is repaired with a note, or"
    " the document is refused with a reason; the others are written all the same, and the exit"
    " code is 3. Without a FILE, the package begins with an invented model. It comes in a new"
    " folder, whole or not at all."
)

_SPDX = re.compile(r"\(*[\w.+:-]+\)*( (AND|OR|WITH) \(*[\w.+:-]+\)*)*", re.ASCII)


def _license(_: click.Context, __: click.Parameter, value: str) -> str:
    if _SPDX.fullmatch(value):
        return value
    raise click.BadParameter(f"{value!r} is no SPDX name, such as MIT or LicenseRef-Proprietary.")


def _authors(
    _: click.Context, __: click.Parameter, values: Sequence[str]
) -> list[tuple[str, str]]:
    found = [parseaddr(one) if "@" in one else (one.strip(), "") for one in values]
    if all(any(one) for one in found):
        return found
    raise click.BadParameter('it should be like "Ada" or "Ada <ada@example.org>".')


@click.command(
    "new",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Write a package of your own models.",
)
@click.argument("name")
@click.argument("more", metavar="[FILE...]", nargs=-1)
@click.option(
    "--from-openapi",
    "files",
    metavar="FILE",
    multiple=True,
    help="What its models are made of; more FILEs may follow.",
)
@click.option("--provider", metavar="NAME", help="Who runs them, where a document doesn't tell.")
@click.option(
    "--license",
    "license_",
    metavar="SPDX",
    default=LICENSE,
    show_default=True,
    callback=_license,
    help="Its licence.",
)
@click.option(
    "--author", "authors", metavar="NAME", multiple=True, callback=_authors, help="Who wrote it."
)
@click.option(
    "--output", metavar="WHERE", default="./", help="A folder (dir/), or its own. Default: here."
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- what the options give
    json_before: bool,  # noqa: FBT001 -- click gives it
    name: str,
    more: tuple[str, ...],
    files: tuple[str, ...],
    provider: str | None,
    license_: str,
    authors: list[tuple[str, str]],
    output: str,
    *,
    as_json: bool,
) -> None:
    """Write a package of your own models: documents, a place for code, tests, a README."""
    if more and not files:
        raise click.UsageError(f"What is {more[0]!r}? Files come after --from-openapi.")
    named = _named(name)
    haul = gather((*files, *more), provider) if files else _invented(named)
    package = Package(named, tuple(haul.documents.values()), license_, authors)
    folder = _folder(output, named) if haul.documents else None
    if folder:
        _write(folder, package)
    _tell(package, folder, haul, Screen.wanted(as_json or json_before))
    if haul.refused:
        raise click.exceptions.Exit(REFUSED)


def _named(name: str) -> PackageName:
    try:
        return package_name(name)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None


def _invented(name: PackageName) -> Haul:
    document = starter(name)
    return Haul({document["endpoint_id"]: document})


def _folder(output: str, name: PackageName) -> Path:
    """The package's folder: in the one that is named, if it ends in a slash or is one; else it."""
    where = Path(output)
    inside = output.endswith(("/", os.sep)) or where.is_dir()
    return where / name.distribution if inside else where


def _write(folder: Path, package: Package) -> None:
    try:
        write_folder(folder, package.files())
    except FileExistsError as error:
        raise click.UsageError(f"{error}. --output says where else to write.") from None


def _conflicts(package: Package) -> dict[str, str]:
    """The ids that another installed plugin brings too, each with that plugin's name."""
    ids = {document["endpoint_id"] for document in package.documents}
    others = [model for model in listing().packaged if model.origin.plugin != package.name.module]
    names = (
        (name, one.origin.plugin) for one in others for name in (one.endpoint_id, *one.aliases)
    )
    return {name: plugin for name, plugin in names if name in ids}


def _tell(package: Package, folder: Path | None, haul: Haul, screen: Screen) -> None:
    conflicts = _conflicts(package)
    if screen.json:
        twice = [{"endpoint_id": one, "plugin": plugin} for one, plugin in conflicts.items()]
        screen.answer({**_facts(package, folder), "conflicts": twice, **haul.as_json()})
        return
    haul.show_repaired(screen)
    haul.show_refused(screen)
    if folder is None:
        screen.note("Nothing was written: no document is left to make a model of.")
        return
    for endpoint_id, plugin in conflicts.items():
        told = f"Note: the plugin {plugin} brings {endpoint_id} too; disable one of the two."
        screen.note("\n".join(paragraph(told, width())))
    screen.say([bold(f"{plain(str(folder))}/"), *(f"  {file}" for file in package.files())])
    screen.say(["", "Next:", *(f"  {line}" for line in _next(folder, package.name))])
    if package.license == LICENSE:
        screen.note(f"Its licence is {LICENSE}, unless --license or you say another.")


def _facts(package: Package, folder: Path | None) -> dict[str, Any]:
    """What was written, as JSON; nothing, where there is no folder."""
    return {
        "name": package.name.distribution,
        "plugin": package.name.module,
        "license": package.license,
        "folder": str(folder) if folder else None,
        "files": list(package.files()) if folder else [],
        "models": [document["endpoint_id"] for document in package.documents],
        "next": _next(folder, package.name) if folder else [],
    }


def _next(folder: Path, name: PackageName) -> list[str]:
    """The commands that install a new package, test it, and use it."""
    return [
        f"cd {quoted(str(folder))}",
        'pip install -e ".[test]"',
        "pytest",
        f"limner plugins check {name.module}",
    ]
