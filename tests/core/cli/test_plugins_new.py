"""`limner plugins new` writes a whole package of one's own models, or nothing."""

from __future__ import annotations

import ast
import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from limner.cli.app import cli
from limner.cli.scaffold.name import package_name
from limner_registry import Registry, installed, packaged_models
from limner_registry.document import check_document
from limner_registry.openapi import openapi_document

if TYPE_CHECKING:
    from pathlib import Path

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

PACKAGED = Registry(packaged_models(installed()).models)["fal-ai/flux/dev"].document
FLUX = {name: value for name, value in PACKAGED.items() if name != "price"}
LAMP = {**FLUX, "endpoint_id": "acme/lamp", "title": "Lamp | `of` <b>brass</b>"}
UPSCALER = {
    **FLUX,
    "endpoint_id": "acme/Lamp",
    "input": {
        "type": "object",
        "required": ["image_url"],
        "properties": {"image_url": {"type": "string", "x-limner-file": "image"}},
    },
}
ALL = {
    "pyproject.toml",
    "README.md",
    ".gitignore",
    "limner_acme/__init__.py",
    "limner_acme/model.json",
    "tests/test_models.py",
    "tests/test_rule.py",
}


def written(path: Path, *documents: Any) -> str:
    path.write_text("\n".join(json.dumps(document) for document in documents))
    return str(path)


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def project(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return found


def message(answer: Result) -> str:
    return str(json.loads(answer.stderr)["error"]["message"])


def test_a_package_begins_with_an_invented_model(limner: Limner, tmp_path: Path) -> None:
    """Without a document there is a starter, which is one that Limner takes."""
    told = json.loads(limner("plugins", "new", "limner-acme").stdout)
    document = json.loads((tmp_path / "limner-acme/limner_acme/model.json").read_text())

    assert set(told["files"]) == files_in(tmp_path / "limner-acme") == ALL
    assert (told["folder"], told["plugin"]) == ("limner-acme", "limner_acme")
    assert told["models"] == [document["endpoint_id"]] == ["acme/sketch"]
    assert told["next"][0] == "cd limner-acme"
    check_document(document, "the starter")


def test_the_project_says_what_it_is(limner: Limner, tmp_path: Path) -> None:
    """Name, licence, authors, dependency, tests and entry point are in `pyproject.toml`."""
    people = ("--author", 'Ada "The" Łovelace\n<ada@example.org>', "--author", "Bob")

    limner("plugins", "new", "limner_acme", "--license", "MIT OR (BSD-3-Clause)", *people)
    facts = project(tmp_path / "limner-acme")

    assert facts["name"] == "limner-acme"
    assert facts["license"] == "MIT OR (BSD-3-Clause)"
    assert facts["authors"][0]["email"] == "ada@example.org"
    assert "Łovelace" in facts["authors"][0]["name"]
    assert facts["authors"][1] == {"name": "Bob"}
    assert facts["dependencies"] == ["limner>=0.1"]
    assert facts["optional-dependencies"] == {"test": ["limner[sandbox,testing]"]}
    assert facts["entry-points"] == {"limner.models": {"limner_acme": "limner_acme"}}


def test_openapi_documents_become_its_models(limner: Limner, tmp_path: Path) -> None:
    """Several have a file each, whose names differ on every disk; what they say goes in."""
    files = (
        written(tmp_path / "one.json", openapi_document(LAMP)),
        written(tmp_path / "two.jsonl", UPSCALER, {**LAMP, "endpoint_id": "acme_lamp/x"}),
    )

    told = json.loads(limner("plugins", "new", "limner-acme", "--from-openapi", *files).stdout)
    models = tmp_path / "limner-acme/limner_acme/models"
    readme = (tmp_path / "limner-acme/README.md").read_text()

    assert sorted(path.name for path in models.iterdir()) == [
        "acme_lamp.json",
        "acme_lamp_.json",
        "acme_lamp_x.json",
    ]
    first = json.loads((models / "acme_lamp.json").read_text())
    assert (first["endpoint_id"], first["input"]) == ("acme/lamp", LAMP["input"])
    assert told["models"] == ["acme/lamp", "acme/Lamp", "acme_lamp/x"]
    assert "Lamp \\| `of` \\<b>brass\\</b>" in readme
    assert "limner run acme/lamp prompt=" in readme


def test_documents_may_say_anything(limner: Limner, tmp_path: Path) -> None:
    """Names and texts of others break neither code nor README nor a file's name."""
    odd = 'a"\n```\n\U0001f4a1$module\\'
    prompt = {"type": "string", "default": "`\u202e` $distribution"}
    document = {
        **LAMP,
        "endpoint_id": f"acme/{'x' * 300}",
        "title": "# $license\u0007 [x](y)",
        "input": {"type": "object", "required": [odd], "properties": {odd: prompt}},
    }

    answer = limner(
        "plugins", "new", "acme", "--from-openapi", written(tmp_path / "odd", document, LAMP)
    )
    test = (tmp_path / "acme/tests/test_rule.py").read_text(encoding="utf-8")
    readme = (tmp_path / "acme/README.md").read_text(encoding="utf-8")
    strings = {one.value for one in ast.walk(ast.parse(test)) if isinstance(one, ast.Constant)}

    assert answer.exit_code == 0
    assert odd in strings
    assert readme.count("\n```") == 4
    assert "$license" in readme
    assert len(list((tmp_path / "acme/acme/models").iterdir())) == 2


def test_a_document_comes_through_a_pipe(tmp_path: Path) -> None:
    """`-` is stdin."""
    text = json.dumps(openapi_document(LAMP))
    words = ["plugins", "new", "limner-acme", "--from-openapi", "-"]

    answer = CliRunner().invoke(cli, words, input=text)

    assert answer.exit_code == 0
    assert files_in(tmp_path / "limner-acme") == ALL


def test_the_rule_is_there_where_it_has_something_to_do(limner: Limner, tmp_path: Path) -> None:
    """Models that need no text get no rule about texts, and no test of it."""
    limner("plugins", "new", "limner-acme", "--from-openapi", written(tmp_path / "a", UPSCALER))

    assert files_in(tmp_path / "limner-acme") == ALL - {"tests/test_rule.py"}
    assert "hookimpl\ndef" not in (tmp_path / "limner-acme/limner_acme/__init__.py").read_text()


def test_good_ones_are_written_and_the_others_told(
    limner: Limner, terminal: Terminal, tmp_path: Path
) -> None:
    """As with `models add`: a note for each repair, a reason for each refusal, exit code 3."""
    odd = openapi_document(LAMP)
    schemas = odd["components"]["schemas"]
    name = next(one for one in schemas if "prompt" in schemas[one].get("properties", ()))
    schemas[name]["properties"]["num_images"]["default"] = 99
    bad = written(tmp_path / "bad.json", {"openapi": "3.1.0"})
    files = ("--from-openapi", written(tmp_path / "odd.json", odd), bad)

    answer = limner("plugins", "new", "limner-acme", *files)
    told = json.loads(answer.stdout)
    seen = terminal("plugins", "new", "limner-acme", "--output", "again/", *files)

    assert answer.exit_code == seen.exit_code == 3
    assert told["models"] == ["acme/lamp"]
    assert "num_images" in told["repaired"][0]["notes"][0]
    assert [one["file"] for one in told["refused"]] == [bad]
    assert f"refused {bad}"[:70] in seen.text
    assert "limner_acme/model.json" in seen.text


def test_without_a_good_document_nothing_is_written(
    limner: Limner, terminal: Terminal, tmp_path: Path
) -> None:
    """A package without a model is none."""
    bad = written(tmp_path / "bad.json", [])

    answer = limner("plugins", "new", "limner-acme", "--from-openapi", bad)

    assert answer.exit_code == 3
    assert json.loads(answer.stdout)["folder"] is None
    assert not (tmp_path / "limner-acme").exists()
    seen = terminal("plugins", "new", "limner-acme", "--from-openapi", bad)
    assert "Nothing was written" in seen.text


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Acme Lamp!", "acme-lamp"),
        ("acme--lamp", "acme-lamp"),
        ("-acme", "acme"),
        ("Größe", "groe"),
        ("../acme", "acme"),
        ("3d", "limner-3d"),
        ("json", "limner-json"),
        ("class", "limner-class"),
        ("limner", "limner-limner"),
        ("limner-plugins", "limner-limner-plugins"),
        ("tests", "limner-tests"),
        ("日本", "limner-models"),
        ("", "limner-models"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(
    limner: Limner, tmp_path: Path, name: str, meant: str
) -> None:
    """The error says why and which name would do, and that one does."""
    answer = limner("plugins", "new", "--", name)

    assert answer.exit_code == 2
    assert f"; {meant} would do." in message(answer)
    assert package_name(meant).distribution == meant
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "options",
    [
        ("--license", "MIT License"),
        ("--license", 'MIT"\nversion = "2'),
        ("--license", ""),
        ("--author", "@"),
        ("--author", " "),
        ("openapi.json",),
    ],
)
def test_options_that_make_no_sense_are_refused(
    limner: Limner, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Nothing is written that couldn't be built."""
    assert limner("plugins", "new", "limner-acme", *options).exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["folder", "empty folder", "file", "dangling link"])
def test_what_is_there_is_never_overwritten(limner: Limner, tmp_path: Path, kind: str) -> None:
    """Whatever has the name stays as it is; `--output` is where else to write."""
    place = tmp_path / "limner-acme"
    if kind == "file":
        place.write_text("mine")
    elif kind == "dangling link":
        place.symlink_to(tmp_path / "nowhere")
    else:
        place.mkdir()
        (place / "mine").touch() if kind == "folder" else None
    before = place.lstat()

    answer = limner("plugins", "new", "limner-acme")
    elsewhere = limner("plugins", "new", "limner-acme", "--output", "some/where")

    assert answer.exit_code == 2
    assert "There is something at limner-acme already" in message(answer)
    assert place.lstat() == before
    assert elsewhere.exit_code == 0
    assert files_in(tmp_path / "some/where") == ALL


KILLED = """
import os, signal, sys
from limner.cli.app import cli
from limner.cli import plugins_new
seen = 0
def die(event, arguments):
    global seen
    if event == "open" and "limner-acme" in str(arguments[0]) and arguments[1] == "w":
        seen += 1
        if seen == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
cli.main(["plugins", "new", "limner-acme"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("file", [1, 4, 7])
def test_a_process_killed_on_the_way_leaves_no_package(tmp_path: Path, file: int) -> None:
    """Whichever file it was at, nothing bears the name; the next one writes it whole."""
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "limner-acme").exists()
    subprocess.run([sys.executable, "-c", KILLED, "0"], check=True, capture_output=True)
    assert files_in(tmp_path / "limner-acme") == ALL


FULL = """
import resource
from limner.cli.app import cli
from limner.cli import plugins_new
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
cli.main(["plugins", "new", "limner-acme", "--output", "deep/"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_disk_without_room_gets_no_package(tmp_path: Path) -> None:
    """The write that fails is told, and nothing of the package is left behind."""
    words = [sys.executable, "-c", FULL]
    finished = subprocess.run(words, capture_output=True, text=True, check=False)

    assert finished.returncode == 1
    assert "File too large" in json.loads(finished.stderr)["error"]["message"]
    assert list((tmp_path / "deep").iterdir()) == []


def test_people_are_told_what_comes_next(terminal: Terminal) -> None:
    """The files, the commands that install and test them, and a licence nobody chose."""
    seen = terminal("plugins", "new", "limner-acme")

    assert seen.lines[0] == "limner-acme/"
    assert '  pip install -e ".[test]"' in seen.lines
    assert "Its licence is Apache-2.0, unless" in seen.text
    assert max(map(len, seen.lines)) <= 80


def test_an_id_that_another_plugin_brings_is_told(
    limner: Limner, terminal: Terminal, tmp_path: Path
) -> None:
    """Two plugins with one id can't both be used, which is said while it's easily changed."""
    flux = written(tmp_path / "flux.json", FLUX)

    told = json.loads(limner("plugins", "new", "limner-acme", "--from-openapi", flux).stdout)
    seen = terminal("plugins", "new", "acme", "--from-openapi", flux)

    assert told["conflicts"] == [{"endpoint_id": "fal-ai/flux/dev", "plugin": "fal_ai_flux_dev"}]
    assert "the plugin fal_ai_flux_dev brings fal-ai/flux/dev too" in " ".join(seen.text.split())
