"""docs/plugin-package.md is a package that works, as it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs/plugin-package.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's package, built to a wheel and installed into a folder of its own."""
    source = tmp_path_factory.mktemp("source")
    (source / "acme_lamp").mkdir()
    (source / "pyproject.toml").write_text(_block("toml"))
    (source / "acme_lamp/model.json").write_text(_block("json"))
    (source / "acme_lamp/__init__.py").write_text(_block("python"))
    target = tmp_path_factory.mktemp("target")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "--target", target, source], check=True)
    return target


def _limner(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "limner", *words]
    return subprocess.run(
        command, cwd=installed, env=environment, capture_output=True, text=True, check=False
    )


def test_the_packages_model_runs_in_the_sandbox(installed: Path) -> None:
    """The calls that the page shows work, from the wheel that its files build."""
    schema, run = (line.split(maxsplit=1)[1] for line in _block("sh").strip().splitlines())
    assert _limner(installed, *schema.split()).returncode == 0

    answer = _limner(installed, *[word.strip('"') for word in re.findall(r'\S*".*?"|\S+', run)])

    assert answer.returncode == 0, answer.stderr
    assert Path(installed, json.loads(answer.stdout)["artifacts"][0]["path"]).exists()


def test_the_packages_rules_hold(installed: Path) -> None:
    """Its schema and its hook both refuse what they say they refuse."""
    answer = _limner(installed, "validate", "acme/lamp", "prompt=A LAMP", "watts=500")

    codes = [issue["code"] for issue in json.loads(answer.stdout)["issues"]]
    assert (answer.returncode, codes) == (3, ["less_than_equal", "acme_lamp.loud"])
