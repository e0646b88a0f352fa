"""Validation: everything that is wrong in one error, and nothing but our errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import limner
from limner import Issue, hookimpl


class Stumbling:
    """A plugin whose rule expects what the schema promises."""

    @hookimpl
    def validate_request(self, arguments: dict[str, Any]) -> list[Issue]:
        words = arguments["prompt"].split()
        return [] if len(words) > 1 else [Issue("/prompt", "stumbling.short", "say more")]


def _codes(arguments: dict[str, Any], *plugins: object) -> list[str]:
    client = limner.Client(provider="sandbox", plugins=plugins)
    with pytest.raises(limner.InvalidArguments) as refused:
        client.validate("fal-ai/flux/dev", arguments)
    return [issue.code for issue in refused.value.issues]


def test_the_schema_and_the_plugins_speak_at_once() -> None:
    """What the schema finds and what a plugin's rule finds stand in one error."""
    assert _codes({"prompt": "lamp", "seed": "x"}, Stumbling()) == ["type", "stumbling.short"]


def test_a_rule_that_stumbles_over_what_the_schema_refuses_is_let_be() -> None:
    """A rule that raises over refused arguments hides nothing that the schema found."""
    assert _codes({"prompt": 7}, Stumbling()) == ["type"]
    assert _codes({}, Stumbling()) == ["missing"]


def test_arguments_without_an_end_are_refused() -> None:
    """A mapping that holds itself is an issue, not a RecursionError."""
    endless: dict[str, Any] = {"prompt": "x"}
    endless["seed"] = endless

    assert "too_deep" in _codes(endless)


def test_a_path_that_leads_nowhere_is_one_issue() -> None:
    """A missing file is said once, whether its path is text or a Path."""
    client = limner.Client(provider="sandbox")
    for path in ("nowhere.png", Path("nowhere.png")):
        with pytest.raises(limner.InvalidArguments) as refused:
            client.validate("bria/fibo-edit/restore", {"image_url": path})

        assert [issue.code for issue in refused.value.issues] == ["file_not_found"]


def test_arguments_that_are_no_mapping_are_refused() -> None:
    """A prompt in the arguments' place is an issue that says what they must be."""
    client = limner.Client(provider="sandbox")
    for arguments in ("a lighthouse", ["a lighthouse"], 7):
        with pytest.raises(limner.InvalidArguments, match="a mapping of parameter names"):
            client.run("fal-ai/flux/dev", arguments)  # type: ignore[arg-type]
