"""`limner plugins`: what is installed, and what one plugin does."""

from __future__ import annotations

import click

from limner.cli.documented import JSON_HELP, Documented, DocumentedGroup
from limner.cli.plugin_list import Installed, installed_plugins
from limner.cli.plugin_name import PluginName
from limner.cli.screen import GAP, Screen, table, width
from limner.cli.subcommands import imported

EXAMPLES = (
    "limner plugins",
    "limner plugins show fal_ai_birefnet_v2",
    "limner plugins check fal_ai_birefnet_v2",
    "limner plugins disable fal_ai_birefnet_v2",
    "limner plugins new limner-acme --from-openapi openapi.json",
)

LATER = ("check", "new", "enable", "disable")
"""Commands of the group that are imported when used: `new` is `command` in `plugins_new`."""


class _Plugins(DocumentedGroup):
    """The group, some of whose commands are imported when used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The commands in the order of the help text."""
        return [*self.commands, *LATER]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported if need be."""
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        return imported("plugins", cmd_name)


@click.group(
    "plugins",
    cls=_Plugins,
    invoke_without_command=True,
    examples=EXAMPLES,
    short_help="List, show, check, make and switch plugins.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """List the installed plugins, or do something with one of them."""
    ctx.obj = as_json
    if ctx.invoked_subcommand is None:
        show_list(Screen.wanted(as_json))


@command.command(
    "list", cls=Documented, examples=("limner plugins list", "limner plugins list --json")
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def list_plugins(json_before: bool, *, as_json: bool) -> None:  # noqa: FBT001 -- click gives it
    """List the installed plugins; none of their code runs."""
    show_list(Screen.wanted(as_json or json_before))


@command.command(
    "show",
    cls=Documented,
    examples=("limner plugins show fal_ai_birefnet_v2", "limner plugins show fal --json"),
    short_help="Show the hooks of a plugin, or why it can't be used.",
)
@click.argument("name", type=PluginName())
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def show_plugin(json_before: bool, name: str, *, as_json: bool) -> None:  # noqa: FBT001
    """Import a plugin and show the hooks that it implements, or why it can't be used."""
    from limner.cli.plugin_page import show

    show(name, Screen.wanted(as_json or json_before))


def show_list(screen: Screen) -> None:
    """Print all plugins."""
    plugins = installed_plugins()
    if screen.json:
        screen.answer({"plugins": [plugin.as_json() for plugin in plugins]})
        return
    screen.say(_table(plugins, width()))
    for plugin in plugins:
        if plugin.error:
            screen.note(f"Note: {plugin.error}")


def _table(plugins: list[Installed], columns: int) -> list[str]:
    """The plugins with the ids of their models; on narrow terminals, with their number."""
    rows = [
        (p.entry.name, p.kind, p.package, p.state if p.state != "enabled" else ", ".join(p.models))
        for p in plugins
    ]
    widest = sum(max(map(len, column), default=0) + GAP for column in zip(*rows, strict=True))
    if widest - GAP > columns:
        numbers = [str(len(p.models) or "") if p.state == "enabled" else p.state for p in plugins]
        rows = [(*row[:3], number) for row, number in zip(rows, numbers, strict=True)]
    return table(("NAME", "KIND", "PACKAGE", "MODELS"), rows, columns)
