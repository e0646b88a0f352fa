"""The two sides of a comparison: a model's id, a file, or a file as git remembers it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from limner.cli.listing import listing

if TYPE_CHECKING:
    from collections.abc import Mapping


def document_of(side: str) -> Mapping[str, Any]:
    """The model document that a side of a comparison means.

    Args:
        side: The path of a file, `REVISION:PATH` as `git show` takes it, or an endpoint id.

    Raises:
        click.UsageError: The file can't be read, or git doesn't know it.
        InvalidDocument: It is no model document, or one that can't be used.
        UnknownModel: There is no model of that id, nor a file of that name.
    """
    path = Path(side).expanduser()
    if path.is_file():
        return _checked(_read(path), side)
    if ":" in side:
        return _checked(_of_git(side), side)
    if path.suffix == ".json":
        raise click.UsageError(f"There is no file {side!r}.")
    model = listing().registry[side]
    return {**model.document, "input": model.input, "output": model.output}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path} can't be read: {error.strerror}.") from None


def _of_git(side: str) -> bytes:
    """A file of a revision; a path that begins with `./` counts from here."""
    command = ["git", "show", "--end-of-options", side]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    except FileNotFoundError:
        raise click.UsageError(f"{side!r} names a revision, and git isn't installed.") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines()[:1] or [""]
        raise click.UsageError(f"git doesn't show {side!r}: {reason[0]}") from None


def _checked(data: bytes, source: str) -> Mapping[str, Any]:
    from limner_registry import InvalidDocument
    from limner_registry.document import check_document

    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(source, [f"it is not JSON: {error}"]) from None
    if isinstance(document, dict) and "openapi" in document:
        raise click.UsageError(
            f"{source!r} is an OpenAPI document: `limner models add {source}` makes a model"
            " of it, which can be compared by its id."
        )
    check_document(document, source)
    return dict(document)
