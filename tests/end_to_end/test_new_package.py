"""A package that `limner plugins new` wrote: built, installed, used, and tested by itself."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CORPUS = os.environ.get("LIMNER_CORPUS")


def schema(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def openapi(path: str, **components: Any) -> dict[str, Any]:
    """One call, as providers publish them."""
    refers = [{"schema": {"$ref": f"#/components/schemas/{name}"}} for name in ("Ask", "Answer")]
    ask, answer = ({"content": {"application/json": one}} for one in refers)
    post = {"requestBody": ask, "responses": {"200": {"description": "done", **answer}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"The {path.rpartition('/')[2]}", "version": "1"},
        "servers": [{"url": "https://api.acme.example"}],
        "paths": {path: {"post": post}},
        "components": {"schemas": components},
    }


PICTURE = schema("url", url={"type": "string"}, content_type={"type": "string"})
LAMP = openapi(
    "/acme/lamp",
    Ask=schema(
        "prompt",
        prompt={"type": "string", "maxLength": 200, "description": "What lamp."},
        watts={
            "type": "integer",
            "exclusiveMinimum": 0,
            "maximum": 60,
            "default": 40,
            "description": "How bright it is.",
        },
        shade={"type": "string", "enum": ["paper", "glass"], "description": "Round the bulb."},
    ),
    Answer=schema("image", image={"$ref": "#/components/schemas/Picture"}),
    Picture=PICTURE,
)
UPSCALER = openapi(
    "/acme/lens",
    Ask=schema(
        "image_url",
        image_url={"type": "string", "format": "uri", "description": "What to look at."},
        factor={"type": "number", "minimum": 1, "maximum": 4, "description": "How closely."},
    ),
    Answer=schema("image", image={"$ref": "#/components/schemas/Picture"}),
    Picture=PICTURE,
)
REFUSED = {"openapi": "3.1.0", "info": {"title": "nothing", "version": "1"}, "paths": {}}


@dataclass(frozen=True)
class Installed:
    """A package that was written, and installed into a folder of its own."""

    project: Path
    folder: Path
    told: dict[str, Any]

    def python(self, *words: str, exit_code: int = 0) -> str:
        site = {"PYTHONPATH": str(self.folder / "site"), "LIMNER_HOME": str(self.folder / "home")}
        finished = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={**os.environ, **site, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == exit_code, finished.stdout + finished.stderr
        return finished.stdout

    def limner(self, *words: str, exit_code: int = 0) -> Any:
        return json.loads(self.python("-m", "limner", *words, "--json", exit_code=exit_code))


def installed(folder: Path, *files: Path, refused: bool = False) -> Installed:
    """Write a package from files, or the starter; build its wheel, and install that apart."""
    words = ["plugins", "new", "limner-acme", "--output", f"{folder}/project"]
    words += ["--from-openapi", *map(str, files)] if files else []
    written = subprocess.run(
        [sys.executable, "-m", "limner", *words], capture_output=True, text=True, check=False
    )
    assert written.returncode == (3 if refused else 0), written.stderr
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    apart = ["--no-index", "--no-deps", "--no-build-isolation", "--target", f"{folder}/site"]
    subprocess.run([*pip, *apart, f"{folder}/project"], check=True, capture_output=True)
    return Installed(folder / "project", folder, json.loads(written.stdout))


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("acme")
    files = [folder / f"{name}.json" for name in ("lamp", "lens", "refused")]
    for file, document in zip(files, (LAMP, UPSCALER, REFUSED), strict=True):
        file.write_text(json.dumps(document))
    return installed(folder, *files, refused=True)


def test_its_models_are_listed_with_the_package_that_brings_them(acme: Installed) -> None:
    """What was refused is told of, and the good ones are models like all others."""
    models = acme.limner("models", "--plugin", "limner_acme")["models"]

    assert len(acme.told["refused"]) == 1
    assert [(m["endpoint_id"], m["distribution"], m["version"]) for m in models] == [
        ("acme/lamp", "limner_acme", "0.1.0"),
        ("acme/lens", "limner_acme", "0.1.0"),
    ]


def test_its_plugin_is_shown_with_its_hook(acme: Installed) -> None:
    """`plugins show` imports it, and finds what was written."""
    (plugin,) = acme.limner("plugins", "show", "limner_acme")["plugins"]

    assert (plugin["state"], plugin["hooks"]) == ("enabled", ["validate_request"])
    assert plugin["models"] == ["acme/lamp", "acme/lens"]


def test_no_constraint_of_the_documents_is_lost(acme: Installed) -> None:
    """What the OpenAPI documents forbid is refused, and so is what the package's rule forbids."""
    faulty = ("prompt= ", "watts=0", "shade=tin", "colour=red")

    issues = acme.limner("validate", "acme/lamp", *faulty, exit_code=3)["issues"]

    assert {(issue["pointer"], issue["code"]) for issue in issues} == {
        ("/prompt", "limner_acme.blank"),
        ("/watts", "greater_than"),
        ("/shade", "one_of"),
        ("/colour", "unknown_parameter"),
    }
    assert acme.limner("validate", "acme/lamp", "prompt=a lamp", "watts=60")["valid"]
    acme.limner(
        "validate", "acme/lens", "image_url=https://a.example/b.png", "factor=5", exit_code=3
    )


