"""A package of somebody else's: built to a wheel, installed, used; and one that is broken."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "limner-{name}"
version = "1.2.3"
dependencies = ["limner"]

[project.entry-points."limner.models"]
{name} = "limner_{name}"
"""

CODE = """\
import limner

@limner.hookimpl
def prepare_request(request):
    open("seen.txt", "a").write(request.endpoint_id + "\\n")

@limner.hookimpl
def validate_request(arguments):
    if arguments["prompt"].isupper():
        return [limner.Issue("/prompt", "lamp.loud", "no need to shout")]
"""

DOCUMENT = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "aliases": ["acme/old-lamp"],
    "provider": "fal",
    "title": "Acme Lamp",
    "category": "text-to-image",
    "input": {
        "type": "object",
        "properties": {
            "prompt": {"type": "string", "description": "What to light."},
            "watts": {"type": "integer", "minimum": 1, "maximum": 60, "default": 40},
        },
        "required": ["prompt"],
    },
    "output": {
        "type": "object",
        "properties": {"image": {"$ref": "#/$defs/Image"}, "watts": {"type": "integer"}},
        "required": ["image"],
        "$defs": {
            "Image": {
                "type": "object",
                "x-limner-file": "image",
                "properties": {"url": {"type": "string"}, "content_type": {"type": "string"}},
                "required": ["url"],
            }
        },
    },
}


def build(folder: Path, name: str, code: str, document: dict[str, Any]) -> Path:
    """Write a project of three files, and build its wheel without isolation or network."""
    package = folder / name / f"limner_{name}"
    package.mkdir(parents=True)
    (folder / name / "pyproject.toml").write_text(PROJECT.format(name=name))
    (package / "__init__.py").write_text(code)
    (package / "model.json").write_text(json.dumps(document))
    options = ["--wheel", "--no-isolation", "--outdir", str(folder)]
    command = [sys.executable, "-m", "build", *options, "."]
    subprocess.run(command, cwd=folder / name, capture_output=True, check=True)
    return next(folder.glob(f"limner_{name}-*.whl"))


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("shop")
    broken = {**DOCUMENT, "endpoint_id": "acme/broken", "aliases": []}
    return [
        build(folder, "lamp", CODE, DOCUMENT),
        build(folder, "broken", "raise RuntimeError('half installed')\n", broken),
    ]


