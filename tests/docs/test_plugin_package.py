"""docs/plugin-package.md leads from an empty folder to an installed model, as it stands."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from pages import Block, Reader

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "plugin-package.md"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Somebody who has done all that the page says: built, installed, tested, run."""
    reader = Reader(tmp_path_factory.mktemp("acme-lamp"))
    reader.read(PAGE)
    return reader


def _limner(reader: Reader, *words: str, exit_code: int = 0) -> subprocess.CompletedProcess[str]:
    finished = subprocess.run(
        [sys.executable, "-m", "limner", *words],
        cwd=reader.folder.parent,
        env=reader.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == exit_code, finished.stderr
    return finished


def test_the_wheel_holds_the_code_and_the_document(reader: Reader) -> None:
    """The one wheel that the page builds has what the model needs, and no tests."""
    (wheel,) = (reader.folder / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        files = {name for name in archive.namelist() if "dist-info" not in name}

    assert files == {"acme_lamp/__init__.py", "acme_lamp/model.json"}


def test_the_model_is_listed_with_the_package_that_brings_it(reader: Reader) -> None:
    """`limner models` finds it, from any folder."""
    (model,) = json.loads(_limner(reader, "models", "acme").stdout)["models"]

    assert (model["endpoint_id"], model["plugin"]) == ("acme/lamp", "acme_lamp")


def test_the_packages_picture_is_the_one_that_it_paints(reader: Reader, tmp_path: Path) -> None:
    """The sandbox shows what the package's `render_sandbox` paints: light in the night."""
    from PIL import Image

    output = f"{tmp_path}/lamp.png"
    _limner(reader, "run", "acme/lamp", "--sandbox", "prompt=x", "watts=60", "--output", output)

    with Image.open(output) as picture:
        lamp = picture.getpixel((int(picture.width * 0.5), int(picture.height * 0.4)))
        corner = picture.getpixel((picture.width - 1, 0))
    assert isinstance(lamp, tuple)
    assert isinstance(corner, tuple)
    assert sum(lamp[:3]) > 2 * sum(corner[:3])


def test_the_packages_rules_hold(reader: Reader) -> None:
    """Its schema and its hook both refuse what they say they refuse."""
    answer = _limner(reader, "validate", "acme/lamp", "prompt=A LAMP", "watts=500", exit_code=3)

    codes = [issue["code"] for issue in json.loads(answer.stdout)["issues"]]
    assert codes == ["less_than_equal", "acme_lamp.loud"]


def test_its_own_tests_can_fail(reader: Reader) -> None:
    """The page's tests hold the package: they fail where its hook says something else."""
    code = reader.folder / "site/acme_lamp/__init__.py"
    text = code.read_text(encoding="utf-8")
    code.write_text(text.replace("acme_lamp.loud", "acme_lamp.quiet"), encoding="utf-8")
    try:
        with pytest.raises(AssertionError, match="1 failed, 1 passed"):
            reader.do(Block(PAGE, 0, "", "sh", "cd tests && python -m pytest -p no:cacheprovider"))
    finally:
        code.write_text(text, encoding="utf-8")
