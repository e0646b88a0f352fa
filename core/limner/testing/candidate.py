"""What is held against the properties: a plugin, and each of its models, apart from all others."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from limner.client import Client
from limner.errors import LimnerError, PluginError
from limner.hookspecs import hookimpl
from limner.path.validate import validate
from limner.testing.listening import ListeningSandbox
from limner.testing.property import NotApplicable
from limner_registry import InvalidDocument, installed, packaged_models
from limner_registry.entry_points import GLOBAL
from limner_registry.packaged import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from limner.hooks import Hooks
    from limner.request import Request
    from limner.transport import HttpAnswer, HttpCall
    from limner_registry import EntryPoint, Issue, Model
    from limner_registry.strategies import Broken, Edge

    Saw = Callable[[Mapping[str, Any], Sequence[Issue]], None]


class NoSuchPlugin(LimnerError):
    """What is to be tested isn't registered."""

    exit_code = 2


@dataclass(frozen=True, eq=False)
class Subject:
    """A model, what is drawn for it, and the hooks that its requests meet.

    Attributes:
        model: The model.
        client: A client of its plugin alone, that calls `sandbox`.
        sandbox: Where its requests go.
        saw: Told of all arguments that were judged, and of the issues found in them.
    """

    model: Model
    client: Client
    sandbox: ListeningSandbox
    saw: Saw | None = None

    @cached_property
    def hooks(self) -> Hooks:
        """The plugin's hooks.

        Raises:
            NotApplicable: The plugin is broken, which is a matter of its own.
        """
        try:
            return self.client.plugins.hooks(self.model)
        except PluginError:
            raise NotApplicable("the plugin can't be used") from None

    @cached_property
    def sound(self) -> bool:
        """Whether the document keeps the format, so that more can be asked of it."""
        from limner_registry.document import check_document

        try:
            check_document(dict(self.model.document), self.model.endpoint_id)
        except InvalidDocument:
            return False
        return True

    @cached_property
    def valid(self) -> SearchStrategy[dict[str, Any]]:
        """Arguments that the model takes."""
        from limner_registry.strategies import arguments

        return arguments(self.model)

    @cached_property
    def invalid(self) -> SearchStrategy[Broken]:
        """Arguments with one thing changed that the model doesn't take.

        Raises:
            NotApplicable: There is nothing about them that could be wrong.
        """
        from limner_registry.strategies import invalid_arguments

        with _if_drawable():
            return invalid_arguments(self.model)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of all parameters; raises likewise."""
        from limner_registry.strategies import boundary_arguments

        with _if_drawable():
            return boundary_arguments(self.model)

    @cached_property
    def near(self) -> SearchStrategy[dict[str, Any]]:
        """JSON objects, valid or not, that have to do with the model."""
        from limner.testing.drawing import near

        return near(self.model)

    def check(self, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        """The schema's verdict."""
        issues = self.model.check(arguments)
        if self.saw:
            self.saw(arguments, issues)
        return issues

    def ask(self, call: HttpCall) -> HttpAnswer:
        """What the sandbox answers to a call."""
        return self.client.connections.of(self.model).transport.send(call)

    def sent(self, request: Request) -> Any:
        """The JSON that leaves when a request is submitted; None if a plugin answers it."""
        self.sandbox.last = None
        self.client.submit(request)
        return self.sandbox.body()

    def validate(self, arguments: Any) -> Request:
        """As `Client.validate`."""
        return validate(self.model, arguments, self.hooks)


@contextmanager
def _if_drawable() -> Iterator[None]:
    """What can't be drawn isn't held against the model, where valid arguments can be."""
    from limner_registry.strategies import NotDrawable, UnsatisfiableSchema

    try:
        yield
    except UnsatisfiableSchema:
        raise
    except NotDrawable as reason:
        raise NotApplicable(str(reason)) from None


@dataclass(frozen=True, eq=False)
class Candidate:
    """A plugin that brings models.

    Attributes:
        name: What it is called.
        client: A client that has no other plugin.
        subjects: Its models.
        entry: How it is registered; None for an object.
    """

    name: str
    client: Client
    subjects: tuple[Subject, ...]
    entry: EntryPoint | None = None


def registered() -> list[EntryPoint]:
    """The model plugins of all installed packages, in the order of their names."""
    found = [entry for entry in installed() if entry.group == MODELS]
    return sorted(found, key=lambda entry: entry.name)


def of_entry(entry: EntryPoint) -> Candidate:
    """A plugin of an installed package; others, and the user's catalog, are left out."""
    return _candidate(entry.name, (), packaged_models([entry]).models, entry)


def of_package(package: str) -> list[Candidate]:
    """The plugins whose package this is, or is inside of it.

    Args:
        package: A dotted package, as in the entry points of `limner.models`.

    Raises:
        NoSuchPlugin: No installed distribution registers it.
    """
    inside = [one for one in registered() if f"{one.module}.".startswith(f"{package}.")]
    if not inside:
        raise NoSuchPlugin(
            f"nothing registers the package {package} under the entry point {MODELS}; in its"
            " folder, `pip install -e .` does"
        )
    return [of_entry(entry) for entry in inside]


def of_objects(objects: Iterable[object]) -> list[Candidate]:
    """Plugins that aren't in a package: modules, or objects.

    Raises:
        NoSuchPlugin: One of them registers no model.
        ConflictingModels: One of them registers an id twice.
        PluginError, InvalidDocument: As `Plugins`.
    """
    return [_of_object(one) for one in objects]


class Documents:
    """A plugin of nothing but model documents."""

    def __init__(self, documents: Iterable[Mapping[str, Any]]) -> None:
        self._documents = list(documents)

    @hookimpl
    def register_models(self) -> list[Mapping[str, Any]]:
        """The documents."""
        return self._documents


def _of_object(plugin: object) -> Candidate:
    name = getattr(plugin, "__name__", type(plugin).__name__)
    candidate = _candidate(name, [plugin])
    for conflict in candidate.client.registry.conflicts.values():
        raise conflict
    if not candidate.subjects:
        raise NoSuchPlugin(f"the plugin {name} registers no models, so there is nothing to test")
    return candidate


def _candidate(
    name: str,
    objects: Sequence[object],
    models: Iterable[Model] | None = None,
    entry: EntryPoint | None = None,
) -> Candidate:
    """A plugin with a client of its own, in which there's no other model and no global plugin."""
    others = {one.name for one in installed() if one.group in {MODELS, GLOBAL}} - {name}
    sandbox, environment = ListeningSandbox(), {"LIMNER_DISABLE": ",".join(sorted(others))}
    client = Client(sandbox, plugins=objects, journal=None, environment=environment)
    own = [one for one in client.registry.values() if one.origin.distribution is None]
    subjects = (Subject(one, client, sandbox) for one in (own if models is None else models))
    return Candidate(name, client, tuple(subjects), entry)
