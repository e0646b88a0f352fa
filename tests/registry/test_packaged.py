"""The documents of installed packages, found without running any of their code."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from limner_registry import Model, Origin, Packaged, installed, packaged_models

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT: dict[str, Any] = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "provider": "fal",
    "title": "Lamp",
    "category": "text-to-image",
    "input": {"type": "object"},
    "output": {"type": "object"},
}
BOMB = "raise RuntimeError('this code must not run')\n"


class Site:
    """A folder on `sys.path`, and how packages get there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, entry_points: dict[str, str], files: dict[str, Any], name: str) -> None:
        """Lay out a distribution: its metadata and its files; what isn't text is JSON."""
        lines = [f"{plugin} = {value}\n" for plugin, value in entry_points.items()]
        text = "".join(["[limner.models]\n", *lines])
        self.write(f"{name}-1.0.dist-info/entry_points.txt", text)
        for path, content in files.items():
            self.write(path, content if isinstance(content, str) else json.dumps(content))

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def packaged(self) -> Packaged:
        return packaged_models(installed([str(self.folder)]))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.syspath_prepend(tmp_path)
    return Site(tmp_path)


def ids(models: list[Model]) -> list[str]:
    return [model.endpoint_id for model in models]


def test_a_package_of_one_model(site: Site) -> None:
    """A `model.json` beside the code is the package's model, and the code doesn't run."""
    files = {"pkg_one/__init__.py": BOMB, "pkg_one/model.json": DOCUMENT}
    site.install({"lamp": "pkg_one"}, files, "limner_lamp")

    found = site.packaged()

    assert ids(found.models) == ["acme/lamp"]
    assert found.models[0].origin == Origin("lamp", "limner_lamp", "1.0")
    assert found.failures == {}
    assert "pkg_one" not in sys.modules


def test_a_package_of_many_models(site: Site) -> None:
    """Every `models/*.json` is a model, in the order of the files' names."""
    files = {
        f"pkg_many/models/{name}": {**DOCUMENT, "endpoint_id": f"acme/{name}"}
        for name in ("b.json", "a.json", "notes.txt", ".hidden.json")
    }
    site.install({"many": "pkg_many"}, {"pkg_many/__init__.py": BOMB, **files}, "many")

    assert ids(site.packaged().models) == ["acme/a.json", "acme/b.json"]


def test_a_package_inside_a_package(site: Site) -> None:
    """Only the top-level name is looked up, so no parent's code runs either."""
    files = {
        "pkg_top/__init__.py": BOMB,
        "pkg_top/inner/__init__.py": BOMB,
        "pkg_top/inner/lamp/model.json": DOCUMENT,
    }
    site.install({"lamp": "pkg_top.inner.lamp"}, files, "top")

    assert ids(site.packaged().models) == ["acme/lamp"]


