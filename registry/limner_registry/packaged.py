"""The model documents of installed packages, found without running any of their code."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limner_registry.errors import InvalidDocument
from limner_registry.model import Model, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from limner_registry.entry_points import EntryPoint

MODELS = "limner.models"
"""The entry-point group of model plugins; each value is a dotted package."""

_VERSION = 1

_NEEDED = {
    "endpoint_id": str,
    "title": str,
    "category": str,
    "provider": str,
    "input": dict,
    "output": dict,
}


@dataclass
class Packaged:
    """What the installed packages bring.

    Attributes:
        models: The models of every document that could be read.
        failures: By plugin's name, why its documents could not be.
    """

    models: list[Model] = field(default_factory=list)
    failures: dict[str, InvalidDocument] = field(default_factory=dict)


def packaged_models(entry_points: Iterable[EntryPoint]) -> Packaged:
    """Read the documents of every `limner.models` entry point.

    A package's documents are the `model.json`, or the `models/*.json`, of its
    folder. A document that can't be read takes its plugin out, and no other.
    """
    found = Packaged()
    roots: dict[str, list[str]] = {}
    for entry in entry_points:
        if entry.group == MODELS:
            try:
                found.models += _models(entry, roots)
            except InvalidDocument as failure:
                found.failures[entry.name] = failure
    return found


def load_document(path: str) -> dict[str, Any]:
    """Read a document so far as a listing and a verdict need; the rest is taken on trust.

    `limner_registry.document.check_document` is the whole check.

    Raises:
        InvalidDocument: It can't be read, isn't JSON, or lacks what every use needs.
    """
    try:
        with open(path, "rb") as file:
            document = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidDocument(path, [f"it can't be read: {error}"]) from None
    if not isinstance(document, dict):
        raise InvalidDocument(path, ["it is not a JSON object"])
    problems = document_problems(document)
    if problems:
        raise InvalidDocument(path, problems)
    return document


def origin_of(entry: EntryPoint) -> Origin:
    """Who brings the models of a `limner.models` entry point."""
    return Origin(entry.name, entry.distribution, entry.version)


def document_problems(document: Mapping[str, Any]) -> list[str]:
    """What of all that every use needs is missing in a document, or isn't what it should be."""
    version = document.get("document_version")
    if version != _VERSION:
        return [f"its document_version is {version!r}, and this Limner reads {_VERSION}"]
    wrong = [name for name, kind in _NEEDED.items() if not isinstance(document.get(name), kind)]
    aliases = document.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        wrong.append("aliases")
    return [f"{', '.join(wrong)}: missing, or of the wrong type"] if wrong else []


def _models(entry: EntryPoint, roots: dict[str, list[str]]) -> list[Model]:
    """One entry point's models; `roots` keeps where a top-level package is for the next."""
    origin = origin_of(entry)
    top, *rest = entry.module.split(".")
    if top not in roots:
        roots[top] = _folders(top)
    folders = [os.path.join(root, *rest) for root in roots[top]]
    paths = [path for folder in folders for path in _documents(folder)]
    if not paths:
        raise InvalidDocument(entry.value, ["it has no model.json and no models/*.json"])
    return [Model(load_document(path), origin) for path in paths]


def _folders(package: str) -> list[str]:
    """A top-level package's folders; only its name is looked up, so nothing is imported."""
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    return list((spec.submodule_search_locations if spec else None) or ())


def _documents(folder: str) -> Iterator[str]:
    single = f"{folder}/model.json"
    if os.path.exists(single):
        yield single
    yield from (f"{folder}/models/{name}" for name in _listed(f"{folder}/models"))


def _listed(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise InvalidDocument(folder, [f"it can't be read: {error}"]) from None
    return [name for name in names if name.endswith(".json") and not name.startswith(".")]
