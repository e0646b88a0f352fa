"""`limner models add` and `remove`: the user's catalog from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from limner_registry import Registry, installed, packaged_models
from limner_registry.openapi import openapi_document

if TYPE_CHECKING:
    from pathlib import Path

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

FLUX = Registry(packaged_models(installed()).models)["fal-ai/flux/dev"].document
LAMP = {**FLUX, "endpoint_id": "acme/lamp", "title": "Lamp"}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))


def written(path: Path, *documents: Any) -> str:
    path.write_text("\n".join(json.dumps(document) for document in documents))
    return str(path)


def plain_openapi(**schema: Any) -> dict[str, Any]:
    """What another provider might publish: one call, answered at once."""
    body = {"content": {"application/json": {"schema": {"type": "object", **schema}}}}
    post = {"requestBody": body, "responses": {"200": {"description": "x", **body}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sketch", "version": "1"},
        "servers": [{"url": "https://api.acme.example"}],
        "paths": {"/sketch/fast": {"post": post}},
    }


def test_model_document_goes_in_and_is_used(limner: Limner, tmp_path: Path) -> None:
    """A document that was added is listed as the catalog's, shown, checked and run."""
    added = limner("models", "add", written(tmp_path / "lamp.json", LAMP))
    (row,) = json.loads(limner("models", "--plugin", "catalog").stdout)["models"]
    run = limner("run", "acme/lamp", "--sandbox", "prompt=a lamp", "image_size=square")
    refused = limner("validate", "acme/lamp", "promt=x")

    assert json.loads(added.stdout)["added"] == ["acme/lamp"]
    assert (row["endpoint_id"], row["title"]) == ("acme/lamp", "Lamp")
    assert (
        row["document_sha256"]
        == json.loads(limner("schema", "acme/lamp").stdout)["document_sha256"]
    )
    assert json.loads(run.stdout)["result"]["images"][0]["width"] == 512
    assert refused.exit_code == 3


def test_openapi_document_goes_in(limner: Limner, tmp_path: Path) -> None:
    """A document as fal publishes them, and one of another provider, become models."""
    own = openapi_document(LAMP)
    sketch = plain_openapi(properties={"prompt": {"type": "string", "maxLength": 9}})

    added = limner("models", "add", written(tmp_path / "two.jsonl", own, sketch))
    shown = json.loads(limner("schema", "sketch/fast").stdout)

    assert json.loads(added.stdout)["added"] == ["acme/lamp", "sketch/fast"]
    assert shown["input"]["properties"]["prompt"]["maxLength"] == 9
    assert shown["plugin"] == "catalog"


def test_good_ones_go_in_and_the_others_are_told(limner: Limner, tmp_path: Path) -> None:
    """Each that is refused is reported with its reason, and the exit code is 3."""
    (tmp_path / "text.json").write_text("not json")
    files = [
        written(tmp_path / "lamp.json", LAMP),
        str(tmp_path / "text.json"),
        str(tmp_path / "none.json"),
        written(tmp_path / "empty.json", {}),
        written(tmp_path / "half.json", {"document_version": 1}),
        written(tmp_path / "list.json", [1]),
    ]

    answer = limner("models", "add", *files)
    told = json.loads(answer.stdout)

    assert answer.exit_code == 3
    assert told["added"] == ["acme/lamp"]
    assert [one["file"] for one in told["refused"]] == files[1:]
    assert all(one["reason"] for one in told["refused"])


def test_repair_is_told(limner: Limner, tmp_path: Path) -> None:
    """What had to be repaired has a note with its place."""
    broken = plain_openapi(properties={"size": {"type": "integer", "maximum": 4, "default": 9}})

    (one,) = json.loads(limner("models", "add", written(tmp_path / "a.json", broken)).stdout)[
        "repaired"
    ]

    assert one["endpoint_id"] == "sketch/fast"
    assert "default" in one["notes"][0]


def test_again_is_unchanged_and_another_replaces(limner: Limner, tmp_path: Path) -> None:
    """The same document changes nothing; another one of its id takes its place."""
    path = tmp_path / "lamp.json"
    limner("models", "add", written(path, LAMP))

    again = json.loads(limner("models", "add", str(path)).stdout)
    other = json.loads(limner("models", "add", written(path, {**LAMP, "title": "L"})).stdout)

    assert (again["unchanged"], other["replaced"]) == (["acme/lamp"], ["acme/lamp"])


def test_stdin_is_read(tmp_path: Path) -> None:
    """`-` is stdin, as everywhere."""
    answer = subprocess.run(
        [sys.executable, "-m", "limner", "models", "add", "-"],
        input=json.dumps(LAMP),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(answer.stdout)["added"] == ["acme/lamp"]


def test_plugin_comes_before_the_catalog(limner: Limner, tmp_path: Path) -> None:
    """A packaged id stays the package's, and that is said."""
    changed = {**FLUX, "title": "Another"}

    limner("models", "add", written(tmp_path / "flux.json", changed))
    listed = limner("models", "flux", "dev")

    assert [m["plugin"] for m in json.loads(listed.stdout)["models"]] == ["fal_ai_flux_dev"]
    assert json.loads(limner("schema", "fal-ai/flux/dev").stdout)["title"] == FLUX["title"]


def test_people_see_what_was_done(terminal: Terminal, tmp_path: Path) -> None:
    """On a terminal: what went in, what didn't and why, and where the catalog is."""
    (tmp_path / "text.json").write_text("not json")

    seen = terminal("models", "add", written(tmp_path / "lamp.json", LAMP), "text.json")
    gone = terminal("models", "remove", "acme/lamp")

    assert seen.lines[0] == "added      acme/lamp"
    assert "refused text.json" in seen.lines
    assert seen.exit_code == 3
    assert gone.lines == ["removed  acme/lamp"]


def test_only_what_is_there_can_be_removed(limner: Limner) -> None:
    """An id that isn't in the catalog is an error, a plugin's too."""
    answer = limner("models", "remove", "fal-ai/flux/dev")

    assert answer.exit_code == 3
    assert json.loads(answer.stderr)["error"]["type"] == "UnknownModel"


def test_reference_is_of_the_packaged_models(limner: Limner, tmp_path: Path) -> None:
    """The reference of all models leaves the user's own ones out, unless they're named."""
    before = limner("reference").stdout
    limner("models", "add", written(tmp_path / "lamp.json", LAMP))

    assert limner("reference").stdout == before
    assert "acme/lamp" in limner("reference", "acme/lamp").stdout
