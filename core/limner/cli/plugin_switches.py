"""What `limner plugins enable` and `disable` share: which plugins there are, and what is told."""

from __future__ import annotations

import os

import click

from limner.cli.plugin_list import KINDS, VARIABLE
from limner.cli.screen import Screen, plain
from limner_registry import installed
from limner_registry.entry_points import disabled_here
from limner_registry.home import SWITCHES, home


def registered() -> dict[str, str]:
    """By name, the module of every plugin that a package registers."""
    return {entry.name: entry.module for entry in installed() if entry.group in KINDS}


def home_of_user() -> str:
    """The folder in which the switches are.

    Raises:
        click.UsageError: There is no place for one.
    """
    folder = home(os.environ)
    if folder is None:
        raise click.UsageError("There is no place for it: set LIMNER_HOME to a folder of yours.")
    return folder


def tell(name: str, state: str, screen: Screen, *, changed: bool) -> None:
    """Say what a plugin's state is from now on."""
    file = f"{home_of_user()}/{SWITCHES}"
    unheard = state == "enabled" and name in disabled_here(os.environ)
    if screen.json:
        by = {"disabled_by": VARIABLE} if unheard else {}
        screen.answer({"name": name, "state": state, "changed": changed, "file": file, **by})
        return
    screen.say([f"{state if changed else f'{state} already'}  {plain(name)}"])
    if unheard:
        screen.note(f"Note: {VARIABLE} names it, and leaves it out as long as it does.")
    screen.note(f"Kept in {plain(file)}")
