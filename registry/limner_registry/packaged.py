"""The model documents of installed packages, found without running any of their code."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limner_registry.errors import InvalidDocument
from limner_registry.model import Model, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner_registry.entry_points import EntryPoint

MODELS = "limner.models"
"""The entry-point group of model plugins; each value is a dotted package."""

_LISTED = {
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
    for entry in entry_points:
        if entry.group == MODELS:
            try:
                found.models += _models(entry)
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
    wrong = [name for name, kind in _LISTED.items() if not isinstance(document.get(name), kind)]
    if wrong:
        raise InvalidDocument(path, [f"{', '.join(wrong)}: missing, or of the wrong type"])
    return document


def _models(entry: EntryPoint) -> list[Model]:
    origin = Origin(entry.name, entry.distribution, entry.version)
    models = [
        Model(load_document(path), origin)
        for folder in _folders(entry.value)
        for path in _documents(folder)
    ]
    if not models:
        raise InvalidDocument(entry.value, ["it has no model.json and no models/*.json"])
    return models


def _folders(package: str) -> Iterator[str]:
    """A package's folders: only its top-level name is looked up, so nothing is imported."""
    from importlib.util import find_spec

    top, *rest = package.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    for folder in (spec.submodule_search_locations if spec else None) or ():
        yield os.path.join(folder, *rest)


def _documents(folder: str) -> Iterator[str]:
    single = f"{folder}/model.json"
    if os.path.isfile(single):
        yield single
    if os.path.isdir(f"{folder}/models"):
        names = sorted(os.listdir(f"{folder}/models"))
        yield from (f"{folder}/models/{name}" for name in names if name.endswith(".json"))
