"""The name of a plugin on a command line: completed, or suggested where it is misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from click.shell_completion import CompletionItem


class PluginName(StringParamType):
    """The name of a plugin."""

    name = "name"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 -- click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """Every name that begins so, with the kind of plugin it is."""
        from click.shell_completion import CompletionItem

        from limner.cli.plugin_list import installed_plugins

        return [
            CompletionItem(plugin.entry.name, help=f"{plugin.kind}, {plugin.state}")
            for plugin in installed_plugins()
            if plugin.entry.name.startswith(incomplete)
        ]


def no_such_plugin(name: str, among: Iterable[str]) -> click.UsageError:
    """The error for a name that no plugin has, with the one that was probably meant."""
    from limner_registry.nearest import nearest

    near = nearest(name, among)
    hint = f"did you mean {near}?" if near else "limner plugins lists what there is."
    return click.UsageError(f"There is no plugin {name!r}; {hint}")
