"""`limner models sync` from the command line, against a real server on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result
from model_list import ModelList, assert_all_there, entry, ids_in

if TYPE_CHECKING:
    from pathlib import Path

    from socket_server import Server

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

FLUX = "fal-ai/flux/dev"


@pytest.mark.usefixtures("server")
def test_the_catalog_is_filled_and_used(limner: Limner, home: Path, listed: ModelList) -> None:
    """Every model of the list is listed, shown and checked; the list is read without a key."""
    answer = limner("models", "sync")
    told = json.loads(answer.stdout)
    (row,) = json.loads(limner("models", "acme/model-34").stdout)["models"]
    refused = limner("validate", "acme/model-34", "promt=x")

    assert (answer.exit_code, told["whole"], len(told["added"])) == (0, True, 35)
    assert (row["title"], row["plugin"]) == ("Acme/Model-34", "catalog")
    assert refused.exit_code == 3
    assert listed.pages == [1, 2, 3, 4]
    assert_all_there(home)


def test_the_key_is_shown(
    limner: Limner, server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is one, in fal's own scheme: the environment's, else the one that is kept."""
    limner("models", "sync", "--dry-run")
    home.mkdir()
    (home / "keys.json").touch(mode=0o600)
    (home / "keys.json").write_text('{"fal": "kid:kept"}')
    limner("models", "sync", "--dry-run")
    monkeypatch.setenv("FAL_KEY", "kid:given")
    limner("models", "sync", "--dry-run")

    shown = [re.findall(rb"Authorization: (.*)\r", request) for request in server.requests]
    assert shown == [[]] * 4 + [[b"Key kid:kept"]] * 4 + [[b"Key kid:given"]] * 4


def change(listed: ModelList) -> None:
    """A model changes for the worse, one for the better, one comes, one goes, one breaks."""
    listed.models[0] = entry("acme/model-00", {"size": {"type": "integer"}})
    del listed.models[1]["openapi"]["paths"]["/acme/model-01"]
    listed.models[2:4] = [entry("acme/new")]


@pytest.mark.usefixtures("server")
def test_what_changed_is_told(limner: Limner, home: Path, listed: ModelList) -> None:
    """By the rules of the comparison, with what is gone, and with what is refused and why."""
    limner("models", "sync")
    change(listed)

    told = json.loads(limner("models", "sync").stdout)

    ((name, changes),) = [(one["endpoint_id"], one["changes"]) for one in told["changed"]]
    assert (name, [one["rule"] for one in changes]) == ("acme/model-00", ["parameter-added"])
    assert (told["added"], told["gone"]) == (["acme/new"], ["acme/model-02", "acme/model-03"])
    (refused,) = told["refused"]
    assert (refused["endpoint_id"], told["unchanged"]) == ("acme/model-01", 31)
    assert {"acme/model-01", "acme/model-02"} <= set(ids_in(home))
    assert listed.asked[-1]["endpoint_id"] == ["acme/model-03"]


@pytest.mark.parametrize(
    ("words", "broken", "exit_code"),
    [
        (("--fail-on", "breaking"), True, 9),
        (("--fail-on", "breaking"), False, 0),
        (("--fail-on", "warning"), False, 0),
        ((), True, 0),
    ],
)
@pytest.mark.usefixtures("server")
def test_fail_on_decides_the_exit_code(
    limner: Limner, listed: ModelList, words: tuple[str, ...], exit_code: int, *, broken: bool
) -> None:
    """9 where something so grave changed; a model that is gone is as grave as can be."""
    limner("models", "sync")
    listed.models[0] = entry("acme/model-00", {"size": {"type": "integer"}})
    if broken:
        listed.models.pop()

    assert limner("models", "sync", *words).exit_code == exit_code


@pytest.mark.usefixtures("server")
def test_prune_says_what_it_takes_out(limner: Limner, home: Path, listed: ModelList) -> None:
    """Only with the whole list can it be asked for."""
    limner("models", "sync")
    listed.models.pop()

    refused = limner("models", "sync", "--prune", "--query", "model")
    told = json.loads(limner("models", "sync", "--prune").stdout)

    assert (refused.exit_code, told["pruned"]) == (2, ["acme/model-34"])
    assert_all_there(home, 34)


@pytest.mark.usefixtures("server")
def test_a_part_is_asked_of_the_provider(limner: Limner, listed: ModelList) -> None:
    """Category and query are the provider's to understand."""
    told = json.loads(limner("models", "sync", "--category", "lamps", "--query", "a b").stdout)

    assert not told["whole"]
    assert {(one["category"][0], one["q"][0]) for one in listed.asked} == {("lamps", "a b")}


@pytest.mark.usefixtures("server")
def test_a_plugin_comes_before_the_list(limner: Limner, listed: ModelList) -> None:
    """A packaged id stays the package's, and that is said."""
    listed.models = [entry(FLUX)]

    told = json.loads(limner("models", "sync").stdout)

    assert [one["endpoint_id"] for one in told["shadowed"]] == [FLUX]
    assert json.loads(limner("schema", FLUX).stdout)["plugin"] == "fal_ai_flux_dev"


@pytest.mark.usefixtures("server")
def test_people_see_what_was_done(terminal: Terminal, home: Path, listed: ModelList) -> None:
    """First twenty new models and how many more; then what changed, and for whom."""
    first = terminal("models", "sync")
    listed.models[1]["openapi"]["paths"].clear()
    listed.models[0] = entry("acme/model-00", {"size": {"type": "integer"}})
    second = terminal("models", "sync")
    dry = terminal("models", "sync", "--dry-run")

    assert first.lines[0] == "added      acme/model-00"
    assert first.lines[20:] == [
        "added      … 15 more",
        "fal lists 35 models: 35 added.",
        f"Catalog: {home}/catalog",
    ]
    assert second.lines[:-1] == [
        "changed    acme/model-00",
        "    safe      size: is new: integer (parameter-added)",
        "refused    acme/model-01",
        "    at /paths: there is no POST operation, so nothing can be called.",
        "fal lists 35 models: 1 changed, 33 unchanged, 1 refused.",
    ]
    assert dry.lines[-1] == "Dry run: nothing was written."
    assert max(map(len, [*first.lines[:-1], *second.lines[:-1]])) <= 80


@pytest.mark.parametrize("name", ["sandbox", "none"])
def test_a_provider_without_a_list_is_named(limner: Limner, name: str) -> None:
    """Nothing is asked of anybody."""
    answer = limner("models", "sync", "--provider", name)

    assert answer.exit_code == 2
    assert name in json.loads(answer.stderr)["error"]["message"]
