"""The plugins of one client: found by their metadata, imported when one is needed.

Every client has its own. A model's hooks are a plugin manager of the global plugins
and the model's owner, made on the owner's first use; other owners aren't in it, so
none can meddle with another's request.
"""

from __future__ import annotations

import inspect
import os
import sys
import threading
import traceback
from copy import copy
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any

import pluggy

from limner import hookspecs
from limner.errors import PluginError, UnknownModel
from limner.hooks import LOG, Hooks
from limner_registry import EntryPoint, Model, Origin, Registry, installed, packaged_models
from limner_registry.catalog import CATALOG, catalog_of
from limner_registry.entry_points import GLOBAL, disabled, enabled
from limner_registry.packaged import MODELS, origin_of

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping


class Plugins:
    """The plugins of one client, and the registry of their models.

    Safe for several threads.

    Args:
        objects: Plugins passed in: modules or objects. One whose `register_models`
            answers owns these models; another one is global.
        environment: Where `LIMNER_DISABLE` (names, separated by commas), `LIMNER_HOME`
            and `LIMNER_TRACE` are read; the process's own by default.
        home: The folder with the user's catalog and switches, if it isn't the environment's.

    Attributes:
        entry_points: What installed packages register and what the user has switched on,
            but for what is disabled.
        quarantine: By name, the plugins that are known to be broken, each with why.
        registry: All models, of every source.

    Raises:
        PluginError: One of the objects has a hook or an argument that doesn't exist,
            or its `register_models` fails.
        InvalidDocument: One of the objects registers a document that breaks its rules.
        InvalidSwitches: What is switched in the home can't be read.
    """

    def __init__(
        self,
        objects: Iterable[object] = (),
        environment: Mapping[str, str] | None = None,
        home: str | os.PathLike[str] | None = None,
    ) -> None:
        environment = os.environ if environment is None else environment
        self.entry_points = enabled(installed(), environment, home)
        self.quarantine: dict[str, PluginError] = {}
        self._trace = None if environment.get("LIMNER_TRACE", "") in {"", "0"} else _print_trace
        self._lock = threading.RLock()
        self._hooks: dict[Origin, Hooks] = {}
        self._missing: list[PluginError] = []
        self._loaded: dict[EntryPoint, object] = {}
        self._packages = {origin_of(e): e for e in self.entry_points if e.group == MODELS}
        self._owners: dict[Origin, object] = {}
        self._global_objects: list[tuple[str, object]] = []
        registered = self._register_objects(_named(objects, disabled(environment, home)))
        catalog = catalog_of(environment, home)
        self.registry = Registry([*self._packaged(), *registered], catalog)

    def hooks(self, model: Model) -> Hooks:
        """The hooks that a model's requests meet.

        Raises:
            PluginError: The plugin that owns the model is broken.
            UnknownModel: The model is another client's.
        """
        with self._lock:
            if model.origin not in self._hooks:
                if not self._knows(model.origin):
                    raise UnknownModel(model.endpoint_id)
                self._hooks[model.origin] = self._make_hooks(model.origin)
            return self._hooks[model.origin]

    def owner(self, origin: Origin) -> object:
        """The module or object that owns models, imported if need be.

        Raises:
            PluginError: It's broken, and in quarantine from then on.
        """
        with self._lock:
            if origin in self._owners:
                return self._owners[origin]
            return self._load(self._packages[origin])

    def _packaged(self) -> list[Model]:
        packaged = packaged_models(self.entry_points)
        for plugin, failure in packaged.failures.items():
            self.quarantine[plugin] = PluginError(plugin, str(failure))
            LOG.warning("%s", self.quarantine[plugin])
        return packaged.models

    def _register_objects(self, named: Iterable[tuple[str, object]]) -> list[Model]:
        """The models of plugin objects; an object that has none is a global plugin."""
        packages = {entry.value for entry in self._packages.values()}
        models = []
        for name, plugin in named:
            documents = self._documents(name, plugin)
            models += [Model(document, Origin(name)) for document in documents]
            if documents:
                self._owners[Origin(name)] = plugin
            elif name not in packages:
                self._global_objects.append((name, plugin))
        return models

    def _documents(self, name: str, plugin: object) -> list[dict[str, Any]]:
        hooks = Hooks(_manager_of([(name, plugin)]), self._trace)
        documents = [dict(document) for document in hooks.register_models()]
        if documents:
            from limner_registry.document import check_document

            for document in documents:
                check_document(document, f"a document of the plugin {name}")
        return documents

    def _knows(self, origin: Origin) -> bool:
        if origin == CATALOG:
            return self.registry.catalog is not None
        return origin in self._owners or origin in self._packages

    def _make_hooks(self, origin: Origin) -> Hooks:
        """A model of the catalog has no code, so it meets the global plugins alone."""
        owners = [] if origin == CATALOG else [(origin.plugin, self.owner(origin))]
        return Hooks(_manager_of([*self._globals, *owners]), self._trace, self._missing)

    @cached_property
    def _globals(self) -> list[tuple[str, object]]:
        """Those of packages, then those passed in; broken ones are missed and told of."""
        found = []
        for entry in self.entry_points:
            if entry.group == GLOBAL:
                try:
                    found.append((entry.name, self._load(entry)))
                except PluginError as error:
                    self._missing.append(error)
                    LOG.warning("%s", error)
        return [*found, *self._global_objects]

    def _load(self, entry: EntryPoint) -> object:
        """Import a plugin, once; a broken one is in quarantine from then on."""
        if entry not in self._loaded:
            try:
                self._loaded[entry] = load_plugin(entry)
            except PluginError as error:
                self._loaded[entry] = self.quarantine[entry.name] = error
        plugin = self._loaded[entry]
        if isinstance(plugin, PluginError):
            raise copy(plugin)  # each raising of one object would add to its traceback
        return plugin


