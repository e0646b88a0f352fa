"""The names of the commands; each is imported when it's used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

COMMANDS = (
    *("models", "schema", "validate", "price", "run", "rerun", "jobs", "receipts", "cache"),
    *("budget", "keys", "plugins", "doctor", "reference"),
)
"""In the order in which people need them; each is `command` in the module of its name."""

SUBCOMMANDS = {
    "models": ("add", "remove", "sync"),
    "schema": ("diff", "rules"),
    "jobs": ("list", "show", "wait", "resume", "cancel", "reconcile", "resolve"),
    "receipts": ("show", "verify", "strip"),
    "cache": ("clear",),
    "budget": ("set", "clear"),
}
"""Words after a command that make another one of it: `schema diff` is in `schema_diff`."""


def imported(*words: str) -> click.Command:
    """The command of these words."""
    command: click.Command = import_module(f"limner.cli.{'_'.join(words)}").command
    return command
