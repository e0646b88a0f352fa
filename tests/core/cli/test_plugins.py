"""`limner plugins` tells what is installed, and what one plugin does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Limner = Callable[..., Result]
Terminal = Callable[..., Any]
Install = Callable[..., Path]


def _of(answer: Result) -> dict[str, Any]:
    return {plugin["name"]: plugin for plugin in json.loads(answer.stdout)["plugins"]}


def test_all_plugins_are_listed(limner: Limner) -> None:
    """The list has the 13 models and both providers, each with its package."""
    plugins = _of(limner("plugins"))

    assert len(plugins) == 15
    assert plugins["fal_ai_flux_dev"] == {
        "name": "fal_ai_flux_dev",
        "kind": "model",
        "distribution": "limner",
        "version": "0.1.0",
        "models": ["fal-ai/flux/dev"],
        "state": "enabled",
    }
    assert plugins["sandbox"]["kind"] == "provider"


@pytest.mark.parametrize(
    "words", [("plugins", "list"), ("plugins", "--json"), ("plugins", "--json", "list")]
)
def test_the_bare_noun_is_the_list(limner: Limner, words: tuple[str, ...]) -> None:
    """`plugins` and `plugins list` are the same."""
    assert limner(*words).stdout == limner("plugins").stdout


def test_people_see_a_table(terminal: Terminal) -> None:
    """On 80 columns there is the number of models, on wide ones there are their ids."""
    narrow, wide = terminal("plugins"), terminal("plugins", columns=140)

    assert narrow.lines[0].split() == ["NAME", "KIND", "PACKAGE", "MODELS"]
    assert max(map(len, narrow.lines)) <= 80
    assert wide.lines[1].split()[-1] == "bria/fibo-edit/colorize"


def test_a_plugin_is_shown_with_its_hooks(limner: Limner, terminal: Terminal) -> None:
    """`show` imports the plugin and tells the hooks that it implements."""
    plugin = _of(limner("plugins", "show", "fal_ai_birefnet_v2"))["fal_ai_birefnet_v2"]
    seen = terminal("plugins", "show", "fal_ai_birefnet_v2")

    assert plugin["hooks"] == ["validate_request", "render_sandbox"]
    assert plugin["file"].endswith("fal_ai_birefnet_v2/__init__.py")
    assert "  hooks    validate_request, render_sandbox\n" in seen.text


def test_a_provider_is_shown_without_its_key(
    limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a provider it is told who may see the key and whether there is one, never the key."""
    missing = _of(limner("plugins", "show", "fal"))["fal"]
    monkeypatch.setenv("FAL_KEY", "very-secret")
    found = limner("plugins", "show", "fal")

    assert missing["key"] == "missing"
    assert _of(found)["fal"]["key"] == "found"
    assert "queue.fal.run" in missing["hosts"]
    assert "secret" not in found.output
    assert _of(limner("plugins", "show", "sandbox"))["sandbox"]["key"] == "not needed"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('no such lamp')", "RuntimeError: no such lamp"),
        ("from limner import hookimpl\n@hookimpl\ndef validate_reqest(): ...", "validate_reqest"),
        ("from limner import hookimpl\n@hookimpl\ndef job_event(jab): ...", "jab"),
    ],
    ids=["import", "hook", "argument"],
)
def test_a_broken_plugin_is_shown_with_the_reason(
    install: Install, limner: Limner, terminal: Terminal, code: str, reason: str
) -> None:
    """Why a plugin can't be used is told, with a traceback where its import raised."""
    install("acme", {"acme.py": code}, plugins="acme = acme")

    plugin = _of(limner("plugins", "show", "acme"))["acme"]
    seen = terminal("plugins", "show", "acme")

    assert plugin["state"] == "broken"
    assert reason in plugin["error"]
    assert reason in seen.text
    assert seen.exit_code == 0


def test_a_disabled_plugin_is_shown_and_not_imported(
    install: Install, limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `LIMNER_DISABLE` names is marked, and none of its code runs."""
    install("acme", {"acme.py": "raise SystemExit('ran')"}, plugins="acme = acme")
    monkeypatch.setenv("LIMNER_DISABLE", "acme")

    assert _of(limner("plugins"))["acme"]["state"] == "disabled"
    assert _of(limner("plugins", "show", "acme"))["acme"]["state"] == "disabled"


def test_a_listing_runs_no_plugin(install: Install, limner: Limner) -> None:
    """A plugin whose import would end the process is listed like any other."""
    install("acme", {"acme.py": "raise SystemExit('ran')"}, plugins="acme = acme")

    assert _of(limner("plugins"))["acme"]["kind"] == "global"


def test_a_misspelt_name_is_told_the_right_one(limner: Limner) -> None:
    """A plugin that isn't there is a usage error with a suggestion."""
    answer = limner("plugins", "show", "fal_ai_flux_dv")

    assert answer.exit_code == 2
    assert "did you mean fal_ai_flux_dev?" in json.loads(answer.stderr)["error"]["message"]


@pytest.mark.parametrize("text", ['{"endpoint_id": ', "[]", '{"document_version": 2}', "\0"])
def test_a_document_that_cannot_be_read_is_told_of(
    install: Install, limner: Limner, terminal: Terminal, text: str
) -> None:
    """Whose ids aren't known is told all the same: by the plugin's name, with the file."""
    install("acme", {"acme/__init__.py": "", "acme/model.json": text}, models="acme = acme")

    plugin = _of(limner("plugins"))["acme"]
    problems = json.loads(limner("models").stdout)["problems"]

    assert (plugin["state"], plugin["models"]) == ("broken", [])
    assert "acme/model.json" in plugin["error"]
    assert "acme" in problems[0]
    for words in (("plugins",), ("plugins", "show", "acme"), ("models",)):
        assert "acme/model.json" in terminal(*words, columns=200).text


def test_a_misspelt_command_is_told_the_right_one(limner: Limner) -> None:
    """A word that is nearly a command is one."""
    message = json.loads(limner("plugins", "enabel").stderr)["error"]["message"]

    assert message == "There is no command 'plugins enabel'; did you mean plugins enable?"


def test_a_name_without_show_is_understood(limner: Limner) -> None:
    """Who leaves `show` out is told how a plugin is shown."""
    answer = limner("plugins", "fal")

    assert answer.exit_code == 2
    assert "limner plugins show fal" in json.loads(answer.stderr)["error"]["message"]
