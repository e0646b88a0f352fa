"""`limner plugins disable`: leave a plugin out, from now on."""

from __future__ import annotations

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.plugin_name import PluginName, no_such_plugin
from limner.cli.plugin_switches import home_of_user, registered, tell
from limner.cli.screen import Screen
from limner_registry.home import Switches
from limner_registry.switching import switched

EXAMPLES = ("limner plugins disable acme", "limner plugins disable limner_contrib.logs")
NOTES = (
    "It stays so for all your programs that use Limner, until limner plugins enable NAME."
    " LIMNER_DISABLE=NAME does the same for one command. Nothing of a disabled plugin is"
    " there, neither models nor hooks, and none of its code runs."
)


@click.command(
    "disable",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Leave a plugin out, from now on.",
)
@click.argument("name", type=PluginName())
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def command(json_before: bool, name: str, *, as_json: bool) -> None:  # noqa: FBT001 -- click gives it
    """Leave a plugin out, from now on."""
    plugins = registered()

    def without(now: Switches) -> Switches:
        if name not in {*plugins, *now.off, *now.on}:
            raise no_such_plugin(name, (*plugins, *now.on))
        off = {*now.off, name} if name in plugins else now.off
        return Switches(tuple(sorted(off)), tuple(one for one in now.on if one != name))

    changed = switched(home_of_user(), without)
    tell(name, "disabled", Screen.wanted(as_json or json_before), changed=changed)
