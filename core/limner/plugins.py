"""The plugins of one client: found by their metadata, imported when one is needed.

Every client has its own. A model's hooks are a plugin manager of the global plugins
and the model's owner, made on the owner's first use; other owners aren't in it, so
none can meddle with another's request.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

import pluggy

from limner import hookspecs
from limner.errors import PluginError
from limner.hooks import LOG, Hooks
from limner_registry import EntryPoint, Model, Origin, Registry, installed, packaged_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GLOBAL = "limner.plugins"
"""The entry-point group of global plugins."""


class Plugins:
    """The plugins of one client, and the registry of their models.

    Args:
        objects: Plugins passed in: modules or objects. One whose `register_models`
            answers owns these models; another one is global.
        environment: Where `LIMNER_DISABLE` (names, separated by commas) and
            `LIMNER_TRACE` are read; the process's own by default.

    Attributes:
        registry: All models, of every source.
        quarantine: By name, the plugins that are broken, each with why.
    """

    def __init__(
        self, objects: Iterable[object] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        environment = os.environ if environment is None else environment
        disabled = {name.strip() for name in environment.get("LIMNER_DISABLE", "").split(",")}
        self.entry_points = tuple(e for e in installed() if e.name not in disabled)
        self.quarantine: dict[str, PluginError] = {}
        self._trace = _print_trace if environment.get("LIMNER_TRACE", "0") != "0" else None
        self._lock = threading.RLock()
        self._hooks: dict[Origin, Hooks] = {}
        self._globals: list[tuple[str, object]] | None = None
        self._passed_in = _named(objects, disabled)
        self._owners: dict[Origin, object] = {}
        self.registry = Registry([*self._packaged(), *self._registered()])

    def hooks(self, model: Model) -> Hooks:
        """The hooks that a model's requests meet.

        Raises:
            PluginError: The plugin that owns the model is broken.
        """
        with self._lock:
            if model.origin not in self._hooks:
                self._hooks[model.origin] = self._make_hooks(model.origin)
            return self._hooks[model.origin]

    def owner(self, origin: Origin) -> object:
        """The module or object that owns models, imported if need be.

        Raises:
            PluginError: It can't be imported; it's in quarantine from then on.
        """
        if origin.plugin in self.quarantine:
            raise self.quarantine[origin.plugin]
        if origin not in self._owners:
            entry = next(e for e in self.entry_points if _origin(e) == origin)
            self._owners[origin] = self._load(entry)
        return self._owners[origin]

    def _packaged(self) -> list[Model]:
        packaged = packaged_models(self.entry_points)
        for plugin, failure in packaged.failures.items():
            self.quarantine[plugin] = PluginError(plugin, str(failure))
            LOG.warning("%s", self.quarantine[plugin])
        return packaged.models

    def _registered(self) -> list[Model]:
        """The models of the plugin objects passed in; those that have none become global."""
        models = []
        for name, plugin in self._passed_in:
            documents = _documents(name, plugin)
            origin = Origin(name)
            models += [Model(document, origin) for document in documents]
            if documents:
                self._owners[origin] = plugin
        return models

    def _make_hooks(self, origin: Origin) -> Hooks:
        manager = _new_manager()
        for name, plugin in self._global_plugins():
            _register(manager, name, plugin)
        _register(manager, origin.plugin, self.owner(origin))
        return Hooks(manager, self._trace)

    def _global_plugins(self) -> list[tuple[str, object]]:
        """Those of packages that can be imported, then those passed in."""
        if self._globals is None:
            owners = list(self._owners.values())
            passed = [(n, p) for n, p in self._passed_in if all(p is not o for o in owners)]
            self._globals = [*self._installed_globals(), *passed]
        return self._globals

    def _installed_globals(self) -> list[tuple[str, object]]:
        found = []
        for entry in self.entry_points:
            if entry.group == GLOBAL:
                try:
                    plugin = self._load(entry)
                    _register(_new_manager(), entry.name, plugin)
                    found.append((entry.name, plugin))
                except PluginError as error:
                    self.quarantine[entry.name] = error
                    LOG.warning("%s", error)
        return found

    def _load(self, entry: EntryPoint) -> object:
        try:
            return entry.load()
        except Exception as error:
            reason = "".join(traceback.format_exception(error))
            broken = PluginError(entry.name, f"importing it raised\n{reason}")
            self.quarantine[entry.name] = broken
            raise broken from error


def _new_manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    """Register a plugin; a hook or an argument that doesn't exist is an error, never silence."""
    if manager.is_registered(plugin):
        return
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        raise PluginError(name, str(error)) from error
    for caller in manager.get_hookcallers(plugin) or ():
        for implementation in caller.get_hookimpls():
            if implementation.plugin is plugin and (
                implementation.wrapper or implementation.hookwrapper
            ):
                raise PluginError(name, f"its {caller.name} is a wrapper; Limner has none")


def _documents(name: str, plugin: object) -> list[Any]:
    from limner_registry.document import check_document

    manager = _new_manager()
    _register(manager, name, plugin)
    documents = [d for answer in manager.hook.register_models() for d in answer]
    for document in documents:
        check_document(document, name)
    return documents


def _named(objects: Iterable[object], disabled: set[str]) -> list[tuple[str, object]]:
    """Each plugin object with a name of its own."""
    named: list[tuple[str, object]] = []
    for plugin in objects:
        name = getattr(plugin, "__name__", type(plugin).__name__)
        twins = sum(other.partition("#")[0] == name for other, _ in named)
        if name not in disabled:
            named.append((f"{name}#{twins + 1}" if twins else name, plugin))
    return named


def _origin(entry: EntryPoint) -> Origin:
    return Origin(entry.name, entry.distribution, entry.version)


def _print_trace(line: str) -> None:
    print(f"limner: {line}", file=sys.stderr)  # noqa: T201 -- LIMNER_TRACE asks for it
