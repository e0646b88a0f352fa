"""The catalog's documents on the disk: their names, how one is written, what one tells."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from limner_registry.catalog.row import CATALOG, Row
from limner_registry.errors import InvalidDocument
from limner_registry.model import Model
from limner_registry.packaged import document_problems, load_document
from limner_registry.search import searched

if TYPE_CHECKING:
    from collections.abc import Mapping

PART = ".part"
"""How the names of files end that aren't whole yet."""


class Entry(NamedTuple):
    """What the index has of one document, each as text.

    Attributes:
        endpoint_id, title, category, provider: As the document has them.
        deprecated: `1`, or nothing.
        successor: Its id, or nothing.
        sha256: The document's identity.
        aliases: Separated by spaces.
        searched: What search looks into.
        file: Its file's name and stamp.
    """

    endpoint_id: str
    title: str
    category: str
    provider: str
    deprecated: str
    successor: str
    sha256: str
    aliases: str
    searched: str
    file: str


def file_name(endpoint_id: str) -> str:
    """The name of a document's file: one that people can read, and no other id has.

    Example:
        >>> file_name("fal-ai/flux/dev")
        'fal-ai_flux_dev-d6f1be4f4ad4bb7b.json'
    """
    readable = "".join(_readable(character) for character in endpoint_id[:100])
    digest = hashlib.sha256(endpoint_id.encode(errors="surrogatepass")).hexdigest()
    return f"{readable}-{digest[:16]}.json"


def stamp(status: os.stat_result) -> str:
    """What changes when a file is replaced: its time, size and number."""
    return f"{status.st_mtime_ns} {status.st_size} {status.st_ino}"


def load(folder: str, name: str) -> Model:
    """Read one document.

    Raises:
        InvalidDocument: It can't be read, or isn't what its name says.
    """
    path = f"{folder}/{name}"
    document = load_document(path)
    problems = misfits(document)
    if not problems and file_name(document["endpoint_id"]) != name:
        problems = [f"it is the document of {document['endpoint_id']}; `limner models add` it"]
    if problems:
        raise InvalidDocument(path, problems)
    return Model(document, CATALOG)


def entry(model: Model, file: str) -> Entry:
    """What the index has of a model; `file` is its file's name and stamp."""
    row = Row.of(model)
    aliases = " ".join(model.aliases)
    flag, successor = "1" if row.deprecated else "", row.successor or ""
    return Entry(*row[:4], flag, successor, row.sha256, aliases, searched(model), file)


def misfits(document: Mapping[str, Any]) -> list[str]:
    """Why a document can't be in a catalog; its schemas are taken on trust."""
    problems = document_problems(document)
    if problems:
        return problems
    names = [document["endpoint_id"], *document.get("aliases", ())]
    return [f"{name!r} is no endpoint id" for name in names if name.split() != [name]]


def encoded(document: Mapping[str, Any]) -> bytes:
    """A document as its file has it.

    Raises:
        InvalidDocument: A listing couldn't read it back.
    """
    source = f"the document of {document.get('endpoint_id')}"
    problems = misfits(document)
    if problems:
        raise InvalidDocument(source, problems)
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidDocument(source, [f"it is not JSON: {error}"]) from None
    return f"{text}\n".encode(errors="surrogatepass")


def write(path: str, data: bytes, *, sync: bool = True) -> None:
    """Write a file so that it's whole or not there; what was there before stays till then.

    Raises:
        OSError: The disk is full, or the folder can't be written to; nothing is left behind.
    """
    folder, name = os.path.split(path)
    part = f"{folder}/.{name[:100]}.{os.getpid()}-{threading.get_ident()}{PART}"
    try:
        with open(part, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def sync_folder(folder: str) -> None:
    """Bring the names in a folder to the disk, where the system has a way to."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _readable(character: str) -> str:
    plain = character.isascii() and (character.isalnum() or character in "-.")
    return character.lower() if plain else "_"
