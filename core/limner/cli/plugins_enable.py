"""`limner plugins enable`: take a disabled plugin in again, or switch on a module of hooks."""

from __future__ import annotations

import pkgutil
import sys

import click

from limner.cli.documented import JSON_HELP, Documented
from limner.cli.plugin_name import PluginName, no_such_plugin
from limner.cli.plugin_page import hooks_of
from limner.cli.plugin_switches import home_of_user, registered, tell
from limner.cli.screen import Screen
from limner.errors import PluginError
from limner.plugins import load_plugin
from limner_registry.entry_points import switched_on
from limner_registry.home import Switches
from limner_registry.switching import switched

EXAMPLES = ("limner plugins enable acme", "limner plugins enable limner_contrib.logs")
NOTES = (
    "NAME is that of a disabled plugin, or a dotted module with hooks that no package"
    " registers, such as those of limner_contrib; these run for every call from then on. The"
    " module is imported to see that it works; one that doesn't isn't switched on."
)


@click.command(
    "enable",
    cls=Documented,
    examples=EXAMPLES,
    notes=NOTES,
    short_help="Take a plugin in again, or switch a module on.",
)
@click.argument("name", type=PluginName())
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_obj
def command(json_before: bool, name: str, *, as_json: bool) -> None:  # noqa: FBT001 -- click gives it
    """Take a disabled plugin in again, or switch on a module of hooks."""
    plugins = registered()

    def within(now: Switches) -> Switches:
        if name in {*plugins, *now.off, *now.on}:
            return Switches(tuple(one for one in now.off if one != name), now.on)
        _check(name, plugins)
        return Switches(now.off, tuple(sorted({*now.on, name})))

    changed = switched(home_of_user(), within)
    tell(name, "enabled", Screen.wanted(as_json or json_before), changed=changed)


def _check(module: str, plugins: dict[str, str]) -> None:
    """Import a module, to see that its hooks can be called.

    Raises:
        click.UsageError: There is none of that name, or it has no hooks.
        PluginError: It can't be imported, or has hooks that don't exist.
    """
    for name, registered_module in plugins.items():
        if module == registered_module:
            raise click.UsageError(f"{module} is the plugin {name}; enable it by that name.")
    found = _imported(module, plugins)
    if not hooks_of(found):
        inside = " or ".join(_modules_in(module))
        may_have = f"; {inside} may have" if inside else ""
        raise click.UsageError(f"{module} has no hooks of Limner's{may_have}.")


def _imported(module: str, plugins: dict[str, str]) -> object:
    if not all(part.isidentifier() for part in module.split(".")):
        raise no_such_plugin(module, plugins)
    try:
        return load_plugin(switched_on(module))
    except PluginError as error:
        cause = error.__cause__
        missing = cause.name if isinstance(cause, ModuleNotFoundError) else None
        if missing and f"{module}.".startswith(f"{missing}."):
            near = _modules_in(module.rpartition(".")[0])
            raise no_such_plugin(module, (*near, *plugins)) from None
        raise


def _modules_in(package: str) -> list[str]:
    """The dotted modules of an imported package, one of which was probably meant."""
    folders = getattr(sys.modules.get(package), "__path__", None)
    return [f"{package}.{one.name}" for one in pkgutil.iter_modules(folders or [])]
