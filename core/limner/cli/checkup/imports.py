"""The plugins, imported: which of them work. `plugins show` and this import, nothing else does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from limner.cli.checkup.finding import BROKEN_PLUGIN, FAULT, Finding
from limner.cli.plugin_list import installed_plugins
from limner.cli.shell import quoted
from limner.errors import InvalidSwitches, LimnerError, PluginError
from limner.plugins import load_plugin
from limner.providers import load_provider
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from limner.cli.checkup.finding import Findings
    from limner.cli.plugin_list import Installed


def look_at_plugins() -> Findings:
    """How many work, and of each that doesn't the last line of why."""
    try:
        plugins = installed_plugins()
    except InvalidSwitches as error:
        yield Finding("plugins", str(error), exit_code=FAULT)
        return
    used = [plugin for plugin in plugins if not plugin.disabled_by]
    broken = {plugin.entry.name: why for plugin in used if (why := _fault(plugin))}
    off = [plugin.entry.name for plugin in plugins if plugin.disabled_by]
    told = f"{counted(len(used) - len(broken), 'plugin')} can be used"
    told += f"; disabled: {', '.join(off)}" if off else ""
    yield Finding("plugins", told, facts={"disabled": off})
    for name, why in broken.items():
        yield Finding(
            "plugins",
            f"{name} is broken: {why}",
            f"limner plugins show {quoted(name)} tells all; limner plugins disable"
            f" {quoted(name)} leaves it out.",
            BROKEN_PLUGIN,
            facts={"plugin": name},
        )


def _fault(plugin: Installed) -> str | None:
    """Why a plugin can't be used."""
    if plugin.error:
        return _last_line(plugin.error)
    try:
        if plugin.kind == "provider":
            load_provider(plugin.entry.name, [plugin.entry], os.environ)
        else:
            load_plugin(plugin.entry)
    except PluginError as error:
        return _last_line(error.reason)
    except LimnerError:
        return None  # what the environment says isn't the plugin's fault; the keys' look tells it
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever it raises is told
        return _last_line(f"{type(error).__name__}: {error}")
    return None


def _last_line(text: str) -> str:
    """Of a traceback, what it ends with."""
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "it doesn't say why"
