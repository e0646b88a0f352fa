"""`limner plugins disable` and `enable`: what is left out, and switched on, from now on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Limner = Callable[..., Result]
Terminal = Callable[..., Any]
Install = Callable[..., Path]

FLUX = "fal_ai_flux_dev"
RUN = ("run", "fal-ai/flux/dev", "prompt=x")
REFUSES = """
    from limner import Refused, hookimpl
    @hookimpl
    def before_submit(request):
        raise Refused("not today")
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _shown(limner: Limner, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(limner("plugins", "show", name).stdout)["plugins"][0]
    return found


def _message(answer: Result) -> str:
    return str(json.loads(answer.stderr)["error"]["message"])


def test_a_disabled_plugin_is_left_out_everywhere(
    limner: Limner, piped: Callable[..., Any], home: Path
) -> None:
    """Its models are in no listing and can't be run, in any process, until it is enabled."""
    told = json.loads(limner("plugins", "disable", FLUX).stdout)
    listed = piped("models", "flux/dev", "--json").stdout
    run = limner(*RUN, "--sandbox")
    shown = _shown(limner, FLUX)

    assert told == {
        "name": FLUX,
        "state": "disabled",
        "changed": True,
        "file": f"{home}/plugins.json",
    }
    assert "fal-ai/flux/dev" not in listed
    assert run.exit_code == 3
    assert (shown["state"], shown["disabled_by"]) == ("disabled", "limner plugins disable")

    assert json.loads(limner("plugins", "enable", FLUX).stdout)["changed"]
    assert _shown(limner, FLUX)["state"] == "enabled"
    assert limner(*RUN, "--sandbox").exit_code == 0


def test_saying_it_twice_changes_nothing(limner: Limner, terminal: Terminal) -> None:
    """What is so already is told, and is no error."""
    again = [json.loads(limner("plugins", "disable", FLUX).stdout)["changed"] for _ in "ab"]

    assert again == [True, False]
    assert f"disabled already  {FLUX}" in terminal("plugins", "disable", FLUX).text
    assert f"enabled  {FLUX}" in terminal("plugins", "enable", FLUX).text
    assert f"enabled already  {FLUX}" in terminal("plugins", "enable", FLUX).text


def test_a_provider_can_be_disabled(limner: Limner) -> None:
    """A plugin of any kind can be: then nobody runs its models."""
    limner("plugins", "disable", "fal")

    answer = limner(*RUN)

    assert answer.exit_code == 2
    assert "no provider 'fal'" in _message(answer)


def test_a_module_of_hooks_can_be_switched_on(install: Install, limner: Limner) -> None:
    """Its hooks run for every call from then on, and no longer once it is disabled."""
    install("rules", {"house/__init__.py": "", "house/rules.py": REFUSES})

    before = limner(*RUN, "--sandbox").exit_code
    told = json.loads(limner("plugins", "enable", "house.rules").stdout)
    shown = _shown(limner, "house.rules")
    refused = limner(*RUN, "--sandbox")
    limner("plugins", "disable", "house.rules")

    assert (before, told["changed"]) == (0, True)
    assert (shown["kind"], shown["distribution"], shown["hooks"]) == (
        "global",
        None,
        ["before_submit"],
    )
    assert refused.exit_code == 5
    assert "refused by the plugin house.rules" in _message(refused)
    assert limner(*RUN, "--sandbox").exit_code == 0


def test_contrib_is_switched_on_by_its_module(
    limner: Limner, caplog: pytest.LogCaptureFixture
) -> None:
    """`limner_contrib.logs` does nothing until it is enabled, and then logs every change."""
    with caplog.at_level(logging.INFO, "limner.jobs"):
        limner(*RUN, "--sandbox")
        before = len(caplog.records)
        limner("plugins", "enable", "limner_contrib.logs")
        limner(*RUN, "--sandbox")

    assert before == 0
    assert any("completed" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("falx", "did you mean fal?"),
        ("limner_contrib.log", "did you mean limner_contrib.logs?"),
        ("limner_contrib", "no hooks of Limner's; limner_contrib.conversion or "),
        ("limner_plugins.fal_ai_flux_dev", f"is the plugin {FLUX}"),
        ("json", "json has no hooks"),
        (".json", "There is no plugin '.json'"),
        ("house", "ZeroDivisionError"),
    ],
)
def test_what_cannot_work_is_not_switched_on(
    install: Install, limner: Limner, home: Path, name: str, reason: str
) -> None:
    """A name that is nothing, a module without hooks and one that breaks: each has its reason."""
    install("house", {"house.py": "1 / 0"})

    answer = limner("plugins", "enable", name)

    assert answer.exit_code == (13 if name == "house" else 2)
    assert reason in _message(answer)
    assert not (home / "plugins.json").exists()


