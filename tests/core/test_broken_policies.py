"""A global plugin that can't be imported may have been a policy: nothing is paid without it."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, PROMPT, REQUEST_ID
from scripted import AsyncScriptedClient, ScriptedClient, whole_call

import limner
from limner_registry.home import Switches
from limner_registry.switching import switched

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = {
    "import": "import no_such_ledger",
    "exit": "raise SystemExit('no licence')",
    "hook": "import limner\n@limner.hookimpl\ndef before_submitt(request): ...",
    "argument": "import limner\n@limner.hookimpl\ndef before_submit(reqest): ...",
}


@pytest.fixture(params=BROKEN, autouse=True)
def _budget(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package with a budget that is broken in one way or another."""
    (tmp_path / "house_budget.py").write_text(BROKEN[request.param])
    info = tmp_path / "house_budget-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[limner.plugins]\nbudget = house_budget\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "house_budget", raising=False)


def refused(error: limner.PluginError) -> bool:
    """Whether an error says whose fault it is, what follows, and how to go on without it."""
    parts = ("the plugin budget is broken", "nothing is sent without it", "LIMNER_DISABLE=budget")
    return error.plugin == "budget" and all(part in str(error) for part in parts)


def test_a_call_that_may_cost_money_is_refused() -> None:
    """Nothing leaves, nothing is journaled, and the error names the plugin and the way out."""
    client = ScriptedClient(*whole_call())

    for verb in (client.run, client.submit):
        with pytest.raises(limner.PluginError) as raised:
            verb(FLUX, PROMPT)
        assert refused(raised.value)
    assert client.script.calls == []
    assert client.journal is not None
    assert list(client.journal.entries()) == []


def test_asyncio_makes_no_difference() -> None:
    """`AsyncClient` refuses it too."""

    async def call() -> AsyncScriptedClient:
        async with AsyncScriptedClient(*whole_call()) as client:
            with pytest.raises(limner.PluginError) as raised:
                await client.run(FLUX, PROMPT)
            assert refused(raised.value)
            return client

    assert asyncio.run(call()).script.calls == []


def test_what_costs_nothing_goes_on() -> None:
    """The sandbox, a check of arguments, and a job that is there already need no policy."""
    sandbox = limner.Client("sandbox", environment={})
    fal = ScriptedClient(*whole_call()[1:])

    assert sandbox.run(FLUX, PROMPT).images
    assert list(sandbox.plugins.quarantine) == ["budget"]
    assert fal.validate(FLUX, PROMPT)
    assert fal.job(FLUX, REQUEST_ID).result().images


def test_whoever_leaves_it_out_goes_on() -> None:
    """`LIMNER_DISABLE` says that the call is wanted without it."""
    client = ScriptedClient(*whole_call(), environment={"LIMNER_DISABLE": "budget"})

    assert client.run(FLUX, PROMPT).images


def test_a_module_that_is_switched_on_and_gone_is_missed(tmp_path: Path) -> None:
    """Uninstalling what was switched on doesn't switch it off without a word."""
    home = tmp_path / "home"
    switched(str(home), lambda _: Switches(("budget",), ("gone_rules",)))
    client = ScriptedClient(*whole_call(), home=home)

    with pytest.raises(limner.PluginError, match="No module named 'gone_rules'") as raised:
        client.run(FLUX, PROMPT)

    assert raised.value.plugin == "gone_rules"
    assert client.script.calls == []


def test_switched_off_it_is_not_missed(tmp_path: Path) -> None:
    """What the user has switched off in the home isn't asked, nor imported."""
    home = tmp_path / "home"
    switched(str(home), lambda _: Switches(("budget",), ()))
    client = ScriptedClient(*whole_call(), home=home)

    assert client.run(FLUX, PROMPT).images
    assert client.plugins.quarantine == {}