def load_plugin(entry: EntryPoint) -> object:
    """A plugin of a package, all of whose hooks exist."""
    try:
        plugin = entry.load()
    except (Exception, SystemExit) as error:
        reason = "".join(traceback.format_exception(error))
        raise PluginError(entry.name, f"importing it raised\n{reason}") from error
    _manager_of([(entry.name, plugin)])
    return plugin


def _manager_of(named: Iterable[tuple[str, object]]) -> pluggy.PluginManager:
    """A manager of some plugins, each once."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name, plugin in named:
        if not manager.is_registered(plugin):
            _register(manager, _free(name, dict(manager.list_name_plugin())), plugin)
    return manager


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    """Register a plugin; a hook or an argument that doesn't exist is an error, never silence."""
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(name, str(error)) from error
    for caller in manager.get_hookcallers(plugin) or ():
        for implementation in caller.get_hookimpls():
            if implementation.plugin is plugin and not _is_plain(implementation):
                raise PluginError(
                    name, f"its {caller.name} is a wrapper or async; hooks are plain functions"
                )


def _is_plain(hook: pluggy.HookImpl) -> bool:
    """Whether a hook is called and returns: not a wrapper, and not async."""
    function = hook.function
    waits = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    return not (hook.wrapper or hook.hookwrapper or waits)


def _named(objects: Iterable[object], unwanted: Collection[str]) -> list[tuple[str, object]]:
    """Each plugin object that isn't disabled, with a name of its own, not the catalog's."""
    named: dict[str, object] = {}
    for plugin in objects:
        name = getattr(plugin, "__name__", type(plugin).__name__)
        if name not in unwanted:
            named[_free(name, {**named, CATALOG.plugin: None})] = plugin
    return list(named.items())


def _free(name: str, taken: Container[str]) -> str:
    """A name, or with a number the first that isn't taken: `acme`, `acme#2`, ..."""
    names = chain([name], (f"{name}#{number}" for number in count(2)))
    return next(free for free in names if free not in taken)


def _print_trace(line: str) -> None:
    print(f"limner: {line}", file=sys.stderr)  # noqa: T201 -- LIMNER_TRACE asks for it
