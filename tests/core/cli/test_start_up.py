"""Nothing is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

HEAVY = ("httpx", "pydantic", "pluggy", "jsonschema", "jsonschema_rs", "limner.client", "PIL")

ASK = """
import sys
from limner.__main__ import main
sys.argv = ["limner", *{words}]
try:
    main()
except SystemExit as exit:
    assert not exit.code, exit.code
print(*sys.modules, file=sys.stderr)
"""

Piped = Callable[..., subprocess.CompletedProcess[str]]


def _imported(*words: str) -> set[str]:
    finished = subprocess.run(
        [sys.executable, "-c", ASK.format(words=list(words))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout
    return set(finished.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        ("models", "upscale"),
        ("schema", "fal-ai/flux/dev"),
        ("schema", "fal-ai/flux/dev", "--format", "table"),
        ("schema", "fal-ai/flux/dev", "--format", "openapi"),
        ("reference", "fal-ai/flux/dev"),
        ("plugins",),
        ("run", "fal-ai/flux/dev", "--help"),
        ("run", "fal-ai/flux/dev", "--help", "--json"),
        ("--help",),
    ],
)
def test_what_documents_tell_needs_nothing_heavy(words: tuple[str, ...]) -> None:
    """Listings, schemas, the reference and help import no library but click, and no plugin."""
    imported = _imported(*words)

    assert "click" in imported
    assert not imported & set(HEAVY)
    assert not [name for name in imported if name.startswith("limner_plugins.")]


def test_the_version_needs_not_even_click() -> None:
    """`limner --version` answers before anything is imported."""
    imported = _imported("--version")

    assert "click" not in imported
    assert "limner_registry" not in imported


def test_validating_needs_no_http() -> None:
    """The verdict imports the model's plugin and the hooks, and no HTTP library."""
    imported = _imported("validate", "fal-ai/flux/dev", "prompt=x")

    assert not imported & {"httpx", "pydantic", "PIL"}
    assert "limner_plugins.fal_ai_flux_dev" in imported
    assert "limner_plugins.fal_ai_birefnet_v2" not in imported


def test_a_call_that_is_taken_needs_nothing_of_a_refused_one() -> None:
    """What draws and mends refused calls is imported for these only."""
    imported = _imported("validate", "fal-ai/flux/dev", "prompt=x")

    assert not imported & {"limner.cli.correction", "limner.cli.picture", "fractions"}


def test_the_module_is_the_command(piped: Piped) -> None:
    """`python -m limner` is the command line, under the command's own name."""
    finished = piped("run", "--help")

    assert finished.returncode == 0
    assert finished.stdout.startswith("Usage: limner run ID [NAME=VALUE]... [OPTIONS]\n")


@pytest.mark.parametrize("words", [("--version",), ("--version", "models")])
def test_the_version_is_told(piped: Piped, words: tuple[str, ...]) -> None:
    """The version is one line, whatever else is asked."""
    assert piped(*words).stdout == "limner 0.1.0\n"
