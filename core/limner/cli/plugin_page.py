"""`limner plugins show`: one plugin, imported, with what it implements or why it can't be used."""

from __future__ import annotations

import inspect
import os
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from limner import hookspecs
from limner.cli.plugin_list import VARIABLE, Installed, installed_plugins
from limner.cli.plugin_name import no_such_plugin
from limner.cli.screen import Screen, bold, facts, plain, red, width
from limner.cli.shell import quoted
from limner.errors import MissingKey, PluginError
from limner.plugins import load_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Page:
    """What is known of a plugin once it has been imported.

    Attributes:
        plugin: What its metadata says.
        file: Where its code is.
        hooks: The hooks that it implements.
        hosts: The hosts that may see a provider's key.
        key: Of a provider, whether its key is `found`, `missing` or `not needed`.
    """

    plugin: Installed
    file: str | None = None
    hooks: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    key: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The page as JSON: what the list says, and more."""
        more = {"value": self.plugin.entry.value, "file": self.file, "hooks": list(self.hooks)}
        if self.key:
            more |= {"hosts": list(self.hosts), "key": self.key}
        return {**self.plugin.as_json(), **more}


def show(name: str, screen: Screen) -> None:
    """Print every plugin of a name; there can be one of each kind."""
    plugins = installed_plugins()
    pages = [_page(plugin) for plugin in plugins if plugin.entry.name == name]
    if not pages:
        raise no_such_plugin(name, [plugin.entry.name for plugin in plugins])
    if screen.json:
        screen.answer({"plugins": [page.as_json() for page in pages]})
        return
    for page in pages:
        screen.say(_lines(page))


def _page(plugin: Installed) -> Page:
    if plugin.state != "enabled":
        return Page(plugin)
    try:
        return _of_provider(plugin) if plugin.kind == "provider" else _of_hooks(plugin)
    except PluginError as error:
        return Page(replace(plugin, error=str(error)))
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever it raises is asked for
        reason = "".join(traceback.format_exception(error))
        return Page(replace(plugin, error=f"importing it raised\n{reason}"))


def _of_hooks(plugin: Installed) -> Page:
    found = load_plugin(plugin.entry)
    return Page(plugin, _file(found), hooks_of(found))


def hooks_of(plugin: object) -> tuple[str, ...]:
    """The hooks that an imported plugin implements, in the order of a call."""
    implemented = {_hook(name, getattr(plugin, name)) for name in dir(plugin)}
    return tuple(name for name in vars(hookspecs) if name in implemented)


def _hook(name: str, function: object) -> str | None:
    """The hook that a function implements, by the mark that `hookimpl` leaves."""
    mark = getattr(function, f"{hookspecs.PROJECT}_impl", None)
    return (mark.get("specname") or name) if isinstance(mark, dict) else None


def _of_provider(plugin: Installed) -> Page:
    make: Any = plugin.entry.load()
    provider = make(os.environ)
    try:
        key = "found" if provider.credential(os.environ) else "not needed"
    except MissingKey:
        key = "missing"
    return Page(plugin, _file(make), hosts=tuple(sorted(provider.hosts)), key=key)


def _file(found: object) -> str | None:
    try:
        return inspect.getsourcefile(inspect.getmodule(found) or type(found))
    except TypeError:
        return None


def _lines(page: Page) -> Iterator[str]:
    plugin = page.plugin
    said = {
        "kind": f"{plugin.kind} plugin" if plugin.kind != "provider" else "provider",
        "package": plugin.package,
        "models": ", ".join(plugin.models),
        "code": plugin.entry.value,
        "file": page.file or "",
        "hooks": ", ".join(page.hooks),
        "hosts": ", ".join(page.hosts),
        "key": page.key or "",
        "state": _state(plugin),
    }
    if plugin.state == "enabled" and plugin.kind != "provider":
        said["hooks"] = said["hooks"] or "none"
    yield bold(plain(plugin.entry.name))
    yield from facts({name: plain(text) for name, text in said.items()}, width())
    if plugin.error:
        yield ""
        yield from (red(line) for line in plain(plugin.error).rstrip().split("\n"))


def _state(plugin: Installed) -> str:
    """The state, and what ends it where somebody has to."""
    name = quoted(plugin.entry.name)
    if plugin.state == "broken":
        return f"broken; limner plugins disable {name} leaves it out"
    if plugin.disabled_by == VARIABLE:
        return f"disabled, because {VARIABLE} names it"
    if plugin.disabled_by:
        return f"disabled; limner plugins enable {name} ends that"
    return plugin.state
