"""Commands that installed packages bring, under the entry points `limner.commands`."""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner_registry.entry_points import EntryPoint

GROUP = "limner.commands"


def from_plugins(ours: Collection[str]) -> dict[str, EntryPoint]:
    """What registers each command, by its name; nothing of it is imported.

    Args:
        ours: The names that no package can take.
    """
    from limner_registry.entry_points import enabled, installed

    found = enabled(installed(), os.environ)
    return {one.name: one for one in found if one.group == GROUP and one.name not in ours}


def loaded(entry: EntryPoint) -> click.Command:
    """The command that an entry point names, imported.

    Raises:
        PluginError: It can't be imported, or isn't one.
    """
    from limner.errors import PluginError

    try:
        command = entry.load()
    except Exception as error:
        reason = "".join(traceback.format_exception(error))
        raise PluginError(entry.name, f"its command can't be imported\n{reason}") from error
    if not isinstance(command, click.Command):
        raise PluginError(entry.name, f"{entry.value} is no command of click")
    return command