def test_its_models_run_in_the_sandbox(acme: Installed) -> None:
    """Each gives a picture, one of them from a file of the caller's."""
    words = ("--sandbox", "--output", "out/")

    lamp = acme.limner("run", "acme/lamp", "prompt=a brass lamp", *words)
    (picture,) = lamp["artifacts"]
    lens = acme.limner("run", "acme/lens", f"image_url=@{picture['path']}", *words)

    assert lens["artifacts"][0]["sha256"] != picture["sha256"]
    assert len(list((acme.folder / "out").iterdir())) == 2


def test_its_own_tests_pass(acme: Installed) -> None:
    """The conformance kit has nothing to say against any of its models."""
    shutil.copytree(acme.project / "tests", acme.folder / "tests")

    told = acme.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")

    assert "acme/lamp" in told
    assert " passed" in told
    assert "skipped" not in told


def test_its_own_tests_can_fail(acme: Installed) -> None:
    """A fault that is put into an installed document or into the code is found by them."""
    site = acme.folder / "site/limner_acme"
    document, code = site / "models/acme_lamp.json", site / "__init__.py"
    before = document.read_text(), code.read_text()
    run = ("-m", "pytest", "-q", "-p", "no:cacheprovider", f"{acme.project}/tests")
    try:
        document.write_text(before[0].replace('"default": 40', '"default": 400'))
        code.write_text(before[1].replace("limner_acme.blank", "limner_acme.black"))
        told = acme.python(*run, exit_code=1)
    finally:
        document.write_text(before[0])
        code.write_text(before[1])

    assert "400" in told
    assert "test_a_text_that_must_be_there_is_not_blank" in told


def test_the_starter_keeps_what_every_plugin_must(tmp_path: Path) -> None:
    """A package without a document of the author's is sound from the beginning."""
    starter = installed(tmp_path)

    starter.limner("plugins", "check", "limner_acme", "--examples", "5")
    starter.python("-m", "pytest", "-q", "project/tests/test_rule.py")
    assert starter.limner("run", "acme/sketch", "prompt=x", "--sandbox")["artifacts"]


@pytest.mark.skipif(CORPUS is None, reason="LIMNER_CORPUS names no folder with openapi.jsonl.gz")
def test_641_real_documents_become_one_package(tmp_path: Path) -> None:
    """All go in and are listed, but for those that Limner brings itself, which is told."""
    lines = tmp_path / "openapi.jsonl"
    with gzip.open(Path(str(CORPUS), "openapi.jsonl.gz")) as corpus:
        lines.write_bytes(corpus.read())

    fal = installed(tmp_path, lines)
    twice = {one["endpoint_id"] for one in fal.told["conflicts"]}
    listed = fal.limner("models", "--plugin", "limner_acme")["models"]
    first = listed[0]["endpoint_id"]

    assert (len(fal.told["models"]), fal.told["refused"]) == (641, [])
    assert {model["endpoint_id"] for model in listed} == {*fal.told["models"]} - twice
    assert "fal-ai/flux/dev" in twice
    assert fal.limner("schema", first)["plugin"] == "limner_acme"