@pytest.fixture(scope="module")
def site(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both wheels installed."""
    folder = tmp_path_factory.mktemp("site")
    offline = ["--no-deps", "--no-index", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *offline, "--target", str(folder)]
    command += map(str, wheels)
    subprocess.run(command, capture_output=True, check=True)
    return folder


class Machine:
    """This interpreter with the packages on its path, and a folder to work in."""

    def __init__(self, site: Path, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(site), "NO_COLOR": "1"}

    def python(self, *arguments: str, exit_code: int = 0) -> str:
        finished = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == exit_code, finished.stderr
        return finished.stdout

    def script(self, text: str) -> Any:
        """What a script leaves in `out`."""
        begin = "import json, limner\nout = {}\nclient = limner.Client(provider='sandbox')\n"
        return json.loads(self.python("-c", f"{begin}{text}\nprint(json.dumps(out))"))

    def seen(self) -> list[str]:
        """The requests that the lamp's hook has seen."""
        log = self.folder / "seen.txt"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(site: Path, tmp_path: Path) -> Machine:
    return Machine(site, tmp_path)


def test_a_wheel_has_the_document_beside_the_code(wheels: list[Path]) -> None:
    """Nothing special is needed for the document to be in the wheel."""
    with zipfile.ZipFile(wheels[0]) as wheel:
        names = wheel.namelist()

    assert {"limner_lamp/__init__.py", "limner_lamp/model.json"} <= set(names)


def test_a_package_brings_its_model(machine: Machine) -> None:
    """The model is among the others, with its package's name and version."""
    out = machine.script("""
lamp = client.registry["acme/old-lamp"]
out["origin"] = str(lamp.origin)
out["models"] = len(client.registry)
out["parameters"] = [parameter.name for parameter in lamp.parameters]
""")

    assert out == {
        "origin": "lamp (limner_lamp 1.2.3)",
        "models": 15,
        "parameters": ["prompt", "watts"],
    }


def test_its_arguments_are_checked_by_schema_and_code(machine: Machine) -> None:
    """What the document forbids and what the code forbids are told together."""
    out = machine.script("""
try:
    client.run("acme/lamp", {"prompt": "LIGHT", "watts": 100})
except limner.InvalidArguments as error:
    out["issues"] = sorted((issue.pointer, issue.code) for issue in error.issues)
""")

    assert out["issues"] == [["/prompt", "lamp.loud"], ["/watts", "less_than_equal"]]
    assert machine.seen() == []


def test_it_runs_in_the_sandbox(machine: Machine) -> None:
    """A result by the package's output schema, with a file that can be saved."""
    out = machine.script("""
result = client.run("acme/lamp", {"prompt": "a lamp"}, output="out/")
out["raw"] = sorted(result.raw)
out["warnings"] = len(result.warnings)
out["kinds"] = [artifact.kind for artifact in result.artifacts]
""")

    assert {"image"} <= set(out["raw"])
    assert (out["warnings"], out["kinds"]) == (0, ["image"])
    assert len(list((machine.folder / "out").iterdir())) == 1


def test_its_hooks_run_for_its_own_model_only(machine: Machine) -> None:
    """The package's code sees its own model's requests, and never another's."""
    machine.script("""
for endpoint_id in ("fal-ai/flux/dev", "acme/lamp", "fal-ai/z-image/base", "acme/old-lamp"):
    client.run(endpoint_id, {"prompt": "a lamp"})
for endpoint_id in ("fal-ai/flux/dev", "fal-ai/z-image/base"):
    client.validate(endpoint_id, {"prompt": "LIGHT"})
""")

    assert machine.seen() == ["acme/lamp", "acme/lamp"]


def test_a_package_that_cannot_be_imported_harms_nobody(machine: Machine) -> None:
    """It is in quarantine: listed, described, and refused by name when it is used."""
    out = machine.script("""
out["listed"] = "acme/broken" in client.registry
out["schema"] = len(client.registry["acme/broken"].parameters)
try:
    client.run("acme/broken", {"prompt": "x"})
except limner.PluginError as error:
    out["error"] = str(error)
out["others"] = [
    bool(client.run(endpoint_id, {"prompt": "x"}).artifacts)
    for endpoint_id in ("acme/lamp", "fal-ai/flux/dev")
]
""")

    assert (out["listed"], out["schema"], out["others"]) == (True, 2, [True, True])
    assert "the plugin broken is broken" in out["error"]
    assert "RuntimeError: half installed" in out["error"]
    assert "LIMNER_DISABLE=broken leaves it out." in out["error"]


needs_command = pytest.mark.skipif(
    importlib.util.find_spec("limner.cli") is None
    or importlib.util.find_spec("limner.cli.app") is None,
    reason="the command line isn't there yet",
)


@needs_command
def test_the_command_lists_it(machine: Machine) -> None:
    """`limner models` has both packages' models, and `limner plugins` both packages."""
    models = machine.python("-m", "limner", "models", "acme")
    plugins = json.loads(machine.python("-m", "limner", "plugins", "--json"))["plugins"]

    assert "acme/lamp" in models
    assert "acme/broken" in models
    assert {"limner_lamp", "limner_broken"} <= {plugin["distribution"] for plugin in plugins}


@needs_command
def test_the_command_runs_it(machine: Machine) -> None:
    """`limner validate` and `limner run` know the package's parameters and its code."""
    lamp = ("acme/lamp", "prompt=a lamp")

    machine.python("-m", "limner", "validate", *lamp, "watts:=60")
    machine.python("-m", "limner", "validate", *lamp, "watts:=61", exit_code=3)
    machine.python("-m", "limner", "validate", "acme/lamp", "prompt=LIGHT", exit_code=3)
    machine.python("-m", "limner", "run", "--sandbox", *lamp, "--output", "out/")

    assert len(list((machine.folder / "out").iterdir())) == 1
    assert machine.seen() == ["acme/lamp"]


@needs_command
def test_the_command_refuses_the_broken_one(machine: Machine) -> None:
    """A plugin that can't be imported is exit code 13, and others are as before."""
    machine.python("-m", "limner", "run", "--sandbox", "acme/broken", "prompt=x", exit_code=13)
    machine.python("-m", "limner", "run", "--sandbox", "fal-ai/flux/dev", "prompt=x", "--dry-run")
