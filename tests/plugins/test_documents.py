from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from limner_registry.document import check_document
from limner_registry.schema import subschemas

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plugins" / "limner_plugins"
FOLDERS = sorted(path.parent.name for path in PACKAGE.glob("*/model.json"))
SIDES = ("input", "output")

every_document = pytest.mark.parametrize("folder", FOLDERS)
every_schema = pytest.mark.parametrize("side", SIDES)


def load(folder: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PACKAGE / folder / "model.json").read_text("utf-8"))
    return document


@every_document
def test_document_keeps_the_format(folder: str) -> None:
    """Every document that comes with Limner passes the check that foreign ones must pass."""
    check_document(load(folder), folder)


@every_document
def test_folder_is_named_after_the_endpoint(folder: str) -> None:
    """The folder's name is the endpoint id as a Python name."""
    assert folder == re.sub(r"[/.-]", "_", load(folder)["endpoint_id"]).lower()


@every_document
def test_document_links_to_its_format(folder: str) -> None:
    """The path in `$schema` leads to the published schema, next to the package's modules."""
    target = (PACKAGE / folder / load(folder)["$schema"]).resolve()
    assert target == ROOT / "registry" / "limner_registry" / "model-document.schema.json"


@every_document
def test_document_is_written_as_editors_write_it(folder: str) -> None:
    """A document is JSON with an indent of two, as UTF-8, and ends with a newline."""
    text = json.dumps(load(folder), indent=2, ensure_ascii=False) + "\n"
    assert (PACKAGE / folder / "model.json").read_bytes() == text.encode()


def test_folders_and_entry_points_are_the_same() -> None:
    """Every model's folder is an entry point, and every entry point is a model's folder."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    entry_points = project["entry-points"]["limner.models"]
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"fal"}
    assert entry_points == {folder: f"limner_plugins.{folder}" for folder in FOLDERS}
    assert packages == set(FOLDERS)


def test_endpoint_ids_and_aliases_are_unique() -> None:
    """No two documents claim one name."""
    documents = [load(folder) for folder in FOLDERS]
    names = [name for d in documents for name in (d["endpoint_id"], *d.get("aliases", ()))]
    assert len(names) == len(set(names)) == 15


def test_parameters_are_all_there() -> None:
    """The 13 models have 76 parameters: 19 required ones and 57 optional ones."""
    inputs = [load(folder)["input"] for folder in FOLDERS]
    required = sum(len(schema["required"]) for schema in inputs)
    total = sum(len(schema["properties"]) for schema in inputs)
    assert (len(FOLDERS), total, required, total - required) == (13, 76, 19, 57)


@every_schema
@every_document
def test_required_members_are_described(folder: str, side: str) -> None:
    """What is required is among the properties, in both schemas and in every type of them."""
    for place in subschemas(load(folder)[side]):
        assert set(place.get("required", ())) <= set(place.get("properties", ()))


@every_schema
@every_document
def test_defaults_satisfy_their_own_schema(folder: str, side: str) -> None:
    """A value that the provider fills in is one that a caller could have given."""
    root = load(folder)[side]
    for place in subschemas(root):
        if "default" in place:
            Draft202012Validator({"$defs": root.get("$defs", {}), **place}).validate(
                place["default"]
            )


@every_schema
@every_document
def test_default_of_an_enum_is_a_choice(folder: str, side: str) -> None:
    """Where there are choices, the default is one of them."""
    for place in subschemas(load(folder)[side]):
        if "enum" in place:
            assert place.get("default", place["enum"][0]) in place["enum"]


@every_document
def test_files_are_marked(folder: str) -> None:
    """Every file's URL of the input, and every file of the output, is marked as a file."""
    document = load(folder)
    for place in subschemas(document["input"]):
        for name, member in place.get("properties", {}).items():
            assert name.endswith("_url") == ("x-limner-file" in member), name
    for place in subschemas(document["output"]):
        assert ("url" in place.get("properties", {})) == ("x-limner-file" in place)