def test_a_namespace_package_in_two_places(
    site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two distributions may share a namespace package, each from its own folder."""
    other = Site(tmp_path_factory.mktemp("other"))
    monkeypatch.syspath_prepend(other.folder)
    lamp = {**DOCUMENT, "endpoint_id": "acme/lamp"}
    bolt = {**DOCUMENT, "endpoint_id": "acme/bolt"}
    site.install({"lamp": "pkg_space.lamp"}, {"pkg_space/lamp/model.json": lamp}, "lamp")
    other.install({"bolt": "pkg_space.bolt"}, {"pkg_space/bolt/model.json": bolt}, "bolt")

    found = packaged_models(installed([str(site.folder), str(other.folder)]))

    assert ids(found.models) == ["acme/lamp", "acme/bolt"]


def test_an_object_in_a_package(site: Site) -> None:
    """An entry point may name an object; its documents are beside the module."""
    files = {"pkg_object/__init__.py": BOMB, "pkg_object/model.json": DOCUMENT}
    site.install({"lamp": "pkg_object : plugin [extra]"}, files, "lamp")

    assert ids(site.packaged().models) == ["acme/lamp"]


def test_other_groups_bring_no_models(site: Site) -> None:
    """Only `limner.models` is looked into."""
    site.install({}, {"pkg_global/model.json": DOCUMENT}, "watch")
    site.write("watch-1.0.dist-info/entry_points.txt", "[limner.plugins]\nwatch = pkg_global\n")

    assert site.packaged() == Packaged()


def without(name: str) -> dict[str, Any]:
    return {member: value for member, value in DOCUMENT.items() if member != name}


BROKEN: dict[str, tuple[Any, str]] = {
    "not_json": ("{", "it can't be read"),
    "empty": ("", "it can't be read"),
    "too_deep": ("[" * 200_000, "it can't be read"),
    "a_list": ([DOCUMENT], "it is not a JSON object"),
    "a_null": (None, "it is not a JSON object"),
    "no_version": (without("document_version"), "its document_version is None"),
    "next_version": ({**DOCUMENT, "document_version": 2}, "this Limner reads 1"),
    "no_input": (without("input"), "input: missing"),
    "number": ({**DOCUMENT, "endpoint_id": 3}, "endpoint_id: missing, or of the wrong type"),
    "two": ({**DOCUMENT, "title": None, "output": True}, "title, output: missing"),
    "null_aliases": ({**DOCUMENT, "aliases": None}, "aliases: missing"),
    "text_aliases": ({**DOCUMENT, "aliases": "acme/a"}, "aliases: missing"),
    "odd_aliases": ({**DOCUMENT, "aliases": [["a"]]}, "aliases: missing"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_document_takes_out_its_plugin_only(site: Site, case: str) -> None:
    """The plugin is named with its file and what is wrong; the others are there."""
    content, reason = BROKEN[case]
    site.install({"bad": f"pkg_{case}"}, {f"pkg_{case}/model.json": content}, "bad")
    site.install({"good": "pkg_good"}, {"pkg_good/model.json": DOCUMENT}, "good")

    found = site.packaged()

    assert ids(found.models) == ["acme/lamp"]
    assert list(found.failures) == ["bad"]
    assert f"pkg_{case}/model.json" in found.failures["bad"].source
    assert reason in str(found.failures["bad"])


def test_bytes_that_are_not_unicode_are_no_document(site: Site) -> None:
    """A document in Latin-1 is broken; one in UTF-16, or with a byte order mark, is read."""
    files = {f"pkg_{kind}/__init__.py": "" for kind in ("latin", "utf16", "mark")}
    site.install({kind: f"pkg_{kind}" for kind in ("latin", "utf16", "mark")}, files, "kinds")
    text = json.dumps({**DOCUMENT, "title": "Lämp"}, ensure_ascii=False)
    (site.folder / "pkg_latin" / "model.json").write_bytes(text.encode("latin-1"))
    (site.folder / "pkg_utf16" / "model.json").write_bytes(text.encode("utf-16"))
    (site.folder / "pkg_mark" / "model.json").write_bytes(text.encode("utf-8-sig"))

    found = site.packaged()

    assert list(found.failures) == ["latin"]
    assert [model.title for model in found.models] == ["Lämp", "Lämp"]


@pytest.mark.parametrize("value", ["pkg_nowhere", "pkg_plain", "pkg_empty", "", ".x", "pkg_a..b"])
def test_a_package_without_documents_is_broken(site: Site, value: str) -> None:
    """A package that isn't there, is one module, or holds no document is named."""
    files = {"pkg_plain.py": BOMB, "pkg_empty/__init__.py": BOMB}
    site.install({"bad": value}, files, "bad")

    assert "it has no model.json and no models/*.json" in str(site.packaged().failures["bad"])


@pytest.mark.parametrize("path", ["model.json", "models/a.json"])
def test_a_folder_is_no_document(site: Site, path: str) -> None:
    """A folder where a document should be breaks its own plugin, and no other."""
    site.install({"bad": "pkg_folder"}, {f"pkg_folder/{path}/inside": ""}, "bad")

    assert f"pkg_folder/{path}: it can't be read" in str(site.packaged().failures["bad"])


def test_a_folder_that_cannot_be_listed_is_named(site: Site) -> None:
    """A link that leads to itself stands for whatever the disk refuses."""
    site.install({"bad": "pkg_loop"}, {"pkg_loop/__init__.py": ""}, "bad")
    (site.folder / "pkg_loop" / "models").symlink_to("models")

    assert "pkg_loop/models: it can't be read" in str(site.packaged().failures["bad"])


def test_a_file_called_models_is_not_a_folder_of_them(site: Site) -> None:
    """A file `models` beside a `model.json` is nobody's business."""
    files = {"pkg_file/model.json": DOCUMENT, "pkg_file/models": "a file"}
    site.install({"lamp": "pkg_file"}, files, "lamp")

    assert ids(site.packaged().models) == ["acme/lamp"]