def test_what_is_no_plugin_cannot_be_disabled(limner: Limner, home: Path) -> None:
    """A misspelt name is a usage error with a suggestion, and nothing is written."""
    answer = limner("plugins", "disable", "fal_ai_flux_dv")

    assert answer.exit_code == 2
    assert f"did you mean {FLUX}?" in _message(answer)
    assert not (home / "plugins.json").exists()


def test_what_is_uninstalled_can_still_be_taken_off(
    install: Install, limner: Limner, piped: Callable[..., Any], home: Path
) -> None:
    """A module that was switched on and is gone is shown as broken, and can be disabled."""
    module = install("house", {"house.py": REFUSES}) / "house.py"
    limner("plugins", "enable", "house")
    module.unlink()

    shown = json.loads(piped("plugins", "show", "house").stdout)["plugins"][0]

    assert shown["state"] == "broken"
    assert limner("plugins", "disable", "house").exit_code == 0
    assert json.loads((home / "plugins.json").read_text()) == {"off": [], "on": []}


def test_the_environment_has_the_last_word(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, limner: Limner
) -> None:
    """Who enables what `LIMNER_DISABLE` names is told that this still leaves it out."""
    monkeypatch.setenv("LIMNER_DISABLE", FLUX)

    assert json.loads(limner("plugins", "enable", FLUX).stdout)["disabled_by"] == "LIMNER_DISABLE"
    assert "LIMNER_DISABLE names it" in terminal("plugins", "enable", FLUX).text
    assert "because LIMNER_DISABLE names it" in terminal("plugins", "show", FLUX).text


def test_a_damaged_file_is_told_of(limner: Limner, home: Path) -> None:
    """Every command that would have to know says which file it is and what to do."""
    home.mkdir()
    (home / "plugins.json").write_text("{")

    for words in (("models",), ("plugins",), RUN, ("plugins", "disable", FLUX)):
        answer = limner(*words)
        assert answer.exit_code == 2
        assert "plugins.json can't be read" in _message(answer)
    assert (home / "plugins.json").read_text() == "{"


def test_a_paid_call_is_refused_where_a_policy_is_broken(
    install: Install, limner: Limner, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 13 and nothing sent, with the way out; the sandbox goes on with a note."""
    install("house", {"house.py": "import no_such_ledger"}, plugins="budget = house")
    monkeypatch.setenv("FAL_KEY", "a:b")
    monkeypatch.setenv("LIMNER_FAL_URL", "http://127.0.0.1:9")

    paid = limner(*RUN)
    drawn = terminal(*RUN, "--sandbox")
    shown = terminal("plugins", "show", "budget")

    assert paid.exit_code == 13
    assert "nothing is sent without it" in _message(paid)
    assert "LIMNER_DISABLE=budget" in _message(paid)
    assert drawn.exit_code == 0
    assert "the plugin budget is broken and left out" in drawn.text
    assert "limner plugins disable budget leaves it out" in shown.text


def test_names_are_completed(piped: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell offers the plugins' names."""
    monkeypatch.setenv("_LIMNER_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "limner plugins disable fal_ai_f")
    monkeypatch.setenv("COMP_CWORD", "3")

    assert FLUX in piped().stdout
