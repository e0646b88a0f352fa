"""`limner budget` shows, sets and clears what calls may cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result

from limner.cli.job_rows import the_journal
from limner.journal import Entry

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

FLUX = "fal-ai/flux/dev"


def spend(amount: str) -> None:
    """As if a call had been submitted from here."""
    facts: dict[str, Any] = {"estimate": Decimal(amount), "currency": "USD"}
    journal = the_journal()
    journal.add(Entry(FLUX, "fal", "0" * 64, {}, **facts))
    journal.close()


def test_set_shown_and_cleared(limner: Limner) -> None:
    """Each answers how it stands then."""
    none = json.loads(limner("budget").stdout)
    told = json.loads(limner("budget", "set", "1.50", "--per", "month").stdout)
    spend("0.25")
    shown = json.loads(limner("budget").stdout)
    cleared = json.loads(limner("budget", "clear").stdout)

    assert (none["budget"], none["spent"], none["left"]) == (None, 0, None)
    assert told["budget"] == {"amount": 1.5, "currency": "USD", "per": "month"}
    assert (told["spent"], told["left"]) == (0, 1.5)
    assert told["since"].endswith("-01T00:00:00.000+00:00")
    assert (shown["spent"], shown["left"]) == (0.25, 1.25)
    assert (cleared["budget"], cleared["spent"]) == (None, 0.25)


def test_people_read_it(terminal: Terminal) -> None:
    """The budget, what is spent, and what is left."""
    assert terminal("budget").lines[:2] == ["There is no budget.", "  spent  0.00 USD today (UTC)"]
    terminal("budget", "set", "1")
    spend("0.0196608")

    assert terminal("budget").lines == [
        "Budget: 1.00 USD a day",
        "  spent  0.0197 USD today (UTC)",
        "  left   0.9803 USD",
    ]


def test_a_call_above_what_is_left_is_refused(
    limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 5, with the amounts; nobody was called, and nothing is on record."""
    monkeypatch.setenv("FAL_KEY", "an-id:a-secret")
    limner("budget", "set", "0.02")
    spend("0.01")

    refused = limner("run", FLUX, "prompt=x")
    unknown = limner("run", "fal-ai/z-image/base", "prompt=x")

    assert (refused.exit_code, unknown.exit_code) == (5, 5)
    message = json.loads(refused.stderr)["error"]["message"]
    assert "about 0.0197 USD, and 0.01 USD is left of the budget of 0.02 USD a day" in message
    assert len(the_journal().entries()) == 1
    assert limner("run", FLUX, "prompt=x", "--sandbox").exit_code == 0


@pytest.mark.parametrize("amount", ["cheap", "-1", "1 usd"])
def test_a_budget_that_cannot_be_read_is_an_error_of_usage(limner: Limner, amount: str) -> None:
    """The one that there is stays."""
    limner("budget", "set", "1")

    refused = limner("budget", "set", "--", amount)

    assert refused.exit_code == 2
    assert json.loads(limner("budget").stdout)["budget"]["amount"] == 1
