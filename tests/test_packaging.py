"""What is in the repository, and what is in the wheel."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import limner

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "limner": ROOT / "core",
    "limner_registry": ROOT / "registry",
    "limner_plugins": ROOT / "plugins",
    "limner_contrib": ROOT / "contrib",
}
MOST_LINES = 400


def sources(package: str) -> set[str]:
    """The files of a package, by their names in a wheel."""
    root = PACKAGES[package]
    return {
        path.relative_to(root).as_posix()
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all files in our wheel, built here and now."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("root", PACKAGES.values(), ids=lambda root: root.name)
def test_a_source_root_is_no_package(root: Path) -> None:
    """An `__init__.py` in a source root would make every module importable twice."""
    assert not (root / "__init__.py").exists()
    assert [path.name for path in root.iterdir() if (path / "__init__.py").exists()] == [
        next(package for package, folder in PACKAGES.items() if folder == root)
    ]


def test_the_wheel_holds_four_packages_and_nothing_else(wheel: set[str]) -> None:
    """No test, no tool and no example gets installed into somebody's site-packages."""
    tops = {name.partition("/")[0] for name in wheel}

    assert tops == {*PACKAGES, f"limner-{limner.__version__}.dist-info"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_a_package(package: str, wheel: set[str]) -> None:
    """What runs from a checkout runs when it is installed."""
    assert {name for name in wheel if name.startswith(f"{package}/")} == sources(package)


def test_the_wheel_holds_what_is_no_code(wheel: set[str]) -> None:
    """13 documents, their schema, and the marks that the packages are typed."""
    documents = [name for name in wheel if name.endswith("/model.json")]

    assert len(documents) == 13
    assert "limner_registry/model-document.schema.json" in wheel
    assert {f"{package}/py.typed" for package in PACKAGES} <= wheel


@pytest.mark.parametrize("root", [*PACKAGES.values(), ROOT / "tests"], ids=lambda root: root.name)
def test_no_module_is_too_long(root: Path) -> None:
    """A module over 400 lines is a sign of two."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in root.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }

    assert long == {}


def names_for_type_checkers() -> dict[str, str]:
    """The names that `limner/__init__.py` imports for type checkers, and from where."""
    tree = ast.parse((PACKAGES["limner"] / "limner" / "__init__.py").read_text("utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.asname or alias.name: str(node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_type_checkers_see_the_public_names() -> None:
    """What a type checker believes of `limner` is what the lazy import does."""
    lazy = {
        name: "limner_registry" if home == "issue" else f"limner.{home}"
        for name, home in limner._HOME.items()
    }

    assert names_for_type_checkers() == lazy


@pytest.mark.parametrize("name", names_for_type_checkers())
def test_every_public_name_can_be_imported(name: str) -> None:
    """Each name is there, is listed, and has a docstring."""
    assert getattr(limner, name).__doc__
    assert name in dir(limner)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """`limner` behaves as modules do."""
    with pytest.raises(AttributeError, match="module 'limner' has no attribute 'Painter'"):
        _ = limner.Painter


def imported(script: str) -> set[str]:
    """The top-level modules that a script leaves imported."""
    whole = f"import json, sys\n{script}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    finished = subprocess.run(
        [sys.executable, "-c", whole], env=environment, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(finished.stderr)}


HEAVY = {"httpx", "pydantic", "pluggy", "click", "jsonschema", "jsonschema_rs", "PIL", "av"}


def test_importing_limner_imports_nothing_else() -> None:
    """Not a dependency, and not even our own registry."""
    assert imported("import limner").isdisjoint({*HEAVY, "limner_registry", "asyncio"})


def test_a_listing_imports_no_dependency_and_no_plugin() -> None:
    """All models are found, and their documents read, with the standard library alone."""
    script = "from limner_registry import *; assert Registry(packaged_models(installed()).models)"

    assert imported(script).isdisjoint({*HEAVY, "limner", "limner_plugins"})


def test_a_client_imports_no_transport_before_it_calls() -> None:
    """Making a client and validating with it needs neither httpx nor pydantic."""
    script = """
import limner
with limner.Client(provider="sandbox") as client:
    client.validate("fal-ai/flux/dev", {"prompt": "x"})
"""

    assert imported(script).isdisjoint({"httpx", "pydantic", "click", "PIL", "av"})
